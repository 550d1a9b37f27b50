"""Who lives in an institution. Another room keeps its roster; `flows.wiring` says which."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Actor


@dataclass(frozen=True, slots=True)
class House:
    """An institution: where it is, what it is called."""

    id: UUID
    part: int
    name: str


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who lives there, the name masked. The name is empty where its clock ran out."""

    id: UUID
    house: str
    bed: str
    name: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Three questions to whoever keeps the rosters."""

    house: Callable[[Actor, UUID], tuple[House, Sequence[Resident]]]  # raises NotFound, NotAllowed
    houses: Callable[[int], Sequence[House]]  # of an area
    known: Callable[[Collection[UUID]], Mapping[UUID, Resident]]  # by id, whether or not they still live there


SOURCES: list[Source] = []


def house(by: Actor, house_id: UUID) -> tuple[House, Sequence[Resident]]:
    """The house with who lives there now, by bed. Raises NotFound, NotAllowed."""
    if not SOURCES:
        raise NotFound
    return SOURCES[0].house(by, house_id)


def houses(area: int) -> Sequence[House]:
    return SOURCES[0].houses(area) if SOURCES else ()


def known(ids: Collection[UUID]) -> Mapping[UUID, Resident]:
    """No query without ids."""
    return SOURCES[0].known(ids) if SOURCES and ids else {}
