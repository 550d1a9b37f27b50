"""One person in care: the plan with its versions and tasks, the carer and the hand-over, relatives and their cover."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.care import carried, guiding, helping, lists, planning, queries, sealing, teams, tending, volunteers
from wanjia.care.carried import Check
from wanjia.care.guiding import Guiding
from wanjia.care.helping import Pairing
from wanjia.care.models import CareTask, Guide, Ladder
from wanjia.care.pages.access import hour_in, person_here, stand, uuid_in
from wanjia.care.pages.helpers import PAIRS
from wanjia.care.planning import PARTS, Plan
from wanjia.care.presets import EQUIPMENT
from wanjia.care.refusals import HourWanted, WordsWanted
from wanjia.care.tending import Informal
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, may
from wanjia.platform.pages import Signed, address, back_to, say_done
from wanjia.roster.doors import doors
from wanjia.roster.models import Person

Sent = Mapping[str, Any]


def person(request: Signed, person_id: int) -> HttpResponse:
    """Plan, carer, relatives of one person. `do` says what is done. Opening it leaves a line in the log."""
    held = person_here(request, person_id)
    to = reverse("care:person", args=[person_id])
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise NotFound
        return say_done(request, act(request.actor, held, request.POST, request.now), to=to)
    planning.note_read(request.actor, held, "care.read_plan", request.now)
    return render(request, "care/person.html", _context(request, held) | _helped(request, held))


@require_POST
def guide(request: Signed, guide_id: UUID) -> HttpResponse:
    """The whole number of who guides by video, once, with a reason that stands in the log."""
    held = guiding.guide_for(request.actor, guide_id)
    stand(request, held.building_key)
    number = guiding.reveal(by=request.actor, guide_id=guide_id, reason=request.POST.get("reason", ""), now=request.now)
    context = {"area": held.building_key, "numbers": [number], "back": reverse("care:person", args=[held.person_id])}
    return render(request, "care/number.html", context)


def plan(request: Signed, person_id: int) -> HttpResponse:
    """The plan alone on one sheet of paper; `?version=` shows an older one."""
    held = person_here(request, person_id)
    planning.note_read(request.actor, held, "care.read_plan", request.now)
    return render(request, "care/plan.html", _context(request, held))


def _context(request: Signed, held: Person) -> dict[str, object]:
    """Some ten queries."""
    plans = planning.plans_of(held)
    asked = request.GET.get("version", "")
    shown = next((one for one in plans if str(one.version) == asked), plans[0] if plans else None)
    said = planning.said_in(shown)
    decides = may(request.actor, Act.DECIDE, held.building_key)
    rows = CareTask.objects.filter(part=held.part, person_id=held.pk, until_on=None).order_by("at")
    return {
        "area": held.building_key, "person": held, "door": doors("person", [held.pk]).get(held.pk), "plans": plans,
        "shown": shown, "parts": [(name, getattr(said, name)) for name in PARTS], "plan": said,
        "tasks": [(row, sealing.said(row.what_sealed, sealing.TASK)) for row in rows],
        "ties": queries.history_of(held.pk), "helpers": queries.helpers_of(held.pk), "may_decide": decides,
        "carers": tending.carers(held.building_key, request.now) if decides else [],
        "ladder": Ladder.objects.filter(part=held.part, person_id=held.pk, closed_at=None).first(),
    }  # fmt: skip


def _helped(request: Signed, held: Person) -> dict[str, object]:
    """Volunteers, teams and guides. Some twelve queries."""
    committee = codes.committee_of(held.building_key)
    decides = may(request.actor, Act.DECIDE, held.building_key)
    listed = lists.teams_in(committee)
    people = lists.people_of(listed)
    free = [row.row for row in volunteers.volunteers_in(committee) if not row.row.is_out] if decides else []
    guides = guiding.guides_of([held.pk]).get(held.pk, [])
    return {
        "free": free, "pair_kinds": PAIRS, "often": helping.OFTEN, "ways": Guide.Way.choices,
        "in_teams": [team for team in listed if held.pk in people[team.pk]],
        "teams": [team for team in listed if held.pk not in people[team.pk]] if decides else [],
        "guides": guides, "guided": _due(request, held) if guides else [], "used": guiding.used_for(held)[:5],
    }  # fmt: skip


def _due(request: Signed, held: Person) -> list[Check]:
    """Tasks of today that wait, for whoever may write down that one was done. Some nine queries."""
    if not may(request.actor, Act.RECORD, held.building_key):
        return []
    checks = carried.checks_of([held.pk], request.now).get(held.pk, [])
    return [one for one in checks if one.round.obligation.code == EQUIPMENT and one.state == "open"]


def _write(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    said = Plan(**{name: str(sent.get(name, "")) for name in PARTS})
    made = planning.write(by=by, person_id=held.pk, plan=said, now=now)
    return _("Version %(n)s is kept.") % {"n": made.version}


def _task(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    try:
        at = time.fromisoformat(sent.get("at", ""))
    except ValueError as why:
        raise HourWanted from why
    planning.add_task(by=by, person_id=held.pk, at=at, what=sent.get("what", ""), now=now)
    return _("Every day from today.")


def _end_task(by: Actor, _held: Person, sent: Sent, now: datetime) -> str:
    planning.end_task(by=by, task_id=uuid_in(sent.get("task", "")), now=now)
    return _("Today is the last day.")


def _give(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    carer, backup = (sent.get(name, "") for name in ("carer", "backup"))
    if not carer.isdecimal():
        raise WordsWanted(what=_("Carer"))
    made = tending.give(
        by=by, person_id=held.pk, carer_id=int(carer), backup_id=int(backup) if backup.isdecimal() else None,
        note=sent.get("note", ""), now=now,
    )  # fmt: skip
    return _("On the list of %(who)s.") % {"who": made.carer_name}


def _informal(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    known = sent.get("carer_person", "")
    said = Informal(
        held.pk, sent.get("name", ""), sent.get("phone", ""), sent.get("does", ""),
        int(known) if known.isdecimal() else None,
    )  # fmt: skip
    tending.write_informal(by=by, said=said, now=now)
    return _("Written down.")


def _locked_in(by: Actor, _held: Person, sent: Sent, now: datetime) -> str:
    tending.locked_in(by=by, informal_id=uuid_in(sent.get("informal", "")), now=now)
    return _("Somebody else has to come. It stands on the page of today until somebody does.")


def _comes_again(by: Actor, _held: Person, sent: Sent, now: datetime) -> str:
    tending.comes_again(by=by, informal_id=uuid_in(sent.get("informal", "")), now=now)
    return _("Written down.")


def _pair(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    days = str(sent.get("every_days", ""))
    said = Pairing(
        held.pk, uuid_in(sent.get("volunteer", "")), sent.get("kind", ""), int(days) if days.isdecimal() else None
    )
    helping.pair(by=by, said=said, now=now)
    return _("The pair is made.")


def _part(by: Actor, _held: Person, sent: Sent, now: datetime) -> str:
    helping.part(by=by, pair_id=uuid_in(sent.get("informal", "")), now=now)
    return _("The pair has ended.")


def _name(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    teams.name(by=by, team_id=uuid_in(sent.get("team", "")), person_id=held.pk, now=now)
    return _("On the team's list.")


def _guide(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    said = Guiding(
        held.pk, sent.get("name", ""), sent.get("number", ""), sent.get("way", ""), hour_in(sent.get("can_from", "")),
        hour_in(sent.get("can_until", "")), sent.get("steps", ""),
    )  # fmt: skip
    guiding.write(by=by, said=said, now=now)
    return _("Written down. The visitor's phone shows it on the day of the task.")


def _end_guide(by: Actor, _held: Person, sent: Sent, now: datetime) -> str:
    guiding.end(by=by, guide_id=uuid_in(sent.get("guide", "")), now=now)
    return _("They guide no more.")


def _guided(by: Actor, held: Person, sent: Sent, now: datetime) -> str:
    guide_, round_ = uuid_in(sent.get("guide", "")), sent.get("round", "")
    if not round_.isdecimal() or guiding.guide_for(by, guide_).person_id != held.pk:
        raise NotFound
    guiding.done_with(by=by, guide_id=guide_, round_id=int(round_), state=sent.get("state", ""), now=now)
    return _("Written down.")


_ACTS: dict[str, Callable[[Actor, Person, Sent, datetime], str]] = {
    "write": _write, "task": _task, "end_task": _end_task, "give": _give, "informal": _informal,
    "locked_in": _locked_in, "comes_again": _comes_again, "pair": _pair, "part": _part, "name": _name,
    "guide": _guide, "end_guide": _end_guide, "guided": _guided,
}  # fmt: skip


@require_POST
def cover(request: Signed, cover_id: UUID) -> HttpResponse:
    """Somebody stands in for a carer who cannot come; whoever presses it where no name is given."""
    who, sent = request.POST.get("who", "") or request.actor.name, request.POST.get("volunteer", "")
    volunteer = helping.volunteer_for(request.actor, Act.SERVE, uuid_in(sent)) if sent else None
    who = volunteer.name if volunteer else who
    tending.cover(by=request.actor, cover_id=cover_id, who=who, now=request.now, volunteer=volunteer)
    to = back_to(request, address(reverse("care:today")))
    return say_done(request, _("%(who)s stands in.") % {"who": who}, to=to)
