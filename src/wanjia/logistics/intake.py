"""Facts about boxes, from a desk, a courier's phone or a laboratory's program. Never refused: what is odd is flagged.

A box that nobody has named before is begun by the first fact that names it, also by a courier's signature: the list of
its tubes may come hours later, from a phone that had no network.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import judging
from wanjia.logistics.models import Box, Packed, Scan, Sealing, Signature
from wanjia.logistics.reading import GAVE, PACKED, SEALED, TOOK, UNPACKED, Fact, Unreadable, read
from wanjia.logistics.rules.packing import Difference

_BELIEVED = timedelta(days=3650)  # a device's clock further off than this says nothing about its skew
_WORTH_NAMING = timedelta(minutes=5)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says it, through what. `home`: the area to which a box is put that nobody has named a place for."""

    home: int
    device: str
    by: str
    account_id: int | None = None
    sent_at: datetime | None = None  # by the device's clock, for its skew
    may: Callable[[int], bool] = lambda _place: True  # may it sign for boxes there


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one record. `difference` where a hand-over's count says something against the box's list."""

    id: str
    outcome: str  # done, repeat, conflict, malformed
    box_id: UUID | None = None
    flags: tuple[str, ...] = ()
    difference: Difference | None = None
    why: str = ""  # the field that can't be read


@transaction.atomic
def record_all(sender: Sender, records: Sequence[object], now: datetime) -> list[Receipt]:
    """JSON records of one device, in the order given; one receipt each. One that can't be read never stops the rest."""
    facts: list[Fact | Receipt] = []
    for raw in records:
        try:
            facts.append(read(raw))
        except Unreadable as why:
            facts.append(Receipt(_id_of(raw), "malformed", why=str(why)))
    told = iter(record(sender, [fact for fact in facts if isinstance(fact, Fact)], now))
    return [next(told) if isinstance(fact, Fact) else fact for fact in facts]


def _id_of(raw: object) -> str:
    return str(raw.get("id", ""))[:60] if isinstance(raw, Mapping) else ""


@transaction.atomic
def record(sender: Sender, facts: Sequence[Fact], now: datetime) -> list[Receipt]:
    """Writes each fact once; one receipt each, in their order. Some fifteen statements, however many facts."""
    known = {scan.event_id: scan for scan in Scan.objects.filter(event_id__in=[fact.id for fact in facts])}
    fresh: dict[UUID, Fact] = {}
    for fact in facts:
        if fact.id not in known:
            fresh.setdefault(fact.id, fact)
    boxes = _boxes(sender, list(fresh.values()), now)
    held = {box.pk: box for box in _hold(set(boxes.values()))}
    written = [(fact, held[boxes[fact.id]]) for fact in fresh.values() if fact.id in boxes]
    flags = _write(sender, written, now)
    found = judging.differences([(fact, box) for fact, box in written if fact.kind in (GAVE, TOOK)])
    for fact_id, difference in found.items():
        flags[fact_id] |= judging.difference_flags(difference)
    _keep(written, flags, now)
    receipts, told = [], set()
    for fact in facts:
        receipts.append(_receipt(fact, known.get(fact.id), fresh, boxes, flags, found, fact.id in told))
        told.add(fact.id)
    return receipts


def _receipt(
    fact: Fact, before: Scan | None, fresh: Mapping[UUID, Fact], boxes: Mapping[UUID, UUID],
    flags: Mapping[UUID, dict[str, None]], found: Mapping[UUID, Difference], is_again: bool,
) -> Receipt:  # fmt: skip
    if before is not None:
        outcome = "repeat" if bytes(before.digest) == fact.digest else "conflict"
        return Receipt(str(fact.id), outcome, before.box_id, tuple(before.flags))
    if fact.id not in boxes:
        return Receipt(str(fact.id), "malformed", why="place")
    outcome = "done"
    if is_again:
        outcome = "repeat" if fresh[fact.id].digest == fact.digest else "conflict"
    return Receipt(str(fact.id), outcome, boxes[fact.id], tuple(flags[fact.id]), found.get(fact.id))


def _boxes(sender: Sender, facts: Sequence[Fact], now: datetime) -> dict[UUID, UUID]:
    """Which box each fact is about, by the fact's id; boxes are begun where there is none. Left out: not its areas."""
    there = _named(facts)
    new: dict[tuple[int, str], Box] = {}
    for fact in facts:
        place = fact.place or sender.home
        if _chosen(fact, there, sender) is None and sender.may(place):
            box = _begun(fact, place, sender, now)
            new.setdefault((box.part, box.code), box)
    if new:
        ordered = sorted(new.values(), key=lambda box: (box.part, box.code))
        Box.objects.bulk_create(ordered, ignore_conflicts=True)
        there = _named(facts)
    chosen = {fact.id: _chosen(fact, there, sender) for fact in facts}
    return {fact_id: box.pk for fact_id, box in chosen.items() if box is not None}


def _named(facts: Sequence[Fact]) -> list[Box]:
    by_id = {fact.box_id for fact in facts if fact.box_id}
    found = list(Box.objects.filter(code__in={fact.box for fact in facts if not fact.box_id}))
    return found + (list(Box.objects.filter(id__in=by_id)) if by_id else [])


def _chosen(fact: Fact, boxes: Iterable[Box], sender: Sender) -> Box | None:
    """The box of this code that was in use when it was seen, near its place; of several the one that ended first."""
    if fact.box_id:
        return next((box for box in boxes if box.pk == fact.box_id and sender.may(box.place)), None)
    fit = [
        box for box in boxes
        if box.code == fact.box and sender.may(box.place) and (box.ended_at is None or box.ended_at >= fact.seen_at)
        and (fact.place is None or codes.contains(box.place, fact.place) or codes.contains(fact.place, box.place)
             or codes.desk_of(box.place) == codes.desk_of(fact.place))
    ]  # fmt: skip
    return min(fit, key=lambda box: (box.ended_at or _NEVER, -box.made_at.timestamp()), default=None)


def _begun(fact: Fact, place: int, sender: Sender, now: datetime) -> Box:
    return Box(
        id=new_event_id(), part=codes.desk_of(place), code=fact.box, round_id=fact.round_id, place=place,
        site=fact.site, made_at=min(fact.seen_at, now), made_by=sender.by[:60],
    )  # fmt: skip


def _hold(ids: set[UUID]) -> list[Box]:
    """The boxes until the transaction ends, in one order: what is odd is judged against what stands."""
    return list(Box.objects.select_for_update().filter(id__in=ids).order_by("part", "id"))


def _write(
    sender: Sender, written: Sequence[tuple[Fact, Box]], now: datetime
) -> dict[UUID, dict[str, None]]:  # fmt: skip
    """Adds the rows and says what is odd about each. Flags as keys: in order, each once."""
    rows = [(fact, box, _moment(fact, sender, now)) for fact, box in written]
    flags: dict[UUID, dict[str, None]] = {
        fact.id: {"clock_skew": None} if abs(now - (sender.sent_at or now)) > _WORTH_NAMING else {}
        for fact, _box in written
    }
    who = {"received_at": now, "device": sender.device[:60], "recorded_by": sender.by[:60]}
    Sealing.objects.bulk_create(
        [Sealing(part=box.part, event_id=fact.id, box_id=box.pk, number=fact.seal, seen_at=at, **who)
         for fact, box, at in rows if fact.kind == SEALED], ignore_conflicts=True,
    )  # fmt: skip
    for fact, box, at in rows:
        _write_on_box(fact, box, at, sender)
    packed = [(fact, box, at) for fact, box, at in rows if fact.kind in (PACKED, UNPACKED)]
    Packed.objects.bulk_create(
        [Packed(part=box.part, event_id=fact.id, box_id=box.pk, code=fact.tube, is_out=fact.kind == UNPACKED,
                seen_at=at, **who) for fact, box, at in packed], ignore_conflicts=True,
    )  # fmt: skip
    for fact_id, odd in judging.oddities_of(packed).items():
        flags[fact_id] |= dict.fromkeys(odd)
    signed = [(fact, box, at) for fact, box, at in rows if fact.kind in (GAVE, TOOK)]
    Signature.objects.bulk_create(
        [Signature(part=box.part, event_id=fact.id, box_id=box.pk, side=fact.kind, holder_id=fact.holder,
                   other_id=fact.other, counted=fact.counted, seal_seen=fact.seal_seen, is_paper=fact.is_paper,
                   scanned=list(fact.scanned) if fact.scanned is not None else None, seen_at=at,
                   account_id=sender.account_id, **who) for fact, box, at in signed], ignore_conflicts=True,
    )  # fmt: skip
    for fact_id, odd in judging.signature_oddities(signed).items():
        flags[fact_id] |= dict.fromkeys(odd)
    return flags


def _moment(fact: Fact, sender: Sender, now: datetime) -> datetime:
    """When it was, by our clock: nothing was seen in our future."""
    skew = min(now - fact.seen_at, timedelta())
    if sender.sent_at and abs(now - sender.sent_at) < _BELIEVED:
        skew = now - sender.sent_at
    return min(fact.seen_at + skew, now)


def _write_on_box(fact: Fact, box: Box, at: datetime, sender: Sender) -> None:
    """The last seal and destination stand on the box; round and site where nobody has said them yet."""
    changed = []
    if fact.kind == SEALED and (box.sealed_at is None or at >= box.sealed_at):
        box.seal, box.sealed_at, box.sealed_by = fact.seal, at, sender.by[:60]
        box.to_lab_id = fact.to_lab or box.to_lab_id
        changed += ["seal", "sealed_at", "sealed_by", "to_lab"]
    if box.round_id is None and fact.round_id is not None:
        box.round_id = fact.round_id
        changed.append("round_id")
    if not box.site and fact.site:
        box.site = fact.site
        changed.append("site")
    if at < box.made_at:
        box.made_at = at
        changed.append("made_at")
    if changed:
        box.save(update_fields=changed)


def _keep(written: Sequence[tuple[Fact, Box]], flags: Mapping[UUID, dict[str, None]], now: datetime) -> None:
    """The id of each record, with what was odd: for the device that asks again because it never heard."""
    Scan.objects.bulk_create(
        [Scan(event_id=fact.id, part=box.part, box_id=box.pk, digest=fact.digest, flags=list(flags[fact.id]),
              received_at=now) for fact, box in sorted(written, key=lambda pair: pair[0].id)],
        ignore_conflicts=True,
    )  # fmt: skip
    for model in (Packed, Signature):
        odd = [(fact, box) for fact, box in written if flags[fact.id] and judging.is_in(model, fact.kind)]
        for fact, box in odd:
            model.objects.filter(part=box.part, event_id=fact.id).update(flags=list(flags[fact.id]))
