"""One cell → a value: dates, yes and no, sex, presence, tags."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from wanjia.kernel.plain import number_text, tight

_EXCEL_ZERO = date(1899, 12, 30)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WRITTEN = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T ]?\d{1,2}:\d{2}.*)?")
_MONTH_ONLY = re.compile(r"\d{4}(?:[-./年]\d{1,2}月?|年)?")
_YES = frozenset({"1", "是", "有", "√", "✓", "✔", "☑", "Y", "YES", "TRUE", "T", "对", "真"})
_NO = frozenset({"0", "否", "无", "没有", "×", "✗", "☐", "N", "NO", "FALSE", "F", "-", "—", "/", "不是", "假"})
_SEX = {
    "女": "f", "女性": "f", "F": "f", "FEMALE": "f", "2": "f", "男": "m", "男性": "m", "M": "m", "MALE": "m", "1": "m",
}  # fmt: skip
_PRESENCE = (
    ("died", ("死亡", "已故", "去世", "病故", "DIED", "DEAD", "DECEASED")),
    ("moved", ("迁出", "搬走", "搬离", "已搬", "MOVED")),
    ("away", ("外出", "暂离", "离沪", "不在", "出差", "住院", "空挂", "AWAY", "ABSENT")),
    ("present", ("在住", "在家", "常住", "居住", "在沪", "在册", "PRESENT", "HERE", "在")),
)
_HOUSEHOLD = (
    ("empty", ("空", "EMPTY", "VACANT")),
    ("let", ("租", "LET", "RENT")),
    ("collective", ("集体", "宿舍", "COLLECTIVE", "DORM")),
    ("own", ("自住", "自有", "业主", "产权", "OWN")),
)
_TAGS = re.compile(r"[,，、;；/|\s]+")


def read_date(cell: object) -> tuple[date | None, str]:
    """A day and "", or None and why: date_impossible, date_partial, date_unreadable. Nothing said: None and ""."""
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    if isinstance(cell, bool):
        return None, "date_unreadable"
    if isinstance(cell, (int, float)) and 3000 < cell < 100_000:
        return _EXCEL_ZERO + timedelta(days=int(cell)), ""
    return _read_written(number_text(cell) if isinstance(cell, (int, float)) else str(cell))


@lru_cache(maxsize=8192)
def _read_written(raw: str) -> tuple[date | None, str]:
    text = tight(raw)
    if text in ("", "0", "-", "/", "无", "不详"):
        return None, ""
    found = _COMPACT.fullmatch(text) or _WRITTEN.fullmatch(text)
    if not found:
        return None, "date_partial" if _MONTH_ONLY.fullmatch(text) else "date_unreadable"
    try:
        return date(int(found[1]), int(found[2]), int(found[3])), ""
    except ValueError:
        return None, "date_impossible"


@lru_cache(maxsize=1024)
def _flag(text: str) -> bool | None:
    if text in _YES:
        return True
    return False if text in _NO else None


def read_flag(cell: object) -> tuple[bool | None, str]:
    """Yes, no or not said, and the words where the cell says more than that: 每周三次 is a yes with a detail."""
    if isinstance(cell, bool):
        return cell, ""
    text = cell_words(cell)
    if not text:
        return None, ""
    said = _flag(text.upper())
    return (True, text) if said is None else (said, "")


@lru_cache(maxsize=8192)
def _words(cell: str) -> str:
    return tight(cell) if not cell.isascii() else " ".join(cell.replace("\0", "").split())


def cell_words(cell: object) -> str:
    """Any cell as tidy text; 502.0 is 502, a date is 1941-03-02."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return _words(cell)
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)


def read_sex(cell: object) -> str:
    return _SEX.get(cell_words(cell).upper(), "")


def read_presence(cell: object) -> str:
    """Person.Presence's value that the words mean, "" where they mean none."""
    return _first_sign(cell_words(cell).upper(), _PRESENCE)


def read_household_kind(cell: object) -> str:
    return _first_sign(cell_words(cell).upper(), _HOUSEHOLD)


def _first_sign(text: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((value for value, signs in table if text and any(sign in text for sign in signs)), "")


def read_tags(cell: object) -> list[str]:
    return [tag for tag in _TAGS.split(cell_words(cell)) if tag and tag not in ("无", "否", "0", "-")]
