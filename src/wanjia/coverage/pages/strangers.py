"""People who were served and whom nobody owed: somebody says who each was."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.coverage import queries, rulings, strangers
from wanjia.coverage.models import Round
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.access import may_here, round_here
from wanjia.coverage.refusals import NoSuchRoom
from wanjia.coverage.rules import REASONS, Reason
from wanjia.coverage.strangers import Which
from wanjia.hot.proofs import sheets_of
from wanjia.kernel import clock
from wanjia.kernel.area import Level, committee_of, compound_of, has_building, level_of
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import parts_of
from wanjia.platform.access import Act, reach, require
from wanjia.platform.pages import Signed, address, say_done
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import Building, Household, Person
from wanjia.roster.queries import search
from wanjia.roster.services import Said, register_person

_MOST = 20  # candidates


def stranger(request: Signed, pk: int, part: int, event: UUID, position: int) -> HttpResponse:
    """What they said, whom the register has like that, and the three answers. A POST gives one of them."""
    round_, area = round_here(request, pk)
    aside = strangers.find(round_, Which(part, event, position))
    require(request.actor, Act.DECIDE, aside.building_key)
    waiting = queries.strangers(round_, aside.building_key)
    said = next((one for one in waiting if (one.event_id, one.position) == (event, position)), None)
    if said is None:
        return _gone(request, round_, area, aside.resolved_by)
    if request.method == "POST":
        return _answer(request, round_, area, said)
    return render(request, "coverage/stranger.html", _context(request, round_, area, said))


def _gone(request: Signed, round_: Round, area: int, by: str) -> HttpResponse:
    return say_done(request, _("%(by)s has resolved this one already.") % {"by": by}, to=_home(round_, area))


def _home(round_: Round, area: int) -> str:
    return address(reverse("coverage:round", args=[round_.pk]), area=area) + "#strangers"


def _context(request: Signed, round_: Round, area: int, said: queries.Stranger) -> dict[str, object]:
    asked = request.GET.get("q", "").strip()
    hits = (
        search(asked, reach(request.actor, Act.SEE_PEOPLE), clock.local_date(request.now), limit=_MOST) if asked else []
    )
    ids = [hit.person_id for hit in hits] or ([said.subject_id] if said.subject_id else [])
    subjects = _subjects(round_, ids)
    owed = sheets_of(round_.pk, list(subjects.values()))
    states = rulings.states_of(round_.pk, list(owed))
    found = doors("person", ids)
    compounds = places.names({compound_of(door.building_key) for door in found.values()})
    return {
        "round": round_, "area": area, "said": said, "place": _place(said.building_key), "q": asked,
        "candidates": [
            {
                "door": found[id_], "subject": subjects[id_], "is_owed": subjects[id_] in owed,
                "state": states.get(subjects[id_], ""), "compound": compounds[compound_of(found[id_].building_key)],
            }
            for id_ in ids if id_ in found and id_ in subjects
        ],
        "reasons": [(reason.value, wording.REASONS[reason]) for reason in REASONS["add"]],
        "buildings": _buildings(said.building_key), "may": may_here(request, said.building_key),
        "words": wording.words_of(round_.obligation), "takes_people": round_.obligation.unit == "person",
    }  # fmt: skip


def _subjects(round_: Round, people: list[int]) -> dict[int, int]:
    """What the round owes for each person: themselves, or their household."""
    if round_.obligation.unit == "person":
        return {person: person for person in people}
    parts = parts_of(people)
    return dict(Person.objects.filter(part__in=parts, id__in=people).values_list("id", "household_id"))


def _place(key: int) -> str:
    """The building where it was recorded; a committee or compound stands as building 0."""
    for code in (key, compound_of(key), committee_of(key)):
        name = places.name_of(code) if has_building(code) or level_of(code) != Level.BUILDING else ""
        if name and name != str(code):
            return name
    return ""


def _buildings(key: int) -> list[Building]:
    committee = committee_of(key)
    return list(Building.objects.filter(part=committee).order_by("key"))


@transaction.atomic
def _answer(request: Signed, round_: Round, area: int, said: queries.Stranger) -> HttpResponse:
    do, note = request.POST.get("do", ""), request.POST.get("note", "").strip()[:200]
    asked = {
        "by": request.actor,
        "round_": round_,
        "which": Which(said.part, said.event_id, said.position),
        "now": request.now,
    }
    if do == "dismiss":
        strangers.dismiss(**asked, note=note or _("not ours"))  # type: ignore[arg-type]
        text = _("Kept as not ours.")
    elif do == "recognise":
        subject, reason = _number(request, "subject"), request.POST.get("reason") or Reason.ARRIVED
        outcome = strangers.recognise(**asked, subject_id=subject, reason=reason)  # type: ignore[arg-type]
        text = _recognised(round_, outcome)
    elif do == "register":
        household = _household(request)
        newcomer = register_person(by=request.actor, household=household, said=_said(request), now=request.now)
        subject = newcomer.pk if round_.obligation.unit == "person" else household.pk
        strangers.recognise(**asked, subject_id=subject, reason=Reason.ARRIVED)  # type: ignore[arg-type]
        text = _("Registered, and recorded as %(done)s.") % {"done": wording.words_of(round_.obligation)["done"]}
    else:
        raise NotFound
    return say_done(request, text, to=_home(round_, area))


def _recognised(round_: Round, outcome: str) -> str:
    done = {"done": wording.words_of(round_.obligation)["done"]}
    if outcome == "extra":
        return _("Recognised. This one was %(done)s already; the second record is kept beside the first.") % done
    return _("Recognised, and recorded as %(done)s.") % done


def _number(request: Signed, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal():
        raise NotFound
    return int(text)


def _said(request: Signed) -> Said:
    typed = {name: request.POST.get(name, "").strip() for name in ("name", "document", "phones")}
    return Said(name=typed["name"], document=typed["document"] or None, phones=typed["phones"] or None)


def _household(request: Signed) -> Household:
    """The door that was named. Raises NotFound for a room that the building does not have."""
    room = request.POST.get("room", "").strip()
    found = Household.objects.filter(building_key=_number(request, "building"), room=room).first()
    if found is None:
        raise NoSuchRoom(room=room)
    return found
