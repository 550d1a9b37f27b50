"""Finding the header under titles, and whose column is what."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.reading import Cell, Sheet
from wanjia.roster.importing.refusals import BadMapping, NoNameColumn
from wanjia.roster.importing.words import KNOWN, SEVERAL, field_of, plain_header

LOOK_AT = 30  # rows in which a header is looked for
_COMMENT = re.compile(
    r"必填|选填|填写|格式|示例|例如|例：|如：|说明|下拉|YYYY|1是0否|1=是|1/0|required|optional|e\.g\.|format", re.I
)
_SUM = re.compile(r"(?:合计|小计|总计|共计|汇总|total|sum)\s*[:：]?\s*\d*\s*[人户行]?", re.I)


@dataclass(frozen=True)
class Header:
    """Where the header stands and what its columns are. `fields` maps a column (from 0) to its field."""

    row: int  # the last header row, from 1
    names: tuple[str, ...]
    fields: Mapping[int, str] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """The same for the same headers in the same order, whatever the file is called."""
        return hashlib.sha256("\n".join(map(plain_header, self.names)).encode()).hexdigest()

    @property
    def unknown(self) -> list[str]:
        """Headers that nothing is read from because nobody knows what they mean."""
        return [name for column, name in enumerate(self.names) if name and column not in self.fields]

    @cached_property
    def name_at(self) -> int:
        """The column of the names."""
        return next((at for at, found in self.fields.items() if found == "name"), 0)

    @cached_property
    def columns(self) -> dict[str, list[int]]:
        """Field → its columns, in order; ignored ones left out."""
        found: dict[str, list[int]] = {}
        for column in sorted(self.fields):
            if self.fields[column] not in ("ignore", "grid"):
                found.setdefault(self.fields[column], []).append(column)
        return found


def find_header(sheets: Iterable[Sheet], file: str) -> tuple[Sheet, Header]:
    """The sheet and its header row: the row among the first thirty in which most cells are known headers.

    Raises NoNameColumn, naming the sheet that came closest.
    """
    best: tuple[int, Sheet, Header] | None = None
    for sheet in sheets:
        header, score = _best_row(sheet)
        if best is None or score > best[0]:
            best = (score, sheet, header)
    if best is None or "name" not in best[2].fields.values():
        raise NoNameColumn(file=file, sheet=best[1].name if best else "", rows=LOOK_AT)
    return best[1], best[2]


def _best_row(sheet: Sheet) -> tuple[Header, int]:
    rows = [(number, [cell_words(cell) for cell in cells]) for number, cells in islice(sheet.rows(), LOOK_AT)]
    header, score = Header(0, ()), 0
    for (number, names), (_next, below) in zip(rows, [*rows[1:], (0, [])], strict=True):
        found = _fit(names)
        points = len(found) + 3 * ("name" in found.values())
        if points > score:
            header, score = Header(number, tuple(names), found), points
            header, score = _with_second_row(header, below, score)
    return header, score


def _with_second_row(header: Header, below: list[str], score: int) -> tuple[Header, int]:
    """住址 over 小区 | 楼 | 室: the lower row names the columns that the upper one only groups."""
    lower = {column: name for column, name in enumerate(below) if field_of(name)}
    if len(lower) < 2 or any(
        header.fields.get(column) == "name" and field_of(name) != "name" for column, name in lower.items()
    ):
        return header, score
    names = [lower.get(column, name) for column, name in enumerate(header.names)]
    found = _fit(names)
    if len(found) <= len(header.fields):
        return header, score
    return Header(header.row + 1, tuple(names), found), len(found) + 3


def _fit(names: list[str]) -> dict[int, str]:
    fields: dict[int, str] = {}
    taken: set[str] = set()
    for column, name in enumerate(names):
        found = field_of(name) if len(name) < 30 else ""
        if found and (found not in taken or found in SEVERAL):
            fields[column] = found
            taken.add(found)
    if "name" not in taken and "head_name" in taken:  # a sheet of heads of households only
        column = next(column for column, found in fields.items() if found == "head_name")
        fields[column] = "name"
    return fields


def corrected(header: Header, mapping: Mapping[str, str]) -> Header:
    """The header with a person's corrections: column number as text (from 0) → field, "" for "do not import".

    Raises BadMapping for an unknown field or for a field twice that takes one column.
    """
    fields = {column: found for column, found in header.fields.items() if str(column) not in mapping}
    for column, found in mapping.items():
        taken = found in fields.values() and found not in SEVERAL
        if (found and found not in KNOWN) or taken or not column.isdecimal() or int(column) >= len(header.names):
            raise BadMapping(column=column, field=found)
        fields[int(column)] = found or "ignore"
    return Header(header.row, header.names, fields)


def why_no_data(cells: Sequence[Cell], header: Header, row: int) -> str:
    """blank, comment, header_again or sum for a row below the header that is no data; "" for data."""
    first = next((cell for cell in cells if cell != "" and not (isinstance(cell, str) and cell.isspace())), None)
    if first is None:
        return "blank"
    if isinstance(first, str) and _SUM.fullmatch(first.strip()):
        return "sum"
    if row <= header.row + 3 and _is_comment(cells):
        return "comment"
    at = header.name_at
    return "header_again" if at < len(cells) and cells[at] == header.names[at] else ""


def _is_comment(cells: Sequence[Cell]) -> bool:
    """Words about how to fill in, and no row of somebody: neither a long number nor a date stands in it."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return any(_COMMENT.search(text) for text in texts) and not any(
        re.fullmatch(r"\s*\d{8,18}[Xx]?\s*", text) for text in texts
    )
