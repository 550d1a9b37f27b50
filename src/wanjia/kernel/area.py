"""Area codes and building keys: every subtree of the tree is one range of numbers.

Codes are the 12-digit statistical codes (2 province, 2 city, 2 district, 3 town, 3 committee). A building
key has 18 digits: committee (12), compound (2), building (4).
"""

from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How deep a code reaches. Larger is deeper."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    TOWN = 4
    COMMITTEE = 5
    COMPOUND = 6
    BUILDING = 7


class Span(NamedTuple):
    """Both ends included, ready for SQL's BETWEEN."""

    low: int
    high: int

    def holds(self, number: int) -> bool:
        return self.low <= number <= self.high


_WIDTH = {  # how many codes of 12 digits one area of the level covers
    Level.PROVINCE: 10**10,
    Level.CITY: 10**8,
    Level.DISTRICT: 10**6,
    Level.TOWN: 10**3,
    Level.COMMITTEE: 1,
}
BUILDINGS_IN_COMMITTEE = 10**6
_BUILDINGS_IN_COMPOUND = 10**4
COMPOUND_DIGITS, BUILDING_DIGITS = 14, 18


def level_of(code: int) -> Level:
    """Level of a 12-digit area code, a 14-digit compound or an 18-digit building key.

    Raises ValueError for any other number of digits.
    """
    digits = len(str(code))
    if digits == COMPOUND_DIGITS:
        return Level.COMPOUND
    if digits == BUILDING_DIGITS:
        return Level.BUILDING
    if digits != 12:
        raise ValueError(f"not an area code: {code}")
    return next(level for level, width in _WIDTH.items() if code % width == 0)


def codes_under(code: int) -> Span:
    """The 12-digit codes of the area and of everything below it, committees at the deepest."""
    if level_of(code) > Level.COMMITTEE:
        committee = committee_of(code)
        return Span(committee, committee)
    return Span(code, code + _WIDTH[level_of(code)] - 1)


def buildings_under(code: int) -> Span:
    """The building keys below any code, a building's own key included."""
    level = level_of(code)
    if level == Level.BUILDING:
        return Span(code, code)
    if level == Level.COMPOUND:
        return Span(code * _BUILDINGS_IN_COMPOUND, (code + 1) * _BUILDINGS_IN_COMPOUND - 1)
    codes = codes_under(code)
    return Span(codes.low * BUILDINGS_IN_COMMITTEE, (codes.high + 1) * BUILDINGS_IN_COMMITTEE - 1)


def building_key(compound: int, number: int) -> int:
    """Key of the `number`-th building of a compound. Raises ValueError beyond 9,999."""
    if not 0 < number < _BUILDINGS_IN_COMPOUND:
        raise ValueError(f"a compound numbers its buildings 1 to 9999, not {number}")
    return compound * _BUILDINGS_IN_COMPOUND + number


def compound_code(committee: int, number: int) -> int:
    """Code of the `number`-th compound of a committee. Raises ValueError beyond 99."""
    if not 0 < number < 100:
        raise ValueError(f"a committee numbers its compounds 1 to 99, not {number}")
    return committee * 100 + number


def compound_of(key: int) -> int:
    return key // _BUILDINGS_IN_COMPOUND


def somewhere_in(committee: int) -> int:
    """The key that stands for "which building was not said": it lies in the committee's range."""
    return committee * BUILDINGS_IN_COMMITTEE


def has_building(key: int) -> bool:
    """False where a key says the committee or the compound and no building."""
    return key % _BUILDINGS_IN_COMPOUND != 0


def committee_of(code: int) -> int:
    """The 12-digit committee of a compound code or a building key; a committee is its own."""
    return int(str(code)[:12])


def desk_of(code: int) -> int:
    """The area whose desk answers for a code and keeps its log: the committee of what lies in one, else itself."""
    return committee_of(code) if level_of(code) > Level.COMMITTEE else code


def parent_of(code: int) -> int | None:
    """The area one level up, None above a province."""
    level = level_of(code)
    if level == Level.BUILDING:
        return compound_of(code)
    if level == Level.COMPOUND:
        return committee_of(code)
    if level == Level.PROVINCE:
        return None
    width = _WIDTH[Level(level - 1)]
    return code // width * width


def ancestors(code: int) -> list[int]:
    """From the province down to the area itself."""
    chain, at = [], code
    while True:
        chain.append(at)
        above = parent_of(at)
        if above is None:
            return chain[::-1]
        at = above


def contains(outer: int, inner: int) -> bool:
    """True when `inner` is `outer` or lies below it."""
    return (
        level_of(inner) >= level_of(outer)
        and buildings_under(outer).low <= buildings_under(inner).low
        and buildings_under(inner).high <= buildings_under(outer).high
    )


def smallest_over(one: int, other: int) -> int | None:
    """The smallest area that holds both; None when not even a province does."""
    return next((code for code in reversed(ancestors(one)) if contains(code, other)), None)
