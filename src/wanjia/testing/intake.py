"""Counts of people at posts, as devices saw them. Never refused: what cannot be read is named and stays there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.testing.models import Post, PostCount, Site

MOST_WAITING = 9999
_BELIEVED = timedelta(days=3650)  # a device's clock further off than this says nothing about its skew


@dataclass(frozen=True, slots=True)
class Sender:
    """The device that counts, as the door knows it: where it may count, what it is called, who holds it."""

    area: int
    device: str
    by: str
    sent_at: datetime | None = None  # by the device's clock, for its skew


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one count. `why` names what is wrong with a malformed one, or `conflicting_repeat`."""

    id: str
    outcome: str  # done, repeat, malformed
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """One count that could be read."""

    id: UUID
    site: UUID
    post: str
    waiting: int
    seen_at: datetime


def record_counts(sender: Sender, counts: Sequence[object], now: datetime) -> list[Receipt]:
    """Writes down what can be read, each id once; one receipt each, in their order. Three statements, however many.

    counts: JSON objects with `id`, `site`, `post`, `waiting`, `seen_at`. A site outside the sender's area is not known
    to it. Sending a count again changes nothing, whatever it says now.
    """
    read = [_read(count) for count in counts]
    sites = _sites(sender, {one.site for one in read if isinstance(one, _Read)})
    known = [one for one in read if isinstance(one, _Read) and one.site in sites]
    before = _stored(known, sites)
    rows = {one.id: _row(one, sender, sites[one.site], now) for one in reversed(known) if one.id not in before}
    new = {row.event_id for row in PostCount.objects.bulk_create(rows.values(), ignore_conflicts=True)}
    receipts, told = [], dict(before)
    for raw, one in zip(counts, read, strict=True):
        if not isinstance(one, _Read) or one.site not in sites:
            receipts.append(Receipt(_id_of(raw), "malformed", one if isinstance(one, str) else "site"))
            continue
        said = (one.site, one.post, one.waiting)
        outcome = "done" if one.id in new and one.id not in told else "repeat"
        why = "conflicting_repeat" if told.get(one.id, said) != said else ""
        told.setdefault(one.id, said)
        receipts.append(Receipt(str(one.id), outcome, why))
    return receipts


def _sites(sender: Sender, wanted: set[UUID]) -> dict[UUID, int]:
    """The part of each site that the device may count at, closed ones included: the people were there."""
    near = Site.objects.filter(id__in=wanted, part__range=codes.codes_under(sender.area))
    return {
        site: part for site, part, place in near.values_list("id", "part", "place")
        if codes.contains(sender.area, place) or codes.contains(place, sender.area)
    }  # fmt: skip


def _stored(known: Sequence[_Read], sites: Mapping[UUID, int]) -> dict[UUID, tuple[UUID, str, int]]:
    near = PostCount.objects.filter(part__in=set(sites.values()), event_id__in=[one.id for one in known])
    return {
        event: (site, post, waiting)
        for event, site, post, waiting in near.values_list("event_id", "site_id", "post", "waiting")
    }


def _row(one: _Read, sender: Sender, part: int, now: datetime) -> PostCount:
    skew = min(now - one.seen_at, timedelta())
    if sender.sent_at and abs(now - sender.sent_at) < _BELIEVED:
        skew = now - sender.sent_at
    return PostCount(
        part=part, event_id=one.id, site_id=one.site, post=one.post, waiting=one.waiting,
        seen_at=min(one.seen_at + skew, now), received_at=now, device=sender.device[:60], recorded_by=sender.by[:60],
    )  # fmt: skip


def _read(raw: object) -> "_Read | str":
    """The count, or the name of the first field that cannot be read."""
    if not isinstance(raw, Mapping):
        return "count"
    ids: dict[str, UUID] = {}
    for name in ("id", "site"):
        try:
            ids[name] = UUID(str(raw.get(name)))
        except ValueError:
            return name
    post, waiting = raw.get("post"), raw.get("waiting")
    if post not in Post.values:
        return "post"
    if isinstance(waiting, bool) or not isinstance(waiting, int) or not 0 <= waiting <= MOST_WAITING:
        return "waiting"
    seen_at = _moment(raw.get("seen_at"))
    return _Read(ids["id"], ids["site"], str(post), waiting, seen_at) if seen_at else "seen_at"


def _moment(said: object) -> datetime | None:
    """None for what is no moment with an offset in this century."""
    try:
        moment = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return moment if moment.tzinfo and 2000 <= moment.year < 2100 else None


def _id_of(raw: object) -> str:
    return str(raw.get("id", ""))[:60] if isinstance(raw, Mapping) else ""
