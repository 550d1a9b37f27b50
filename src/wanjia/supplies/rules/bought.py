"""How far a purchase is: decided, ordered, confirmed or short, come as lots. Every number that lacks is named."""

from collections.abc import Iterable
from dataclasses import dataclass

TO_ORDER, ORDERED, CONFIRMED, SHORT, PARTLY, ARRIVED = (
    "to_order", "ordered", "confirmed", "short", "partly", "arrived",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One supplier's part. `promised` None: it has not answered, so that it is taken to bring what was asked."""

    quantity: int
    promised: int | None = None
    came: int = 0
    is_ordered: bool = False

    @property
    def expected(self) -> int:
        return self.quantity if self.promised is None else self.promised

    @property
    def missing(self) -> int:
        """Expected and not come."""
        return max(self.expected - self.came, 0)

    @property
    def declined(self) -> int:
        """Asked for, and the supplier said no."""
        return max(self.quantity - self.expected, 0)

    @property
    def state(self) -> str:
        if self.came:
            return PARTLY if self.missing else ARRIVED
        if self.promised is not None:
            return SHORT if self.declined else CONFIRMED
        return ORDERED if self.is_ordered else TO_ORDER


@dataclass(frozen=True, slots=True)
class Sums:
    """wanted = come + expected still + nobody brings it; what came beyond the wanted makes the last one nothing."""

    wanted: int
    asked: int
    declined: int
    came: int
    missing: int

    @property
    def short(self) -> int:
        """Wanted, and neither come nor expected of anybody."""
        return max(self.wanted - self.came - self.missing, 0)

    @property
    def is_done(self) -> bool:
        return self.came >= self.wanted


def sums(wanted: int, parts: Iterable[Part]) -> Sums:
    found = list(parts)
    return Sums(
        wanted, sum(one.quantity for one in found), sum(one.declined for one in found),
        sum(one.came for one in found), sum(one.missing for one in found),
    )  # fmt: skip
