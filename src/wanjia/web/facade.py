"""A building as seen from its entrance: floors × rooms, stair cores between, coloured by one layer.

Layers change the colours, never the positions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from wanjia.coverage.layers import Layer
from wanjia.kernel import clock
from wanjia.roster.models import NeedKind
from wanjia.roster.queries import STALE, Cell, Elevation

SMALL, TALL, BROAD = 12, 24, 12  # more floors: small cells; more floors or rooms: scrolls

FLAGS: Mapping[str, object] = {  # one character behind the name
    NeedKind.OXYGEN: pgettext_lazy("flag", "O"), NeedKind.DIALYSIS: pgettext_lazy("flag", "D"),
    NeedKind.CHEMOTHERAPY: pgettext_lazy("flag", "C"), NeedKind.PREGNANT: pgettext_lazy("flag", "P"),
    NeedKind.INFANT: pgettext_lazy("flag", "I"), NeedKind.LIVES_ALONE: pgettext_lazy("flag", "A"),
    NeedKind.SOLE_ELDER: pgettext_lazy("flag", "E"), NeedKind.DISABLED: pgettext_lazy("flag", "B"),
    NeedKind.CHRONIC_MEDICINE: pgettext_lazy("flag", "M"), NeedKind.NO_SMARTPHONE: pgettext_lazy("flag", "N"),
    NeedKind.LANGUAGE: pgettext_lazy("flag", "L"),
}  # fmt: skip
_SHOWN_FLAGS = set(NeedKind.values) - {NeedKind.NO_SMARTPHONE, NeedKind.CHRONIC_MEDICINE, NeedKind.LANGUAGE}


@dataclass(frozen=True, slots=True)
class Paint:
    """How one door looks in a layer: a class of the style sheet, a glyph, a figure, and the same in words."""

    state: str
    glyph: str
    figure: str
    words: str
    look: str = ""  # the class, when it is not the state's own


@dataclass(frozen=True, slots=True)
class Window:
    """One door of the drawing."""

    cell: Cell
    paint: Paint
    flag: str
    flag_words: str

    @property
    def look(self) -> str:
        return self.paint.look or self.paint.state

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.cell.room, self.paint.words, self.cell.head, self.flag_words)))


@dataclass(frozen=True, slots=True)
class Facade:
    """Ready for a table: rows from the top floor, in each the places of every stair, None where there is no door."""

    stairs: tuple[tuple[str, int], ...]  # name (empty for a single one), places across
    floors: tuple[tuple[str, tuple[tuple[Window | None, ...], ...]], ...]
    is_small: bool
    scrolls: bool

    @property
    def windows(self) -> list[Window]:
        return [window for _floor, stairs in self.floors for row in stairs for window in row if window]


def facade(house: Elevation, paint: Callable[[Cell], Paint]) -> Facade:
    """The drawing of one building in one layer. Pure."""
    columns = [_columns(house, at) for at in range(len(house.stairs))]
    floors = tuple(
        (str(floor) if floor > 0 else f"B{-floor}" if floor else "", tuple(
            _placed(doors, columns[at], floor, paint) for at, doors in enumerate(by_stair)
        ))
        for floor, by_stair in house.floors
    )  # fmt: skip
    widths = [len(places) for places in columns]
    named = len(house.stairs) > 1
    stairs = tuple((_stair(stair) if named else "", width) for stair, width in zip(house.stairs, widths, strict=True))
    return Facade(stairs, floors, len(floors) > SMALL, len(floors) > TALL or sum(widths) > BROAD)


def _stair(number: int) -> str:
    return _("Stair %(number)s") % {"number": number} if number else ""


def _columns(house: Elevation, at: int) -> list[str]:
    """What the doors of one stair are called on every floor (01, 02 …); plain places where rooms have no such order."""
    rows = [(floor, by_stair[at]) for floor, by_stair in house.floors]
    broadest = max((len(doors) for _floor, doors in rows), default=0)
    called = sorted({_place(cell.room, floor) for floor, doors in rows for cell in doors}, key=lambda p: (len(p), p))
    return called if len(called) <= broadest + 2 else [str(number) for number in range(broadest)]


def _place(room: str, floor: int) -> str:
    """502 on the fifth floor stands in place 02."""
    prefix = str(floor)
    return room[len(prefix) :] if room.startswith(prefix) and len(room) == len(prefix) + 2 else room


def _placed(
    doors: Sequence[Cell], columns: Sequence[str], floor: int, paint: Callable[[Cell], Paint]
) -> tuple[Window | None, ...]:
    windows: list[Window | None] = [None] * len(columns)
    for position, cell in enumerate(doors):
        place = _place(cell.room, floor)
        windows[columns.index(place) if place in columns else position] = _window(cell, paint(cell))
    return tuple(windows)


def _window(cell: Cell, paint: Paint) -> Window:
    kinds = () if paint.look else cell.flags  # a layer with a look of its own has said it
    kind = next((kind for kind in kinds if kind in _SHOWN_FLAGS), "")
    return Window(cell, paint, str(FLAGS[kind]) if kind else "", str(NeedKind(kind).label) if kind else "")


def empty(cell: Cell) -> Paint:
    """A flat in which nobody is registered."""
    words = _("empty")
    return Paint("empty", "", words, words)


def by_round(layer: Layer, words: Mapping[str, str]) -> Callable[[Cell], Paint]:
    """Hollow: none reached; dashed: some; filled: all; hatched: an empty flat to which nothing is owed."""

    def paint(cell: Cell) -> Paint:
        behind = layer.behind(cell.household_id)
        if behind.state == "none":
            return empty(cell) if not cell.people else Paint("none", "", "", _("nothing owed"))
        if behind.open:
            said = words["open"] if behind.state == "open" else _("partly %(word)s") % {"word": words["open"]}
            return Paint(behind.state, "open", f"{behind.owed - behind.open}/{behind.owed}", said)
        return Paint(behind.state, behind.state, str(behind.owed), words[behind.state])

    return paint


def by_freshness(now: datetime) -> Callable[[Cell], Paint]:
    """When somebody last looked: open where that is more than 30 days ago."""

    def paint(cell: Cell) -> Paint:
        if cell.checked_at is None:
            return Paint("open", "open", _("never"), _("never checked"))
        days = (clock.local_date(now) - clock.local_date(cell.checked_at)).days
        if now - cell.checked_at > STALE:
            return Paint("open", "open", _("%(n)s d") % {"n": days}, _("checked %(n)s days ago") % {"n": days})
        return Paint("done", "done", _("%(n)s d") % {"n": days}, _("checked %(n)s days ago") % {"n": days})

    return paint


def by_need(cell: Cell) -> Paint:
    """Only whether somebody needs care, the most urgent first; how many people."""
    if not cell.people:
        return empty(cell)
    if not cell.flags:
        return Paint("none", "", str(cell.people), _("no need on the register"))
    kinds = ", ".join(str(NeedKind(kind).label) for kind in cell.flags)
    return Paint(cell.flags[0], "", "".join(str(FLAGS[kind]) for kind in cell.flags[:3]), kinds, look="warn")
