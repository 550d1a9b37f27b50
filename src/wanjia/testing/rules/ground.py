"""What a timetable is made of: pieces of buildings that fit into a line, and the sites that serve them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.testing.rules.people import Cell, Doors, Group


@dataclass(frozen=True, slots=True)
class Piece:
    """A building, one stair or some floors of it, for one group. None stands for all."""

    building_key: int
    stair: int | None
    floor_low: int | None
    floor_high: int | None
    group: Group
    people: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a site can do: people an hour through its open lanes, the line it holds, when it is open."""

    site: UUID
    place: int
    per_hour: float
    capacity: int
    windows: tuple[tuple[datetime, datetime], ...]
    busy: tuple[tuple[datetime, datetime], ...] = ()  # slots that stay where they are

    @property
    def is_able(self) -> bool:
        return self.per_hour > 0 and self.capacity > 0 and bool(self.windows)


def pieces(cells: Mapping[Cell, int], capacity: int, kept: Iterable[Doors] = ()) -> tuple[list[Piece], list[Piece]]:
    """One building of one group, cut until each piece fits into the line: whole, by stair, by floors from the top.

    kept: slots of that building and group that stay; what they call is not in `cells` and no piece may reach over it.
    Second: floors that are too many for the line even alone.
    """
    (key, group) = next((cell.building_key, cell.group) for cell in cells)
    kept = [slot for slot in kept if slot.building_key == key and slot.group == group]
    if not kept and sum(cells.values()) <= capacity:
        return [Piece(key, None, None, None, group, sum(cells.values()))], []
    fit: list[Piece] = []
    too_many: list[Piece] = []
    for stair, of_stair in groupby(sorted(cells), key=lambda cell: cell.stair):
        floors = {cell.floor: cells[cell] for cell in of_stair}
        here = [slot for slot in kept if slot.stair in (None, stair)]
        if not here and sum(floors.values()) <= capacity:
            fit.append(Piece(key, stair, None, None, group, sum(floors.values())))
            continue
        made, alone = _by_floors(Piece(key, stair, None, None, group, 0), floors, capacity, here)
        fit += made
        too_many += alone
    return fit, too_many


def _by_floors(
    stair: Piece, floors: Mapping[int, int], capacity: int, kept: Sequence[Doors]
) -> tuple[list[Piece], list[Piece]]:
    """From the top floor down. A slot's floors are one stretch, so it ends where other floors lie between."""
    too_many = [_floors(stair, [floor], floors) for floor in sorted(floors, reverse=True) if floors[floor] > capacity]
    between: list[Doors] = [*kept, *too_many]
    fit: list[Piece] = []
    together: list[int] = []
    for floor in sorted((floor for floor in floors if floors[floor] <= capacity), reverse=True):
        is_full = sum(floors[f] for f in together) + floors[floor] > capacity
        if together and (is_full or _is_apart(together[-1], floor, between)):
            fit.append(_floors(stair, together, floors))
            together = []
        together.append(floor)
    return ([*fit, _floors(stair, together, floors)] if together else fit), too_many


def _is_apart(above: int, below: int, between: Sequence[Doors]) -> bool:
    return any(other.floor_high is not None and below < other.floor_high < above for other in between)


def _floors(stair: Piece, which: Sequence[int], floors: Mapping[int, int]) -> Piece:
    people = sum(floors[floor] for floor in which)
    return Piece(stair.building_key, stair.stair, min(which), max(which), stair.group, people)


def batches(all_pieces: Iterable[Piece], most: int) -> list[list[Piece]]:
    """Pieces that are called together, in their order, at most so many people; a piece that is larger comes alone."""
    made: list[list[Piece]] = []
    room = 0
    for piece in all_pieces:
        if not made or piece.people > room:
            made.append([])
            room = most
        made[-1].append(piece)
        room -= piece.people
    return made


def serving(
    buildings: Mapping[int, int], offers: Sequence[Offer], settled: Mapping[int, UUID]
) -> dict[int, Offer | None]:
    """Which site serves which building: one of its own compound, else one of the committee, else any.

    buildings: people by building key. Several sites share neighbours in walking order, in proportion to what they can
    do. A building that was called already stays with its site. None where no site is open.
    """
    known = {offer.site: offer for offer in offers if offer.is_able}
    served: dict[int, Offer | None] = {key: known.get(settled[key]) for key in buildings if key in settled}
    shared: dict[tuple[int, ...], list[int]] = {}
    for key in sorted(buildings):
        if served.get(key) is None:
            shared.setdefault(_candidates(key, offers), []).append(key)
    for places, keys in shared.items():
        served |= _share({key: buildings[key] for key in keys}, [offers[place] for place in places])
    return served


def _candidates(key: int, offers: Sequence[Offer]) -> tuple[int, ...]:
    able = [n for n, offer in enumerate(offers) if offer.is_able]
    own = [n for n in able if offers[n].place == codes.compound_of(key)]
    wide = [n for n in able if codes.contains(offers[n].place, key)]
    return tuple(own or wide or able)


def _share(buildings: Mapping[int, int], offers: Sequence[Offer]) -> dict[int, Offer | None]:
    if not offers:
        return dict.fromkeys(buildings)
    total, rate = sum(buildings.values()), sum(offer.per_hour for offer in offers)
    served: dict[int, Offer | None] = {}
    at, given, until = 0, 0.0, total * offers[0].per_hour / rate
    for key, people in buildings.items():
        while at + 1 < len(offers) and given + people / 2 > until:  # goes where the larger half of it lies
            at += 1
            until += total * offers[at].per_hour / rate
        served[key] = offers[at]
        given += people
    return served
