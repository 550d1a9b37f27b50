"""One row of cells → who lives where, or why not. Pure: no register, no clock."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from wanjia.kernel.address import NOWHERE, Door, read_address, read_door
from wanjia.kernel.identity import NONE, Document, read_document
from wanjia.kernel.phone import read_phones
from wanjia.kernel.plain import narrow, plain_name
from wanjia.roster.importing import cells as read
from wanjia.roster.importing.problems import KINDS, NOTE, QUEUED
from wanjia.roster.importing.words import need_of

Cells = Mapping[str, Sequence[object]]  # field → its cells, in the order of the columns
Remark = tuple[str, str, object]  # field, code, value
_AND = r"\s*(?:[/／、,，;；&+和]|\s)\s*"
_HAN = r"[\u4e00-\u9fff]{2,4}"
_TWO_NAMES = re.compile(rf"{_HAN}(?:{_AND}{_HAN})+")
_SPACED_NAME = re.compile(r"[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,3}")  # 王 兰 is one person
_NUMBERS = re.compile(r"\d{17}[\dXx]|\d{15}(?!\d)")
_BETWEEN = re.compile(r"[/／、,，;；\s]+")
_ASIDE = re.compile(r"[(（]([^)）]*)[)）]")
_HEADS = frozenset({"户主", "本人", "本户", "HEAD", "SELF", "HOUSEHOLDER"})
_RESIDENCE = ("compound", "lane", "building", "stair", "floor", "room", "address")


@dataclass(slots=True)
class Entry:
    """One person as one row tells it, or one door when the row tells of an empty flat (`name` is empty).

    None and empty texts mean: not said. `verdict` is a code of a rejecting or queueing problem, "" when the entry can
    be matched; `remarks` are all that was noticed, the verdict's first.
    """

    name: str = ""
    document: Document = NONE
    sex: str = ""
    born_on: date | None = None
    phones: list[str] = field(default_factory=list)
    committee: str = ""
    door: Door = NOWHERE
    household_kind: str = ""
    relation: str = ""
    is_head: bool | None = None
    registered_address: str = ""
    lives_apart: bool | None = None
    presence: str = ""
    needs: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""
    verdict: str = ""
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, field_: str, code: str, value: object) -> None:
        """Writes it down; the first that is more than a note becomes the verdict."""
        if KINDS[code].grave != NOTE and (not self.verdict or KINDS[self.verdict].grave == QUEUED != KINDS[code].grave):
            self.verdict = code
            self.remarks.insert(0, (field_, code, value))
        else:
            self.remarks.append((field_, code, value))


def pick(cells: Sequence[object], columns: Mapping[str, Sequence[int]]) -> dict[str, list[object]]:
    """The row's cells by field; empty ones left out."""
    width = len(cells)
    picked: dict[str, list[object]] = {}
    for name, places in columns.items():
        for at in places:
            if at < width and cells[at] != "" and cells[at] is not None:
                picked.setdefault(name, []).append(cells[at])
    return picked


def read_row(cells: Cells, today: date) -> list[Entry]:
    """Usually one entry; two or more, each with the verdict two_people, for a row that holds several people."""
    parts = split_people(cells)
    entries = [_read_person(part, today) for part in parts]
    if len(entries) > 1:
        for entry in entries:
            entry.verdict = ""
            entry.remark("name", "two_people", _first(cells, "name"))
    return entries


def split_people(cells: Cells) -> list[Cells]:
    """于春分/于小寒 becomes two rows: documents, birth dates and telephones go by position when there is one each."""
    name = str(_first(cells, "name")).strip()
    numbers = _NUMBERS.findall(narrow(str(_first(cells, "document"))))
    names = _names_in(name, len(numbers))
    if len(names) == 1 and len(numbers) < 2:
        return [cells]
    count = max(len(names), len(numbers))
    return [_share(cells, names, at, count) for at in range(count)]


def _names_in(name: str, numbers: int) -> list[str]:
    """A space alone parts two people only where two numbers or two full names stand: 欧阳 春分 is one."""
    if not _TWO_NAMES.fullmatch(name) or _SPACED_NAME.fullmatch(name):
        return [name]
    names = [part for part in re.split(_AND, name) if part]
    by_space_only = names == name.split()
    return [name] if by_space_only and numbers < 2 and min(map(len, names)) < 3 else names


def _share(cells: Cells, names: list[str], at: int, count: int) -> Cells:
    part = {field_: list(values) for field_, values in cells.items()}
    part["name"] = [names[at] if at < len(names) else ""]
    for field_ in ("document", "born_on", "phone", "sex"):
        pieces = [piece for piece in _BETWEEN.split(narrow(str(_first(cells, field_)))) if piece]
        if len(pieces) == count:
            part[field_] = [pieces[at]]
        elif pieces and at and field_ != "phone":  # one value for several people is the first one's
            part.pop(field_)
    return part


def _first(cells: Cells, field_: str) -> object:
    values = cells.get(field_)
    return values[0] if values else ""


def _read_person(cells: Cells, today: date) -> Entry:
    entry = Entry()
    _read_name(entry, cells)
    _read_place(entry, cells)
    if not entry.name:
        if entry.household_kind != "empty":
            entry.remark("name", "no_name", "")
        return entry
    _read_document(entry, cells, today)
    _read_phones(entry, cells)
    _read_family(entry, cells)
    _read_presence(entry, cells)
    _read_needs(entry, cells)
    return entry


def _cut(entry: Entry, field_: str, text: str, limit: int) -> str:
    """What the register has room for; whatever is cut off is told."""
    if len(text) > limit:
        entry.remark(field_, "too_long", text)
    return text[:limit]


def _read_name(entry: Entry, cells: Cells) -> None:
    raw = str(_first(cells, "name"))
    text, asides = raw, _ASIDE.findall(raw)
    if asides:
        text = _ASIDE.sub("", raw)
    entry.name = _cut(entry, "name", plain_name(text), 80)
    if entry.name in ("无", "-", "空", "空户", "空置", "无人"):
        entry.household_kind, entry.name = "empty" if entry.name != "-" else "", ""
    notes = [*asides, *(read.cell_words(cell) for cell in cells.get("note", ()))]
    entry.note = _cut(entry, "note", "；".join(note for note in notes if note), 300)
    if entry.name and entry.name != raw:
        entry.remark("name", "name_cleaned", raw)


def _read_place(entry: Entry, cells: Cells) -> None:
    entry.committee = read.cell_words(_first(cells, "committee"))
    entry.household_kind = read.read_household_kind(_first(cells, "household_kind")) or entry.household_kind
    entry.door = read_door(
        **{name: cells[name][0] for name in _RESIDENCE if name in cells and name != "address"},
        address="".join(read.cell_words(cell) for cell in cells.get("address", ())),
    )
    _prefer_actual(entry, cells)
    where = next((name for name in ("address", "room", "building", "compound") if name in cells), "address")
    if entry.door.problem:
        entry.remark(where, entry.door.problem, _first(cells, where))
    elif not entry.door.building:
        said = any(name in cells for name in _RESIDENCE)
        only_registered = not said and "registered_address" in cells
        code = "door_unclear" if said else "only_registered" if only_registered else "no_door"
        entry.remark(where, code, _first(cells, where) or _first(cells, "registered_address"))


def _prefer_actual(entry: Entry, cells: Cells) -> None:
    """Somebody appears where they live: a readable actual residence goes before every other address."""
    text = read.cell_words(_first(cells, "actual_address"))
    if not text:
        return
    actual = read_address(text)
    if actual.building and not actual.problem:
        entry.door = (
            actual if actual.compound or not entry.door.compound else replace(actual, compound=entry.door.compound)
        )
    else:
        entry.note = "；".join(filter(None, (entry.note, f"实际居住：{text}")))[:300]
        entry.presence = "away"


def _read_document(entry: Entry, cells: Cells, today: date) -> None:
    cell = _first(cells, "document")
    entry.document = read_document(cell, str(_first(cells, "document_kind"))) if cell != "" else NONE
    for code in (*filter(None, [entry.document.problem]), *entry.document.notes):
        entry.remark("document", code, cell)
    said, problem = read.read_date(_first(cells, "born_on"))
    entry.born_on = entry.document.born_on or said
    if problem and not (problem == "date_impossible" and entry.document.born_on):
        entry.remark("born_on", problem, _first(cells, "born_on"))
    elif problem or (said and said != entry.born_on):
        entry.remark("born_on", "birth_differs", _first(cells, "born_on"))
    if entry.born_on and entry.born_on > today:
        entry.remark("born_on", "date_future", entry.born_on)
    sex = read.read_sex(_first(cells, "sex"))
    entry.sex = entry.document.sex or sex
    if sex and sex != entry.sex:
        entry.remark("sex", "sex_differs", _first(cells, "sex"))


def _read_phones(entry: Entry, cells: Cells) -> None:
    for cell in cells.get("phone", ()):
        good, bad = read_phones(cell)
        entry.phones += [number for number in good if number not in entry.phones]
        for piece in bad:
            entry.remark("phone", "phone_unreadable", piece)


def _read_family(entry: Entry, cells: Cells) -> None:
    entry.relation = _cut(entry, "relation", read.cell_words(_first(cells, "relation")), 20)
    if entry.relation:
        entry.is_head = entry.relation.upper() in _HEADS
    said, words = read.read_flag(_first(cells, "is_head"))
    if said is not None:
        entry.is_head = said if not words else plain_name(words) == entry.name
    registered = (read.cell_words(cell) for cell in cells.get("registered_address", ()))
    entry.registered_address = _cut(entry, "registered_address", "".join(registered), 160)
    entry.lives_apart = read.read_flag(_first(cells, "lives_apart"))[0]


def _read_presence(entry: Entry, cells: Cells) -> None:
    entry.presence = read.read_presence(_first(cells, "presence")) or entry.presence
    for presence in ("away", "moved", "died"):
        if read.read_flag(_first(cells, presence))[0]:
            entry.presence = presence


def _read_needs(entry: Entry, cells: Cells) -> None:
    found: dict[str, str] = {}
    for kind, cell in _need_cells(cells):
        said, detail = read.read_flag(cell)
        if said:
            found.setdefault(kind, detail[:120])
    for cell in cells.get("tags", ()):
        for tag in read.read_tags(cell):
            need = need_of(tag)
            if need:
                found.setdefault(need, "")
            elif need is None:
                entry.remark("tags", "tag_unknown", tag)
    entry.needs = list(found.items())


def _need_cells(cells: Cells) -> Iterator[tuple[str, object]]:
    for name, values in cells.items():
        if name[4:5] == ":" and values[0] != 0 and values[0] != "0":
            yield name.removeprefix("need:"), values[0]
