"""Where a phone can stand and whose list it can carry: sites, posts, carers, told by whoever knows them.

This room knows none by itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Site:
    """A site by its name, and the committee or compound that it serves."""

    id: UUID
    name: str
    place: int


@dataclass(frozen=True, slots=True)
class Carer:
    """An account with a list of people, and where in a committee it may look after them."""

    id: int
    name: str
    areas: tuple[int, ...]


def _no_carers(_area: int, _now: datetime) -> Sequence[Carer]:
    return ()


def _none(_area: int) -> Sequence[Site]:
    return ()


def _nobody(_ids: Iterable[UUID]) -> dict[UUID, str]:
    return {}


@dataclass(slots=True)
class Known:
    """What is known of sites: those of a committee, what some are called, the words for posts; and of carers."""

    sites: Callable[[int], Sequence[Site]] = _none
    names: Callable[[Iterable[UUID]], dict[UUID, str]] = _nobody
    posts: "Mapping[str, str | Promise]" = field(default_factory=dict)
    carers: Callable[[int, datetime], Sequence[Carer]] = _no_carers

    def words(self, site: UUID | None, post: str, named: Mapping[UUID, str]) -> list[str]:
        """The site and the post as people call them; neither where there is none."""
        said = [named.get(site, "")] if site else []
        return [word for word in (*said, str(self.posts.get(post, post))) if word]


known = Known()
