"""Chat logs and files → proposed tickets; a person accepts each, or drops it, before it counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.needs import sealing
from wanjia.needs.models import Batch, Kind, Proposal, Ticket, Urgency, Way
from wanjia.needs.placing import Doors, Spot
from wanjia.needs.refusals import Checked, TooMuchChat
from wanjia.needs.rules.parsing import Parsed, Proposed, parse
from wanjia.needs.services import Said, open_ticket
from wanjia.needs.vocabulary import vocabulary
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record

MOST_LINES = 5000
RANK = {"life": Urgency.LIFE, "red": Urgency.RED, "yellow": Urgency.YELLOW, "green": Urgency.GREEN}


def read_chat(text: str) -> Parsed:
    """What a log seems to ask for. Raises TooMuchChat."""
    lines = text.replace("\0", "").splitlines()
    if len(lines) > MOST_LINES:
        raise TooMuchChat(file="", row="", field="", why="", count=len(lines), most=MOST_LINES)
    return parse(lines, vocabulary())


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal with who asked, where a file says so."""

    proposed: Proposed
    caller: str = ""
    phone: str = ""


@transaction.atomic
def paste(*, by: Actor, area: int, text: str, name: str, now: datetime) -> Batch:
    """A pasted chat log. The log itself is not kept."""
    parsed = read_chat(text)
    left_out = Counter(one.why for one in parsed.ignored)
    rows = [Row(one) for one in parsed.tickets]
    return keep(by=by, area=area, way=Way.CHAT, name=name, rows=rows, left_out=left_out,
                lines=len(text.splitlines()), now=now)  # fmt: skip


@transaction.atomic
def keep(
    *, by: Actor, area: int, way: str, name: str, rows: Sequence[Row], left_out: Counter[str], lines: int,
    now: datetime,
) -> Batch:  # fmt: skip
    """Writes the proposals of a committee or of a part of it."""
    if codes.level_of(area) < codes.Level.COMMITTEE:
        raise NotFound
    require(by, Act.SERVE, area)
    part = codes.committee_of(area)
    batch = Batch.objects.create(
        id=new_event_id(), part=part, way=way, name=name.strip()[:60], lines=lines, left_out=dict(left_out),
        made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    Proposal.objects.bulk_create(_proposals(batch, area, rows), batch_size=1000)
    record(by=by, act="need.propose", area=part, subject=f"area:{part}", now=now,
           detail={"batch": str(batch.id), "way": way, "proposed": len(rows)})  # fmt: skip
    return batch


def _proposals(batch: Batch, area: int, rows: Iterable[Row]) -> Iterable[Proposal]:
    doors = Doors(area)
    for row in rows:
        one = row.proposed
        spot = doors.find(one.building, one.room)
        yield Proposal(
            id=new_event_id(), part=batch.part, batch_id=batch.id, line=one.line, building_key=spot.building_key,
            building=one.building[:20], made_at=batch.made_at, room=one.room[:12], household_id=spot.household_id,
            kind=one.kind, urgency=RANK[one.urgency], items=[str(item) for item in one.items],
            text_sealed=sealing.sealed(one.text, sealing.TEXT),
            caller_sealed=sealing.sealed(row.caller, sealing.CALLER),
            phone_sealed=sealing.sealed(row.phone, sealing.PHONE),
        )  # fmt: skip


@transaction.atomic
def accept(
    *, by: Actor, proposal_id: UUID, now: datetime, kind: str = "", urgency: int | None = None,
    spot: Spot | None = None,
) -> Ticket:  # fmt: skip
    """It is a ticket, as proposed or as the person says. Raises Checked, NotFound and what `open_ticket` raises."""
    row = _waiting(by, proposal_id)
    batch = Batch.objects.get(part=row.part, id=row.batch_id)
    at = spot or Spot(row.building_key, row.room, row.household_id)
    # what the words said stays readable, unless a person has said the whole door
    is_said = "-" in at.room or codes.has_building(at.building_key) or not row.building
    written = "" if is_said else f"{row.building}-"
    ticket = open_ticket(
        by=by,
        said=Said(
            at.building_key, kind or row.kind, sealing.said(row.text_sealed, sealing.TEXT) or Kind(row.kind).value,
            row.urgency if urgency is None else urgency, batch.way,
            household_id=at.household_id, room=f"{written}{at.room}",
            caller=sealing.said(row.caller_sealed, sealing.CALLER), phone=sealing.said(row.phone_sealed, sealing.PHONE),
            fields={"things": "、".join(row.items)} if row.items else {},
        ),
        now=now,
    )  # fmt: skip
    _decided(by, row, Proposal.State.ACCEPTED, now, ticket.id)
    return ticket


@transaction.atomic
def drop(*, by: Actor, proposal_id: UUID, now: datetime) -> None:
    """It asks for nothing. Raises Checked, NotFound."""
    row = _waiting(by, proposal_id)
    _decided(by, row, Proposal.State.DROPPED, now, None)
    record(by=by, act="need.drop_proposal", area=row.part, subject=f"area:{row.part}", now=now,
           detail={"proposal": str(row.id), "kind": row.kind})  # fmt: skip


def look(*, by: Actor, proposal_id: UUID) -> Proposal:
    """The proposal as it waits. Raises NotFound, NotAllowed."""
    return one_for(by, Act.SERVE, Proposal.objects.filter(id=proposal_id), lambda it: it.building_key)


def _waiting(by: Actor, proposal_id: UUID) -> Proposal:
    rows = Proposal.objects.select_for_update().filter(id=proposal_id)
    row = one_for(by, Act.SERVE, rows, lambda it: it.building_key)
    if row.state != Proposal.State.WAITING:
        raise Checked(by=row.decided_by)
    return row


def _decided(by: Actor, row: Proposal, state: str, now: datetime, ticket_id: UUID | None) -> None:
    Proposal.objects.filter(part=row.part, id=row.id).update(
        state=state, decided_by=by.name[:60], decided_at=now, ticket_id=ticket_id
    )
