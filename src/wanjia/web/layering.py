"""Which layers a building has, and one of them with its legend and its sum."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wanjia.coverage import layers, queries
from wanjia.coverage.layers import Behind, Layer
from wanjia.coverage.models import Round
from wanjia.coverage.pages import wording
from wanjia.kernel.errors import NotFound
from wanjia.roster.models import NeedKind
from wanjia.roster.queries import Elevation
from wanjia.web import facade as drawing
from wanjia.web.facade import Facade

FRESH, NEEDS = "fresh", "needs"
_SIDE_BY_SIDE = 3  # rounds in the switch; of fifteen that are open the others stand in its menu


@dataclass(frozen=True, slots=True)
class Tab:
    """One segment of the switch."""

    code: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One chip of the legend: filters the windows of its states."""

    states: str
    look: str
    glyph: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One layer over one building."""

    code: str
    tabs: tuple[Tab, ...]
    more: tuple[Tab, ...]
    facade: Facade
    legend: tuple[Mark, ...]
    round: Round | None = None
    layer: Layer | None = None
    tally: queries.Tally | None = None
    words: dict[str, str] | None = None
    elsewhere: Behind | None = None


def shown(house: Elevation, asked: str, now: datetime) -> Shown:
    """The layer asked for, else the round that still owes the most here, else freshness. Three queries at most.

    Raises NotFound for a layer that this building does not have.
    """
    key = house.building.key
    rounds = [found for found in queries.open_rounds([key], now) if found.obligation.unit != "place"]
    counted = queries.tallies(rounds, key) if rounds else {}
    rounds = [found for found in rounds if counted[found.pk].owed]
    most = max(rounds, key=lambda found: counted[found.pk].open, default=None)  # of equals the nearest deadline
    code = asked or (f"r{most.pk}" if most else FRESH)
    chosen = next((found for found in rounds if f"r{found.pk}" == code), None)
    if chosen is None and code not in (FRESH, NEEDS):
        raise NotFound
    switch = _switch(rounds, code, {found.pk: counted[found.pk].open for found in rounds})
    if chosen is not None:
        return _by_round(house, code, switch, chosen, counted[chosen.pk])
    return _by_register(house, code, switch, now)


Switch = tuple[tuple[Tab, ...], tuple[Tab, ...]]


def _switch(rounds: list[Round], code: str, open_: Mapping[int, int]) -> Switch:
    """What stands side by side, and what in the menu behind it: the chosen round and those that owe most are seen."""
    order = sorted(rounds, key=lambda found: (f"r{found.pk}" != code, -open_[found.pk]))
    near = {found.pk for found in order[:_SIDE_BY_SIDE]}
    seen = [(f"r{found.pk}", found.name) for found in rounds if found.pk in near]
    seen += [(FRESH, _("Register check")), (NEEDS, _("Needs"))]
    more = tuple(Tab(f"r{found.pk}", found.name, is_current=False) for found in rounds if found.pk not in near)
    return tuple(Tab(tab, name, tab == code) for tab, name in seen), more


def _by_round(house: Elevation, code: str, switch: Switch, found: Round, tally: queries.Tally) -> Shown:
    layer = layers.layer(found, house.building.key)
    words = wording.words_of(found.obligation)
    drawn = drawing.facade(house, drawing.by_round(layer, words))
    states = Counter(window.paint.state for window in drawn.windows)
    legend = [
        Mark(
            "open part", "open", "open", _("%(word)s, doors") % {"word": words["open"]}, states["open"] + states["part"]
        )
    ]
    legend += [Mark(state, state, state, words[state], states[state]) for state in ("done", "excused", "released")]
    legend += [Mark("empty", "", "", _("empty"), states["empty"])]
    elsewhere = layer.elsewhere([window.cell.household_id for window in drawn.windows])
    return Shown(
        code, *switch, drawn, tuple(mark for mark in legend if mark.count), found, layer, tally, words,
        elsewhere if elsewhere.owed else None,
    )  # fmt: skip


def _by_register(house: Elevation, code: str, switch: Switch, now: datetime) -> Shown:
    if code == NEEDS:
        drawn = drawing.facade(house, drawing.by_need)
        kinds = Counter(window.paint.state for window in drawn.windows)
        legend = [Mark(kind, "open", "", str(label), kinds[kind]) for kind, label in NeedKind.choices]
    else:
        drawn = drawing.facade(house, drawing.by_freshness(now))
        states = Counter(window.paint.state for window in drawn.windows)
        legend = [
            Mark("open", "open", "open", _("not checked for 30 days"), states["open"]),
            Mark("done", "done", "done", _("checked"), states["done"]),
        ]
    return Shown(code, *switch, drawn, tuple(mark for mark in legend if mark.count))
