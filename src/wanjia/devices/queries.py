"""Reading about phones: which are out, what each made and what of it is here, which have fallen silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wanjia.coverage.models import Proof, Tube
from wanjia.devices.intake import arrived_of
from wanjia.devices.models import Device, DeviceSpan, DeviceVoid, Invitation
from wanjia.devices.rules import GRACE, Facts, State, owed, state
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.platform.models import Token

_ORDER = {one: at for at, one in enumerate(State)}
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One phone as a list shows it: 143 made, 106 here, last heard of 4 minutes ago."""

    device: Device
    state: State
    made: int
    here: int
    void: int
    heard_at: datetime

    @property
    def missing(self) -> int:
        """What is neither here nor undone. A record in a phone's pocket and a lost one look the same from here."""
        return max(0, self.made - self.here - self.void)

    @property
    def is_over(self) -> bool:
        return self.state in (State.ALL_HERE, State.WIPED, State.MISSING)


def lines(area: int, now: datetime, *, since: datetime | None = None) -> list[Line]:
    """Phones of the area whose shift ended after `since` (else two days ago), and older ones that still owe something.

    What needs somebody comes first, then whoever was silent longest. Three queries.
    """
    recent = Q(ends_at__gt=since or now - timedelta(days=2))
    owing = Q(made__gt=F("here") + F("void"), ends_at__gt=now - timedelta(days=30))
    near = Device.objects.filter(recent | owing, part__range=codes.codes_under(codes.desk_of(area)))
    return _sorted(_lines(near.order_by("-ends_at")[:MOST], now))


def silent(area: int, now: datetime) -> list[Line]:
    """The alarm: phones that should speak and don't, the longest silent first. For rail and today. Three queries."""
    return [line for line in lines(area, now) if line.state is State.SILENT]


def silent_count(area: int) -> int:
    """How many have fallen silent, for the rail, which has no moment of its own. Three queries."""
    return len(silent(area, clock.now()))


def line(device: Device, now: datetime) -> Line:
    """One phone. Three queries."""
    return _lines([device], now)[0]


def _lines(devices: "QuerySet[Device] | Sequence[Device]", now: datetime) -> list[Line]:
    devices = list(devices)
    heard = _heard(devices)
    came = _came_since(devices)
    return [_line(device, heard, came.get(device.pk, 0), now) for device in devices]


def _line(device: Device, heard: dict[int, datetime], came: int, now: datetime) -> Line:
    here = device.here + came
    heard_at = max(device.heard_at, heard.get(device.account_id, device.heard_at))
    facts = Facts(
        ends_at=min(device.ends_at, device.ended_at or device.ends_at), heard_at=heard_at, wiped_at=device.wiped_at,
        missing=max(0, device.made - here - device.void),
    )  # fmt: skip
    return Line(device, state(facts, now), device.made, here, device.void, heard_at)


def _heard(devices: Sequence[Device]) -> dict[int, datetime]:
    """By account: records come by the fast lane, which notes them on the key."""
    keys = Token.objects.filter(account__in=[device.account_id for device in devices]).order_by("seen_at")
    return {account: at for account, at in keys.values_list("account_id", "seen_at") if at is not None}


def _came_since(devices: Sequence[Device]) -> dict[UUID, int]:
    """How many of those that were missing at the last log have come since, through this phone or another."""
    owing = [device for device in devices if device.made > device.here + device.void]
    if not owing:
        return {}
    near = {"part__in": {device.part for device in owing}, "device_id__in": [device.pk for device in owing]}
    spans = DeviceSpan.objects.filter(**near, confirmed_at=None).values_list("part", "device_id", "missing")
    waiting: dict[int, dict[UUID, UUID]] = {}
    for part, device_id, ids in spans:
        waiting.setdefault(part, {}).update(dict.fromkeys(ids, device_id))
    came: dict[UUID, int] = {}
    for part, whose in waiting.items():
        for id_ in arrived_of(part, list(whose)):
            came[whose[id_]] = came.get(whose[id_], 0) + 1
    return came


def _sorted(found: Sequence[Line]) -> list[Line]:
    return sorted(found, key=lambda one: (_ORDER[one.state], one.heard_at, one.device.number))


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a phone's log with the numbers that are not here."""

    span: DeviceSpan
    missing: tuple[int, ...]
    void: int


def parts(device: Device) -> list[Part]:
    """The log of a phone by blocks, looked up again now. Three queries."""
    near = {"part": device.part, "device_id": device.pk}
    spans = list(DeviceSpan.objects.filter(**near).order_by("first"))
    voids = set(DeviceVoid.objects.filter(**near).values_list("number", flat=True))
    arrived = arrived_of(device.part, [id_ for span in spans for id_ in span.missing])
    return [_part(span, voids, arrived) for span in spans]


def _part(span: DeviceSpan, voids: set[int], arrived: set[UUID]) -> Part:
    absent = [pair for pair in zip(span.missing_numbers, span.missing, strict=True) if pair[1] not in arrived]
    numbers = {id_: number for number, id_ in absent}
    within = sum(span.first <= number <= span.last for number in voids)
    return Part(span, tuple(numbers[id_] for id_ in owed(absent, voids)), within)


def flags(device: Device) -> dict[str, int]:
    """How many of its records carry which mark, by its holder and label. Two queries.

    A tube's people are marked in their own proofs; what was set aside is in the round's own lists.
    """
    if device.round_id is None:
        return {}
    mine = {"round_id": device.round_id, "device": device.label, "recorded_by": device.holder}
    counted: dict[str, int] = {}
    shift = (device.enrolled_at, device.ends_at + GRACE)
    for model in (Tube, Proof):
        for marks in (
            model.objects.filter(**mine, part=device.part, received_at__range=shift)
            .exclude(flags=[])
            .values_list("flags", flat=True)[:5_000]
        ):
            for mark in marks:
                counted[mark] = counted.get(mark, 0) + 1
    return counted


def invitations(area: int, now: datetime) -> list[Invitation]:
    """Invitations by which somebody can still come in, those that end first on top. One query."""
    near = Invitation.objects.filter(part__range=codes.codes_under(codes.desk_of(area)))
    return list(near.filter(cancelled_at=None, ends_at__gt=now, uses_left__gt=0).order_by("ends_at", "id")[:MOST])


def labels_in_use(committee: int, now: datetime) -> set[str]:
    """What phones of the last day and open invitations are called. Two queries."""
    near = {"part": committee, "ends_at__gt": now - timedelta(hours=12)}
    phones = Device.objects.filter(**near).values_list("label", flat=True)
    asked = Invitation.objects.filter(**near, cancelled_at=None).values_list("label", flat=True)
    return {*phones, *asked}


def taken_up(invitation: Invitation) -> list[Device]:
    """The phones that came in by it, in order. One query."""
    return list(Device.objects.filter(invitation=invitation).order_by("number"))
