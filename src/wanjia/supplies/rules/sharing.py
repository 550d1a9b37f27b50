"""A group buy of which less came than was ordered: who gets what, and what each gets back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of an order: so many of one package. `is_special`: somebody in special care lives there."""

    line: UUID
    order: UUID
    package: UUID
    quantity: int
    ordered_at: datetime
    is_special: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """What a line gets, and what of it was not there."""

    line: UUID
    order: UUID
    package: UUID
    given: int
    missing: int


def share(asked: Iterable[Asked], came: Mapping[UUID, int]) -> tuple[Shared, ...]:
    """Special care first, then who ordered first: first one package for everybody, then the rest in the same order.

    Never more than was ordered, never more than came; a package of which nothing was said has not come.
    """
    lines = sorted(asked, key=lambda one: (not one.is_special, one.ordered_at, one.line))
    left = dict(came)
    given = {one.line: 0 for one in lines}
    for one in lines:
        _give(one, 1, given, left)
    for one in lines:
        _give(one, one.quantity, given, left)
    return tuple(
        Shared(one.line, one.order, one.package, given[one.line], one.quantity - given[one.line]) for one in lines
    )


def _give(one: Asked, upto: int, given: dict[UUID, int], left: dict[UUID, int]) -> None:
    more = max(min(min(upto, one.quantity) - given[one.line], left.get(one.package, 0)), 0)
    given[one.line] += more
    left[one.package] = left.get(one.package, 0) - more


def refunds(shared: Iterable[Shared], prices: Mapping[UUID, int], paid: Mapping[UUID, int]) -> dict[UUID, int]:
    """What each order gets back: paid less what it keeps. Nobody gets back more than was paid; nothing is left out."""
    kept: dict[UUID, int] = {}
    for one in shared:
        kept[one.order] = kept.get(one.order, 0) + one.given * prices[one.package]
    return {order: back for order, worth in kept.items() if (back := paid.get(order, 0) - worth) > 0}


def keeps_place(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether a changed order stands where it stood: only when nothing of it has grown. Letters that lack are zero."""
    return all(number <= before.get(letter, 0) for letter, number in after.items())
