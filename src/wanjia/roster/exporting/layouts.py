"""Somebody's workbook as a layout: the header found by the import's synonyms, titles, widths and styles kept."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from wanjia.roster.exporting.values import TAGS, Manner
from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.headers import Header, find_header, why_no_data
from wanjia.roster.importing.reading import Sheet, open_sheets
from wanjia.roster.importing.words import field_of

OWN = (
    "居委会", "小区", "楼栋", "单元", "室号", "姓名", "与户主关系", "性别", "出生日期", "证件类型", "证件号码",
    "联系电话", "户籍地址", "人户分离", "在住情况", *(f"{tag}(1/0)" for tag in TAGS.values()), "备注",
)  # fmt: skip
"""Our own layout: what it writes, an import reads back without a change."""


@dataclass(frozen=True, slots=True)
class Layout:
    """fields: one for each header name, "" where nobody knows. `first` is the row at which data begins."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    manners: tuple[Manner, ...]
    first: int
    template: Worksheet | None


def read_layout(content: bytes | None, file: str) -> Layout:
    """Raises the import's refusals for a file that is no table or has no name column."""
    if content is None:
        fields = tuple(field_of(name) for name in OWN)
        return Layout(OWN, fields, tuple(Manner(name) for name in OWN), 2, None)
    sheet, header = find_header(open_sheets(content, file), file)
    first, sample = _below(sheet, header)
    names = header.names
    manners = tuple(Manner(name, cell_words(sample[at]) if at < len(sample) else "") for at, name in enumerate(names))
    fields = tuple(header.fields.get(at, "") for at in range(len(names)))
    return Layout(names, fields, manners, first, _template(content, sheet.name))


def _below(sheet: Sheet, header: Header) -> tuple[int, Sequence[object]]:
    """Comments under the header stay; the first row that looks like data is a sample and is written over."""
    first = header.row + 1
    for number, cells in sheet.rows():
        if number > header.row + 5:
            break
        if number <= header.row:
            continue
        why = why_no_data(cells, header, number)
        if why == "comment":
            first = number + 1
        elif not why:
            return first, cells
    return first, ()


def _template(content: bytes, sheet: str) -> Worksheet | None:
    if not content.startswith(b"PK"):
        return None  # xls and csv lend their columns, not their looks
    book = load_workbook(io.BytesIO(content))
    found = book[sheet]
    return found if isinstance(found, Worksheet) else None


def frame(layout: Layout) -> tuple[bytes, int, int]:
    """The workbook with everything but the data, the sheet that the data goes to, and the columns left of the first.

    The row at which data begins stands there as the pattern of its styles; whatever stood below is gone.
    """
    if layout.template is None:
        return _own_frame(layout), 0, 0
    page, book = layout.template, layout.template.parent
    if book is None:
        raise ValueError("a sheet stands in a workbook")
    if page.max_row > layout.first:
        page.delete_rows(layout.first + 1, page.max_row - layout.first)
    for merged in [found for found in page.merged_cells.ranges if found.max_row >= layout.first]:
        page.merged_cells.remove(merged)
    offset = page.min_column - 1
    for at in range(offset + 1, offset + len(layout.names) + 1):
        page.cell(layout.first, at).value = 0
        if not page.cell(layout.first, at).has_style:
            page.cell(layout.first, at).number_format = "@"
    return _saved(book), book.sheetnames.index(page.title), offset


def _own_frame(layout: Layout) -> bytes:
    book = Workbook()
    page = book.active
    if page is None:
        raise ValueError("a new workbook has a sheet")
    page.title = "名册"
    page.freeze_panes = "A2"
    page.append(list(layout.names))
    page.append([0] * len(layout.names))
    for cell in page[2]:
        cell.number_format = "@"
    return _saved(book)


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
