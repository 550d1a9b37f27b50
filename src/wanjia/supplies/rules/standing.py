"""The four tests of supplies (买得到、拿得到、买得起、不断档): how far each falls short. Counts, and never a grade."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_DAYS = 2  # of cover: what lasts for less is named
Coming = Sequence[tuple[int, int]]  # what is on order: in how many days, how many


@dataclass(frozen=True, slots=True)
class Lasting:
    """One good: what lies there and what leaves in a day. `days` None: nothing of it has left lately.

    `days_with`: the same with what is on order and comes before the shelf is empty; `on_order` all of it.
    """

    good: str
    on_hand: int
    days: float | None
    on_order: int = 0
    days_with: float | None = None

    @property
    def is_low(self) -> bool:
        return self.days_with is not None and self.days_with < LEAST_DAYS


def days_of_cover(on_hand: int, left: int, over_days: int, coming: Coming = ()) -> float | None:
    """How many days it lasts when as much leaves as in the last `over_days`; to a tenth, rounded down.

    None when nothing has left: nobody knows then. Less than nothing lasts for no day. What comes after the shelf is
    empty fills no gap: it does not count.
    """
    if left <= 0:
        return None
    there = max(on_hand, 0)
    for in_days, number in sorted(coming):
        if in_days * left > there * over_days:
            break
        there += number
    return there * over_days * 10 // left / 10


def lasting(
    on_hand: Mapping[str, int], left: Mapping[str, int], over_days: int, coming: Mapping[str, Coming] | None = None
) -> tuple[Lasting, ...]:
    """Every good that lies there, has left lately or is on order, the one that ends first on top, then by name."""
    ordered = coming or {}
    found = [
        Lasting(
            good, on_hand.get(good, 0), days_of_cover(on_hand.get(good, 0), left.get(good, 0), over_days),
            sum(number for _days, number in ordered.get(good, ())),
            days_of_cover(on_hand.get(good, 0), left.get(good, 0), over_days, ordered.get(good, ())),
        )
        for good in sorted({*on_hand, *left, *ordered})
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.days_with is None, one.days_with or 0.0)))


@dataclass(frozen=True, slots=True)
class Priced:
    """Lots that have a price and a reference: how many, how many are too dear, and the most that one is above."""

    lots: int
    dear: int
    most: int | None  # per cent


def priced(lots: Iterable[tuple[int | None, bool]]) -> Priced:
    """`lots`: per cent above the reference, None where it is not known, and whether that is too dear."""
    known = [(over, is_dear) for over, is_dear in lots if over is not None]
    return Priced(len(known), sum(is_dear for _over, is_dear in known), max((over for over, _d in known), default=None))
