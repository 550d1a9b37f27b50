"""Bytes → rows of cells: xlsx, xls, ods by calamine; text tables in whatever encoding they came."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import python_calamine as calamine
from charset_normalizer import from_bytes

from wanjia.roster.importing.refusals import EmptyFile, Encrypted, NotATable, TooLarge

Cell = object  # str, int, float, bool, date, datetime, time; "" where nothing stands
MAX_ROWS = 1_048_576  # what one worksheet holds; the web takes files up to MAX_WORKBOOK_BYTES, some 300,000 rows
MAX_UNPACKED_BYTES = 1500 * 2**20  # a million rows of 26 columns unpack to 1.1 GB
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")


@dataclass(slots=True)
class Sheet:
    """One sheet. `merged` maps a column to its vertical merges as (first row, last row), rows counted from 0."""

    name: str
    width: int
    encoding: str = ""
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    merges: int = 0
    _table: calamine.CalamineSheet | None = None
    _lines: Sequence[Sequence[str]] = ()

    @property
    def height(self) -> int:
        """Rows in all, titles and blanks included."""
        return (self._table.end or (-1, 0))[0] + 1 if self._table is not None else len(self._lines)

    def rows(self, alone: frozenset[int] = frozenset()) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Row number as people see it (from 1) and cells. A merged cell's value goes down to all its rows.

        Not so in the columns of `alone`: two rows never share a name or a document. May be walked again.
        """
        source = self._table.iter_rows() if self._table is not None else iter(self._lines)
        spread = {column: spans for column, spans in self.merged.items() if column not in alone}
        if not spread:
            yield from enumerate(source, 1)
            return
        yield from _carried(source, spread)


def _carried(
    source: Iterator[Sequence[Cell]], spread: dict[int, list[tuple[int, int]]]
) -> Iterator[tuple[int, list[Cell]]]:
    begins: dict[int, list[tuple[int, int]]] = {}
    for column, spans in spread.items():
        for first, last in spans:
            begins.setdefault(first, []).append((column, last))
    held: dict[int, tuple[Cell, int]] = {}
    for index, cells in enumerate(source):
        row = list(cells)
        for column, last in begins.get(index, ()):
            held[column] = (row[column], last)
        for column, (value, last) in list(held.items()):
            if last < index:
                del held[column]
            else:
                row[column] = value
        yield index + 1, row


def open_sheets(content: bytes, file: str) -> list[Sheet]:
    """Every visible sheet with something in it. Raises NotATable, Encrypted, EmptyFile, TooLarge, naming the file."""
    if not content.strip():
        raise EmptyFile(file=file)
    if content.startswith((_ZIP, _OLE)):
        sheets = _open_workbook(content, file)
    elif content.startswith(_NOT_TEXT):
        raise NotATable(file=file)
    else:
        sheets = [_open_text(content, file)]
    if not sheets:
        raise EmptyFile(file=file)
    return sheets


def _open_workbook(content: bytes, file: str) -> list[Sheet]:
    if content.startswith(_OLE) and _ENCRYPTED_MARK in content:
        raise Encrypted(file=file)
    if content.startswith(_ZIP):
        _weigh(content, file)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [
            book.get_sheet_by_name(sheet.name)
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError as why:
        raise Encrypted(file=file) from why
    except calamine.CalamineError as why:
        raise NotATable(file=file) from why
    return [_of_table(table, file) for table in tables if table.start is not None]


def _weigh(content: bytes, file: str) -> None:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile as why:
        raise NotATable(file=file) from why
    if unpacked > MAX_UNPACKED_BYTES:
        raise TooLarge(file=file, why=f"{unpacked // 2**20} MB > {MAX_UNPACKED_BYTES // 2**20} MB")


def _of_table(table: calamine.CalamineSheet, file: str) -> Sheet:
    start = table.start or (0, 0)
    if table.height > MAX_ROWS:
        raise TooLarge(file=file, why=f"{table.height} > {MAX_ROWS}")
    merged: dict[int, list[tuple[int, int]]] = {}
    ranges = table.merged_cell_ranges or []
    for (top, left), (bottom, right) in ranges:
        for column in range(left, right + 1) if bottom > top else ():
            merged.setdefault(column - start[1], []).append((top, bottom))
    return Sheet(table.name, table.width, "", merged, len(ranges), _table=table)


def _open_text(content: bytes, file: str) -> Sheet:
    text, encoding = decode(content, file)
    first = max(text[:20000].splitlines()[:10], key=len, default="")
    delimiter = max(",\t;|", key=first.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if len(lines) > MAX_ROWS:
        raise TooLarge(file=file, why=f"{len(lines)} > {MAX_ROWS}")
    return Sheet("1", max(map(len, lines), default=0), encoding, _lines=lines)


def decode(content: bytes, file: str) -> tuple[str, str]:
    """The text and the name of its encoding: a byte order mark, UTF-8, GB18030 (and so GBK), else the likeliest."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16", file), "UTF-16"
    if b"\0" in content:
        raise NotATable(file=file)
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GBK")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    best = from_bytes(content).best()
    if best is None:
        raise NotATable(file=file)
    return str(best), best.encoding


def _strict(content: bytes, encoding: str, file: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as why:
        raise NotATable(file=file) from why
