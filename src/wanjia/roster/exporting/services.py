"""The export: one command, one line in the log."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wanjia.kernel.clock import local_date
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.sheetstream import fill
from wanjia.roster.exporting.layouts import frame, read_layout
from wanjia.roster.exporting.people import Row, everyone
from wanjia.roster.exporting.values import Filler, Value, filler
from wanjia.roster.importing.words import plain_header
from wanjia.roster.refusals import NoReason


@dataclass(frozen=True, slots=True)
class Exported:
    """The filled workbook. `empty` are the layout's columns that the register has nothing for."""

    content: bytes
    rows: int
    filled: tuple[str, ...]
    empty: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {"rows": self.rows, "filled": list(self.filled), "empty": list(self.empty)}


def export_roster(
    *, by: Actor, area: int, layout: bytes | None, reason: str, now: datetime, file_name: str = "layout.xlsx"
) -> Exported:
    """Everyone who lives in the area, in the layout's columns; our own columns without one.

    Memory stays flat at any size; about 10 s per 100,000 people in our own 27 columns. Numbers go as text. Raises
    NoReason without a reason, and the import's refusals for a layout that is no table or has no name column.
    """
    require(by, Act.EXPORT, area)
    if not reason.strip():
        raise NoReason
    wanted, today = read_layout(layout, file_name), local_date(now)
    fillers = [
        filler(field, plain_header(name), manner, today)
        for name, field, manner in zip(wanted.names, wanted.fields, wanted.manners, strict=True)
    ]
    empty, sheet, offset = frame(wanted)
    counted = _Counted(everyone(area))
    content = fill(empty, sheet=sheet, row=wanted.first, rows=(_line(row, at, fillers, offset) for row, at in counted))
    named = [(name, fill is not None) for name, fill in zip(wanted.names, fillers, strict=True) if name]
    filled = tuple(name for name, is_filled in named if is_filled)
    record(
        by=by,
        act="roster.export",
        area=area,
        reason=reason.strip(),
        now=now,
        detail={"rows": counted.count, "columns": list(filled)},
    )
    return Exported(content, counted.count, filled, tuple(name for name, is_filled in named if not is_filled))


def _line(row: Row, number: int, fillers: Sequence[Filler | None], offset: int) -> list[Value]:
    return [None] * offset + [fill_in(row, number) if fill_in else None for fill_in in fillers]


class _Counted:
    """Rows with their numbers from 1; afterwards `count` says how many there were."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[tuple[Row, int]]:
        for row in self._rows:
            self.count += 1
            yield row, self.count
