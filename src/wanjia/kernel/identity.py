"""Identity documents of any kind: what a cell says, what can be repaired, what can't.

Resident numbers follow GB 11643-1999; the first six digits are not looked up, because districts come and go and the
demo world's 9999xx must pass. 18-digit residence permits of Hong Kong, Macao, Taiwan (81, 82, 83) and the foreigner's
card of 2023 (9) share the layout and the check digit.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn.ric import calc_check_digit

from wanjia.kernel.plain import number_text, tight

EXACT_DIGITS = 15  # a spreadsheet's number keeps this many; the rest became zeros

_RESIDENT = re.compile(r"\d{17}[\dX]")
_OLD_RESIDENT = re.compile(r"\d{15}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}")
_PATTERNS = (
    ("hk_macao", re.compile(r"[HM]\d{8}(?:\d{2})?")),
    ("passport", re.compile(r"E[A-HJ-NP-Z]\d{7}|[EGDSP]\d{8}|14\d{7}|15\d{7}")),
    ("foreign_resident", re.compile(r"[A-Z]{3}\d{12}")),
    ("birth", re.compile(r"[A-Z]\d{9}")),
    ("taiwan", re.compile(r"\d{8}")),
    ("passport", re.compile(r"(?=.*\d)[A-Z0-9]{6,9}")),
    ("other", re.compile(r"(?=.*\d)[A-Z0-9\u4e00-\u9fff()-]{4,40}")),
)
_ABSENT = frozenset({"", "无", "暂无", "没有", "未办", "-", "--", "/", "NONE", "NA", "N/A", "0"})
_KIND_WORDS = (
    ("birth", ("出生", "BIRTH")),
    ("passport", ("护照", "PASSPORT")),
    ("taiwan", ("台", "TAIWAN")),
    ("hk_macao", ("港", "澳", "HONGKONG", "MACAO")),
    ("foreign_resident", ("外国人", "永久居留", "永居", "FOREIGN")),
    ("resident_id", ("身份证", "居民", "IDCARD", "RESIDENT")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """What one cell says about a document. `problem` empty means that the number can be used.

    `notes` are codes of what was repaired. `kind` is one of Person.Document's values.
    """

    kind: str = "none"
    number: str = ""
    born_on: date | None = None
    sex: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()


NONE = Document()


def read_document(cell: object, kind: str = "") -> Document:
    """Reads a cell, of any type that a workbook gives. `kind` is what a column beside it says, in any words.

    Problems: id_digits_lost, id_check_digit, id_date, id_unreadable. Notes: id_cleaned, id_15_digits.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell, kind)
    raw = str(cell)
    text = tight(raw).lstrip("'’‘`").upper()
    if text in _ABSENT:
        return NONE
    found = _from_text(text, kind_of_words(kind))
    return found if text == raw or found.problem else _noted(found, "id_cleaned")


def kind_of_words(words: str) -> str:
    """The kind that a document column's words name, "" when they name none."""
    text = tight(words).upper()
    return next((kind for kind, signs in _KIND_WORDS if text and any(sign in text for sign in signs)), "")


def _noted(document: Document, note: str) -> Document:
    return Document(
        document.kind, document.number, document.born_on, document.sex, document.problem, (*document.notes, note)
    )


def _from_number(value: float, kind: str) -> Document:
    if value == 0:
        return NONE
    text = number_text(value)
    if len(text) > EXACT_DIGITS:
        return Document("resident_id", text, problem="id_digits_lost")
    return _from_text(text, kind_of_words(kind))


def _from_text(text: str, kind: str) -> Document:
    if _RESIDENT.fullmatch(text):
        return _resident(text)
    if _OLD_RESIDENT.fullmatch(text) and kind in ("", "resident_id"):
        return _noted(_resident(modern(text)), "id_15_digits")
    if _SCIENTIFIC.fullmatch(text):
        return Document("resident_id", text, problem="id_digits_lost")
    if kind == "resident_id" or (text.isdecimal() and len(text) > 9):
        return Document("resident_id", text, problem="id_unreadable")
    for pattern_kind, pattern in _PATTERNS:
        if pattern.fullmatch(text):
            return Document(kind or pattern_kind, text)
    return Document(kind or "other", text, problem="id_unreadable")


def _resident(number: str) -> Document:
    born_on = birth_in(number)
    if number[-1] != calc_check_digit(number):
        lost = number.endswith("000")  # a text that was a number once
        return Document("resident_id", number, problem="id_digits_lost" if lost else "id_check_digit")
    if born_on is None:
        return Document("resident_id", number, problem="id_date")
    return Document(_kind_of_resident(number), number, born_on, "m" if int(number[16]) % 2 else "f")


def _kind_of_resident(number: str) -> str:
    if number.startswith(("810000", "820000")):
        return "hk_macao"
    if number.startswith("830000"):
        return "taiwan"
    return "foreign_resident" if number[0] == "9" and not number.startswith("9999") else "resident_id"


def birth_in(number: str) -> date | None:
    """The birth date inside 18 digits, None where the calendar has no such day or nobody alive was born then."""
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born_on if born_on.year >= 1890 else None


def modern(old: str) -> str:
    """The 18-digit number of a 15-digit one. All of them were born in the 1900s, but for those over 100 (GB 11643)."""
    century = "18" if old[12:15] in ("996", "997", "998", "999") else "19"
    return complete(old[:6] + century + old[6:])


def complete(first17: str) -> str:
    """Adds the check digit (ISO 7064 mod 11-2)."""
    return first17 + calc_check_digit(first17 + "0")
