"""Somebody's workbook as a layout: the header found by the import's synonyms, titles, widths and styles kept."""

import io
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
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
_STYLE = ("font", "fill", "border", "alignment", "number_format", "protection")


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


def begin(book: Workbook, layout: Layout) -> tuple[Any, list[Any]]:
    """A write-only sheet with everything above the data in place, and one styled cell a column to refill."""
    template = layout.template
    sheet = book.create_sheet(template.title if template is not None else "名册")
    if template is None:
        sheet.freeze_panes = "A2"
        sheet.append(list(layout.names))
        return sheet, [_text_cell(sheet) for _name in layout.names]
    offset = template.min_column - 1
    _copy_frame(sheet, template, layout.first)
    for cells in template.iter_rows(min_row=1, max_row=layout.first - 1, min_col=1):
        sheet.append([_copied(sheet, cell, with_value=True) for cell in cells])
    samples = template.iter_rows(min_row=layout.first, max_row=layout.first, min_col=1)
    styled = [_copied(sheet, cell, with_value=False) for row in samples for cell in row]
    styled += [_text_cell(sheet) for _at in range(len(layout.names) + offset - len(styled))]
    return sheet, styled[: len(layout.names) + offset]


def _copy_frame(sheet: Any, template: Worksheet, first: int) -> None:
    for letter, size in template.column_dimensions.items():
        sheet.column_dimensions[letter].width = size.width
        sheet.column_dimensions[letter].hidden = size.hidden
    for row in range(1, first):
        sheet.row_dimensions[row].height = template.row_dimensions[row].height
    sheet.freeze_panes = template.freeze_panes
    for merged in template.merged_cells.ranges:
        if merged.max_row < first:
            sheet.merged_cells.ranges.add(copy(merged))


def _copied(sheet: Any, cell: Any, *, with_value: bool) -> Any:
    made = WriteOnlyCell(sheet, value=cell.value if with_value and not hasattr(cell, "_is_merged") else None)
    if cell.has_style:
        for name in _STYLE:
            setattr(made, name, copy(getattr(cell, name)))
    return made


def _text_cell(sheet: Any) -> Any:
    made = WriteOnlyCell(sheet)
    made.number_format = "@"
    return made
