"""The books of a delivery: parcels in = delivered + returned + spoiled + on hand, and by how much that is not so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

RETURNED, SPOILED, ON_HAND = "returned", "spoiled", "on_hand"


@dataclass(frozen=True, slots=True)
class Left:
    """One fact about parcels that no household has. `where` is counted on its own."""

    kind: str
    quantity: int
    where: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Book:
    """`counted` None: nobody has counted what lies there, so that it is taken to be the rest."""

    came_in: int
    delivered: int
    returned: int
    spoiled: int
    counted: int | None

    @property
    def rest(self) -> int:
        """What should lie there."""
        return self.came_in - self.delivered - self.returned - self.spoiled

    @property
    def on_hand(self) -> int:
        return self.counted if self.counted is not None else max(self.rest, 0)

    @property
    def difference(self) -> int:
        """Missing is positive, too many negative; 0 where it balances."""
        return self.rest - self.on_hand

    @property
    def is_balanced(self) -> bool:
        return self.difference == 0


def book(came_in: int, delivered: int, left: Iterable[Left]) -> Book:
    """Returned and spoiled add up; of counts the last of each place stands."""
    sums = {RETURNED: 0, SPOILED: 0}
    counts: dict[int, Left] = {}
    for one in left:
        if one.kind == ON_HAND:
            before = counts.get(one.where)
            if before is None or before.seen_at <= one.seen_at:
                counts[one.where] = one
        else:
            sums[one.kind] += one.quantity
    counted = sum(one.quantity for one in counts.values()) if counts else None
    return Book(came_in, delivered, sums[RETURNED], sums[SPOILED], counted)
