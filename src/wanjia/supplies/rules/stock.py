"""What is on hand of a lot, from its moves in any order of arrival."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

IN, OUT, SPOILED, RETURNED, COUNTED = "in", "out", "spoiled", "returned", "counted"
_SIGN = {IN: 1, RETURNED: 1, OUT: -1, SPOILED: -1}


@dataclass(frozen=True, slots=True)
class Moved:
    """One fact about a lot. For `counted` the quantity is what lay there."""

    id: UUID
    kind: str
    quantity: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Stock:
    """The sums of a lot. `difference` is what counts found beside what was computed: less is negative."""

    came_in: int = 0
    went_out: int = 0
    spoiled: int = 0
    returned: int = 0
    difference: int = 0

    @property
    def on_hand(self) -> int:
        return self.came_in + self.returned - self.went_out - self.spoiled + self.difference

    @property
    def out(self) -> int:
        """Gone out and not back."""
        return max(self.went_out - self.returned, 0)

    @property
    def is_short(self) -> bool:
        """More is written as gone than ever came: something that came in is not written down."""
        return self.on_hand < 0


def stock(moves: Iterable[Moved]) -> Stock:
    """The same moves in any order give the same stock. Of two at one moment the count comes last."""
    sums = dict.fromkeys(_SIGN, 0)
    found, hand = 0, 0
    for move in sorted(moves, key=lambda one: (one.seen_at, one.kind == COUNTED, one.id)):
        if move.kind == COUNTED:
            found += move.quantity - hand
            hand = move.quantity
        else:
            sums[move.kind] += move.quantity
            hand += _SIGN[move.kind] * move.quantity
    return Stock(sums[IN], sums[OUT], sums[SPOILED], sums[RETURNED], found)


def takes(kind: str) -> bool:
    """True for a move that makes less of a lot."""
    return _SIGN.get(kind) == -1
