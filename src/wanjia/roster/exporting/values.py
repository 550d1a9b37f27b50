"""One person → the text of one column, in the manner of the sheet that asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from wanjia.kernel.clock import age_on
from wanjia.roster.exporting.people import Row

Value = str | int | None
_PRESENCE = {"present": "在住", "away": "外出", "moved": "迁出", "died": "死亡"}
_KINDS = {
    "resident_id": "身份证", "passport": "护照", "hk_macao": "港澳证件", "taiwan": "台湾证件",
    "foreign_resident": "外国人证件", "birth": "出生证", "other": "其他", "none": "",
}  # fmt: skip
_HOUSEHOLDS = {"own": "自住", "let": "出租", "empty": "空置", "collective": "集体", "unknown": ""}
TAGS: dict[str, str] = {
    "oxygen": "吸氧", "dialysis": "血透", "chemotherapy": "化疗", "pregnant": "孕妇", "infant": "婴儿",
    "lives_alone": "独居", "sole_elder": "孤老",
    "disabled": "残疾", "chronic_medicine": "慢病", "no_smartphone": "无智能手机",
    "language": "语言",
}  # fmt: skip
_LAST = {"4": 4, "四": 4, "6": 6, "六": 6}
_ASKS_ENGLISH = re.compile(r"[A-Za-z]{3}")


@dataclass(frozen=True, slots=True)
class Manner:
    """How one column of the sheet writes things, read from its header and from a sample below it."""

    header: str
    sample: str = ""

    @property
    def is_english(self) -> bool:
        return bool(_ASKS_ENGLISH.search(self.header)) and self.header.isascii()

    def yes(self, value: bool) -> Value:
        """1/0, 是/否, √ or Y/N."""
        hint = f"{self.header} {self.sample}"
        if re.search(r"1\s*/\s*0|1是0否|0或1", hint) or self.sample in ("0", "1", "0.0", "1.0"):
            return int(value)
        if "√" in hint or "✓" in hint:
            return "√" if value else ""
        if self.is_english:
            return "Y" if value else "N"
        return "是" if value else "否"

    def day(self, value: date | None) -> Value:
        """As the sample or a hint in the header writes it, else 1941-03-02."""
        if value is None:
            return ""
        hint = f"{self.header} {self.sample}"
        if re.search(r"YYYYMMDD|(?<!\d)\d{8}(?!\d)", hint, re.I):
            return value.strftime("%Y%m%d")
        for mark, pattern in ((".", r"\d{4}\.\d|YYYY\."), ("/", r"\d{4}/\d|YYYY/")):
            if re.search(pattern, hint, re.I):
                return f"{value.year}{mark}{value.month}{mark}{value.day}"
        if "年" in self.sample:
            return f"{value.year}年{value.month}月{value.day}日"
        return value.isoformat()

    def document(self, number: str) -> Value:
        """Whole and as text; the last digits, in groups, with a small x or starred where the sheet asks for that."""
        hint = f"{self.header} {self.sample}"
        if last := re.search(r"[后末]\s*([46四六])\s*位|last\s*([46])", hint, re.I):
            return number[-_LAST[last[1] or last[2]] :]
        if "*" in self.sample and len(number) >= 15:
            return number[:6] + "*" * (len(number) - 10) + number[-4:]
        if re.fullmatch(r"\d{6}[ -]\d{8}[ -]\w{4}", self.sample) and len(number) == 18:
            mark = self.sample[6]
            return mark.join((number[:6], number[6:14], number[14:]))
        if self.sample.endswith("x"):
            return number.lower() if len(number) == 18 else number
        return f"'{number}" if self.sample.startswith(("'", "’")) and number else number

    def phones(self, numbers: tuple[str, ...]) -> Value:
        """All of them, divided as the sample divides them."""
        mark = next((mark for mark in ("；", "，", ",", "、", "/") if mark in self.sample), ";")
        return mark.join(numbers)

    def sex(self, value: str) -> Value:
        if self.is_english or self.sample.upper() in ("M", "F"):
            return {"m": "M", "f": "F"}.get(value, "")
        return {"m": "男", "f": "女"}.get(value, "")


def address(row: Row) -> str:
    """春和一村3号楼2单元502室."""
    stair = f"{row.stair}单元" if row.stairs > 1 else ""
    room = f"{row.room}室" if row.room[-1:].isdecimal() else row.room
    return f"{row.compound}{row.building}{stair}{room}"


VALUES: dict[str, Callable[[Row, Manner], Value]] = {
    "name": lambda row, _manner: row.name,
    "head_name": lambda row, _manner: row.name if row.is_head else "",
    "document": lambda row, manner: manner.document(row.document),
    "document_kind": lambda row, _manner: _KINDS[row.document_kind],
    "sex": lambda row, manner: manner.sex(row.sex),
    "born_on": lambda row, manner: manner.day(row.born_on),
    "phone": lambda row, manner: manner.phones(row.phones),
    "committee": lambda row, _manner: row.committee,
    "compound": lambda row, _manner: row.compound,
    "building": lambda row, _manner: row.building,
    "stair": lambda row, _manner: row.stair if row.stairs > 1 else "",
    "floor": lambda row, _manner: row.floor,
    "room": lambda row, _manner: row.room,
    "address": lambda row, _manner: address(row),
    "actual_address": lambda row, _manner: address(row),
    "registered_address": lambda row, _manner: row.registered_address,
    "relation": lambda row, _manner: row.relation,
    "is_head": lambda row, manner: manner.yes(row.is_head),
    "lives_apart": lambda row, manner: manner.yes(row.lives_apart),
    "presence": lambda row, _manner: _PRESENCE[row.presence],
    "away": lambda row, manner: manner.yes(row.presence == "away"),
    "moved": lambda row, manner: manner.yes(row.presence == "moved"),
    "died": lambda row, manner: manner.yes(row.presence == "died"),
    "household_kind": lambda row, _manner: _HOUSEHOLDS[row.household_kind],
    "tags": lambda row, _manner: ",".join(TAGS[kind] for kind in TAGS if kind in row.needs),
    "note": lambda row, _manner: row.note,
}
Filler = Callable[[Row, int], Value]
"""Fills one cell for a person and their number in the list."""
_COUNTED = frozenset({"序号", "no", "编号", "index"})


def filler(field: str, plain_header: str, manner: Manner, today: date) -> Filler | None:
    """What fills a column, None for one that the register has nothing for."""
    if plain_header in _COUNTED:
        return lambda _row, number: number
    if plain_header in ("年龄", "age"):
        return lambda row, _number: age_on(row.born_on, today) if row.born_on else ""
    if field.startswith("need:"):
        kind = field.removeprefix("need:")
        return lambda row, _number: manner.yes(kind in row.needs)
    value = VALUES.get(field)
    return (lambda row, _number: value(row, manner)) if value else None
