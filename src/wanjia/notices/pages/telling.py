"""Telling everybody: the round over an area, who was reached and how, who was not, what was played and hung."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Obligation, Round
from wanjia.coverage.pages.wording import words_of as obligation_words
from wanjia.coverage.services import EVERYONE, owed_by
from wanjia.hot.opening import count_owed
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level, contains
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.notices import reached, telling, texting
from wanjia.notices.channels import answers, sms
from wanjia.notices.forms import BroadcastForm, TellForm
from wanjia.notices.models import Message, Notice, Telling
from wanjia.notices.pages.standing import may_publish, notice_here
from wanjia.notices.pages.wording import CHANNEL_NAMES, REACH_ACTS, shown
from wanjia.notices.rules import CHAT
from wanjia.notices.saying import words_of
from wanjia.notices.services import PUBLISH
from wanjia.platform import texting as service
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import PAGE, Signed, address, area_of, ids_in, say_done, sees_people
from wanjia.platform.words import words
from wanjia.roster import places

USUAL = timedelta(hours=24)


def _here(request: Signed, notice_id: UUID, act: Act = Act.SEE_COUNTS) -> tuple[Notice, int]:
    """The notice and the part of its area that the page is about: `?area=`, else where the reader works."""
    found = notice_here(request, notice_id)
    area = area_of(request) if request.GET.get("area") else request.area or found.area
    area = found.area if contains(area, found.area) else area
    if not contains(found.area, area):
        raise NotFound
    if act is not Act.SEE_COUNTS:
        require(request.actor, act, area)
    request.area, request.crumb_path = area, request.path
    return found, area


def told(request: Signed, notice_id: UUID) -> HttpResponse:
    """The gap first; then by which channel, the buildings with who answers for them, one building's doors."""
    found, area = _here(request, notice_id)
    return _page(request, found, area, BroadcastForm(initial=_now(request)))


def _page(request: Signed, found: Notice, area: int, form: BroadcastForm, status: int = 200) -> HttpResponse:
    running = reached.telling_for(found.pk, area)
    named = places.names({area, found.area})
    context: dict[str, object] = {
        "notice": found, "one": shown(found, named, request.now), "area": area, "area_name": named[area],
        "telling": running, "may_tell": _may_tell(request, found, area) if running is None else False,
        "below": _below(found, area) if running is None else [],
        "broadcasts": _broadcasts(found, area), "form": form, "may_record": may(request.actor, Act.RECORD, area),
    }  # fmt: skip
    if running is not None:
        context |= _progress(request, running, area)
    return render(request, "notices/told.html", context, status=status)


def _now(request: Signed) -> dict[str, object]:
    here = clock.local(request.now)
    return {"on": here.date(), "time": here.time(), "done_by": request.actor.name}


def _may_tell(request: Signed, found: Notice, area: int) -> bool:
    if not may_publish(request.actor, area):
        return False
    try:
        telling.check(found, area, request.now)
    except Refusal:
        return False
    return True


def _below(found: Notice, area: int) -> list[tuple[str, Telling]]:
    running = reached.tellings_below(found.pk, area)
    named = places.names(one.area for one in running)
    return [(named[one.area], one) for one in running]


def _broadcasts(found: Notice, area: int) -> list[tuple[str, object]]:
    kept = reached.broadcasts(found.pk, area)
    named = places.names(one.place for one in kept)
    return [(named[one.place], one) for one in kept]


def _progress(request: Signed, running: Telling, area: int) -> dict[str, object]:
    round_ = Round.objects.select_related("obligation").get(pk=running.round_id)
    tally, sees = coverage.tally(round_, area), sees_people(request, area)
    context: dict[str, object] = {
        "round": round_, "tally": tally, "words": obligation_words(round_.obligation), "sees_people": sees,
        "channels": _by_channel(round_, area), "sms": _sms(request, running, area),
        "is_open": round_.state == Round.State.OPEN, "acts": REACH_ACTS,
    }  # fmt: skip
    if codes.level_of(area) == Level.BUILDING:
        return context | (_doors(request, running, round_, area) if sees else {})
    if codes.level_of(area) >= Level.COMMITTEE:
        return context | {"houses": reached.houses(round_, area)}
    branches = coverage.branches(round_, area)
    named = places.names(branch.area for branch in branches)
    return context | {"branches": [(named[branch.area], branch) for branch in branches]}


def _by_channel(round_: Round, area: int) -> list[tuple[str, str, int]]:
    """Empty where counting would take too long."""
    if not reached.is_countable(area):
        return []
    counted = reached.by_channel(round_, area)
    return [(code, str(CHANNEL_NAMES[code]), n) for code, n in counted.items() if n or code != "unsaid"]


def _sms(request: Signed, running: Telling, area: int) -> dict[str, object]:
    counted = reached.messages(running.notice_id, area)
    message = sms.message(words_of(running.notice))
    states = [(str(label), counted[state]) for state, label in Message.State.choices if counted.get(state)]
    is_small = codes.level_of(area) >= Level.TOWN
    return {
        "is_on": service.is_on(), "states": states, "parts": len(message.parts), "is_small": is_small,
        "may_send": service.is_on() and is_small and may(request.actor, PUBLISH, area),
    }  # fmt: skip


def _doors(request: Signed, running: Telling, round_: Round, area: int) -> dict[str, object]:
    """One building's gap: the doors to tick, and the same list as text for whoever answers for it."""
    building, _dash, position = request.GET.get("after", "").partition("-")
    after = (int(building), int(position)) if building.isdecimal() and position.isdecimal() else None
    rows = reached.missing(running, area, limit=PAGE + 1, after=after)
    last = rows[PAGE - 1].target if len(rows) > PAGE else None
    houses = reached.houses(round_, area)
    done = reached.reached_in(round_, area)
    return {
        "done": [(one, CHANNEL_NAMES.get(one.channel, one.channel)) for one in done[: 4 * PAGE]],
        "rows": rows[:PAGE], "cursor": f"{last.building_key}-{last.position}" if last else "", "is_later": bool(after),
        "states": dict(Message.State.choices), "has_chat": any(row.is_in_chat for row in rows),
        "house": houses[0] if houses else None,
        "list_text": _list_text(houses[0].name, rows) if houses and rows and not last and not after else "",
    }  # fmt: skip


def _list_text(name: str, rows: list[reached.Missing]) -> str:
    """Rooms alone: whoever answers for the building knows who lives there, and a chat is no place for names."""
    rooms = "、".join(row.door.room for row in rows if row.door)
    return f"{name}，还没有告知的 {len(rows)} 户：{rooms}。上门或打电话说一声，回我“说了”加房号。"


def tell(request: Signed, notice_id: UUID) -> HttpResponse:
    """Says how many are owed and until when; a POST opens the round."""
    found, area = _here(request, notice_id, PUBLISH)
    telling.check(found, area, request.now)
    due = clock.local(request.now + USUAL).replace(minute=0, second=0)
    form = TellForm(request.POST or None, initial={"on": due.date(), "time": due.time()}, now=request.now)
    if request.method == "POST" and form.is_valid():
        telling.tell(by=request.actor, notice=found, area=area, due_at=form.due_at, now=request.now)
        text_ = _("Open. The list of who is not told yet goes door by door.")
        return say_done(request, text_, to=address(reverse("notices:told", args=[found.pk]), area=area))
    named = places.names({area, found.area})
    context = {
        "notice": found, "one": shown(found, named, request.now), "area": area, "area_name": named[area], "form": form,
        "owed": _owed(area, request),
    }  # fmt: skip
    return render(request, "notices/tell.html", context, status=422 if form.errors else 200)


def _owed(area: int, request: Signed) -> int | None:
    """How many households somebody is in; None where counting takes too long."""
    if codes.level_of(area) < Level.TOWN:
        return None
    draft = Round(
        obligation=Obligation(unit="household"), population=EVERYONE.as_json(), frozen_at=request.now, area=area
    )
    return count_owed(span=codes.buildings_under(area), owed=owed_by(draft))


@require_POST
def reach(request: Signed, notice_id: UUID) -> HttpResponse:
    """`subject` were told, by `how`."""
    found, area = _here(request, notice_id, Act.RECORD)
    running, subjects = reached.telling_for(found.pk, area), ids_in(request.POST, "subject")
    back = address(reverse("notices:told", args=[found.pk]), area=area)
    if running is None:
        return say_done(request, _("Nobody is being told here yet. Tell everybody first."), to=back)
    if not subjects:
        return say_done(request, _("Tick somebody first."), to=back)
    new = _reached(request, running, subjects)
    return say_done(request, new, to=back)


def _reached(request: Signed, running: Telling, subjects: Sequence[int]) -> str:
    new = telling.reach(
        by=request.actor, telling=running, subjects=subjects, how=request.POST.get("how", ""), now=request.now
    )
    text_ = ngettext("%(n)s household told: %(how)s", "%(n)s households told: %(how)s", new)
    return text_ % {"n": new, "how": CHANNEL_NAMES[request.POST["how"]]}


@require_POST
def paste(request: Signed, notice_id: UUID) -> HttpResponse:
    """Answers out of the building's chat, pasted as they stand: doors that are found are told, others are named."""
    found, area = _here(request, notice_id, Act.RECORD)
    running, back = reached.telling_for(found.pk, area), address(reverse("notices:told", args=[found.pk]), area=area)
    if running is None or codes.level_of(area) != Level.BUILDING:
        return say_done(request, _("Open one building first."), to=back)
    homes = reached.doors_of(running.round_id, area)
    told_, unknown = answers.homes_in(request.POST.get("text", "")[:20_000], homes)
    new = telling.reach(by=request.actor, telling=running, subjects=told_, how=CHAT, now=request.now) if told_ else 0
    said = ngettext("%(n)s household answered.", "%(n)s households answered.", new) % {"n": new}
    if unknown:
        said += " " + _("No such door here: %(doors)s.") % {"doors": _(", ").join(unknown[:20])}
    return say_done(request, said, to=back)


@require_POST
def broadcast(request: Signed, notice_id: UUID) -> HttpResponse:
    """Played, hung or posted: written down with place, time and who did it."""
    found, area = _here(request, notice_id, Act.RECORD)
    form = BroadcastForm(request.POST)
    if not form.is_valid():
        return _page(request, found, area, form, status=422)
    telling.note_broadcast(by=request.actor, notice=found, played=form.played(area), now=request.now)
    to = address(reverse("notices:told", args=[found.pk]), area=area)
    return say_done(request, _("Written down. It counts nobody as told."), to=to)


@require_POST
def text(request: Signed, notice_id: UUID) -> HttpResponse:
    """An SMS to whoever is not told yet."""
    found, area = _here(request, notice_id, PUBLISH)
    running, back = reached.telling_for(found.pk, area), address(reverse("notices:told", args=[found.pk]), area=area)
    if running is None:
        return say_done(request, _("Nobody is being told here yet. Tell everybody first."), to=back)
    try:
        waiting = texting.ask(by=request.actor, telling=running, area=area, now=request.now)
    except Refusal as why:
        return say_done(request, words(why), to=back)
    said = ngettext("%(n)s SMS goes out.", "%(n)s SMS go out.", waiting) % {"n": waiting}
    return say_done(request, said, to=back)
