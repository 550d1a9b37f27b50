"""What is told where: to a building, to phones, and to the desk that looks after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level, contains
from wanjia.notices import rules
from wanjia.notices.models import Notice
from wanjia.notices.rules import State
from wanjia.roster import places

_RESIDENTS = (Notice.Audience.RESIDENTS, Notice.Audience.BOTH)
_PHONES = (Notice.Audience.PHONES, Notice.Audience.BOTH)
_ALL_BELOW = Level.TOWN  # wider areas look one step down: below lie thousands of buildings


@dataclass(frozen=True, slots=True)
class Told:
    """What a building is told now."""

    rule: Notice | None
    notices: tuple[Notice, ...]


def told(building_key: int, now: datetime) -> Told:
    """The rule and the notices for residents of any place, a building or wider. One query."""
    near = reaching(building_key)
    notices = rules.notices_for(near, building_key, now)
    return Told(rules.rule_for(near, building_key, now), tuple(n for n in notices if n.audience in _RESIDENTS))


def rule_for(building_key: int, now: datetime) -> Notice | None:
    """The rule in force there, None where nobody has published one. One query."""
    return told(building_key, now).rule


def notices_for(building_key: int, now: datetime) -> tuple[Notice, ...]:
    """What residents are told beside it, the newest first. One query."""
    return told(building_key, now).notices


def for_phones(areas: Iterable[int], now: datetime) -> list[Notice]:
    """Rules and notices that phones in these areas are told, in force now: always all of them. One query.

    A phone meets the rule of its own area and those of narrower ones inside it, and no wider one that they replace.
    """
    wanted = list(areas)
    known = _known(_touching(wanted)) if wanted else []
    met = {one.pk for area in wanted for one in rules.rules_within(known, area, now)}
    standing = [one for one in rules.in_force(known, now) if one.kind == rules.NOTICE or one.pk in met]
    return [one for one in standing if one.audience in _PHONES]


@dataclass(frozen=True, slots=True)
class Standing:
    """One version as the desk sees it at a moment."""

    notice: Notice
    state: State
    until: datetime | None  # its real end, by whatever it ended
    is_above: bool  # of a wider area than the page's
    is_below: bool


def standings(area: int, now: datetime) -> list[Standing]:
    """Every version that concerns the area or what lies in it, the newest first. One query, two above a subdistrict.

    Above a subdistrict only one step down is looked at.
    """
    known = _known(_touching([area]), with_withdrawn=True)
    return [
        Standing(
            one, rules.state_of(one, known, now), rules.held_until(one, known),
            is_above=one.area != area and contains(one.area, area),
            is_below=one.area != area and contains(area, one.area),
        )
        for one in sorted(known, key=lambda one: (one.in_force_from, one.made_at, one.pk), reverse=True)
    ]  # fmt: skip


def in_force(area: int, now: datetime) -> list[Standing]:
    """What holds in the area or a part of it, the newest first. Costs what standings costs."""
    return [one for one in standings(area, now) if one.state in (State.IN_FORCE, State.OUTDONE)]


def history(area: int, now: datetime) -> list[Standing]:
    """What held there once. Costs what standings costs."""
    past = (State.REPLACED, State.ENDED, State.WITHDRAWN)
    return [one for one in standings(area, now) if one.state in past]


def versions_of(area: int) -> list[Notice]:
    """Every version ever written for exactly this area. One query."""
    return list(Notice.objects.filter(area=area))


def titles(ids: Iterable[UUID]) -> dict[UUID, str]:
    """One query; none for no ids."""
    wanted = list(ids)
    return dict(Notice.objects.filter(pk__in=wanted).values_list("pk", "title")) if wanted else {}


def chain(notice: Notice, versions: Sequence[Notice]) -> list[Notice]:
    """The version with those before and after it, the newest first."""
    by_id = {one.pk: one for one in versions}
    linked = {notice.pk}
    while True:
        more = {one.pk for one in versions if one.replaces in linked}
        more |= {before for pk in linked if pk in by_id and (before := by_id[pk].replaces) is not None}
        if more <= linked:
            break
        linked |= more
    found = [by_id[pk] for pk in linked if pk in by_id]
    return sorted(found, key=lambda one: (one.made_at, one.pk), reverse=True)


def reaching(place: int) -> list[Notice]:
    """Whatever stands for the place or for what it lies in: enough to say what holds there. One query."""
    return _known(Q(area__in=codes.ancestors(place)))


def _touching(areas: Sequence[int]) -> Q:
    """Of the areas, of what they lie in, and of what lies in them."""
    found = Q(area__in=[code for area in areas for code in codes.ancestors(area)])
    for area in areas:
        found |= _below(area)
    return found


def _below(area: int) -> Q:
    """Codes of 12, 14 and 18 digits never overlap, so three ranges hold exactly what lies below."""
    level = codes.level_of(area)
    if level < _ALL_BELOW:
        return Q(area__in=places.children(area))
    keys = Q(area__range=codes.buildings_under(area))
    if level >= Level.COMPOUND:
        return keys
    span = codes.codes_under(area)
    return keys | Q(area__range=span) | Q(area__range=(span.low * 100, span.high * 100 + 99))


def _known(wanted: Q, *, with_withdrawn: bool = False) -> list[Notice]:
    found = Notice.objects.filter(wanted)
    return list(found if with_withdrawn else found.filter(withdrawn_at=None))
