"""An order split over suppliers: each within what it can bring that day, and what nobody can bring named as short."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID


class Dated(Protocol):
    """What is looked at of one version of a capacity. `version`: of two from the same day the later counts."""

    @property
    def from_on(self) -> date: ...
    @property
    def version(self) -> int: ...


V = TypeVar("V", bound=Dated)


def in_force(versions: Iterable[V], on: date) -> V | None:
    """The version that holds on a day; None before the first of them begins."""
    begun = [one for one in versions if one.from_on <= on]
    return max(begun, key=lambda one: (one.from_on, one.version), default=None)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one supplier could bring. `near`: levels of area between it and the place, 0 the nearest.

    `over`: per cent above the reference price, None where price or reference is not known.
    """

    supplier: UUID
    free: int
    price_fen: int | None = None
    over: int | None = None
    is_dear: bool = False
    near: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """Who brings how many, in the order of choosing, and how many nobody brings."""

    parts: tuple[tuple[UUID, int], ...]
    short: int

    @property
    def asked(self) -> int:
        return sum(number for _supplier, number in self.parts)


def split(wanted: int, offers: Iterable[Offer], *, without: Collection[UUID] = ()) -> Split:
    """Whoever is not too dear first, then the lower price against the reference, the nearer, the larger.

    Never more than a supplier has free; parts and shortfall together are always what was wanted. `without`: those who
    have just said that they can't. A supplier that is too dear comes last and is not left out: no vegetables at all
    are dearer, and a person looks at it before it is ordered.
    """
    parts: list[tuple[UUID, int]] = []
    seen, left = set(without), max(wanted, 0)
    for one in sorted(offers, key=_choice):
        number = min(max(one.free, 0), left)
        if number and one.supplier not in seen:
            seen.add(one.supplier)
            parts.append((one.supplier, number))
            left -= number
    return Split(tuple(parts), left)


def _choice(one: Offer) -> tuple[bool, bool, int, bool, int, int, int, UUID]:
    """Of offers without a reference the price itself decides; what has no price at all comes after them."""
    return (
        one.is_dear, one.over is None, one.over or 0, one.price_fen is None, one.price_fen or 0, one.near, -one.free,
        one.supplier,
    )  # fmt: skip


def demand(homes: int, each: int, there: int) -> int:
    """What a place needs: so many for each household, less what lies there already."""
    return max(homes * each - max(there, 0), 0)
