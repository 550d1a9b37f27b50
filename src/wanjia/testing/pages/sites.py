"""The list of sites, and the form that makes or corrects one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.testing import queries, services
from wanjia.testing.calling import next_in
from wanjia.testing.forms import SiteForm
from wanjia.testing.models import Post, Site, SitePlan, Slot, Variant
from wanjia.testing.pages.access import day_address, round_of, site_here, stand
from wanjia.testing.pages.wording import LINES, House, doors_words, houses
from wanjia.testing.queries import Came, Standing
from wanjia.testing.rules import pace
from wanjia.testing.rules.queue import Queue, State


@dataclass(frozen=True, slots=True)
class Row:
    """One site of the list."""

    site: Site
    place: str
    line: Queue
    waiting: int | None
    state: State
    state_words: str
    standing: Standing
    next: str
    next_at: datetime | None
    came: Came
    missing: int  # not come though their slot is over
    rate: float | None
    finish: datetime | None
    is_late: bool


def sites(request: Signed) -> HttpResponse:
    """Every site of the area with its queue, who is next, and when it is done. Some twelve queries, however many."""
    area = area_of(request)
    stand(request, area)
    is_wide = codes.level_of(area) < Level.TOWN
    found = [] if is_wide else queries.sites(area)
    round_ = round_of(request, area)
    rows = rows_of(found, round_, area, request.now)
    context = {
        "area": area, "area_name": places.name_of(area), "rows": rows, "round": round_, "is_wide": is_wide,
        "rounds": coverage.sampled_rounds(area, request.now), "missing": sum(row.missing for row in rows),
        "may_make": may(request.actor, Act.EDIT_REGISTER, area) and codes.level_of(area) in (
            Level.COMMITTEE, Level.COMPOUND),
        "is_committee": codes.level_of(area) >= Level.COMMITTEE,
        "may_decide": may(request.actor, Act.DECIDE, area),
        "may_label": may(request.actor, Act.EDIT_REGISTER, area) and codes.level_of(area) >= Level.COMMITTEE,
    }  # fmt: skip
    return render(request, "testing/sites.html", context)


def rows_of(found: Sequence[Site], round_: Round | None, area: int, now: datetime) -> list[Row]:
    """The sites as the list shows them."""
    standings, counts = queries.standings(found), queries.counts(found, now)
    timetable = queries.slots(found, round_) if round_ else []
    wide = codes.desk_of(area)  # a site serves a whole committee, whatever part of it is shown
    came = queries.attendance(round_, wide, timetable, now) if round_ and found else queries.Attendance()
    hours = queries.openings(found, round_) if round_ else {}
    named = places.names({site.place for site in found})
    known = houses(slot.building_key for slot in timetable)
    rows = []
    for site in found:
        own = [slot for slot in timetable if slot.site_id == site.pk]
        line = queries.line_of(site, standings[site.pk], counts.get((site.pk, Post.QUEUE)), own, came)
        rows.append(_row(site, round_, line, own, came, named, known, standings, hours.get(site.pk, []), now))
    return rows


def _row(
    site: Site, round_: Round | None, line: Queue, own: Sequence[Slot], came: queries.Attendance,
    named: Mapping[int, str], known: Mapping[int, House], standings: Mapping[UUID, Standing],
    hours: Sequence[tuple[datetime, datetime]], now: datetime,
) -> Row:  # fmt: skip
    total, following = came.of(own), next_in(own, came)
    over = came.of(queries.over(own, now))
    rate = pace.per_hour(total.done_30, total.done_60, minutes_open(hours, now))
    finish = pace.finish(total.open, rate, now) if own else None
    state = line.state(now)
    return Row(
        site, named[site.place], line, line.waiting(now), state, str(LINES[state]), standings[site.pk],
        doors_words(following, known) if following else "", following.starts_at if following else None, total,
        over.open, rate, finish, bool(finish and round_ and total.open and finish > round_.due_at),
    )  # fmt: skip


def minutes_open(hours: Sequence[tuple[datetime, datetime]], now: datetime) -> float:
    """How long the site has been serving, up to now; 0 where nobody said its hours."""
    begun = [start for start, _end in hours if start <= now]
    return (now - min(begun)).total_seconds() / 60 if begun else 0.0


def new_site(request: Signed) -> HttpResponse:
    """The form, empty but for what is usual."""
    area = area_of(request)
    require(request.actor, Act.EDIT_REGISTER, area)
    stand(request, area)
    if codes.level_of(area) < Level.COMMITTEE:
        return HttpResponseRedirect(address(reverse("testing:sites"), area=area))
    committee = codes.committee_of(area)
    require(request.actor, Act.EDIT_REGISTER, committee)
    initial = {"place": codes.compound_of(area) if codes.level_of(area) == Level.BUILDING else area}
    form = _form(request, committee, initial)
    if request.method == "POST" and form.is_valid():
        try:
            site = services.make_site(by=request.actor, said=form.said(), now=request.now)
        except Refusal as why:
            form.add_error("place", words(why))
        else:
            return _opened(request, site, form)
    return _page(request, form, None, address(reverse("testing:sites"), area=area))


def edit_site(request: Signed, site_id: UUID) -> HttpResponse:
    """The same form, filled in."""
    site = site_here(request, site_id, Act.EDIT_REGISTER)
    form = _form(request, site.part, _initial(site, round_of(request, site.place)))
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_site(by=request.actor, site=site, said=form.said(), now=request.now)
        except Refusal as why:
            form.add_error("place", words(why))
        else:
            return _opened(request, site, form)
    return _page(request, form, site, day_address(site))


def _opened(request: Signed, site: Site, form: SiteForm) -> HttpResponse:
    round_ = round_of(request, site.place)
    if round_ is not None:
        services.set_openings(
            by=request.actor, site=site, round_=round_, now=request.now,
            windows=form.windows(clock.local_date(max(request.now, round_.opens_at))),
        )  # fmt: skip
    text = _("%(name)s is written down.") % {"name": form.cleaned_data["name"]}
    return say_done(request, text, to=day_address(site, round_))


def _form(request: Signed, committee: int, initial: Mapping[str, object]) -> SiteForm:
    compounds = places.children(committee)
    below = [key for compound in compounds for key in places.children(compound)]
    named = places.names({committee, *compounds, *below})
    buildings = [(key, f"{named[codes.compound_of(key)]} {named[key]}") for key in below]
    return SiteForm(
        request.POST or None, places=[(code, named[code]) for code in (committee, *compounds)], buildings=buildings,
        initial=dict(initial),
    )  # fmt: skip


def _initial(site: Site, round_: Round | None) -> dict[str, object]:
    said: dict[str, object] = {
        "name": site.name, "place": site.place, "near_building": site.near_building, "note": site.note,
        "spacing_metres": site.spacing_metres,
    }  # fmt: skip
    for plan in SitePlan.objects.filter(part=site.part, site=site):
        said |= {
            f"{plan.variant}_stands": plan.stands, f"{plan.variant}_indoor": plan.is_indoor,
            f"{plan.variant}_metres": plan.queue_metres, f"{plan.variant}_lanes": plan.lanes,
        }  # fmt: skip
    hours = queries.openings([site], round_).get(site.pk, []) if round_ else []
    for number, (start, end) in enumerate(hours[:2], start=1):
        said |= {f"opens_{number}": clock.local(start).time(), f"closes_{number}": clock.local(end).time()}
    return said


def _page(request: Signed, form: SiteForm, site: Site | None, back: str) -> HttpResponse:
    context = {
        "form": form, "site": site, "back": back, "area": request.area, "variants": Variant.choices,
        "round": round_of(request, request.area) if request.area else None,
    }  # fmt: skip
    return render(request, "testing/edit_site.html", context, status=422 if form.errors else 200)


@require_POST
def close_site(request: Signed, site_id: UUID) -> HttpResponse:
    """Takes it down, with a reason."""
    site = site_here(request, site_id, Act.EDIT_REGISTER)
    services.close_site(by=request.actor, site=site, reason=request.POST.get("reason", "")[:200], now=request.now)
    text = _("%(name)s is taken down. What was counted there is kept.") % {"name": site.name}
    return say_done(request, text, to=address(reverse("testing:sites"), area=site.part))
