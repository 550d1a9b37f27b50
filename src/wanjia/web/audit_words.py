"""What the acts in the log are called, and whom or what a line is about."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wanjia.cases import queries as cases
from wanjia.coverage.models import Round
from wanjia.coverage.pages.wording import REASONS as DECISIONS
from wanjia.needs import queries as needs
from wanjia.notices import queries as notices
from wanjia.platform.models import Account, AuditEntry
from wanjia.roster import places
from wanjia.roster.file_forms import REASONS
from wanjia.roster.models import Household, ImportBatch, Person, Premises

ACTS: dict[str, "str | Promise"] = {
    "account.sign_in": _("signed in"),
    "account.sign_out": _("signed out"),
    "account.locked": _("rests after wrong tries"),
    "account.password": _("changed the password"),
    "account.totp_on": _("second step on"),
    "account.totp_off": _("second step off"),
    "account.renew": _("temporary password made"),
    "account.unlock": _("rest ended"),
    "account.revoke_key": _("key taken back"),
    "grant.give": _("role given"),
    "grant.end": _("role ended"),
    "household.read": _("read a household"),
    "person.read": _("read a person"),
    "person.reveal_document": _("saw a whole document number"),
    "person.reveal_phones": _("saw a whole telephone"),
    "person.call": _("called somebody"),
    "contact.call": _("called a building contact"),
    "premises.call": _("called a shop or site"),
    "register.find_number": _("searched a whole number"),
    "person.register": _("entered somebody"),
    "person.correct": _("corrected an entry"),
    "person.presence": _("wrote down where somebody is"),
    "person.move": _("moved somebody to another door"),
    "person.confirm": _("checked a person"),
    "person.merge": _("merged two entries"),
    "household.add": _("added a door"),
    "household.confirm": _("checked a household"),
    "household.describe": _("described a flat"),
    "need.record": _("entered a need"),
    "need.end": _("ended a need"),
    "building.add": _("added a building"),
    "building.contact": _("set a building contact"),
    "compound.add": _("added a compound"),
    "premises.add": _("added a shop or site"),
    "demo.load": _("loaded the demo"),
    "import.commit": _("imported a list"),
    "import.decide": _("decided a doubtful row"),
    "import.read_doubt": _("read a doubtful row"),
    "import.report": _("took an import report"),
    "import.undo": _("undid an import"),
    "supplies.vet_supplier": _("checked a supplier"),
    "supplies.stop_supplier": _("stopped a supplier"),
    "supplies.write_good": _("added a good"),
    "supplies.take_in": _("took in a lot"),
    "supplies.move": _("wrote down a move of a lot"),
    "supplies.recall": _("recalled a lot"),
    "supplies.plan": _("planned a delivery"),
    "supplies.open_delivery": _("opened a delivery"),
    "supplies.cancel": _("cancelled a delivery"),
    "supplies.remainder": _("wrote down what no household has"),
    "supplies.send": _("sent boxes"),
    "supplies.sign": _("signed for boxes"),
    "supplies.open_buy": _("opened a group buy"),
    "supplies.order": _("took an order"),
    "supplies.change_order": _("changed an order"),
    "supplies.cancel_order": _("cancelled an order"),
    "supplies.write_money": _("wrote down money"),
    "supplies.arrive": _("shared out a group buy"),
    "supplies.write_capacity": _("wrote down what a supplier can bring"),
    "supplies.propose_purchase": _("proposed a purchase"),
    "supplies.decide_purchase": _("decided a purchase"),
    "supplies.order_purchase": _("ordered from a supplier"),
    "supplies.answer_purchase": _("wrote down a supplier's answer"),
    "supplies.cancel_purchase": _("cancelled a purchase"),
    "supplies.count_meals": _("counted meals"),
    "supplies.write_meals": _("wrote down meals"),
    "supplies.order_meals": _("told a kitchen"),
    "supplies.plan_van": _("planned a van"),
    "supplies.remove_stop": _("took a van's stop off"),
    "supplies.load_van": _("loaded a van"),
    "supplies.count_van": _("counted at a van's stop"),
    "supplies.close_van": _("closed a van's day"),
    "supplies.cancel_van": _("cancelled a van"),
    "supplies.issue_pass": _("issued a pass of a supplier"),
    "supplies.print_pass": _("printed a pass of a supplier"),
    "supplies.revoke_pass": _("took back a pass of a supplier"),
    "supplies.offer": _("wrote down a donation"),
    "supplies.donation_came": _("took in a donation"),
    "supplies.ask": _("wrote down a lack"),
    "supplies.close_need": _("closed a lack"),
    "supplies.thank": _("thanked for a donation"),
    "supplies.hand_over": _("handed over a donation"),
    "supplies.open_quota": _("opened a quota"),
    "supplies.claim": _("gave a number"),
    "supplies.hand_out": _("handed out by quota"),
    "supplies.withdraw": _("took a number back"),
    "roster.export": _("exported a list"),
    "labs.keep_lab": _("wrote down a laboratory"),
    "care.begin": _("began a care ladder"),
    "care.step": _("wrote a step of a ladder"),
    "care.end": _("wrote the outcome of a ladder"),
    "care.take_over": _("took charge of a ladder"),
    "care.give": _("put somebody on a carer's list"),
    "care.informal": _("wrote down a relative who cares"),
    "care.locked_in": _("said that a carer cannot come"),
    "care.cover": _("stands in for a carer"),
    "care.comes_again": _("wrote that a relative comes again"),
    "care.write_volunteer": _("wrote down a volunteer"),
    "care.pair": _("made a pair"),
    "care.part": _("ended a pair"),
    "care.fall_out": _("wrote that a volunteer is out"),
    "care.come_back": _("wrote that a volunteer is back"),
    "care.stop_volunteer": _("ended a volunteer's service"),
    "care.write_team": _("formed or changed a team"),
    "care.join_team": _("took a volunteer into a team"),
    "care.leave_team": _("took a volunteer out of a team"),
    "care.name_to_team": _("put somebody on a team's list"),
    "care.unname_from_team": _("took somebody off a team's list"),
    "care.disband_team": _("ended a team"),
    "care.write_guide": _("wrote down who guides by video"),
    "care.end_guide": _("ended somebody's guiding by video"),
    "care.reveal_guide": _("looked at the number of who guides by video"),
    "care.carry_guide": _("took the number of who guides along on a phone"),
    "care.write_night": _("put somebody on duty at night"),
    "care.drop_night": _("took somebody off duty at night"),
    "care.hand_night": _("handed over a night"),
    "care.reveal_night": _("looked at the numbers of who is on duty"),
    "care.write_plan": _("wrote a care plan"),
    "care.read_plan": _("read a care plan"),
    "care.read_card": _("opened the card for a crew"),
    "care.write_rule": _("wrote a version of a rule of care"),
    "care.carry_card": _("took a card along on a phone"),
    "care.add_task": _("set a daily task"),
    "care.end_task": _("ended a daily task"),
    "care.write_house": _("wrote down an institution"),
    "care.take_in": _("took somebody in"),
    "care.leave_house": _("wrote down that somebody left"),
    "care.inspect": _("inspected an institution"),
    "care.put_right": _("found a shortcoming put right"),
    "care.open_case": _("opened a care case"),
    "care.case_step": _("did a step of a care case"),
    "care.close_case": _("closed a care case"),
    "medical.write": _("wrote down a visit"),
    "medical.write_course": _("wrote down a course of visits"),
    "medical.end_course": _("ended a course of visits"),
    "medical.plan_way": _("planned car and companion"),
    "medical.cancel": _("cancelled a visit"),
    "medical.station": _("confirmed a station"),
    "medical.print_pass": _("printed a green-channel pass"),
    "medical.ask_for_house": _("took down medicine for an institution"),
    "medical.ask": _("took down a medicine order"),
    "medical.hand": _("wrote down a hand-over of a thing"),
    "medical.run": _("started a run for medicine"),
    "medical.run_back": _("came back with medicine"),
    "medical.bring": _("brought things to the door"),
    "medical.money": _("wrote down an amount"),
    "medical.receive": _("wrote a receipt"),
    "medical.write_hospital": _("wrote down a hospital"),
    "medical.hospital_status": _("changed a hospital's status"),
    "medical.write_car": _("wrote down a car"),
    "medical.department": _("opened or closed a department"),
    "medical.wait_120": _("noted the wait for 120"),
    "medical.car_out": _("said that a car fell out"),
    "medical.car_back": _("said that a car drives again"),
    "medical.ambulance_late": _("noted that 120 is late"),
    "medical.give_car": _("gave a trip another vehicle"),
    "medical.call_driver": _("called a driver"),
    "labs.close_lab": _("took a laboratory off the list"),
    "labs.report": _("took in results"),
    "labs.settle_loose": _("settled a loose result"),
    "labs.note_told": _("noted that a household knows"),
    "labs.decide_cluster": _("decided what too many positives were"),
    "register.purge": _("deleted what was due"),
    "sheets.printed": _("printed sheets"),
    "sheet.entered": _("typed a sheet in"),
    "site.make": _("added a site"),
    "site.correct": _("corrected a site"),
    "site.close": _("took a site down"),
    "site.hours": _("wrote a site's hours"),
    "site.switch": _("switched a site's plan"),
    "site.lane": _("changed a lane"),
    "site.post": _("named who stands at a post"),
    "site.check": _("ticked the set-up list"),
    "slots.write": _("wrote a timetable"),
    "slot.move": _("moved a slot"),
    "slot.call": _("called a building"),
    "slot.take_back": _("took back a call"),
    "labels.assign": _("gave out label numbers"),
    "labels.print": _("printed labels"),
    "cards.issue": _("issued cards"),
    "cards.print": _("printed cards"),
    "cards.pins": _("drew PINs for cards"),
    "cards.deliver": _("ticked cards as delivered"),
    "cards.miss": _("could not deliver cards"),
    "cards.take_back": _("took ticks for cards back"),
    "cards.choose": _("chose what stands on cards"),
    "card.issue": _("issued a card"),
    "card.renew": _("renewed a card"),
    "card.cancel": _("cancelled a card"),
    "card.replace": _("replaced a card"),
    "card.hand_over": _("card went over to the entry that stays"),
    "correction.read": _("read a correction"),
    "correction.done": _("made a correction"),
    "correction.declined": _("declined a correction"),
    "isolation.order": _("ordered somebody to stay in"),
    "isolation.confirm": _("confirmed an order as the second person"),
    "isolation.decline": _("declined an order as the second person"),
    "isolation.end": _("ended an order"),
    "isolation.appeal": _("took down an objection"),
    "isolation.answer_appeal": _("answered an objection"),
    "isolation.draw_zone": _("put a place under a rule"),
    "isolation.end_zone": _("ended a zone"),
    "isolation.note_event": _("wrote down what happened in a unit"),
    "isolation.withdraw_event": _("took back what happened in a unit"),
    "isolation.write_rule": _("wrote a version of a rule"),
    "isolation.confirm_rule": _("confirmed a version of a rule"),
    "isolation.decline_rule": _("declined a version of a rule"),
    "isolation.print_release": _("printed a certificate of release"),
    "isolation.see_outing": _("read that somebody had to go out"),
    "isolation.urgent_medical": _("urgent medical need, let out at once"),
    "isolation.may_leave": _("asked whether somebody may go out"),
    "chain.begin_box": _("began a box"),
    "chain.seal": _("sealed a box"),
    "chain.gave": _("signed that a box was given"),
    "chain.took": _("signed that a box was taken"),
    "chain.empty": _("emptied a box"),
    "chain.give_up": _("gave a box up"),
    "chain.report_lost": _("reported a box lost"),
    "chain.confirm_lost": _("confirmed a loss as the second person"),
    "chain.decline_lost": _("said that a box is not lost"),
    "chain.found": _("found a lost box"),
    "chain.read_people": _("read who is in a box"),
    "chain.take_alarm": _("took an alarm"),
    "chain.keep_holder": _("added a courier or depot"),
    "chain.close_holder": _("ended a courier or depot"),
    "chain.call_holder": _("called who holds a box"),
    "chain.write_limit": _("wrote a limit"),
    "chain.confirm_limit": _("confirmed a limit as the second person"),
    "chain.decline_limit": _("declined a limit as the second person"),
    "case.open": _("opened a case"),
    "case.read": _("read a case"),
    "case.reveal_name": _("saw the whole name of a case"),
    "case.informed": _("noted that a household is informed"),
    "case.reported": _("sent a first report"),
    "case.completed": _("completed a case"),
    "case.withdraw": _("withdrew a case"),
    "contact.name": _("put somebody on the list of contacts"),
    "contact.decide": _("decided about a contact"),
    "contact.review": _("looked at a contact again"),
    "contact.reveal": _("saw the name of a contact"),
    "interview.read": _("read an interview"),
    "interview.answer": _("wrote an answer down"),
    "interview.exposure": _("wrote a place down"),
    "interview.strike": _("struck a place out"),
    "exposures.read": _("read the places of cases"),
    "exposures.export": _("took out the places of cases"),
    "transfer.again": _("put a transfer back into the queue"),
    "transfer.needs": _("wrote needs on the way"),
    "transfer.look_after": _("confirmed who looks after somebody"),
    "transfer.assign": _("gave a bed"),
    "transfer.unassign": _("gave a bed back"),
    "transfer.hold": _("held a transfer"),
    "transfer.let_go": _("let a transfer go"),
    "transfer.clear": _("stopped a transfer on a recheck"),
    "transfer.hospital": _("noted that 120 takes somebody"),
    "transfer.step": _("confirmed one end of a transfer"),
    "transfer.reveal_name": _("saw the whole name for a transfer"),
    "facility.write": _("wrote a facility down"),
    "facility.close": _("took a facility out of use"),
    "vehicle.write": _("wrote a vehicle down"),
    "stay.bed": _("put somebody to bed"),
    "stay.discharge": _("discharged somebody"),
    "day.reason": _("wrote why somebody was left"),
    "day.sign": _("signed a day"),
    "cases.write_clocks": _("wrote a version of the clocks"),
    "need.open": _("opened a ticket"),
    "need.take": _("took a ticket on"),
    "need.note": _("wrote a note on a ticket"),
    "need.call_120": _("noted that 120 is called"),
    "need.pass_up": _("passed a ticket up"),
    "need.hand_down": _("handed a ticket down"),
    "need.sort": _("sorted a ticket anew"),
    "need.close": _("closed a ticket"),
    "need.reopen": _("reopened a ticket"),
    "need.rate": _("wrote down whether it helped"),
    "need.call": _("called about a ticket"),
    "need.propose": _("brought in a chat or a file"),
    "need.write_clocks": _("wrote a version of the clocks"),
    "need.promise_call": _("promised to call back"),
    "need.no_answer": _("called back, no answer"),
    "need.called_back": _("called back as promised"),
    "need.set_lead": _("set who answers for a kind of need"),
    "need.drop_proposal": _("left a proposed ticket out"),
    "device.invite": _("invited a phone"),
    "device.cancel_invitation": _("took an invitation back"),
    "device.enrol": _("came in with a phone"),
    "device.bundle": _("took a list along"),
    "device.extend": _("moved the end of a phone's shift"),
    "device.ask_wipe": _("asked a phone to erase itself"),
    "device.wiped": _("erased a phone"),
    "device.end": _("ended a phone's key"),
    "notice.publish": _("published"),
    "notice.replace": _("replaced by a next version"),
    "notice.withdraw": _("withdrew"),
    "chat.add": _("wrote a chat group down"),
    "chat.check": _("looked through a chat group"),
    "chat.close": _("closed a chat group"),
    "notice.tell": _("opened a round that tells everybody"),
    "notice.broadcast": _("wrote down what was played or hung"),
    "notice.text": _("asked for SMS"),
    "notice.texted": _("sent SMS"),
    "notice.text_again": _("asked for SMS again that may have gone out"),
    "backup.make": _("made a backup"),
    "backup.restore": _("restored a backup"),
    "round.open": _("opened a round"),
    "round.cancel": _("cancelled a round"),
    "round.sign": _("signed off"),
    "round.record": _("recorded as done"),
    "round.attempt": _("noted an attempt"),
    "round.read_gap": _("read a gap list"),
    "proof.by_hand": _("recorded as done"),
    "attempt.by_hand": _("noted an attempt"),
    "target.add": _("added to a round"),
    "target.excuse": _("excused"),
    "target.release": _("released"),
    "target.reopen": _("opened again"),
    "target.explain": _("explained"),
    "stranger.recognised": _("recognised somebody unknown"),
    "stranger.dismissed": _("kept somebody unknown as not ours"),
}


_OF_FILES = ("import.commit", "import.report", "import.undo")


def act_words(act: str) -> str:
    """The act in words; an act that has none stands for itself."""
    return str(ACTS.get(act, act))


def reason_words(reason: str) -> str:
    """Reasons from a list are kept by their code, then the person's own words."""
    code, colon, rest = reason.partition(": ")
    known = REASONS.get(code) or DECISIONS.get(code)
    return f"{known}{colon}{rest}" if known else reason


def abouts(subjects: Iterable[str]) -> dict[str, str]:
    """`household:99…` → the door, `round:7` → its name, `account:3` → theirs. Never the name of a resident.

    Ten queries at most; what is not found stands for itself.
    """
    ids: dict[str, set[int]] = {}
    asked = list(subjects)
    for subject in asked:
        kind, _colon, number = subject.partition(":")
        if number.isdecimal():
            ids.setdefault(kind, set()).add(int(number))
    told = {
        f"round:{pk}": name for pk, name in Round.objects.filter(pk__in=ids.get("round", ())).values_list("pk", "name")
    }
    found = Account.objects.filter(pk__in=ids.get("account", ())).values_list("pk", "name")
    told |= {f"account:{pk}": name for pk, name in found}
    shops = Premises.objects.filter(pk__in=ids.get("premises", ())).values_list("pk", "name")
    told |= {f"premises:{pk}": name for pk, name in shops}
    told |= {f"device:{n}": gettext("phone %(number)s") % {"number": n} for n in ids.get("device", ())}
    told |= {f"notice:{pk}": f"“{title}”" for pk, title in notices.titles(_uuids(asked, "notice")).items()}
    told |= {f"case:{pk}": label for pk, label in cases.labels(_uuids(asked, "case")).items()}
    found_needs = needs.labels(list(_uuids(asked, "ticket")))
    told |= {f"ticket:{pk}": gettext("ticket %(number)s") % {"number": n} for pk, n in found_needs.items()}
    return told | _doors(ids.get("household", set()), ids.get("person", set()), ids.get("building", set()))


def _uuids(subjects: Iterable[str], kind: str) -> set[UUID]:
    return {UUID(subject.removeprefix(f"{kind}:")) for subject in subjects if subject.startswith(f"{kind}:")}


def files(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """What the file of an import was called, by the import's id. One query."""
    asked = {entry.subject for entry in entries if entry.act in _OF_FILES}
    return {str(pk): name for pk, name in ImportBatch.objects.filter(pk__in=asked).values_list("pk", "file_name")}


def _doors(homes: set[int], people: set[int], buildings: set[int]) -> dict[str, str]:
    living = dict(Person.objects.filter(pk__in=people).values_list("pk", "household_id"))
    wanted = homes | set(living.values())
    at = {home.pk: (home.building_key, home.room) for home in Household.objects.filter(pk__in=wanted)}
    named = places.names(buildings | {key for key, _room in at.values()})
    doors = {pk: f"{named[key]} {room}" for pk, (key, room) in at.items()}
    told = {f"household:{pk}": doors[pk] for pk in homes & doors.keys()}
    told |= {f"person:{pk}": doors[home] for pk, home in living.items() if home in doors}
    return told | {f"building:{key}": named[key] for key in buildings}
