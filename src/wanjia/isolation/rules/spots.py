"""Where somebody lives and where something happened, and whether the two lie in one unit."""

from dataclasses import dataclass

from wanjia.isolation.rules.terms import UNITS
from wanjia.kernel.area import compound_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A place inside a compound, as exactly as it is known."""

    building: int
    stair: int | None = None
    floor: int | None = None
    household: int | None = None

    def within(self, unit: str) -> tuple[int | None, ...]:
        """The key of the unit that holds the spot; None in it where the spot is not known so exactly."""
        return {
            "compound": (compound_of(self.building),),
            "building": (self.building,),
            "stair": (self.building, self.stair),
            "floor": (self.building, self.stair, self.floor),
            "household": (self.building, self.household),
        }[unit]

    def holds(self, inner: "Spot") -> bool:
        """True when the other one is this one or a part of it."""
        mine = (self.stair, self.floor, self.household)
        theirs = (inner.stair, inner.floor, inner.household)
        return self.building == inner.building and all(a in (None, b) for a, b in zip(mine, theirs, strict=True))


def is_touched(unit: str, mine: Spot, theirs: Spot) -> bool:
    """True when both surely lie in the same unit. A doubt touches nobody: it is named instead (trap 17)."""
    here, there = mine.within(unit), theirs.within(unit)
    return None not in here and here == there


def is_doubtful(unit: str, mine: Spot, theirs: Spot) -> bool:
    """True when they may lie in one unit, but one of the two is not known exactly enough to say."""
    pairs = list(zip(mine.within(unit), theirs.within(unit), strict=True))
    return any(None in pair for pair in pairs) and all(a == b for a, b in pairs if a is not None and b is not None)


def narrower(one: str, other: str | None) -> str:
    """The smaller of two units."""
    return one if other is None or UNITS.index(one) >= UNITS.index(other) else other
