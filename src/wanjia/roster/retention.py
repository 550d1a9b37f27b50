"""Every personal field with its purpose, its legal basis and its clock. What is not listed here may not exist.

A test reads the models and fails when a field that holds something about a person is missing from the list (PIPL
articles 6, 19 and 47; trap 24).
"""

from dataclasses import dataclass
from enum import StrEnum


class Starts(StrEnum):
    """What winds the clock."""

    GONE = "gone"  # moved away, died, merged: `presence_since`
    ENDED = "ended"  # the need, the contact's term: `until_on`; a case closed, a plan replaced or its person gone
    MADE = "made"  # the row itself: created, uploaded, received
    EMERGENCY = "emergency"  # the end of the emergency, said by `wanjia purge --emergency-ended`


@dataclass(frozen=True, slots=True)
class Clock:
    """One field (or several that go together), why we have it, and when it goes."""

    model: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    starts: Starts
    days: int


_EMERGENCY = "PIPL art. 13 (4): public health emergency"
_SERVICE = "PIPL art. 13 (3): statutory duty of the residents' committee"

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "roster.Person",
        ("document_kind", "document_sealed", "document_hash", "document_mask"),
        "tell two people of one name apart; label a sample",
        _EMERGENCY, Starts.EMERGENCY, 30,
    ),
    Clock(
        "roster.Person",
        ("document_kind", "document_sealed", "document_hash", "document_mask", "registered_address", "lives_apart"),
        "tell two people of one name apart; label a sample",
        _EMERGENCY, Starts.GONE, 30,
    ),
    Clock(
        "roster.Person", ("phones_sealed", "phone_hash", "phone_tails"), "call somebody whom a round has not reached",
        _EMERGENCY, Starts.GONE, 30,
    ),
    Clock(
        "roster.Person", ("name", "initials", "sex", "born_on", "is_head", "relation", "note", "source"),
        "know who lives behind which door", _SERVICE, Starts.GONE, 90,
    ),
    Clock("roster.Household", ("note",), "find the door", _SERVICE, Starts.EMERGENCY, 90),
    Clock(
        "roster.SpecialNeed", ("kind", "detail", "source"), "not leave people in need to the end of a list",
        _EMERGENCY, Starts.ENDED, 30,
    ),
    Clock(
        "roster.SpecialNeed", ("kind", "detail", "source"), "not leave people in need to the end of a list",
        _EMERGENCY, Starts.EMERGENCY, 30,
    ),
    Clock(
        "roster.BuildingContact", ("name", "born_on", "phone_sealed", "phone_tail"), "reach whoever answers for a door",
        _SERVICE, Starts.ENDED, 90,
    ),
    Clock(
        "roster.Premises", ("manager", "phone_sealed", "phone_tail"), "reach whoever answers for a place",
        _SERVICE, Starts.EMERGENCY, 90,
    ),
    Clock("roster.IdentityIndex", ("hash",), "one document, one person", _EMERGENCY, Starts.EMERGENCY, 30),
    Clock("roster.ImportBatch", ("file_token", "report_token"), "undo an import", _SERVICE, Starts.MADE, 7),
    Clock("roster.ImportChange", ("before_sealed",), "undo an import", _SERVICE, Starts.MADE, 7),
    Clock("roster.Doubt", ("values_sealed",), "let a person decide about a row", _SERVICE, Starts.MADE, 30),
    Clock(
        "coverage.Aside", ("detail_sealed", "note"), "find out who was served without a record",
        _EMERGENCY, Starts.MADE, 30,
    ),
    Clock("coverage.Attempt", ("note",), "come at a better time", _SERVICE, Starts.MADE, 30),
    Clock(
        "cards.Correction", ("text_sealed", "note"), "correct what a resident says is wrong",
        _SERVICE, Starts.MADE, 180,
    ),
    Clock(
        "isolation.Order", ("explanation_sealed",), "explain to somebody why they stay in", _EMERGENCY,
        Starts.MADE, 180,
    ),
    Clock(
        "isolation.Order", ("explanation_sealed",), "explain to somebody why they stay in", _EMERGENCY,
        Starts.EMERGENCY, 30,
    ),
    Clock(
        "isolation.Appeal", ("text_sealed", "answer_sealed"), "answer an objection to an order", _SERVICE,
        Starts.MADE, 180,
    ),
    Clock(
        "isolation.UnitEvent", ("household_id", "person_id"), "restart no more doors than the rule says", _EMERGENCY,
        Starts.MADE, 180,
    ),
    Clock(
        "isolation.UnitEvent", ("household_id", "person_id"), "restart no more doors than the rule says", _EMERGENCY,
        Starts.EMERGENCY, 30,
    ),
    Clock(
        "logistics.Holder", ("plate", "phone_sealed", "phone_tail", "account_id"), "reach who carries a box",
        _SERVICE, Starts.ENDED, 90,
    ),
    Clock("logistics.Box", ("lost_note", "found_note", "reopened"), "find a lost box and its people", _SERVICE,
          Starts.MADE, 180),
    Clock("logistics.AlarmNote", ("did",), "know what was done about an alarm", _SERVICE, Starts.MADE, 180),
    Clock(
        "labs.Result", ("value", "reason"), "tell people what was found in their tube",
        _EMERGENCY, Starts.EMERGENCY, 30,
    ),
    Clock(
        "labs.LooseResult", ("code", "value", "note"), "find the people of a result", _EMERGENCY, Starts.EMERGENCY, 30,
    ),
    Clock(
        "labs.Recheck", ("subject_id", "outcome"), "ask the people of an abnormal pool for a swab of their own",
        _EMERGENCY, Starts.EMERGENCY, 30,
    ),
    Clock("labs.Seen", ("who",), "tell those who saw a result that was corrected", _EMERGENCY, Starts.MADE, 30),
    Clock("labs.Cluster", ("note",), "explain a decision", _SERVICE, Starts.MADE, 180),
    *(
        Clock(model, fields, purpose, _EMERGENCY, starts, days)
        for starts, days in ((Starts.MADE, 180), (Starts.EMERGENCY, 30))
        for model, fields, purpose in (
            ("cases.Case", ("person_id", "household_id", "tube_event", "tube_part"), "trace whom a case met"),
            (
                "cases.Contact", ("person_id", "name_sealed", "phone_sealed", "place_sealed", "note_sealed", "reasons"),
                "decide who was in contact, and tell them",
            ),
            ("cases.Answer", ("text_sealed",), "find where a case was and what it needs"),
            (
                "cases.Exposure", ("premises_id", "household_id", "place_sealed", "place_hash", "with_sealed"),
                "find where a case was",
            ),
            ("cases.Transfer", ("person_id", "household_id", "needs"), "bring somebody to a bed with what they need"),
            ("cases.LeftBehind", ("person_id", "carer_sealed"), "leave nobody alone who can't be alone"),
            ("cases.TransferStep", ("who",), "know who has somebody in their hands"),
            ("cases.Stay", ("person_id", "bed", "skills"), "find somebody in a facility"),
            ("cases.DayReason", ("note_sealed",), "explain why somebody was left"),
        )
    ),
    Clock(
        "isolation.LiftNotice", ("household_id",), "tell one door why its lift date moved", _EMERGENCY,
        Starts.MADE, 180,
    ),
    Clock(
        "isolation.LiftNotice", ("household_id",), "tell one door why its lift date moved", _EMERGENCY,
        Starts.EMERGENCY, 30,
    ),
    Clock("isolation.Outing", ("person_id",), "see that whoever went to a doctor is looked after", _SERVICE,
          Starts.MADE, 30),
    *(
        Clock(model, fields, purpose, _SERVICE, starts, days)
        for starts, days in ((Starts.ENDED, 180), (Starts.EMERGENCY, 30))  # ADR 0034: never while somebody needs it
        for model, fields, purpose in (
            ("care.Ladder", ("person_id", "outcome_sealed"), "find somebody who does not answer"),
            ("care.LadderStep", ("note_sealed", "signs"), "hand over to a crew what was seen"),
            ("care.CarePlan", ("person_id", "said_sealed"), "know what one person needs in an emergency"),
            ("care.CareCase", ("person_id", "who_sealed", "where_sealed"), "help somebody without an address"),
            ("care.CareCaseStep", ("note_sealed",), "know what was done in a case"),
            ("care.Cover", ("person_id",), "stand in for a carer"),
        )
    ),
    *(
        Clock(model, fields, purpose, _SERVICE, starts, days)
        for starts, days in ((Starts.MADE, 180), (Starts.EMERGENCY, 30))
        for model, fields, purpose in (
            ("care.NightDuty", ("name", "phone_sealed", "backup_name", "backup_phone_sealed", "note_sealed"),
             "reach who is on duty at night"),
            ("medical.Appointment", ("person_id", "kind", "ride", "companion_sealed", "note_sealed"),
             "bring one to a doctor"),
            ("medical.VisitStep", ("who",), "know where somebody is on the way"),
            ("medical.MedicineOrder", ("person_id", "lodger_id", "items_sealed", "receipt_sealed"), "fetch medicine"),
            ("medical.HandOver", ("giver", "taker"), "know who holds a record book"),
            (
                "needs.Ticket",
                (
                    "text_sealed", "fields_sealed", "caller_sealed", "phone_sealed", "phone_hash", "phone_tail",
                    "answer_sealed", "household_id", "person_id", "room",
                ),
                "serve what somebody asked for, and know them when they call again",
            ),
            ("needs.Step", ("note_sealed",), "know what was done for somebody"),
        )
    ),
    *(
        Clock(model, fields, purpose, _SERVICE, starts, 30)
        for starts in (Starts.ENDED, Starts.EMERGENCY)
        for model, fields, purpose in (
            ("care.Carership", ("person_id", "handed_note"), "know who looks after whom"),
            ("care.InformalCarer", ("person_id", "carer_person_id", "name_sealed", "phone_sealed", "does_sealed"),
             "reach a relative who does the daily care"),
            ("care.CareTask", ("person_id", "what_sealed"), "care for equipment every day"),
            ("care.Volunteer", ("name", "phone_sealed", "person_id", "speaks", "out", "order_id", "out_since"),
             "find who helps, and whether they can come"),
            ("care.TeamPerson", ("person_id",), "know whom a team looks after"),
            ("care.Guide", ("person_id", "name_sealed", "number_sealed", "steps_sealed", "can_from", "can_until"),
             "let a relative show a visitor what to do"),
            ("care.Lodger", ("name_sealed", "born_on", "bed", "needs_sealed"), "know who lives in a care home"),
            ("medical.Course", ("person_id", "kind"), "bring somebody to a doctor again and again"),
        )
    ),
    Clock("medical.Car", ("driver", "phone_sealed", "phone_tail"), "reach whoever drives", _SERVICE,
          Starts.EMERGENCY, 30),
    Clock(
        "needs.Proposal", ("text_sealed", "caller_sealed", "phone_sealed", "items", "household_id", "room"),
        "let a person decide about a line", _SERVICE, Starts.MADE, 14,
    ),
    Clock("testing.PostHolder", ("name",), "know who stands at a post", _SERVICE, Starts.ENDED, 30),
    Clock("devices.Invitation", ("holder",), "know who holds a phone", _SERVICE, Starts.MADE, 180),
    Clock("devices.Device", ("holder",), "know who holds a phone", _SERVICE, Starts.MADE, 180),
    Clock("coverage.Decision", ("note",), "explain a decision", _SERVICE, Starts.MADE, 180),
    Clock("supplies.Trip", ("driver",), "know who has boxes in their hands", _SERVICE, Starts.MADE, 30),
    Clock(
        "supplies.StaffIssue", ("who", "exposure"), "know what staff were given and were exposed to", _SERVICE,
        Starts.MADE, 180,
    ),
    Clock("supplies.Donation", ("giver",), "thank who gave, and tell them where it went", _SERVICE, Starts.MADE, 180),
    Clock(
        "supplies.TransportPass", ("plate", "name_sealed", "name_mask", "phone_sealed", "phone_tail"),
        "know who drives in for which firm", _SERVICE, Starts.ENDED, 30,
    ),
    Clock("supplies.Order", ("said_sealed",), "settle a dispute about an order", _SERVICE, Starts.MADE, 30),
    Clock("supplies.Claim", ("document_hash", "phone_hash"), "find a double claim", _SERVICE, Starts.MADE, 30),
    Clock("notices.Broadcast", ("done_by",), "know who played or hung something", _SERVICE, Starts.MADE, 180),
    *(
        Clock(model, fields, "know whom a chat reaches", _SERVICE, Starts.EMERGENCY, 30)
        for model, fields in (("notices.ChatGroup", ("kept_by",)), ("notices.ChatMember", ("seen_by",)))
    ),
    Clock("notices.Message", ("state",), "send nobody the same SMS twice", _SERVICE, Starts.MADE, 90),
    Clock(
        "supplies.LeftOut", ("why",), "explain to a household why it got nothing", _SERVICE, Starts.EMERGENCY, 30,
    ),
)  # fmt: skip
