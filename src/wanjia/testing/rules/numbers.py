"""Numbers on labels: a short prefix and a running number, printed at a fixed width."""

from collections.abc import Iterable

LONGEST_PREFIX = 6
MOST_DIGITS = 9
MOST_LABELS = 10_000  # in one range; more is a second range
_SIGNS = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # position 0 is kept for "no sign"
_BASE = len(_SIGNS) + 1
_EACH = 1_000_000_000  # numbers of one prefix: MOST_DIGITS nines and 0


def is_prefix(text: str) -> bool:
    """Capital letters, digits and dashes, not ending in a digit: else prefix and number run together."""
    return 0 < len(text) <= LONGEST_PREFIX and all(sign in _SIGNS for sign in text) and not text[-1].isdigit()


def base(prefix: str) -> int:
    """The integer that stands for the prefix and number 0. Prefixes keep 10^9 apart; fits in eight bytes.

    Raises ValueError for what is no prefix.
    """
    if not is_prefix(prefix):
        raise ValueError(f"not a prefix: {prefix!r}")
    code = 0
    for sign in prefix.ljust(LONGEST_PREFIX):
        code = code * _BASE + (_SIGNS.index(sign) + 1 if sign != " " else 0)
    return code * _EACH


def span(prefix: str, first: int, last: int) -> tuple[int, int]:
    """The range of integers that these labels are; the upper end is not in it."""
    return base(prefix) + first, base(prefix) + last + 1


def next_free(taken: Iterable[tuple[int, int]], start: int = 1) -> int:
    """The first number after all that were given out: gaps are left alone, somebody may have printed into them."""
    return max([start, *(last + 1 for _first, last in taken)])


def label(prefix: str, number: int, digits: int) -> str:
    """T-00471."""
    return f"{prefix}{number:0{digits}}"
