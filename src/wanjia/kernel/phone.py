"""Telephone cells: several numbers in one, mobiles, landlines without their area code, foreign numbers."""

import re
from functools import lru_cache

from wanjia.kernel.plain import narrow, number_text

_SPLIT = re.compile(r"[;；,，、/|\n\r\t]+|\s+(?=\+|1\d{10}(?!\d)|0\d{2,3}-?\d{7}|[2-8]\d{6,7}(?!\d))|或|和")
_NOT_DIALLED = re.compile(r"[^\d+]")
_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"0\d{9,11}|[2-8]\d{6,7}")  # 3–4 digits of area code and 7–8 of number, or the number alone
_DOMESTIC = re.compile(r"(?:0086|\+86|86)(?=1\d{10}$|0?\d{9,11}$)")
_ABSENT = frozenset({"", "无", "暂无", "没有", "-", "/", "0"})


def read_phones(cell: object) -> tuple[list[str], list[str]]:
    """The numbers of a cell in order, each once, and the pieces that are no telephone number.

    Mobiles are eleven digits that start with 1; whether an operator has handed out the prefix is not asked. Foreign
    numbers are kept in E.164.
    """
    if isinstance(cell, bool) or cell is None:
        return [], []
    text = number_text(cell) if isinstance(cell, (int, float)) else narrow(str(cell)).lstrip("'’‘")
    if _MOBILE.fullmatch(text):
        return [text], []
    return _read_pieces(text)


def _read_pieces(text: str) -> tuple[list[str], list[str]]:
    good: dict[str, None] = {}
    bad = []
    for piece in _SPLIT.split(text):
        if piece.strip() in _ABSENT:
            continue
        number = read_one(piece)
        if number:
            good[number] = None
        else:
            bad.append(piece.strip())
    return list(good), bad


def read_one(piece: str) -> str:
    """One number in the form it is dialled, "" when it is none."""
    digits = _DOMESTIC.sub("", _NOT_DIALLED.sub("", piece))
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    return _foreign(digits) if digits.startswith(("+", "00")) else ""


@lru_cache(maxsize=1024)
def _foreign(digits: str) -> str:
    import phonenumbers  # its tables cost 100 ms and 20 MB: only who has a foreign number pays

    try:
        number = phonenumbers.parse(re.sub(r"^00", "+", digits))
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
