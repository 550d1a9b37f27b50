"""Telling everybody: the round over an area, who was reached and how, who was not, what was played and hung."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Obligation, Round
from wanjia.coverage.pages.wording import words_of as obligation_words
from wanjia.coverage.services import EVERYONE, owed_by
from wanjia.hot.opening import count_owed
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.kernel.errors import Refusal
from wanjia.notices import reached, telling
from wanjia.notices.channels import sms
from wanjia.notices.forms import BroadcastForm, TellForm
from wanjia.notices.models import Message, Notice, Telling
from wanjia.notices.pages.standing import may_publish, part_here
from wanjia.notices.pages.wording import CHANNEL_NAMES, REACH_ACTS, shown
from wanjia.notices.saying import words_of
from wanjia.notices.services import PUBLISH
from wanjia.platform import texting as service
from wanjia.platform.access import Act, may
from wanjia.platform.pages import PAGE, Signed, address, say_done, sees_people
from wanjia.roster import places

USUAL = timedelta(hours=24)


def told(request: Signed, notice_id: UUID) -> HttpResponse:
    """The gap first; then by which channel, the buildings with who answers for them, one building's doors."""
    found, area = part_here(request, notice_id)
    return page(request, found, area, BroadcastForm(initial=_now(request)))


def page(request: Signed, found: Notice, area: int, form: BroadcastForm, status: int = 200) -> HttpResponse:
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
        "unclear": reached.unclear(running, area, limit=PAGE) if is_small and sees_people(request, area) else [],
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
    found, area = part_here(request, notice_id, PUBLISH)
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
