"""Volunteers: who has nobody and which pairs are proposed; one volunteer; one team and whom it saw today."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.care import helping, lists, sealing, teams, tending, volunteers, wording
from wanjia.care.helping import Helper, Pairing
from wanjia.care.models import InformalCarer, Team, TeamMember, TeamPerson, Volunteer
from wanjia.care.pages.access import committee_asked, hour_in, stand, uuid_in
from wanjia.care.teams import Bound
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.pages import PAGE, Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.roster.models import Building, NeedKind

Sent = Mapping[str, Any]
PAIRS = tuple((value, label) for value, label in wording.KINDS.items() if value != InformalCarer.Kind.RELATIVE)


def helpers(request: Signed) -> HttpResponse:
    """Who has nobody, with a proposal each; the volunteers; the teams. Some thirty queries."""
    area = area_of(request)
    is_one = codes.level_of(area) >= Level.COMMITTEE
    whole = codes.committee_of(area) if is_one else area
    require(request.actor, Act.SERVE, whole)  # a list of the committee, for whoever serves all of it
    stand(request, whole, "care:helpers")
    if request.method == "POST":
        text = _said(_ACTS, request, committee_asked(request))
        return say_done(request, text, to=address(reverse("care:helpers"), area=whole))
    context = {"area": whole, "area_name": places.name_of(whole), "is_one": is_one}
    return render(request, "care/helpers.html", context | (_committee(request, whole) if is_one else {}))


def _committee(request: Signed, committee: int) -> dict[str, object]:
    rows = volunteers.volunteers_in(committee)
    free = volunteers.alone(committee, request.now)
    decides = may(request.actor, Act.DECIDE, committee)
    proposed = volunteers.proposed(free, rows)
    return {
        "rows": rows, "proposed": proposed, "shown": proposed[:PAGE], "teams": volunteers.teams_with(committee),
        "may_decide": decides, "pairs": PAIRS, "needs": NeedKind.choices, "few": helping.FEW, "often": helping.OFTEN,
        "accounts": tending.carers(committee, request.now) if decides else [],
        "buildings": Building.objects.filter(part=committee).order_by("key") if decides else [],
    }  # fmt: skip


def _said(acts: Mapping[str, Callable[..., str]], request: Signed, held: object) -> str:
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise NotFound
    return act(request.actor, held, request.POST, request.now)


def _pair(by: Actor, committee: int, sent: Sent, now: datetime) -> str:
    """`pair` are PERSON:VOLUNTEER, as the rule proposed them and somebody ticked them."""
    ticked = [text.partition(":") for text in sent.getlist("pair")]  # type: ignore[attr-defined]
    for person, _colon, volunteer in ticked:
        helping.pair(by=by, said=_pairing(person, volunteer, sent), now=now)
    n = len(ticked)
    return ngettext("%(n)s pair made.", "%(n)s pairs made.", n) % {"n": n} if n else _("Tick somebody first.")


def _pairing(person: str, volunteer: str, sent: Sent) -> Pairing:
    days = str(sent.get("every_days", ""))
    if not person.isdecimal():
        raise NotFound
    return Pairing(int(person), uuid_in(volunteer), str(sent.get("kind", "")), int(days) if days.isdecimal() else None)


def _write(by: Actor, committee: int, sent: Sent, now: datetime) -> str:
    account, home, most = (
        int(text) if (text := str(sent.get(name, ""))).isdecimal() and len(text) < 19 else None
        for name in ("account", "building", "most")
    )
    said = Helper(
        sent.get("name", ""), sent.get("phone", ""), account, building_key=home, speaks=sent.get("speaks", ""),
        most=most or helping.FEW,
    )  # fmt: skip
    helping.write(by=by, committee=committee, said=said, now=now)
    return _("Written down.")


def _team(by: Actor, committee: int, sent: Sent, now: datetime) -> str:
    needs = tuple(sent.getlist("need"))  # type: ignore[attr-defined]
    days = str(sent.get("every_days", ""))
    said = Bound(
        sent.get("name", ""), uuid_in(sent.get("leader", "")), needs, int(days) if days.isdecimal() else 1,
        hour_in(sent.get("due", "")) or time(18),
    )  # fmt: skip
    teams.write(by=by, committee=committee, said=said, now=now)
    return _("The team stands. Its checks of today are open.")


_ACTS: dict[str, Callable[..., str]] = {"pair": _pair, "write": _write, "team": _team}


def helper(request: Signed, volunteer_id: UUID) -> HttpResponse:
    """One volunteer with their people. `do` says what is done."""
    held = helping.volunteer_for(request.actor, Act.SERVE, volunteer_id)
    stand(request, held.part, "care:helpers")
    if request.method == "POST":
        text = _said(_OF_ONE, request, held)
        gone = request.POST.get("do") == "stop"
        to = reverse("care:helpers") if gone else reverse("care:helper", args=[volunteer_id])
        return say_done(request, text, to=address(to, area=held.part))
    pairs = helping.pairs_of(held)
    context = {
        "area": held.part, "held": held, "out": Volunteer.Out.choices, "pairs": {one.person_id: one for one in pairs},
        "seen": volunteers.seen_today([one.person_id for one in pairs], request.now),
        "tail": sealing.said(held.phone_sealed, sealing.PHONE)[-4:],
        "teams": Team.objects.filter(part=held.part, members__volunteer=held, members__until_on=None),
        "home": places.name_of(held.building_key) if held.building_key else "",
        "may_decide": may(request.actor, Act.DECIDE, held.part),
    }  # fmt: skip
    return render(request, "care/helper.html", context)


def _out(by: Actor, held: Volunteer, sent: Sent, now: datetime) -> str:
    n = helping.fall_out(by=by, volunteer_id=held.pk, why=sent.get("why", ""), now=now)
    text = ngettext("%(n)s person needs somebody else.", "%(n)s people need somebody else.", n)
    return text % {"n": n}


def _back(by: Actor, held: Volunteer, _sent: Sent, now: datetime) -> str:
    helping.come_back(by=by, volunteer_id=held.pk, now=now)
    return _("Back again.")


def _stop(by: Actor, held: Volunteer, _sent: Sent, now: datetime) -> str:
    helping.stop(by=by, volunteer_id=held.pk, now=now)
    return _("No longer a volunteer. Their people stand under nobody.")


def _part(by: Actor, _held: Volunteer, sent: Sent, now: datetime) -> str:
    helping.part(by=by, pair_id=uuid_in(sent.get("pair", "")), now=now)
    return _("The pair has ended.")


_OF_ONE: dict[str, Callable[..., str]] = {"out": _out, "back": _back, "stop": _stop, "part": _part}


def team(request: Signed, team_id: UUID) -> HttpResponse:
    """One team: who was seen today, who was not, by whom, what is next. `do` says what is done."""
    held = teams.team_for(request.actor, Act.SERVE, team_id)
    stand(request, held.part, "care:helpers")
    if request.method == "POST":
        text = _said(_OF_TEAM, request, held)
        gone = request.POST.get("do") == "disband"
        to = reverse("care:helpers") if gone else reverse("care:team", args=[team_id])
        return say_done(request, text, to=address(to, area=held.part))
    return render(request, "care/team.html", _team_context(request, held))


def _team_context(request: Signed, held: Team) -> dict[str, object]:
    """Some thirty queries, four a round."""
    rows = volunteers.seen_today(sorted(lists.people_of([held])[held.pk]), request.now)
    members = TeamMember.objects.select_related("volunteer").filter(part=held.part, team=held, until_on=None)
    inside = {one.volunteer_id for one in members}
    named = TeamPerson.objects.filter(part=held.part, team=held, until_on=None).values_list("person_id", flat=True)
    decides = may(request.actor, Act.DECIDE, held.part)
    everybody = volunteers.volunteers_in(held.part) if decides else []
    unseen = sum(one.seen is None for one in rows)
    return {
        "area": held.part, "team": held, "rows": rows, "shown": rows[: unseen + PAGE],
        "unseen": unseen, "seen": len(rows) - unseen,
        "members": sorted(members, key=lambda one: (not one.volunteer.is_out, one.volunteer.name)),
        "named": set(named), "may_decide": decides,
        "others": [one.row for one in everybody if one.row.pk not in inside],
    }  # fmt: skip


def _join(by: Actor, held: Team, sent: Sent, now: datetime) -> str:
    teams.join(by=by, team_id=held.pk, volunteer_id=uuid_in(sent.get("volunteer", "")), now=now)
    return _("In the team.")


def _leave(by: Actor, held: Team, sent: Sent, now: datetime) -> str:
    teams.leave(by=by, team_id=held.pk, volunteer_id=uuid_in(sent.get("volunteer", "")), now=now)
    return _("Out of the team.")


def _unname(by: Actor, held: Team, sent: Sent, now: datetime) -> str:
    person = str(sent.get("person", ""))
    if not person.isdecimal():
        raise NotFound
    teams.unname(by=by, team_id=held.pk, person_id=int(person), now=now)
    return _("Off the list.")


def _disband(by: Actor, held: Team, _sent: Sent, now: datetime) -> str:
    teams.disband(by=by, team_id=held.pk, now=now)
    return _("The team has ended.")


_OF_TEAM: dict[str, Callable[..., str]] = {"join": _join, "leave": _leave, "unname": _unname, "disband": _disband}
