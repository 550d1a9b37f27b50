"""A laboratory's file → lines. Whose column is what is guessed, or remembered from what somebody said before."""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

import openpyxl
from dateutil import parser

from wanjia.kernel import clock
from wanjia.labs.intake import Odd, Said
from wanjia.labs.refusals import EmptyReport, NoReportColumns
from wanjia.labs.reports.words import FIELDS, REQUIRED, field_of
from wanjia.labs.rules.values import value_of
from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.reading import Cell, Sheet, open_sheets

_LOOK_AT = 20  # rows in which the header is looked for


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (row from 1) and its words, column by column."""

    row: int
    names: tuple[str, ...]

    @property
    def signature(self) -> str:
        """The same for the same words in the same order."""
        return hashlib.sha256("\n".join(self.names).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Table:
    """One opened file: its sheet, its header, and which column is which field."""

    file: str
    sheet: Sheet
    header: Header
    columns: Mapping[str, int]

    @property
    def missing(self) -> list[str]:
        """Fields without which there is no report."""
        return [name for name in REQUIRED if name not in self.columns]

    def sample(self, rows: int = 5) -> list[list[str]]:
        """The first rows below the header, as words, for whoever says what the columns are."""
        below = (cells for number, cells in self.sheet.rows() if number > self.header.row)
        width = len(self.header.names)
        return [[cell_words(cell) for cell in list(cells)[:width]] for cells in islice(below, rows)]


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: lines, lines that could not be read, reactions by run."""

    lines: list[Said]
    problems: list[Odd]
    tests: dict[str, int]


def open_report(content: bytes, file: str, remembered: Mapping[str, Mapping[str, int]]) -> Table:
    """The first sheet with a header of a report. Raises NotATable, Encrypted, EmptyFile, TooLarge.

    remembered: signature of a header → field → column, as somebody has said before; it wins over the guess.
    """
    best: Table | None = None
    for sheet in open_sheets(content, file):
        for number, cells in islice(sheet.rows(), _LOOK_AT):
            table = _table(file, sheet, Header(number, tuple(map(cell_words, cells))), remembered)
            if best is None or len(table.columns) > len(best.columns):
                best = table
    if best is None:
        raise EmptyReport(file=file)
    return best


def _table(file: str, sheet: Sheet, header: Header, remembered: Mapping[str, Mapping[str, int]]) -> Table:
    columns: dict[str, int] = {}
    for at, name in enumerate(header.names):
        if found := field_of(name) if len(name) < 30 else "":
            columns.setdefault(found, at)
    if known := remembered.get(header.signature):
        columns = {name: at for name, at in known.items() if name in FIELDS and at < len(header.names)}
    return Table(file, sheet, header, columns)


def read(table: Table, now: datetime) -> Read:
    """Every row below the header. Raises NoReportColumns, EmptyReport.

    A row without code and result is blank; one with only one of them, or with a word that nobody knows, is a problem
    with its row. Without a time the result was found now.
    """
    if table.missing:
        found = ", ".join(filter(None, table.header.names))[:200]
        raise NoReportColumns(file=table.file, missing=", ".join(table.missing), found=found)
    done = Read([], [], {})
    for number, cells in table.sheet.rows():
        if number > table.header.row:
            _read_row(number, table.columns, cells, now, done)
    if not done.lines and not done.problems:
        raise EmptyReport(file=table.file)
    return done


def _read_row(number: int, columns: Mapping[str, int], cells: Sequence[Cell], now: datetime, done: Read) -> None:
    at = {name: cells[column] for name, column in columns.items() if column < len(cells)}
    words = {name: cell_words(cell) for name, cell in at.items()}
    code, said = words.get("code", ""), words.get("value", "")
    if not code and not said:
        return
    value = value_of(said)
    if not code or value is None:
        field, why = ("code", "no_code") if not code else ("value", "unknown_word" if said else "no_value")
        done.problems.append(Odd(number, field, why, (said if field == "value" else "")[:40]))
        return
    moment, is_read = moment_of(at.get("tested_at"), now)
    if not is_read:
        done.problems.append(Odd(number, "tested_at", "unknown_time", words["tested_at"][:40]))
        return
    run = words.get("run", "")
    done.lines.append(Said(number, code, value, moment, run, words.get("well", ""), words.get("reason", "")))
    if run and words.get("tests", "").isdecimal():
        done.tests[run] = max(done.tests.get(run, 0), int(words["tests"]))


def moment_of(cell: Cell, now: datetime) -> tuple[datetime, bool]:
    """When something was tested, by a cell in local time; now where nothing stands. False: it can't be read."""
    if cell is None or cell == "":
        return now, True
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or clock.LOCAL), True
    if isinstance(cell, date):
        return datetime.combine(cell, time(12), clock.LOCAL), True
    try:
        written = str(cell).translate(_CHINESE).strip()
        return _local(parser.parse(written, yearfirst=True)), True
    except (ValueError, OverflowError):
        return now, False


_CHINESE = str.maketrans({"年": "-", "月": "-", "日": " ", "时": ":", "分": ":", "秒": " ", "／": "/", "：": ":"})


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)


def as_workbook(names: Sequence[str], rows: Iterator[Sequence[object]]) -> bytes:
    """A plain workbook with one sheet, written row by row."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(names))
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
