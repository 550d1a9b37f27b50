"""An area's notices: what residents there read now, what holds, what is to come, what held once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.notices import queries
from wanjia.notices.models import Notice
from wanjia.notices.pages.standing import may_publish
from wanjia.notices.pages.wording import shown, span_words, state_words
from wanjia.notices.queries import Standing
from wanjia.notices.rules import State
from wanjia.platform.access import Act, require
from wanjia.platform.pages import PAGE, Signed, area_of, sees_people
from wanjia.roster import places

_NOW = (State.IN_FORCE, State.OUTDONE)


@dataclass(frozen=True, slots=True)
class Row:
    """One version as a line."""

    standing: Standing
    title: str
    whose: str
    source: str
    words: str
    span: str
    is_passed_over: bool  # in force, but a rule of a nearer area holds here


def notices(request: Signed) -> HttpResponse:
    """Everything about one area on one page."""
    area = request.area = area_of(request)
    require(request.actor, Act.SEE_COUNTS, area)
    found = queries.standings(area, request.now)
    told = queries.told(area, request.now)
    named = places.names({area, *(one.notice.area for one in found)})
    past = [one for one in found if one.state not in (*_NOW, State.COMING)]
    context = {
        "area_name": named[area], "may_publish": may_publish(request.actor, area),
        "area": area, "sees_people": sees_people(request, area),
        "rule": shown(told.rule, named, request.now) if told.rule else None,
        "told": [shown(one, named, request.now) for one in told.notices],
        "rows": _rows(request, _in_order([one for one in found if one.state in _NOW]), named, told.rule),
        "coming": _rows(request, [one for one in found if one.state is State.COMING][::-1], named),
        "past": _rows(request, past[:PAGE], named), "more": max(0, len(past) - PAGE), "is_own": _is_own(told, area),
    }  # fmt: skip
    return render(request, "notices/notices.html", context)


def _is_own(told: queries.Told, area: int) -> bool:
    return told.rule is not None and told.rule.area == area


def _in_order(found: Sequence[Standing]) -> list[Standing]:
    """Rules first, from the widest area to the narrowest; within an area the newest first, as they came."""
    return sorted(found, key=lambda one: (one.notice.kind != "rule", one.is_below, not one.is_above, one.notice.area))


def _rows(
    request: Signed, found: Sequence[Standing], named: dict[int, str], holding: Notice | None = None
) -> list[Row]:
    return [_row(request, one, named, holding) for one in found]


def _row(request: Signed, one: Standing, named: dict[int, str], holding: Notice | None) -> Row:
    told = shown(one.notice, named, request.now)
    span = span_words(one.notice.in_force_from, one.until, request.now)
    is_wider_rule = one.is_above and one.notice.kind == Notice.Kind.RULE
    is_passed_over = is_wider_rule and holding is not None and holding.pk != one.notice.pk
    return Row(one, told.title, told.whose, told.source, state_words(one.state), span, is_passed_over)
