"""The day's desk of one site: five posts, the next building, who came, lanes, weather, the set-up list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Round
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform import wording
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, address, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.testing import calling, queries, services
from wanjia.testing.forms import HolderForm, SwitchForm
from wanjia.testing.models import Lane, Post, PostHolder, Site, SiteCheck, Slot, Variant
from wanjia.testing.pages.access import CHANGED, day_address, round_of, site_here, slot_here
from wanjia.testing.pages.sites import minutes_open
from wanjia.testing.pages.wording import LINES, chat_text, doors_words, houses
from wanjia.testing.queries import Came, Count
from wanjia.testing.rules import pace, queue

_STEPS = (-5, -1, 1, 5)
_FOR: Mapping[str, Promise] = {
    Lane.Kind.ORDINARY: gettext_lazy("for everyone"), Lane.Kind.ELDERS: gettext_lazy("for elders"),
    Lane.Kind.HOME: gettext_lazy("for home visits"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post: who stands there, how many wait."""

    post: str
    name: str
    holder: PostHolder | None
    count: Count | None
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One slot of the timetable as the desk shows it."""

    slot: Slot
    words: str
    came: Came
    state: str  # next, later, here (called, its time not over), missing (over, people open), done, home
    chat: str


def site(request: Signed, site_id: UUID) -> HttpResponse:
    """The whole desk. Some twenty queries; the live parts are taken out of it every twenty seconds."""
    here = site_here(request, site_id)
    round_ = round_of(request, here.place)
    context = _context(request, here, round_) | _extras(request, here, round_)
    return render(request, "testing/site.html", context)


def _context(request: Signed, here: Site, round_: Round | None) -> dict[str, object]:
    now, neighbours = request.now, queries.sites(here.part)
    timetable = queries.slots(neighbours, round_) if round_ else []
    came = queries.attendance(round_, here.part, timetable, now) if round_ else queries.Attendance()
    own = [slot for slot in timetable if slot.site_id == here.pk]
    standing, counts = queries.standings([here])[here.pk], queries.counts([here], now)
    line = queries.line_of(here, standing, counts.get((here.pk, Post.QUEUE)), own, came)
    hours = queries.openings([here], round_).get(here.pk, []) if round_ else []
    total = came.of(own)
    rate = pace.per_hour(total.done_30, total.done_60, minutes_open(hours, now))
    finish = pace.finish(total.open, rate, now) if own else None
    lines = _lines(own, here, came, now)
    following = next((one for one in lines if one.state == "next"), None)
    waiting = line.waiting(now)
    stop = queue.stop(waiting, line.capacity, following.came.open) if following else None
    state = line.state(now)
    return {
        "site": here, "round": round_, "area": here.place, "standing": standing, "hours": hours,
        "posts": _posts(here, counts, now),
        "waiting": waiting, "line": line, "line_state": state, "line_words": LINES[state], "lines": lines,
        "groups": _grouped(lines), "next": following, "stop": _stop_words(stop, waiting, line, following),
        "total": total, "rate": rate, "finish": finish, "uncalled": came.uncalled.open,
        "missing": sum(one.came.open for one in lines if one.state == "missing"),
        "is_late": bool(finish and round_ and total.open and finish > round_.due_at), "steps": _STEPS,
    }  # fmt: skip


def _extras(request: Signed, here: Site, round_: Round | None) -> dict[str, object]:
    checks = {check.item: check for check in SiteCheck.objects.filter(
        part=here.part, site=here, round_id=round_.pk)} if round_ else {}  # fmt: skip
    return {
        "place_name": places.name_of(here.place), "kinds": [(kind, label) for kind, label in _FOR.items()],
        "near": places.name_of(here.near_building) if here.near_building else "",
        "checks": [(item, label, checks.get(item)) for item, label in SiteCheck.Item.choices],
        "checked": len(checks), "variant_name": Variant(here.variant).label,
        "may": {act.value: may(request.actor, act, here.place) for act in Act},
        "rounds": coverage.sampled_rounds(here.place, request.now),
        "poll": day_address(here, round_),
    }  # fmt: skip


def _posts(here: Site, counts: dict[tuple[UUID, str], Count], now: datetime) -> list[PostRow]:
    holders = {row.post: row for row in PostHolder.objects.filter(part=here.part, site=here, until_at=None)}
    return [
        PostRow(post, str(label), holders.get(post), count, bool(count and count.is_fresh(now)))
        for post, label in Post.choices
        for count in [counts.get((here.pk, post))]
    ]


def _lines(own: Sequence[Slot], here: Site, came: queries.Attendance, now: datetime) -> list[Line]:
    known = houses(slot.building_key for slot in own)
    following = calling.next_in(own, came)
    ended = {slot.pk for slot in queries.over(own, now)}
    return [
        Line(
            slot, doors_words(slot, known), came.by_slot[slot.pk],
            _state(slot, came.by_slot[slot.pk], following, is_over=slot.pk in ended), chat_text(slot, here.name, known),
        )
        for slot in own
    ]  # fmt: skip


def _state(slot: Slot, came: Came, following: Slot | None, *, is_over: bool) -> str:
    if slot.group == Slot.Group.HOME:
        return "home"
    if came.open == 0 and (came.expected or slot.called_at):
        return "done"
    if is_over:
        return "missing"
    if slot.called_at:
        return "here"
    return "next" if following and slot.pk == following.pk else "later"


def _grouped(lines: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {"here": [], "missing": [], "next": [], "later": [], "done": [], "home": []}
    for line in lines:
        found[line.state].append(line)
    return found


def _stop_words(
    stop: queue.Stop | None, waiting: int | None, line: queue.Queue, following: Line | None
) -> str:  # fmt: skip
    """Why the next one should wait, short: the button's own reason."""
    if stop is None or following is None:
        return ""
    said = {"waiting": waiting, "capacity": line.capacity, "n": following.came.open}
    return {
        queue.Stop.UNKNOWN: _("Nobody counted the queue in the last 10 minutes: count it first."),
        queue.Stop.NOT_SHORT: _("%(waiting)s wait, the queue holds %(capacity)s: wait until it is half empty."),
        queue.Stop.NO_ROOM: _("%(waiting)s wait and %(n)s would come: more than the %(capacity)s that it holds."),
    }[stop] % said


def _done(request: Signed, here: Site, text: str, undo: str = "") -> HttpResponse:
    round_ = round_of(request, here.place)
    return say_done(request, text, to=day_address(here, round_), undo=undo, events=[CHANGED])


@require_POST
def count(request: Signed, site_id: UUID) -> HttpResponse:
    """`by` steps from the last count, or `to` says it outright."""
    here = site_here(request, site_id, Act.RECORD)
    post, step, to = (request.POST.get(name, "").strip() for name in ("post", "by", "to"))
    last = queries.counts([here], request.now).get((here.pk, post))
    if to.isdecimal() and len(to) < 5:
        waiting = int(to)
    elif step.lstrip("-").isdecimal() and len(step) < 5:
        waiting = max(0, (last.waiting if last else 0) + int(step))
    else:
        raise NotFound
    services.count_at_desk(by=request.actor, site=here, post=post, waiting=waiting, now=request.now)
    return _done(request, here, _("%(post)s: %(n)s wait.") % {"post": Post(post).label, "n": waiting})


@require_POST
def lane(request: Signed, site_id: UUID) -> HttpResponse:
    """Opens or closes a lane, or changes for whom it is."""
    here = site_here(request, site_id, Act.RECORD)
    number = request.POST.get("number", "")
    row = Lane.objects.filter(part=here.part, site=here, number=int(number) if number.isdecimal() else 0).first()
    if row is None:
        raise NotFound
    do = request.POST.get("do", "")
    is_open = {"open": True, "close": False}.get(do, row.is_open)
    kind = request.POST.get("kind", row.kind)
    services.set_lane(by=request.actor, site=here, number=row.number, is_open=is_open, kind=kind, now=request.now)
    state = _("open") if is_open else _("closed")
    return _done(request, here, _("Lane %(number)s: %(state)s.") % {"number": row.number, "state": state})


@require_POST
def check(request: Signed, site_id: UUID) -> HttpResponse:
    """A line of the set-up list."""
    here = site_here(request, site_id, Act.RECORD)
    round_ = round_of(request, here.place)
    if round_ is None:
        raise NotFound
    item, is_done = request.POST.get("item", ""), request.POST.get("do", "done") == "done"
    services.tick(by=request.actor, site=here, round_=round_, item=item, is_done=is_done, now=request.now)
    return _done(request, here, _("Noted: %(what)s") % {"what": SiteCheck.Item(item).label})


def post(request: Signed, site_id: UUID, post: str) -> HttpResponse:
    """Who stands at a post."""
    here = site_here(request, site_id, Act.RECORD)
    if post not in Post.values:
        raise NotFound
    holder = PostHolder.objects.filter(part=here.part, site=here, post=post, until_at=None).first()
    initial = {"name": holder.name, "place": holder.place} if holder else {}
    form = HolderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_holder(by=request.actor, site=here, post=post, **form.cleaned_data, now=request.now)
        return _done(request, here, _("Noted: %(what)s") % {"what": Post(post).label})
    return _form(request, here, form, str(Post(post).label), _("Write down"))


def switch(request: Signed, site_id: UUID) -> HttpResponse:
    """From sun to rain or back."""
    here = site_here(request, site_id, Act.DECIDE)
    to = Variant.RAINY if here.variant == Variant.SUNNY else Variant.SUNNY
    form = SwitchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.switch_variant(by=request.actor, site=here, variant=to, reason=reason, now=request.now)
        return _done(request, here, _("%(site)s stands as planned for %(weather)s.") % {
            "site": here.name, "weather": _WEATHER[to]()})  # fmt: skip
    title = _("Switch to the plan for rain") if to == Variant.RAINY else _("Switch to the plan for sun")
    hint = _("Lanes, queue and place change to what was planned. Called buildings stay called.")
    return _form(request, here, form, title, _("Switch"), hint)


_WEATHER = {Variant.SUNNY: lambda: _("sun"), Variant.RAINY: lambda: _("rain")}


def _form(request: Signed, here: Site, form: object, title: str, act: str, hint: str = "") -> HttpResponse:
    context = {
        "form": form, "title": title, "act_word": act, "hint": hint, "site": here, "area": here.place,
        "back": day_address(here, round_of(request, here.place)), "where": here.name,
    }  # fmt: skip
    return render(request, "testing/form.html", context, status=422 if getattr(form, "errors", None) else 200)


def call(request: Signed, site_id: UUID) -> HttpResponse:
    """Calls the next, or `slot`. What speaks against it stands on a page of its own that asks for a reason."""
    here = site_here(request, site_id, Act.RECORD)
    round_ = round_of(request, here.place)
    if round_ is None:
        raise NotFound
    context: dict[str, object] = {
        "site": here,
        "round": round_,
        "area": here.place,
        "slot": request.GET.get("slot", ""),
    }
    if request.method == "POST":
        try:
            called = calling.call(
                by=request.actor, site=here, round_=round_, slot_id=_uuid(request.POST.get("slot", "")),
                reason=request.POST.get("reason", "")[:200], now=request.now,
            )  # fmt: skip
        except Refusal as why:
            if request.headers.get("HX-Request"):
                raise
            return render(request, "testing/call.html", context | {
                "refusal": words(why), "slot": request.POST.get("slot", "")}, status=why.status)  # fmt: skip
        known = houses([called.building_key])
        undo = address(reverse("testing:take_back", args=[called.pk]), round=round_.pk)
        said = {"who": doors_words(called, known), "until": wording.time(called.ends_at)}
        return _done(request, here, _("Called: %(who)s, until %(until)s.") % said, undo)
    return render(request, "testing/call.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as why:
        raise NotFound from why


@require_POST
def take_back(request: Signed, slot_id: UUID) -> HttpResponse:
    """The call was a mistake."""
    slot = slot_here(request, slot_id, Act.RECORD)
    calling.take_back(by=request.actor, slot=slot, now=request.now)
    text = _("Not called: %(who)s") % {"who": doors_words(slot, houses([slot.building_key]))}
    return _done(request, slot.site, text)
