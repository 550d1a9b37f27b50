"""What a phone tells of itself: its numbered log, and that it has erased itself. Never refused.

The server counts for itself: a number is here when its id arrived in the committee, by whatever phone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from wanjia.coverage.models import Arrival
from wanjia.devices.enrolling import skew_of
from wanjia.devices.models import Device, DeviceSpan, DeviceVoid
from wanjia.devices.rules import hash_of, is_block, missing, owed
from wanjia.platform.access import actor_of
from wanjia.platform.audit import record

_AT_ONCE = 5_000  # ids in one question
_HEARD_EVERY = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a log as the phone tells it. `ids`: one a number, where the server has not checked them."""

    first: int
    last: int
    hash: str
    ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Void:
    """A number whose record was undone before it was sent, or refused as malformed and written anew."""

    number: int
    id: UUID
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """A phone's log: how many numbers it has given, and the blocks that it wants checked."""

    made: int
    unsent: int
    blocks: Sequence[Block] = ()
    voids: Sequence[Void] = ()
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the server makes of a log. `here + void + what is missing = made`."""

    here: int
    confirmed: tuple[Block, ...]
    want: tuple[tuple[int, int], ...]  # blocks whose ids are asked for
    missing: tuple[UUID, ...]  # of the blocks told
    void_here: tuple[UUID, ...]  # said to be undone, and yet arrived
    wipe: bool


@transaction.atomic
def log(*, device: Device, told: Log, now: datetime) -> Checked:
    """Checks the blocks against what arrived and keeps the result. Saying it twice changes nothing."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    _keep_voids(device, told)
    spans = {span.first: span for span in DeviceSpan.objects.filter(part=device.part, device_id=device.pk)}
    want = _take_in(device, told, spans)
    _recheck(device, spans.values())
    voids = dict(DeviceVoid.objects.filter(part=device.part, device_id=device.pk).values_list("number", "event_id"))
    _confirm(spans.values(), voids, now)
    DeviceSpan.objects.bulk_create(
        spans.values(), update_conflicts=True, unique_fields=["part", "device_id", "first"],
        update_fields=["last", "hash", "missing", "missing_numbers", "confirmed_at"],
    )  # fmt: skip
    void_here = _void_here(voids, spans.values())
    _keep(device, told, spans.values(), len(voids) - len(void_here), now)
    return _answer(device, told, spans, set(voids), want, void_here)


def _keep_voids(device: Device, told: Log) -> None:
    DeviceVoid.objects.bulk_create(
        [
            DeviceVoid(
                part=device.part, device_id=device.pk, number=void.number, event_id=void.id, at=void.at,
                why=void.why[:60],
            )
            for void in told.voids if 1 <= void.number <= told.made
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _take_in(device: Device, told: Log, spans: dict[int, DeviceSpan]) -> list[tuple[int, int]]:
    """New or changed blocks that come with their ids; those that come without are asked for. Numbers only grow."""
    want = []
    for block in told.blocks:
        known = spans.get(block.first)
        if not is_block(block.first, block.last) or (known and known.last > block.last):
            continue
        if known and known.hash == block.hash and known.last == block.last:
            continue
        if len(block.ids) == block.last - block.first + 1 and hash_of(block.ids) == block.hash:
            spans[block.first] = _span(device, block)
        else:
            want.append((block.first, block.last))
    return want


def _span(device: Device, block: Block) -> DeviceSpan:
    """All of it counts as not here until it is looked up."""
    absent = missing(block.first, block.ids, ())
    return DeviceSpan(
        part=device.part, device_id=device.pk, first=block.first, last=block.last, hash=block.hash,
        missing=[id_ for _number, id_ in absent], missing_numbers=[number for number, _id in absent],
    )  # fmt: skip


def _recheck(device: Device, spans: Iterable[DeviceSpan]) -> None:
    """What was not here may have come since, through another phone too."""
    waiting = [span for span in spans if span.missing]
    arrived = arrived_of(device.part, [id_ for span in waiting for id_ in span.missing])
    for span in waiting:
        left = [pair for pair in zip(span.missing_numbers, span.missing, strict=True) if pair[1] not in arrived]
        span.missing_numbers, span.missing = [number for number, _id in left], [id_ for _number, id_ in left]


def arrived_of(part: int, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the ids that arrived in the committee, by key. One query for 5,000."""
    arrived: set[UUID] = set()
    for at in range(0, len(ids), _AT_ONCE):
        near = Arrival.objects.filter(part=part, event_id__in=ids[at : at + _AT_ONCE])
        arrived.update(near.values_list("event_id", flat=True))
    return arrived


def _confirm(spans: Iterable[DeviceSpan], voids: Mapping[int, UUID], now: datetime) -> None:
    for span in spans:
        is_whole = not owed(zip(span.missing_numbers, span.missing, strict=True), voids.keys())
        span.confirmed_at = (span.confirmed_at or now) if is_whole else None


def _void_here(voids: Mapping[int, UUID], spans: Iterable[DeviceSpan]) -> list[UUID]:
    """Undone on the phone, and yet it arrived: its first answer was lost."""
    arrived = [range(span.first, span.last + 1) for span in spans]
    absent = {number for span in spans for number in span.missing_numbers}
    return [
        id_ for number, id_ in sorted(voids.items())
        if number not in absent and any(number in numbers for numbers in arrived)
    ]  # fmt: skip


def _keep(device: Device, told: Log, spans: Iterable[DeviceSpan], void: int, now: datetime) -> None:
    device.made = max(device.made, told.made, *(span.last for span in spans), 0)
    device.here = sum(span.last - span.first + 1 - len(span.missing) for span in spans)
    device.void, device.unsent, device.heard_at = void, told.unsent, now
    if told.sent_at:
        device.skew_ms = skew_of(told.sent_at, now)
    device.save(update_fields=["made", "here", "void", "unsent", "heard_at", "skew_ms"])


def _answer(
    device: Device, told: Log, spans: Mapping[int, DeviceSpan], voids: set[int], want: Sequence[tuple[int, int]],
    void_here: Sequence[UUID],
) -> Checked:  # fmt: skip
    asked = {first for first, _last in want}
    given = [(block, spans[block.first]) for block in told.blocks if block.first in spans and block.first not in asked]
    return Checked(
        here=device.here,
        confirmed=tuple(
            Block(span.first, span.last, span.hash) for _block, span in given if span.confirmed_at is not None
        ),
        want=tuple(want),
        missing=tuple(
            id_ for _block, span in given
            for id_ in owed(zip(span.missing_numbers, span.missing, strict=True), voids)
        ),
        void_here=tuple(void_here), wipe=device.wipe_asked_at is not None,
    )  # fmt: skip


@transaction.atomic
def wiped(*, device: Device, made: int, unsent: int, now: datetime) -> None:
    """The last word of a phone: it has erased itself. Its key goes on only so that it may say so twice."""
    device = Device.objects.select_for_update(of=("self",)).select_related("account").get(pk=device.pk)
    is_first = device.wiped_at is None
    device.wiped_at, device.heard_at = device.wiped_at or now, now
    device.made, device.unsent = max(device.made, made), unsent
    device.save(update_fields=["wiped_at", "heard_at", "made", "unsent"])
    if is_first:
        record(
            by=actor_of(device.account, now), act="device.wiped", area=device.part, now=now,
            subject=f"device:{device.number}", detail={"made": device.made, "unsent": unsent},
        )  # fmt: skip


def heard(device: Device, now: datetime) -> None:
    """Notes that the phone has spoken, at most four times a minute."""
    if now - device.heard_at > _HEARD_EVERY:
        Device.objects.filter(pk=device.pk, heard_at__lt=now).update(heard_at=now)
