"""Set algebra over the people of one part. Pure; one tuple of `Held` a round, the newest round first.

A person belongs where the newest round that owes them has them on a sheet. So somebody who moved between two rounds is
counted once, where they live now.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pyroaring import BitMap

from wanjia.coverage.comparing.question import Wish
from wanjia.hot.sets import NOBODY, Four


class Held(NamedTuple):
    """As much of a set as a wish needs: `fits` are those missed or done (done also for undone)."""

    fits: BitMap
    owed: BitMap = NOBODY  # for undone only, as what follows
    released: BitMap = NOBODY

    def standing(self, wish: Wish) -> BitMap:
        """Who can be found here by this wish."""
        return self.owed if wish is Wish.UNDONE else self.fits


EMPTY = Held(NOBODY)


def narrowed(sets: Four, wish: Wish) -> Held:
    if wish is Wish.MISSED:
        return Held(sets.missed)
    return Held(sets.done) if wish is Wish.DONE else Held(sets.done, sets.owed, sets.released)


def merged(pieces: Sequence[tuple[object, Held]]) -> Held:
    """One part's people on the sheets of several committees: nearly always one."""
    if len(pieces) == 1:
        return pieces[0][1]
    if not pieces:
        return EMPTY
    return Held(*(BitMap.union(*column) for column in zip(*(held for _total, held in pieces), strict=True)))


def found(held: Sequence[Held], wishes: Sequence[Wish]) -> BitMap:
    """Everyone of whom every wish is true.

    Whoever was only ever not done has to be on one list at least, and not released from the newest of them: released
    is no longer ours. Twin: comparing.slow.
    """
    pairs = list(zip(held, wishes, strict=True))
    wanted = [each.fits for each, wish in pairs if wish is not Wish.UNDONE]
    if not all(wanted):
        return NOBODY
    people = BitMap.intersection(*wanted) if wanted else BitMap.union(*(each.owed for each in held))
    for each, wish in pairs:
        if wish is Wish.UNDONE:
            people = people - each.fits  # never in place: it may lie on the shelf
    return people - _gone(pairs) if people and len(wanted) < len(pairs) else people


def _gone(pairs: Sequence[tuple[Held, Wish]]) -> BitMap:
    """Released from the newest round that owes them. Whoever a later wish finds is owed there: no need to look on."""
    gone = BitMap()
    for index, (each, wish) in enumerate(pairs):
        if wish is not Wish.UNDONE:
            break
        left = each.released
        for newer, _wish in pairs[:index] if left else ():
            left = left - newer.owed
        gone |= left
    return gone


def spread(people: BitMap, standing: Sequence[Sequence[tuple[int, BitMap]]]) -> list[tuple[int, int, BitMap]]:
    """The people by place: (index of the round, place, who), each in the newest round that has them on a sheet there.

    standing: for each round, the newest first, who stands at which place; those elsewhere under the place 0.
    """
    placed, rest = [], people
    for index, places in enumerate(standing):
        for place, who in places:
            here = rest & who
            if here and place:
                placed.append((index, place, here))
        for _place, who in places:
            rest = rest - who
        if not rest:
            break
    return placed
