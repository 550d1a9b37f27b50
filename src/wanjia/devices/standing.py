"""Where a phone can stand: sites and their posts, told by whoever knows them. This room knows none by itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Site:
    """A site by its name, and the committee or compound that it serves."""

    id: UUID
    name: str
    place: int


def _none(_area: int) -> Sequence[Site]:
    return ()


def _nobody(_ids: Iterable[UUID]) -> dict[UUID, str]:
    return {}


@dataclass(slots=True)
class Known:
    """What is known of sites: those of a committee, what some are called, and the words for posts."""

    sites: Callable[[int], Sequence[Site]] = _none
    names: Callable[[Iterable[UUID]], dict[UUID, str]] = _nobody
    posts: "Mapping[str, str | Promise]" = field(default_factory=dict)

    def words(self, site: UUID | None, post: str, named: Mapping[UUID, str]) -> list[str]:
        """The site and the post as people call them; neither where there is none."""
        said = [named.get(site, "")] if site else []
        return [word for word in (*said, str(self.posts.get(post, post))) if word]


known = Known()
