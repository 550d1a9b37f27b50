"""The door of a phone beyond its records: letting it in, what it takes along, its log, its last word.

Every answer is `no-store`; lists are packed, because a stairwell has no network worth the name.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from wanjia.devices import enrolling, intake
from wanjia.devices.models import Device, Kind
from wanjia.devices.refusals import InvitationUnknown, NoDevice, ShiftOver, TooManyTries
from wanjia.field import bundle, caring
from wanjia.field.bundle import Carrier
from wanjia.field.etags import etag_of, is_known
from wanjia.field.refusals import NoKey
from wanjia.kernel import clock
from wanjia.kernel.area import desk_of
from wanjia.kernel.errors import NotAllowed
from wanjia.platform.access import Act, actor_of, may
from wanjia.platform.audit import record
from wanjia.platform.tokens import account_of
from wanjia.supplies import reported as drops
from wanjia.testing import intake as posts

_TRIES, _WINDOW = 30, 300  # codes that are none, from one address, in so many seconds


class _Call(HttpRequest):
    auth: Carrier
    now: datetime


def by_device(request: HttpRequest) -> Carrier:
    """Lets in the key of a phone, and no other. Three queries. Raises NoKey, NoDevice."""
    now = clock.now()
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    token = account_of(key.strip(), now) if scheme.lower() == "bearer" else None
    if token is None:
        raise NoKey
    device = Device.objects.filter(account=token.account_id).first()
    if device is None:
        raise NoDevice
    request.now = now  # type: ignore[attr-defined]
    return Carrier(device, actor_of(token.account, now))


router = Router(tags=["field"], auth=by_device)


class EnrolIn(Schema):
    """A phone with the invitation that it scanned."""

    invitation: str = Field(max_length=600, description="the code, or the link that ends in it")
    device: UUID = Field(description="made on the phone; the same again within ten minutes gives a new key")
    holder: str = Field("", max_length=40)
    sent_at: AwareDatetime | None = None


@router.post("/field/enrol", auth=None)
def enrol(request: HttpRequest, asked: EnrolIn) -> HttpResponse:
    """Takes up an invitation. The key is told once."""
    now = clock.now()
    try:
        done = enrolling.enrol(
            knock=enrolling.Knock(asked.invitation, asked.device, asked.holder, asked.sent_at), now=now
        )
    except InvitationUnknown as why:
        _count_try(request, why)
        raise
    carrier = Carrier(done.device, actor_of(done.device.account, now))
    return _told({"key": done.key, "device": bundle.card(carrier), "received_at": now})


def _count_try(request: HttpRequest, why: InvitationUnknown) -> None:
    """Only codes that are none are counted: a good invitation always opens, however many share an address."""
    name = f"enrol:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(name, 0, _WINDOW)
    try:
        tries = cache.incr(name)
    except ValueError:  # it ran out between the two
        return
    if tries > _TRIES:
        raise TooManyTries from why


@router.get("/field/bundle")
def get_bundle(request: _Call) -> HttpResponse:
    """Its own buildings, its round, how each target stands. 304 while nothing changed, 403 after the shift."""
    carrier, now = request.auth, request.now
    intake.heard(carrier.device, now)
    if now >= carrier.device.ends_at or carrier.device.wiped_at is not None:
        raise ShiftOver
    made = bundle.bundle(carrier, now)
    if "care" in made:
        caring.note_cards(carrier.by, carrier.device, made["care"], now)
        caring.note_guides(carrier.by, carrier.device, made["care"], now)
    etag = etag_of(made)
    if is_known(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": "no-store"})
    record(
        by=carrier.by, act="device.bundle", area=desk_of(carrier.device.part), now=now,
        subject=f"device:{carrier.device.number}",
        detail={"areas": list(map(str, carrier.areas)), "people": bundle.people_in(made["buildings"])},
    )  # fmt: skip
    answer = _told({"at": now} | made)
    answer["ETag"] = etag
    return _packed(request, answer)


@router.get("/field/news")
def get_news(request: _Call, since: AwareDatetime | None = None) -> HttpResponse:
    """What changed; nobody's name or number. After the shift only whether to erase, and until when it lasts."""
    carrier, now = request.auth, request.now
    intake.heard(carrier.device, now)
    is_over = now >= carrier.device.ends_at or carrier.device.wiped_at is not None
    told = bundle.farewell(carrier, now) if is_over else bundle.news(carrier, since, now)
    return _packed(request, _told(told))


class CountsIn(Schema):
    """How many people wait at a post, as somebody there saw it. Each count is judged by itself."""

    sent_at: AwareDatetime | None = None
    counts: list[dict[str, Any]] = Field(max_length=500)


@router.post("/field/counts")
def post_counts(request: _Call, told: CountsIn) -> HttpResponse:
    """Taken as records are: each named, never twice, still after the shift. For phones at a post and at a desk."""
    device, now = request.auth.device, request.now
    if device.kind not in (Kind.POST, Kind.DESK):
        raise NotAllowed(act="count", area=device.part)
    intake.heard(device, now)
    sender = posts.Sender(device.part, device.label, device.holder, told.sent_at)
    receipts = posts.record_counts(sender, told.counts, now)
    return _told({"received_at": now, "receipts": [asdict(receipt) for receipt in receipts]})


class HandsIn(Schema):
    """Boxes taken over at a drop point, parcels that no household has. Each record is judged by itself."""

    sent_at: AwareDatetime | None = None
    hands: list[dict[str, Any]] = Field(max_length=200)


@router.post("/field/hands")
def post_hands(request: _Call, told: HandsIn) -> HttpResponse:
    """Taken as records are: each named, never twice, still after the shift. For phones that go door to door."""
    by, device = request.auth.by, request.auth.device
    if device.kind != Kind.SWEEP:
        raise NotAllowed(act="hands", area=device.part)
    intake.heard(device, request.now)
    sender = drops.Sender(device.holder, by.account_id, lambda place: may(by, Act.RECORD, place), told.sent_at)
    receipts = drops.record_hands(sender, told.hands, request.now)
    return _told({"received_at": request.now, "receipts": [asdict(receipt) for receipt in receipts]})


class BlockIn(Schema):
    """64 numbers of the log, the last block fewer. `ids`: one a number, undone ones too."""

    first: int = Field(ge=1, le=2**31 - 1)
    last: int = Field(ge=1, le=2**31 - 1)
    hash: str = Field(pattern="^[0-9a-f]{64}$")
    ids: list[UUID] = Field(default=[], max_length=64)


class VoidIn(Schema):
    """A number whose record was undone before it was sent."""

    number: int = Field(ge=1, le=2**31 - 1)
    id: UUID
    at: AwareDatetime
    why: str = Field("", max_length=60)


class LogIn(Schema):
    """How many numbers the phone has given, and the blocks that it wants checked."""

    made: int = Field(ge=0, le=2**31 - 1)
    unsent: int = Field(ge=0, le=2**31 - 1)
    sent_at: AwareDatetime | None = None
    voids: list[VoidIn] = Field(default=[], max_length=10_000)
    spans: list[BlockIn] = Field(default=[], max_length=2_000)


@router.post("/field/log")
def post_log(request: _Call, told: LogIn) -> HttpResponse:
    """Checks the phone's numbered log by range and hash against what arrived."""
    now = request.now
    blocks = [intake.Block(span.first, span.last, span.hash, tuple(span.ids)) for span in told.spans]
    voids = [intake.Void(void.number, void.id, void.at, void.why) for void in told.voids]
    log = intake.Log(told.made, told.unsent, blocks, voids, told.sent_at)
    checked = intake.log(device=request.auth.device, told=log, now=now)
    return _told(
        {
            "received_at": now, "here": checked.here,
            "confirmed": [{"first": b.first, "last": b.last, "hash": b.hash} for b in checked.confirmed],
            "want": [{"first": first, "last": last} for first, last in checked.want],
            "missing": checked.missing, "void_here": checked.void_here, "wipe": checked.wipe,
        }
    )  # fmt: skip


class WipedIn(Schema):
    """The last word of a phone."""

    made: int = Field(ge=0, le=2**31 - 1)
    unsent: int = Field(0, ge=0, le=2**31 - 1)
    sent_at: AwareDatetime | None = None


@router.post("/field/wiped")
def post_wiped(request: _Call, told: WipedIn) -> HttpResponse:
    """It has erased itself."""
    intake.wiped(device=request.auth.device, made=told.made, unsent=told.unsent, now=request.now)
    return _told({"received_at": request.now})


def _told(body: Mapping[str, Any]) -> HttpResponse:
    answer = HttpResponse(msgspec.json.encode(body), content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer


def _packed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Gzip for these answers only: they come to a bearer's key, so nobody else can make the browser ask for them."""
    packed = GZipMiddleware(lambda _request: answer)(request)
    assert isinstance(packed, HttpResponse)  # noqa: S101  nothing here is asynchronous
    return packed
