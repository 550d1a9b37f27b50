"""What phones report from a drop point: boxes against what the gate gave, parcels returned, spoiled, lying there.

Never refused: what cannot be read is named and stays on the phone; what is odd comes back as a flag. Sending a record
again changes nothing, whatever it says now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.kernel.custody import TOOK
from wanjia.supplies import intake
from wanjia.supplies.intake import RemainderFact, SignFact
from wanjia.supplies.models import Delivery, HandSign, Remainder, Trip
from wanjia.supplies.rules import trips

MOST = 99_999  # boxes or parcels
_BELIEVED = timedelta(days=3650)  # a device's clock further off than this says nothing about its skew


@dataclass(frozen=True, slots=True)
class Sender:
    """The phone as the door knows it: who holds it, where it may write things down, its clock."""

    by: str
    account_id: int | None
    may: Callable[[int], bool]
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one record. `why` names the field that is wrong with a malformed one."""

    id: str
    outcome: str  # done, repeat, malformed
    flags: tuple[str, ...] = ()
    why: str = ""


class _Unreadable(ValueError):
    """Names the first field that cannot be taken."""


def record_hands(sender: Sender, told: Sequence[object], now: datetime) -> list[Receipt]:
    """Writes down what can be read; one receipt each, in their order. Some ten statements a record.

    told: JSON objects with `id`, `kind`, `seen_at`, and either `took` with `trip`, `boxes`, or `left` with `delivery`,
    `what`, `quantity`, `place`; both may have a `note`.
    """
    return [_one(sender, raw, now) for raw in told]


def _one(sender: Sender, raw: object, now: datetime) -> Receipt:
    if not isinstance(raw, Mapping):
        return Receipt("", "malformed", why="record")
    try:
        event, seen_at = _uuid(raw, "id"), _seen(raw, sender, now)
        write = {"took": _took, "left": _left}.get(str(raw.get("kind", "")))
        if write is None:
            raise _Unreadable("kind")
        return write(sender, raw, event, seen_at, now)
    except _Unreadable as why:
        return Receipt(str(raw.get("id", ""))[:60], "malformed", why=str(why))


def _took(sender: Sender, raw: Mapping[str, object], event: UUID, seen_at: datetime, now: datetime) -> Receipt:
    """Whoever stands at the drop point takes over what the gate gave."""
    trip = Trip.objects.filter(id=_uuid(raw, "trip")).select_related("delivery").first()
    if trip is None or not sender.may(trip.place):
        raise _Unreadable("trip")
    boxes = _number(raw, "boxes")
    before = HandSign.objects.filter(part=trip.part, id=event).first()
    if before is not None:
        return _again(event, before.flags, is_same=(before.trip_id, before.boxes) == (trip.pk, boxes))
    fact = SignFact(event, TOOK, trips.GATE, trips.DROP, boxes, seen_at, trip.place, _note(raw))
    signed = intake.sign(trip, fact, by=sender.by, account_id=sender.account_id, now=now)
    return Receipt(str(event), "done", tuple(signed.flags))


def _left(sender: Sender, raw: Mapping[str, object], event: UUID, seen_at: datetime, now: datetime) -> Receipt:
    """Parcels that no household has."""
    delivery = Delivery.objects.select_related("lot").filter(id=_uuid(raw, "delivery")).first()
    place = _number(raw, "place", most=10**18)
    if delivery is None or not _is_place(place) or not sender.may(place):
        raise _Unreadable("delivery" if delivery is None else "place")
    kind, quantity = str(raw.get("what", "")), _number(raw, "quantity")
    if kind not in Remainder.Kind.values:
        raise _Unreadable("what")
    before = Remainder.objects.filter(part=delivery.part, id=event).first()
    if before is not None:
        return _again(event, before.flags, is_same=(before.kind, before.quantity) == (kind, quantity))
    fact = RemainderFact(event, kind, quantity, place, seen_at, _note(raw))
    row = intake.write_remainder(delivery, fact, by=sender.by, now=now)
    return Receipt(str(event), "done", tuple(row.flags))


def _again(event: UUID, flags: Sequence[str], *, is_same: bool) -> Receipt:
    return Receipt(str(event), "repeat", tuple(flags) if is_same else (*flags, "conflicting_repeat"))


def _is_place(code: int) -> bool:
    try:
        codes.level_of(code)
    except ValueError:
        return False
    return True


def _uuid(raw: Mapping[str, object], name: str) -> UUID:
    try:
        return UUID(str(raw.get(name)))
    except ValueError as why:
        raise _Unreadable(name) from why


def _number(raw: Mapping[str, object], name: str, most: int = MOST) -> int:
    """A number, or one as text: codes of places pass 2^53."""
    said = raw.get(name)
    text = str(said)
    if isinstance(said, bool) or not (text.isascii() and text.isdecimal()) or len(text) > 18 or int(text) > most:
        raise _Unreadable(name)
    return int(text)


def _note(raw: Mapping[str, object]) -> str:
    return str(raw.get("note") or "")[:120]


def _seen(raw: Mapping[str, object], sender: Sender, now: datetime) -> datetime:
    """By our clock: the phone's moment, moved by how wrong its clock is; never in the future."""
    try:
        seen = datetime.fromisoformat(str(raw.get("seen_at")))
    except ValueError as why:
        raise _Unreadable("seen_at") from why
    if seen.tzinfo is None or not 2000 <= seen.year < 2100:
        raise _Unreadable("seen_at")
    skew = min(now - seen, timedelta())
    if sender.sent_at and abs(now - sender.sent_at) < _BELIEVED:
        skew = now - sender.sent_at
    return min(seen + skew, now)
