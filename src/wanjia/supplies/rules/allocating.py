"""Who gets something when there may not be enough: special care first, then in walking order. Everybody is answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

STOCK_OUT, HAD_ONE, NOBODY = "stock_out", "had_one", "nobody_lives"


@dataclass(frozen=True, slots=True)
class Home:
    """One household: `rank` 0 is the most urgent need behind its door, None none; `where` its place in the walk."""

    id: int
    rank: int | None
    where: tuple[int, int]
    people: int = 1


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who gets how many, in the order of choosing; who does not, with the reason; what is left."""

    given: tuple[tuple[int, int], ...]
    left_out: tuple[tuple[int, str], ...]
    rest: int


def allocate(homes: Iterable[Home], *, each: int, stock: int, had_one: Collection[int] = ()) -> Allocation:
    """`each` for every household while there is `stock`. Nobody twice; half a parcel is given to nobody.

    A household that had one of this kind not long ago waits, unless somebody there is in special care.
    """
    given: list[tuple[int, int]] = []
    out: list[tuple[int, str]] = []
    had, seen, rest = frozenset(had_one), set[int](), stock
    for home in sorted(homes, key=_urgency):
        if home.id in seen:
            continue
        seen.add(home.id)
        if home.people == 0:
            out.append((home.id, NOBODY))
        elif home.id in had and home.rank is None:
            out.append((home.id, HAD_ONE))
        elif each > rest:
            out.append((home.id, STOCK_OUT))
        else:
            given.append((home.id, each))
            rest -= each
    return Allocation(tuple(given), tuple(out), rest)


def _urgency(home: Home) -> tuple[bool, int, tuple[int, int], int]:
    return (home.rank is None, home.rank or 0, home.where, home.id)
