"""What somebody types who reads a filled sheet aloud: `1 2 5-9 12n 14r`. Pure.

7        row 7 was served            5-9      rows 5 to 9 were          !6    … but not row 6
12n      nobody home (12没)          14r      refused (14拒)            15s   asleep (15睡)
    16a      away (16外)             17m      moved (17搬)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SERVED = "done"
_OUTCOMES = {
    "n": "nobody_home", "没": "nobody_home", "r": "refused", "拒": "refused", "s": "asleep", "睡": "asleep",
    "a": "away", "外": "away", "m": "moved", "搬": "moved",
}  # fmt: skip
_MARK = re.compile(
    r"(?P<not>!?)(?P<first>\d{1,4})(?:[-–~](?P<last>\d{1,4}))?(?P<outcome>[nrsam没拒睡外搬]?)", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,，、;；]+")
_WIDE = str.maketrans("０１２３４５６７８９－！～", "0123456789-!~")


class BadMark(ValueError):
    """A mark that can't be read: `mark` as typed, `why` a word for the reason: shape, range, twice."""

    def __init__(self, mark: str, why: str) -> None:
        super().__init__(f"{mark}: {why}")
        self.mark, self.why = mark, why


@dataclass(frozen=True, slots=True)
class Mark:
    """One row and what became of it: `done`, or the outcome of an attempt."""

    row: int
    outcome: str


def read(text: str, rows: int) -> list[Mark]:
    """The marks in the order of their rows, which count from 1 to `rows`. Raises BadMark; then none is taken."""
    found: dict[int, str] = {}
    left_out: set[int] = set()
    for word in filter(None, _BETWEEN.split(text.translate(_WIDE))):
        for row, outcome, is_left_out in _rows(word, rows):
            if is_left_out:
                left_out.add(row)
            elif found.setdefault(row, outcome) != outcome:
                raise BadMark(word, "twice")
    return [Mark(row, outcome) for row, outcome in sorted(found.items()) if row not in left_out]


def _rows(word: str, rows: int) -> Iterator[tuple[int, str, bool]]:
    parts = _MARK.fullmatch(word)
    if parts is None:
        raise BadMark(word, "shape")
    first, last = int(parts["first"]), int(parts["last"] or parts["first"])
    if not 1 <= first <= last <= rows:
        raise BadMark(word, "range")
    outcome = _OUTCOMES.get(parts["outcome"].lower(), SERVED)
    return ((row, outcome, bool(parts["not"])) for row in range(first, last + 1))
