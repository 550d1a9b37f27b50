"""Whose money it is, in fen: what the home gave is what was paid and what came back."""

from collections.abc import Iterable
from dataclasses import dataclass

GIVEN, PAID, RETURNED = "given", "paid", "returned"
KINDS = (GIVEN, PAID, RETURNED)


@dataclass(frozen=True, slots=True)
class Balance:
    """`open` above zero: still with whoever fetches it; below zero: they paid of their own."""

    given: int
    paid: int
    returned: int

    @property
    def open(self) -> int:
        return self.given - self.paid - self.returned


def balance(lines: Iterable[tuple[str, int]]) -> Balance:
    """Raises ValueError for a negative amount: a mistake is written back as a line of the other kind."""
    sums = dict.fromkeys(KINDS, 0)
    for kind, fen in lines:
        if fen < 0:
            raise ValueError(kind)
        sums[kind] += fen
    return Balance(sums[GIVEN], sums[PAID], sums[RETURNED])


def yuan(fen: int) -> str:
    """12.50; with a minus where it is owed to the fetcher."""
    sign, size = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{size // 100}.{size % 100:02}"


def fen_of(text: str) -> int:
    """`12.5` as 1250. Raises ValueError for what is no amount in yuan."""
    whole, _dot, part = text.strip().replace("，", "").replace(",", "").partition(".")
    if not whole.isdecimal() or len(part) > 2 or (part and not part.isdecimal()) or len(whole) > 6:
        raise ValueError(text)
    return int(whole) * 100 + int((part or "0").ljust(2, "0"))
