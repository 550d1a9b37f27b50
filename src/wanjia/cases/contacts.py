"""Contacts: proposed by the machine with reasons, named in the interview, decided by a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.cases import presets
from wanjia.cases.looking import contact_for, live_case_for, note
from wanjia.cases.models import Case, Contact
from wanjia.cases.proposing import hints
from wanjia.cases.refusals import CaseClosed, Decided, WhyWanted, WordsWanted
from wanjia.cases.rules import proposing
from wanjia.cases.rules.proposing import INTERVIEW, Proposal, gather
from wanjia.cases.sealing import NAME, NOTE, PHONE, PLACE, sealed
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, parts_of
from wanjia.platform import outbox
from wanjia.platform.access import Actor
from wanjia.roster.models import Person


def propose(*, by: Actor, case: Case, now: datetime) -> int:
    """Writes down everybody to whom a trace leads, with the reasons. Again: new traces are added. Returns how many new.

    Who is a case themselves is no contact any more. Decisions stay as they are.
    """
    terms = presets.terms_for(case.building_key, clock.local_date(case.opened_at))
    found = hints(case, terms)
    cases = set(_with_open_cases([hint.person_id for hint in found]))
    proposals = gather(found, leave_out={case.person_id, *cases})
    known = {row.person_id: row for row in Contact.objects.filter(part=case.part, case=case) if row.person_id}
    homes = _homes([one.person_id for one in proposals if one.person_id not in known])
    fresh = [_row(case, one, homes[one.person_id], by, now) for one in proposals if one.person_id in homes]
    Contact.objects.bulk_create(fresh)
    for one in proposals:
        if one.person_id in known:
            _add_reasons(known[one.person_id], one)
    return len(fresh)


def _with_open_cases(people: list[int]) -> list[int]:
    found = Case.objects.filter(person_id__in=people, withdrawn_at=None, ended_at=None)
    return list(found.values_list("person_id", flat=True))


def _homes(people: list[int]) -> dict[int, int]:
    """Where each lives, those whom the register has."""
    found = Person.objects.filter(part__in=parts_of(people), id__in=people, merged_into=None)
    return dict(found.values_list("id", "building_key"))


def _lines(one: Proposal) -> list[tuple[str, Mapping[str, str]]]:
    return [(reason, evidence) for reason, some in one.reasons for evidence in some]


def _row(case: Case, one: Proposal, building_key: int, by: Actor, now: datetime) -> Contact:
    return Contact(
        id=new_event_id(), part=case.part, case=case, person_id=one.person_id, building_key=building_key,
        reasons=proposing.merge([], _lines(one)), proposed_by=by.name[:60], proposed_at=now,
    )  # fmt: skip


def _add_reasons(contact: Contact, one: Proposal) -> None:
    reasons = proposing.merge(contact.reasons, _lines(one))
    if reasons != contact.reasons:
        Contact.objects.filter(part=contact.part, id=contact.id).update(reasons=reasons)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a case named. In the register by number, else by their own words; `where` says how to find them."""

    person_id: int | None = None
    name: str = ""
    phone: str = ""
    where: str = ""
    last_met_on: date | None = None


@transaction.atomic
def name_contact(*, by: Actor, case_id: UUID, said: Named, now: datetime) -> Contact:
    """Puts a person of the interview on the list. Somebody who stands there gets one more reason.

    Raises WordsWanted without name or number, CaseClosed, NotFound for a number that the register lacks.
    """
    case = live_case_for(by, case_id)
    evidence = {"on": said.last_met_on.isoformat()} if said.last_met_on else {}
    if said.person_id is None:
        return _stranger(by, case, said, evidence, now)
    if said.person_id not in (homes := _homes([said.person_id])) or said.person_id == case.person_id:
        raise NotFound
    one = Proposal(said.person_id, ((INTERVIEW, (evidence,)),))
    contact = Contact.objects.select_for_update().filter(part=case.part, case=case, person_id=said.person_id).first()
    if contact is None:
        contact = _row(case, one, homes[said.person_id], by, now)
        contact.last_met_on = said.last_met_on
        contact.save(force_insert=True)
    else:
        _add_reasons(contact, one)
    note(by, "contact.name", case, now, contact=str(contact.id))
    return contact


def _stranger(by: Actor, case: Case, said: Named, evidence: Mapping[str, str], now: datetime) -> Contact:
    if not said.name.strip():
        raise WordsWanted(what=_("Name"))
    contact = Contact.objects.create(
        id=new_event_id(), part=case.part, case=case, building_key=case.building_key,
        name_sealed=sealed(said.name, NAME), phone_sealed=sealed(said.phone, PHONE),
        place_sealed=sealed(said.where, PLACE), reasons=proposing.merge([], [(INTERVIEW, evidence)]),
        last_met_on=said.last_met_on, proposed_by=by.name[:60], proposed_at=now,
    )  # fmt: skip
    note(by, "contact.name", case, now, contact=str(contact.id), in_register=False)
    return contact


@transaction.atomic
def decide(
    *, by: Actor, contact_id: UUID, decision: str, reason: str = "", words: str = "", now: datetime
) -> Contact:  # fmt: skip
    """A person says close contact, contact's contact, or none with the reason. Once; a mistake is put to review.

    Confirming tells `cases.contact_confirmed`, from which an order is drafted for a second person.
    Raises Decided, CaseClosed, WhyWanted, NotFound.
    """
    contact = contact_for(by, contact_id)
    case = contact.case
    if contact.decision:
        raise Decided(by=contact.decided_by)
    if case.withdrawn_at is not None:
        raise CaseClosed(case=case.label, state=case.get_withdrawn_reason_display())
    is_no = decision == Contact.Decision.DECLINED
    if decision not in Contact.Decision.values:
        raise NotFound
    if is_no and reason not in Contact.Declined.values:
        raise WhyWanted
    Contact.objects.filter(part=contact.part, id=contact.id).update(
        decision=decision, decline_reason=reason if is_no else "", decided_by=by.name[:60], decided_at=now,
        note_sealed=sealed(words, NOTE),
    )  # fmt: skip
    note(by, "contact.decide", case, now, decision, contact=str(contact.id), why=reason if is_no else "")
    if not is_no:
        outbox.tell("cases.contact_confirmed", part=case.part, payload=_told(by, contact, decision), now=now)
    return Contact.objects.get(part=contact.part, id=contact.id)


def _told(by: Actor, contact: Contact, decision: str) -> dict[str, object]:
    return {
        "contact": str(contact.id), "part": contact.part, "decision": decision, "by": by.name, "by_id": by.account_id,
        "person": str(contact.person_id) if contact.person_id else None,
    }  # fmt: skip


def drop_with_case(*, by: Actor, case: Case, now: datetime) -> tuple[int, int]:
    """What becomes of the contacts of a withdrawn case: (undecided, dropped; decided, to be looked at again)."""
    rows = Contact.objects.filter(part=case.part, case=case)
    dropped = rows.filter(decision="").update(
        decision=Contact.Decision.DECLINED, decline_reason=Contact.Declined.WITHDRAWN, decided_by=by.name[:60],
        decided_at=now,
    )  # fmt: skip
    reviewed = rows.exclude(decision=Contact.Decision.DECLINED).update(review_since=now)
    return dropped, reviewed


@transaction.atomic
def close_review(*, by: Actor, contact_id: UUID, stays: bool, now: datetime) -> None:
    """After a withdrawal: this contact stays one (of another case), or is none and `flows` ends their order."""
    contact = contact_for(by, contact_id)
    if contact.review_since is None:
        raise Decided(by=contact.decided_by)
    values: dict[str, object] = {"review_since": None}
    if not stays:
        values |= {"decision": Contact.Decision.DECLINED, "decline_reason": Contact.Declined.WITHDRAWN,
                   "decided_by": by.name[:60], "decided_at": now}  # fmt: skip
    Contact.objects.filter(part=contact.part, id=contact.id).update(**values)
    note(by, "contact.review", contact.case, now, "stays" if stays else "ends", contact=str(contact.id))
    if not stays:
        outbox.tell("cases.contact_withdrawn", part=contact.part, payload=_told(by, contact, "declined"), now=now)


def close_for_new_case(*, by: Actor, person_id: int, now: datetime) -> None:
    """Whoever is a case is no longer somebody's undecided contact."""
    rows = Contact.objects.filter(person_id=person_id, decision="").select_related("case")
    for contact in list(rows):
        Contact.objects.filter(part=contact.part, id=contact.id).update(
            decision=Contact.Decision.DECLINED, decline_reason=Contact.Declined.IS_CASE, decided_by=by.name[:60],
            decided_at=now,
        )  # fmt: skip
        note(by, "contact.decide", contact.case, now, "declined", contact=str(contact.id), why="is_case")
