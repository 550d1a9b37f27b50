"""The order in which a building is walked: stair by stair, from the top floor down, along each landing."""

import re

_DIGITS = re.compile(r"\d+")
_STAIRS, _FLOORS, _DOORS, _SIDES = 63, 255, 4095, 32
_LOWEST = -15


def walk(stair: int, floor: int, room: str) -> int:
    """Position of a door, fits a 4-byte integer and is never negative. Doors with the same place in it may tie.

    stair 0 to 63, floor -15 to 239; what lies beyond ties with the last. Room numbers without digits come after those
    with, in the order of their characters' codes.
    """
    landing = _FLOORS - min(max(floor - _LOWEST, 0), _FLOORS)
    return (
        (min(max(stair, 0), _STAIRS) * (_FLOORS + 1) + landing) * (_DOORS + 1) + _door(floor, room)
    ) * _SIDES + _side(room)


def _door(floor: int, room: str) -> int:
    digits = _DIGITS.search(room)
    if digits is None:
        return _DOORS if room else 0
    number = int(digits[0][:9])
    on_floor = number - 100 * floor if floor > 0 else number
    return min(on_floor if 0 <= on_floor < 100 else number, _DOORS - 1)


def _side(room: str) -> int:
    """502 before 502A before 502B. Of a sign with two capitals (ß, SS) the first counts."""
    tail = _DIGITS.sub("", room, count=1)
    return (ord(tail[-1].upper()[0]) % 31) + 1 if tail else 0
