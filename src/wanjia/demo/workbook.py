"""The roster as committees really keep it: a title, a note under the header, merged cells, one row in fifty wrong."""

import csv
import io
from collections.abc import Callable, Iterable
from itertools import groupby
from random import Random

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from wanjia.demo.people import DemoPerson

TITLE = "万安街道居民名册（演示，人和号码都是编的）"
HEADER = (
    "序号", "居委会", "小区", "楼栋", "单元", "室号", "姓名", "与户主关系", "性别", "出生日期", "证件类型", "证件号码",
    "联系电话", "户籍地址", "人户分离", "在住情况", "独居", "残疾", "孕产妇", "血透", "放化疗", "吸氧", "慢性病配药",
    "无智能手机", "语言不通", "备注",
)  # fmt: skip
NOTE = (
    "必填", "", "", "如 3号楼", "没有不填", "必填", "必填", "", "男/女", "年月日", "", "18 位", "多个用分号",
    "", "1/0", "", *["1/0"] * 9, "",
)  # fmt: skip
_NEEDS = (
    "lives_alone", "disabled", "pregnant", "dialysis", "chemotherapy", "oxygen", "chronic_medicine", "no_smartphone",
    "language",
)  # fmt: skip
_AT = {name: position for position, name in enumerate(HEADER)}
_DEFECTS_PER_ROW = 0.02

Row = list[object]


def rows(people: Iterable[DemoPerson], seed: int) -> list[Row]:
    """The data rows, defects included. A defect never makes two rows of one: rows and people match but for repeats."""
    draw = Random(seed)
    made: list[Row] = []
    for person in people:
        row = _row(len(made) + 1, person)
        if draw.random() < _DEFECTS_PER_ROW:
            row = draw.choice(_DEFECTS)(row, draw)
        made.append(row)
        if draw.random() < 0.0008:
            made.append(_again(row, len(made) + 1, draw))
    return made


def _row(number: int, person: DemoPerson) -> Row:
    door = person.door
    return [
        number, f"{door.committee}居委会", door.compound, door.building, door.stair or None, door.room, person.name,
        person.relation, "男" if person.is_male else "女", person.born_on.strftime("%Y%m%d"), person.document_kind,
        person.document, person.phone, person.registered, int(bool(person.registered)), person.presence,
        *[int(kind in person.needs) for kind in _NEEDS], person.note,
    ]  # fmt: skip


def _change(column: str, change: Callable[[str], object]) -> Callable[[Row, Random], Row]:
    def spoil(row: Row, draw: Random) -> Row:
        row[_AT[column]] = change(str(row[_AT[column]] or ""))
        return row

    return spoil


def _number(text: str) -> object:
    return float(text) if text.isdecimal() and len(text) == 18 else text


def _wrong_digit(text: str) -> str:
    return text[:-1] + ("0" if text[-1:] != "0" else "1") if len(text) == 18 else text


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _one_cell(row: Row, draw: Random) -> Row:
    """弄/号/室 in one cell, the other two empty."""
    stair = f"{row[_AT['单元']]}单元" if row[_AT["单元"]] else ""
    row[_AT["室号"]] = f"{row[_AT['楼栋']]}{stair}{row[_AT['室号']]}室"
    row[_AT["楼栋"]] = row[_AT["单元"]] = None
    return row


def _two_people(row: Row, draw: Random) -> Row:
    row[_AT["姓名"]] = f"{row[_AT['姓名']]}/{str(row[_AT['姓名']])[:1]}小满"
    return row


def _old_number(text: str) -> str:
    """The 15 digits of before 1999; those born later never had them."""
    return text[:6] + text[8:17] if len(text) == 18 and text[6:8] == "19" else text


def _again(row: Row, number: int, draw: Random) -> Row:
    """The same person a second time, as the next committee's list has them too."""
    return [number, *row[1:]]


_DEFECTS: tuple[Callable[[Row, Random], Row], ...] = (
    _change("证件号码", _number), _change("证件号码", lambda text: f" {text} "), _change("证件号码", str.lower),
    _change("证件号码", _wide), _change("证件号码", _wrong_digit), _change("证件号码", _old_number),
    _change("证件号码", lambda _text: ""), _change("联系电话", lambda text: f"{text};{text}" if text else ""),
    _change("出生日期", lambda text: f"{text[:4]}.{int(text[4:6])}.{int(text[6:])}"),
    _change("室号", lambda text: f"{text}室"), _change("室号", _wide),
    _change("楼栋", lambda text: text.replace("号楼", "幢")),
    _change("姓名", lambda text: f"{text} "), _change("姓名", lambda _text: ""), _one_cell, _two_people,
)  # fmt: skip


def as_xlsx(data: Iterable[Row], seed: int) -> bytes:
    """A workbook with a merged title, the header, a note under it, and merged door cells in one household of thirty."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    draw = Random(seed)
    title = WriteOnlyCell(sheet, value=TITLE)
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    sheet.merged_cells.ranges.add(_range(1, 1, 1, len(HEADER)))
    sheet.append(list(HEADER))
    sheet.append(list(NOTE))
    line = 4
    for _door, group in groupby(data, key=lambda row: tuple(row[1:6])):
        family = list(group)
        is_merged = len(family) > 1 and draw.random() < 1 / 30
        for position, row in enumerate(family):
            sheet.append([*row[:2], *([None] * 4 if is_merged and position else row[2:6]), *row[6:]])
        if is_merged:
            for column in range(3, 7):
                sheet.merged_cells.ranges.add(_range(line, column, line + len(family) - 1, column))
        line += len(family)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _range(top: int, left: int, bottom: int, right: int) -> "object":
    from openpyxl.worksheet.cell_range import CellRange

    return CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right)


def as_csv(data: Iterable[Row]) -> bytes:
    """The same as the CSV that a Chinese Windows writes: GBK, no title."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerow(NOTE)
    writer.writerows(data)
    return text.getvalue().encode("gbk", errors="replace")
