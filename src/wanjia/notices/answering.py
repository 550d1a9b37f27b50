"""A notice may answer something that people were asking about. Who knows what was asked is told by `flows.wiring`."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Actor


@dataclass(frozen=True, slots=True)
class Claim:
    """What is going round, in the words of whoever asked."""

    ticket_id: UUID
    place: int
    words: str
    is_question: bool = False  # asked of the committee; otherwise something that is going round


Finder = Callable[[Actor, UUID], Claim | None]
FINDERS: list[Finder] = []  # raise NotFound or NotAllowed where the actor may not read it


def claim_for(by: Actor, ticket_id: UUID) -> Claim:
    """Raises NotFound, NotAllowed."""
    for find in FINDERS:
        claim = find(by, ticket_id)
        if claim is not None:
            return claim
    raise NotFound
