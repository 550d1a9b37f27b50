"""An Excel of another hotline → proposed tickets. Which column is what is guessed from its head."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from wanjia.kernel.address import read_door
from wanjia.needs.models import Batch, Kind, Way
from wanjia.needs.proposing import Row, keep
from wanjia.needs.refusals import NoColumns
from wanjia.needs.rules.kinds import asked, items
from wanjia.needs.rules.mentions import mentions, plain
from wanjia.needs.rules.parsing import Proposed
from wanjia.needs.vocabulary import vocabulary
from wanjia.platform.access import Actor
from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.reading import Cell, Sheet, open_sheets

_LOOK_AT = 20  # rows in which the head is looked for
_HEADS = {  # what is said most exactly comes first: 求助人电话 is a telephone, 问题类型 a kind
    "address": re.compile(r"地址|住址|address", re.IGNORECASE),
    "building": re.compile(r"楼号|楼栋|幢号|栋号|building", re.IGNORECASE),
    "room": re.compile(r"房号|室号|房间|门牌|room|flat", re.IGNORECASE),
    "phone": re.compile(r"电话|手机|联系方式|号码|phone|tel", re.IGNORECASE),
    "kind": re.compile(r"类别|类型|分类|kind|category", re.IGNORECASE),
    "caller": re.compile(r"姓名|来电人|求助人|联系人|诉求人|name|caller", re.IGNORECASE),
    "text": re.compile(r"诉求(?:内容|描述|详情)?$|内容|问题|需求|描述|求助|事项|事由|request|need|text", re.IGNORECASE),
}  # fmt: skip
_KIND_WORDS = {
    Kind.MEDICINE: "配药", Kind.OUTING: "就医", Kind.FOOD: "物资", Kind.REPAIR: "维修", Kind.WASTE: "垃圾",
    Kind.MENTAL: "心理", Kind.PETS: "宠物", Kind.COMPLAINT: "投诉", Kind.RUMOUR: "谣言", Kind.INFANT: "奶粉",
    Kind.QUESTION: "咨询",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet with its head, and which column is which field."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]
    heads: Sequence[str]


def open_file(content: bytes, file: str) -> Table:
    """The sheet and head that say most. Raises NoColumns, and what the importer's reader raises for bad files."""
    best: Table | None = None
    for sheet in open_sheets(content, file):
        for number, cells in islice(sheet.rows(), _LOOK_AT):
            heads = [cell_words(cell) for cell in cells]
            table = Table(sheet, number, _columns(heads), heads)
            if best is None or len(table.columns) > len(best.columns):
                best = table
    if best is None or "text" not in best.columns:
        found = ", ".join(filter(None, best.heads if best else ()))[:200]
        raise NoColumns(file=file, row="", field="", why="", found=found)
    return best


def _columns(heads: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, head in enumerate(heads):
        name = next((one for one, known in _HEADS.items() if head and len(head) < 20 and known.search(head)), "")
        if name:
            columns.setdefault(name, at)
    return columns


def read(table: Table) -> tuple[list[Row], Counter[str]]:
    """Every row below the head: a proposal, or why it is none."""
    rows: list[Row] = []
    left_out: Counter[str] = Counter()
    for number, cells in table.sheet.rows():
        if number <= table.row:
            continue
        said = _said(table, cells)
        if not said.get("text"):
            left_out["empty"] += 1
            continue
        rows.append(_row(number, said))
    return rows, left_out


def _said(table: Table, cells: Sequence[Cell]) -> dict[str, str]:
    return {name: cell_words(cells[at]).strip() for name, at in table.columns.items() if at < len(cells)}


def _row(number: int, said: Mapping[str, str]) -> Row:
    """What is asked for is never thrown away: without a known word it is of the kind "other"."""
    text = plain(said["text"])
    door = read_door(building=said.get("building", ""), room=said.get("room", ""), address=said.get("address", ""))
    building, room = ("", "") if door.problem else (door.building, door.room)
    if not room and (named := mentions(text)):
        building, room = named[0].building, named[0].room
    words = vocabulary()
    found = next(iter(asked(text, words) or asked(said.get("kind", ""), words)), None)
    one = Proposed(
        number, building, room, found.kind if found else Kind.OTHER.value, found.urgency if found else "green",
        tuple(items(text, words)), said["text"],
    )  # fmt: skip
    kind = next((kind for kind, word in _KIND_WORDS.items() if word in said.get("kind", "")), None)
    if kind is not None and one.kind not in (Kind.LIFE.value, kind.value):
        one = replace(one, kind=kind.value)
    return Row(one, said.get("caller", ""), said.get("phone", ""))


def bring_in(*, by: Actor, area: int, content: bytes, file: str, now: datetime) -> Batch:
    """The rows of a file as proposals of the committee. Raises what `open_file` raises."""
    table = open_file(content, file)
    rows, left_out = read(table)
    return keep(
        by=by, area=area, way=Way.FILE, name=file, rows=rows, left_out=left_out,
        lines=len(rows) + sum(left_out.values()), now=now,
    )  # fmt: skip
