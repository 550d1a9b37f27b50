"""Commands on boxes: begun, packed, sealed, given and taken, emptied, given up. Signing leaves a line in the log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel import custody
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import holding, intake, judging
from wanjia.logistics.intake import Receipt, Sender
from wanjia.logistics.models import Box, Holder
from wanjia.logistics.reading import GAVE, PACKED, SEALED, TOOK, UNPACKED, Fact, Unreadable, code_in
from wanjia.logistics.refusals import BadCode, BoxClosed, BoxEmpty, BoxOut, HolderClosed, NotTakenIn, ReasonWanted
from wanjia.logistics.rules import packing
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.audit import record

AT_THE_DESK = "console"  # the device of what was recorded at the console

keep_lab_holder = holding.keep_lab_holder  # the room of laboratories is told of under this name


@dataclass(frozen=True, slots=True)
class BoxSaid:
    """What somebody writes when they begin a box."""

    code: str
    place: int
    round_id: int | None = None
    site: str = ""


@transaction.atomic
def begin_box(*, by: Actor, said: BoxSaid, now: datetime) -> Box:
    """A box to pack; the one that is open under this code where there is one. Raises BadCode."""
    require(by, Act.CUSTODY, said.place)
    code, part = _code(said.code), codes.desk_of(said.place)
    box, is_new = Box.objects.get_or_create(
        part=part, code=code, ended_at=None,
        defaults={
            "id": new_event_id(), "place": said.place, "round_id": said.round_id, "site": said.site[:40],
            "made_at": now, "made_by": by.name[:60],
        },
    )  # fmt: skip
    if is_new:
        _note(by, "chain.begin_box", box, now)
    return box


def pack(*, by: Actor, box: Box, tube: str, now: datetime, event: UUID | None = None) -> Receipt:
    """A tube goes in. Odd ones go in too and are flagged. Many a minute: facts of their own, not in the log."""
    return _say(by, box, Fact(event or new_event_id(), PACKED, box.code, now, box_id=box.pk, tube=_code(tube)), now)


def unpack(*, by: Actor, box: Box, tube: str, now: datetime, event: UUID | None = None) -> Receipt:
    """A tube comes out again; that it was in stays on record."""
    return _say(by, box, Fact(event or new_event_id(), UNPACKED, box.code, now, box_id=box.pk, tube=_code(tube)), now)


@transaction.atomic
def seal(
    *, by: Actor, box: Box, number: str, to_lab: UUID | None, now: datetime, event: UUID | None = None
) -> Receipt:  # fmt: skip
    """Closes the box. Sealing again writes another seal beside the first. Raises BoxEmpty, BadCode."""
    if not packing.inside(judging.moves_of([box]).get(box.pk, [])):
        raise BoxEmpty
    fact = Fact(event or new_event_id(), SEALED, box.code, now, box_id=box.pk, seal=_code(number), to_lab=to_lab)
    receipt = _say(by, box, fact, now)
    _note(by, "chain.seal", box, now, seal=fact.seal)
    return receipt


@dataclass(frozen=True, slots=True)
class Signing:
    """One side of a hand-over as somebody at the console signs it. `holder` None is the site."""

    side: str
    holder: UUID | None
    other: UUID | None
    counted: int | None = None
    scanned: Sequence[str] | None = None
    seal_seen: str = ""
    seen_at: datetime | None = None  # written on paper; None: now
    is_paper: bool = False


@transaction.atomic
def sign(*, by: Actor, box: Box, signing: Signing, now: datetime, event: UUID | None = None) -> Receipt:
    """One person's signature, for one side. The other side signs for itself. Raises HolderClosed, BadCode."""
    _usable(signing)
    fact = replace(_fact(signing, box.code, now, event), box_id=box.pk)
    receipt = _say(by, box, fact, now)
    if receipt.outcome == "done":
        _note(by, f"chain.{fact.kind}", box, now, paper=signing.is_paper, flags=list(receipt.flags))
    return receipt


@transaction.atomic
def sign_code(
    *, by: Actor, area: int, code: str, signing: Signing, now: datetime, event: UUID | None = None
) -> Receipt:  # fmt: skip
    """The same for a box of which only the code is known, as a scanner reads it; one that nobody has named is begun."""
    require(by, Act.CUSTODY, area)
    _usable(signing)
    fact = replace(_fact(signing, _code(code), now, event), box_id=None)
    sender = Sender(area, AT_THE_DESK, by.name, by.account_id, may=lambda place: may(by, Act.CUSTODY, place))
    receipt = intake.record(sender, [fact], now)[0]
    if receipt.outcome == "done" and receipt.box_id is not None:
        _note(by, f"chain.{fact.kind}", Box.objects.get(pk=receipt.box_id), now, flags=list(receipt.flags))
    return receipt


def _usable(signing: Signing) -> None:
    """Raises HolderClosed for who works no more here; a slip of paper may be older than that."""
    for holder in Holder.objects.filter(id__in=[one for one in (signing.holder, signing.other) if one]):
        if holder.closed_at is not None and not signing.is_paper:
            raise HolderClosed(name=holder.name)


def _fact(signing: Signing, code: str, now: datetime, event: UUID | None) -> Fact:
    scanned = None if signing.scanned is None else tuple(dict.fromkeys(_code(one) for one in signing.scanned))
    return Fact(
        event or new_event_id(), GAVE if signing.side == GAVE else TOOK, code, signing.seen_at or now,
        holder=signing.holder, other=signing.other, counted=signing.counted, scanned=scanned,
        seal_seen=signing.seal_seen, is_paper=signing.is_paper,
    )  # fmt: skip


@transaction.atomic
def empty(*, by: Actor, box: Box, now: datetime) -> None:
    """The laboratory has taken the tubes out: the box may be filled again. Raises NotTakenIn, BoxClosed."""
    held = hold(by, box)
    line = custody.line(judging.signed_of([held]).get(held.pk, []), held.made_at)
    if line.taken_in_by(holding.labs_of(line)) is None:
        raise NotTakenIn(code=held.code)
    _end(held, by, "", now)
    _note(by, "chain.empty", held, now)


@transaction.atomic
def give_up(*, by: Actor, box: Box, why: str, now: datetime) -> None:
    """The box does not go: begun by mistake, packed over. Its tubes are not packed. Raises BoxOut, ReasonWanted."""
    held = hold(by, box)
    if not why.strip():
        raise ReasonWanted
    if judging.signed_of([held]):
        raise BoxOut(code=held.code)
    _end(held, by, why.strip()[:120], now)
    _note(by, "chain.give_up", held, now, reason=why.strip()[:120])


def hold(by: Actor, box: Box, act: Act = Act.CUSTODY) -> Box:
    """The row until the transaction ends. Raises BoxClosed for one that was emptied or given up."""
    held = Box.objects.select_for_update().get(part=box.part, id=box.pk)
    require(by, act, held.place)
    if held.ended_at is not None:
        raise BoxClosed(code=held.code)
    return held


def _end(held: Box, by: Actor, why: str, now: datetime) -> None:
    held.ended_at, held.ended_by, held.end_note = now, by.name[:60], why
    held.save(update_fields=["ended_at", "ended_by", "end_note"])


def _say(by: Actor, box: Box, fact: Fact, now: datetime) -> Receipt:
    require(by, Act.CUSTODY, box.place)
    sender = Sender(box.place, AT_THE_DESK, by.name, by.account_id, may=lambda place: may(by, Act.CUSTODY, place))
    return intake.record(sender, [fact], now)[0]


def _code(text: str) -> str:
    try:
        return code_in(text)
    except Unreadable as why:
        raise BadCode(code=text.strip()[:60]) from why


def _note(by: Actor, act: str, box: Box, now: datetime, reason: str = "", **detail: object) -> None:
    record(by=by, act=act, area=box.part, subject=f"box:{box.code}", reason=reason, detail=detail, now=now)
