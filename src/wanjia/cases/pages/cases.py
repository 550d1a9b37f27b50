"""The list of cases, opening one, one case with everything that hangs on it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.cases import contacts, household, presets, queries, services, timeline, transferring
from wanjia.cases.contacts import Named
from wanjia.cases.forms import OpenForm
from wanjia.cases.models import Case, Contact, Transfer
from wanjia.cases.pages.access import case_here, moves, number_from, stand, traces
from wanjia.cases.refusals import TubeUnknown, WhyWanted
from wanjia.cases.services import CaseSaid
from wanjia.cases.settling import state, steps_of
from wanjia.coverage.models import Tube
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import Person
from wanjia.roster.reveal import person_for
from wanjia.roster.subjects import HERE

_FOUND = 20


def cases(request: Signed) -> HttpResponse:
    """Counts for whoever may see counts; cases by their clocks for who traces there."""
    area = area_of(request)
    stand(request, area)
    is_wide = codes.level_of(area) < Level.TOWN
    names = traces(request, area) and not is_wide
    context = {
        "area": area, "area_name": places.name_of(area), "links": queries.links(area, request.now), "names": names,
        "is_wide": is_wide, "lines": queries.case_lines(area, request.now) if names else [],
        "may_trace": traces(request, area), "may_move": moves(request, area),
    }  # fmt: skip
    return render(request, "cases/cases.html", context)


def find(request: Signed) -> HttpResponse:
    """Whose case it is: people of the area by name, masked as everywhere."""
    area = area_of(request)
    require(request.actor, Act.TRACE, area)
    stand(request, area)
    asked = request.GET.get("q", "").strip()
    people = Person.objects.filter(
        building_key__range=codes.buildings_under(area), merged_into=None, presence__in=HERE, name__startswith=asked
    ).order_by("building_key", "walk", "id")
    ids = list(people.values_list("id", flat=True)[:_FOUND]) if asked else []
    at = doors("person", ids)
    context = {"area": area, "area_name": places.name_of(area), "q": asked, "doors": [at[id_] for id_ in ids]}
    return render(request, "cases/find.html", context)


def open_(request: Signed, person_id: int) -> HttpResponse:
    """The form that opens a case."""
    person = person_for(request.actor, Act.TRACE, person_id)
    stand(request, person.building_key)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = services.open_case(by=request.actor, said=_said(form, person), now=request.now)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            text = _("%(case)s is open. Decide its contacts, settle who stays behind.") % {"case": case.label}
            return say_done(request, text, to=reverse("cases:case", args=[case.pk]))
    context = {
        "form": form, "title": _("Open a case"), "act_word": _("Open the case"), "area": person.building_key,
        "door": doors("person", [person.pk]).get(person.pk), "back": reverse("cases:cases"),
        "hint": _("Only a positive of a tube with this person alone. A pool is rechecked first; it moves nobody."),
    }  # fmt: skip
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


def _said(form: OpenForm, person: Person) -> CaseSaid:
    asked = form.cleaned_data
    tube = _tube(asked["tube"].strip(), person)
    return CaseSaid(
        person.pk, asked["sampled_at"], asked["lab"], source=asked["source"], is_severe=asked["is_severe"],
        round_id=tube.round_id if tube else None, tube=(tube.part, tube.event_id) if tube else None,
    )  # fmt: skip


def _tube(code: str, person: Person) -> Tube | None:
    """The tube of that code with the person in it. Raises NotFound: a code that is typed has to be right."""
    if not code:
        return None
    committees = codes.codes_under(codes.parent_of(codes.committee_of(person.building_key)) or 0)
    found = Tube.objects.filter(part__range=committees, code=code, members__contains=[person.pk])
    tube = found.order_by("-seen_at").first()
    if tube is None:
        raise TubeUnknown
    return tube


def case(request: Signed, case_id: UUID) -> HttpResponse:
    """One case. Looking at it is a line in the log; `do` says what is done."""
    held = case_here(request, case_id)
    if request.method != "POST":
        _log(request, held, "case.read")
        return render(request, "cases/case.html", _context(request, held))
    do = request.POST.get("do", "")
    if do == "show":
        return _show(request, held)
    act = _ACTS.get(do)
    if act is None:
        raise NotFound
    return say_done(request, act(request.actor, held, request.POST, request.now),
                    to=reverse("cases:case", args=[case_id]))  # fmt: skip


def _log(request: Signed, held: Case, act: str, reason: str = "") -> None:
    record(
        by=request.actor, act=act, area=codes.committee_of(held.building_key), subject=f"case:{held.pk}",
        reason=reason, now=request.now,
    )  # fmt: skip


def _show(request: Signed, held: Case) -> HttpResponse:
    """The whole name on the page, once, with a reason and a line."""
    require(request.actor, Act.REVEAL, held.building_key)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise WhyWanted
    _log(request, held, "case.reveal_name", reason)
    person = Person.objects.filter(id=held.person_id).first()
    context = _context(request, held) | {"whole_name": person.name if person else ""}
    return render(request, "cases/case.html", context)


def _context(request: Signed, held: Case) -> dict[str, object]:
    terms = presets.terms_for(held.building_key, local_date(request.now))
    way = Transfer.objects.filter(part=held.part, case=held).select_related("facility", "vehicle").first()
    steps = steps_of([way])[way.id] if way else []
    flat = household.flats([held.household_id])[held.household_id]
    at = doors("person", list({*flat.people, held.person_id}))
    return {
        "case": held, "area": held.building_key, "standing": queries.standing_of(held),
        "door": at.get(held.person_id), "dues": queries.dues_of(held, terms),
        "contacts": queries.contacts_of(held, request.now), "way": way, "way_state": state(way, steps) if way else "",
        "staying": household.staying([way], request.now)[way.id] if way else [],
        "housemates": [at[id_] for id_ in flat.people if id_ != held.person_id and id_ in at],
        "timeline": timeline.of_case(held, way, steps), "declined": Contact.Declined.choices[:4],
        "withdrawals": Case.Withdrawn.choices, "may_reveal": may(request.actor, Act.REVEAL, held.building_key),
        "may_move": moves(request, held.building_key), "is_live": held.withdrawn_at is None and held.ended_at is None,
    }  # fmt: skip


def _mark(step: str) -> Callable[[Actor, Case, Mapping[str, Any], datetime], str]:
    def act(by: Actor, held: Case, _sent: Mapping[str, Any], now: datetime) -> str:
        services.mark(by=by, case_id=held.pk, step=step, now=now)
        return _("Written down.")

    return act


def _withdraw(by: Actor, held: Case, sent: Mapping[str, Any], now: datetime) -> str:
    done = services.withdraw_case(
        by=by, case_id=held.pk, reason=sent.get("reason", ""), source=sent.get("source", ""), now=now
    )
    return _("Withdrawn. %(dropped)s contacts dropped, %(reviewed)s to look at again.") % {
        "dropped": done.dropped, "reviewed": done.reviewed,
    }  # fmt: skip


def _clear(by: Actor, held: Case, sent: Mapping[str, Any], now: datetime) -> str:
    found = services.clear_on_recheck(by=by, case_id=held.pk, source=sent.get("source", ""), now=now)
    if found == "cleared":
        return _("The transfer is stopped.")
    return _("Written down. They have left: call the crew or the facility.")


def _propose(by: Actor, held: Case, _sent: Mapping[str, Any], now: datetime) -> str:
    return _("%(n)s more contacts proposed.") % {"n": contacts.propose(by=by, case=held, now=now)}


def _name(by: Actor, held: Case, sent: Mapping[str, Any], now: datetime) -> str:
    person = sent.get("person", "").strip()
    met = sent.get("last_met_on", "")
    said = Named(
        number_from(person) if person else None, sent.get("name", ""), sent.get("phone", ""), sent.get("where", ""),
        _day(met) if met else None,
    )  # fmt: skip
    contacts.name_contact(by=by, case_id=held.pk, said=said, now=now)
    return _("On the list. Decide about them.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as why:
        raise NotFound from why


def _again(by: Actor, held: Case, _sent: Mapping[str, Any], now: datetime) -> str:
    transferring.request_transfer(by=by, person_id=held.person_id, now=now)
    return _("Back in the queue.")


_ACTS: dict[str, Callable[[Actor, Case, Mapping[str, Any], datetime], str]] = {
    "informed": _mark("informed"), "reported": _mark("reported"), "completed": _mark("completed"),
    "withdraw": _withdraw, "clear": _clear, "propose": _propose, "name": _name, "again": _again,
}  # fmt: skip
