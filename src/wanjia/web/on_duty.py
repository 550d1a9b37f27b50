"""The side of the first page: phones that fell silent, sites whose queue is full, who stands at the posts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wanjia.devices import queries as devices
from wanjia.devices.pages import wording
from wanjia.devices.rules import State
from wanjia.devices.standing import known
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed
from wanjia.roster import places
from wanjia.testing import queries as testing
from wanjia.testing.models import Post, PostHolder, Site
from wanjia.testing.rules.queue import Queue
from wanjia.testing.rules.queue import State as QueueState

_SHOWN = 4  # silent phones with their holder; the list has the rest
_SITES = 6  # in a subdistrict only those whose queue is full are shown


@dataclass(frozen=True, slots=True)
class Standing:
    """One site as the first page shows it."""

    site: Site
    queue: Queue
    waiting: int | None
    is_full: bool
    holders: tuple[str, ...]


def phones(request: Signed, area: int) -> dict[str, object]:
    """Empty for whoever lets no phones in, and while none is out. Five queries at most."""
    if not may(request.actor, Act.INVITE, area):
        return {}
    found = devices.lines(area, request.now)
    silent = [line for line in found if line.state is State.SILENT]
    owing = [line for line in found if line.missing]
    out = sum(not line.is_over for line in found)
    if not (out or silent or owing):
        return {}
    shown = silent[:_SHOWN]
    named = places.names({line.device.place for line in shown})
    sites = known.names({line.device.site for line in shown if line.device.site})
    return {
        "out": out, "silent": len(silent), "more": len(silent) - len(shown), "owing": len(owing),
        "missing": sum(line.missing for line in owing),
        "rows": [wording.shown(line, named, sites, request.now) for line in shown],
    }  # fmt: skip


def sites(area: int, now: datetime) -> list[Standing]:
    """A committee's sites with who stands at them; wider, up to a subdistrict, the full ones. Five queries."""
    if codes.level_of(area) < Level.TOWN:
        return []
    found = testing.sites(area)
    standings, counts = testing.standings(found), testing.counts(found, now)
    rows = [_standing(site, standings[site.pk], counts.get((site.pk, Post.QUEUE)), now) for site in found]
    if codes.level_of(area) < Level.COMMITTEE:
        rows = [row for row in rows if row.is_full]
    return _with_holders(rows[:_SITES])


def _standing(site: Site, standing: testing.Standing, count: testing.Count | None, now: datetime) -> Standing:
    """By the last count alone: who is on the way only the site's own page adds."""
    queue = Queue(count.waiting if count else None, count.seen_at if count else None, 0, standing.capacity)
    return Standing(site, queue, queue.waiting(now), queue.state(now) is QueueState.FULL, ())


def _with_holders(rows: Sequence[Standing]) -> list[Standing]:
    near = PostHolder.objects.filter(
        part__in={row.site.part for row in rows}, site__in=[row.site.pk for row in rows], until_at=None
    )
    order = {post: at for at, post in enumerate(Post.values)}
    held: dict[object, list[tuple[int, str]]] = {}
    for holder in near:
        held.setdefault(holder.site_id, []).append((order[holder.post], f"{Post(holder.post).label} {holder.name}"))
    return [replace(row, holders=tuple(words for _at, words in sorted(held.get(row.site.pk, [])))) for row in rows]
