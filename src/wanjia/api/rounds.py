"""Rounds over the API: proofs and attempts from devices, counts and gaps for programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from wanjia.api.call import Call
from wanjia.coverage import intake, queries
from wanjia.coverage.models import Attempt, Round
from wanjia.coverage.rounds import access_round
from wanjia.hot.proofs import sheets_of
from wanjia.kernel import area as codes
from wanjia.kernel.ids import part_of
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.audit import record

router = Router(tags=["rounds"])
MOST = 500  # records in one batch


class ProofIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One proof as the device saw it. `id` is made on the device; `subject` is null without a code."""

    id: UUID
    seen_at: datetime
    place: str
    subject: str | None = None
    detail: dict[str, Any] = {}
    said: str = ""


class BatchIn(Schema):
    """Up to 500 records of one device. `sent_at` is the device's clock now: the difference to ours is its skew."""

    sent_at: datetime | None = None
    records: list[dict[str, Any]] = Field(max_length=MOST)


class ReceiptOut(Schema):
    """What became of one record. A record without a readable id is named by its position."""

    position: int
    id: str | None
    outcome: str = Field(description="done, repeat, extra, stranger, conflict, or malformed")
    flags: list[str] = []
    why: str = ""


class CountsOut(Schema):
    """owed = done + excused + released + open."""

    owed: int
    done: int
    excused: int
    released: int
    open: int
    strangers: int


class RoundOut(Schema):
    """A round with the head-count of its own area."""

    id: int
    name: str
    obligation: str
    area: str
    opens_at: datetime
    due_at: datetime
    state: str


def _as_out(round_: Round) -> RoundOut:
    return RoundOut(
        id=round_.pk, name=round_.name, obligation=round_.obligation_id, area=str(round_.area),
        opens_at=round_.opens_at, due_at=round_.due_at, state=round_.state,
    )  # fmt: skip


@router.get("/rounds", response=list[RoundOut])
def list_rounds(request: Call) -> list[RoundOut]:
    """Open rounds that touch the caller's areas, the nearest deadline first."""
    areas = [scope.area for scope in request.auth.scopes]
    return [_as_out(round_) for round_ in queries.open_rounds(areas, request.now)]


@router.get("/rounds/{round_id}/tally", response=CountsOut)
def tally(request: Call, round_id: int, area: int) -> dict[str, int]:
    """Head-count of a round in an area."""
    round_ = access_round(request.auth, Act.SEE_COUNTS, round_id, area)
    counted = queries.tally(round_, area)
    return {
        "owed": counted.owed, "done": counted.done, "excused": counted.excused, "released": counted.released,
        "open": counted.open, "strangers": queries.stranger_count(round_, area),
    }  # fmt: skip


class TargetOut(Schema):
    """One open target, in walking order."""

    subject: str
    building: str
    attempts: int
    last_outcome: str
    explained: str


@router.get("/rounds/{round_id}/gap", response=list[TargetOut])
def gap(request: Call, round_id: int, area: int, limit: int = 500) -> list[TargetOut]:
    """Who is still open in an area. Ids only: names are in the device's own list."""
    round_ = access_round(request.auth, Act.SEE_PEOPLE, round_id, area)
    record(
        by=request.auth, act="round.read_gap", area=codes.desk_of(area), subject=f"round:{round_.pk}", now=request.now
    )
    return [
        TargetOut(
            subject=str(target.subject_id), building=str(target.building_key), attempts=target.attempts,
            last_outcome=target.last_outcome, explained=target.explained,
        )
        for target in queries.gap(round_, area, limit=min(limit, 5000))
    ]  # fmt: skip


@router.post("/rounds/{round_id}/proofs", response=list[ReceiptOut])
def post_proofs(request: Call, round_id: int, batch: BatchIn) -> list[ReceiptOut]:
    """Record proofs. One malformed record never blocks the rest; odd ones come back flagged, not refused."""
    round_ = access_round(request.auth, Act.RECORD, round_id, None)
    read = [_read(item, position, request.auth) for position, item in enumerate(batch.records)]
    facts = {position: _fact(item, batch.sent_at) for position, item in enumerate(read) if isinstance(item, ProofIn)}
    receipts = dict(zip(facts, _write(request, round_, list(facts.values())), strict=True))
    return [item if isinstance(item, ReceiptOut) else _out(at, receipts[at]) for at, item in enumerate(read)]


def _write(request: Call, round_: Round, facts: Sequence[intake.ProofFact]) -> list[intake.Receipt]:
    if not facts:
        return []
    by = request.auth.name
    receipts = intake.record_proofs(round_=round_, facts=facts, device=request.device, by=by, now=request.now)
    record(
        by=request.auth, act="round.record", area=codes.desk_of(facts[0].place), subject=f"round:{round_.pk}",
        now=request.now,
        detail={"records": len(facts), "device": request.device},
    )  # fmt: skip
    return receipts


def _read(item: dict[str, Any], position: int, by: Actor) -> ProofIn | ReceiptOut:
    """The record, or a receipt that says why it can't be taken: unreadable, or made outside the caller's areas."""
    try:
        read = msgspec.convert(item, ProofIn, strict=False)
        int(read.subject or 0)
        is_ours = may(by, Act.RECORD, int(read.place))
    except (msgspec.ValidationError, ValueError) as why:
        return _malformed(position, item, str(why))
    return read if is_ours else _malformed(position, item, _("place: outside your areas"))


def _malformed(position: int, item: dict[str, Any], why: str) -> ReceiptOut:
    name = item.get("id")
    return ReceiptOut(position=position, id=name if isinstance(name, str) else None, outcome="malformed", why=why)


def _fact(item: ProofIn, sent_at: datetime | None) -> intake.ProofFact:
    return intake.ProofFact(
        event_id=item.id, subject_id=int(item.subject) if item.subject else None, seen_at=item.seen_at,
        place=int(item.place), sent_at=sent_at, detail=item.detail, said=item.said,
    )  # fmt: skip


def _out(position: int, receipt: intake.Receipt) -> ReceiptOut:
    return ReceiptOut(position=position, id=str(receipt.event_id), outcome=receipt.outcome, flags=list(receipt.flags))


class AttemptIn(Schema):
    """One visit or call that did not serve."""

    id: UUID
    seen_at: datetime
    subject: str = Field(pattern=r"^\d{13,18}$")
    outcome: Attempt.Outcome
    note: str = Field("", max_length=200)


@router.post("/rounds/{round_id}/attempts", response=ReceiptOut)
def post_attempt(request: Call, round_id: int, attempt: AttemptIn) -> ReceiptOut:
    """Record a visit or a call that did not serve. Explains a gap, never closes it."""
    round_ = access_round(request.auth, Act.RECORD, round_id, None)
    require(request.auth, Act.RECORD, _door_of(round_, int(attempt.subject)))
    is_new = intake.record_attempt(
        event_id=attempt.id, round_=round_, subject_id=int(attempt.subject), outcome=attempt.outcome,
        seen_at=attempt.seen_at, by=request.auth.name, device=request.device, note=attempt.note, now=request.now,
    )  # fmt: skip
    record(
        by=request.auth, act="round.attempt", area=part_of(int(attempt.subject)), subject=f"round:{round_.pk}",
        now=request.now,
    )  # fmt: skip
    return ReceiptOut(position=0, id=str(attempt.id), outcome="done" if is_new else "repeat")


def _door_of(round_: Round, subject: int) -> int:
    """Where the round owes the subject; the committee of their number when it does not."""
    sheet = sheets_of(round_.pk, [subject]).get(subject)
    return sheet[1] if sheet else part_of(subject)
