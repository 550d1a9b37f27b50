"""Boxes over the API: for couriers' and laboratories' own programs. What each field means stands in docs/chain.md."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from wanjia.logistics import intake, queries
from wanjia.logistics.intake import Receipt, Sender
from wanjia.logistics.linking import Column
from wanjia.platform.access import Act, home_of, may, require
from wanjia.platform.calls import Call
from wanjia.platform.pages import area_from

router = Router(tags=["chain"])
MOST_RECORDS = 500


class ChainIn(Schema):
    """Up to 500 records of one device: packed, unpacked, sealed, gave, took. `sent_at` is the device's clock now."""

    sent_at: AwareDatetime | None = None
    records: list[dict[str, Any]] = Field(max_length=MOST_RECORDS)


class ExtraOut(Schema):
    """A tube too many, and the box that it belongs to where one has it."""

    tube: str
    box: str = ""


class DifferenceOut(Schema):
    """What a count or a list says against what was packed."""

    packed: int
    counted: int | None
    missing: list[str] = []
    extra: list[ExtraOut] = []


class ChainReceiptOut(Schema):
    """What became of one record."""

    position: int
    outcome: str = Field(description="done, repeat, conflict, or malformed")
    id: str = ""
    box: UUID | None = None
    flags: list[str] = []
    difference: DifferenceOut | None = None
    why: str = ""


class ChainOut(Schema):
    """One receipt a record, in the order sent."""

    received_at: datetime
    receipts: list[ChainReceiptOut]


@router.post("/chain/records", response=ChainOut, url_name="chain_records")
def post_chain(request: Call, batch: ChainIn) -> Mapping[str, object]:
    """Write down what was done with boxes. One malformed record never blocks the rest; odd ones come back flagged."""
    by = request.auth
    home: int = getattr(request, "home", 0) or home_of(by) or 0
    sender = Sender(
        home, request.device, by.name, by.account_id, batch.sent_at,
        lambda place: place > 0 and may(by, Act.CUSTODY, place),
    )  # fmt: skip
    receipts = intake.record_all(sender, batch.records, request.now)
    return {"received_at": request.now, "receipts": [_told(at, one) for at, one in enumerate(receipts)]}


def _told(position: int, receipt: Receipt) -> ChainReceiptOut:
    found = receipt.difference
    difference = None
    if found is not None and not found.agrees:
        homes = found.homes or {}
        difference = DifferenceOut(
            packed=found.packed, counted=found.counted, missing=list(found.missing),
            extra=[ExtraOut(tube=code, box=homes.get(code, "")) for code in found.extra],
        )  # fmt: skip
    return ChainReceiptOut(
        position=position, outcome=receipt.outcome, id=receipt.id, box=receipt.box_id, flags=list(receipt.flags),
        difference=difference, why=receipt.why,
    )  # fmt: skip


class HolderOut(Schema):
    """Somebody who can hold a box. The id is what signatures name."""

    id: UUID
    kind: str
    name: str
    plate: str


@router.get("/chain/holders", response=list[HolderOut], url_name="chain_holders")
def list_holders(request: Call, area: int) -> list[HolderOut]:
    """Couriers, depots and laboratories that work in an area."""
    area = area_from(str(area))
    require(request.auth, Act.CUSTODY, area)
    return [HolderOut(id=one.pk, kind=one.kind, name=one.name, plate=one.plate) for one in queries.holders_in(area)]


class BalanceOut(Schema):
    """left = the sum of the parts; what differs has names."""

    name: str
    unit: str
    left: int
    parts: dict[str, int]
    difference: int
    count: int
    named: list[dict[str, str]]


class ColumnOut(Schema):
    """One link: what waits, what has passed, the limit, how many are over it."""

    link: str
    boxes: int
    tubes: int
    people: int
    passed: int
    over: int
    level: int
    limit_minutes: int | None
    oldest: str
    oldest_since: datetime | None
    balances: list[BalanceOut]


@router.get("/chain/links", response=list[ColumnOut], url_name="chain_links")
def list_links(
    request: Call, area: int, round_id: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> list[ColumnOut]:
    """The books from swab to laboratory. Codes of tubes and boxes, nobody's name."""
    area = area_from(str(area))
    require(request.auth, Act.SEE_COUNTS, area)
    return [_column(column) for column in queries.links(area, round_id, request.now).columns]


def _column(column: Column) -> ColumnOut:
    oldest = column.oldest
    return ColumnOut(
        link=column.link, boxes=column.boxes, tubes=column.tubes, people=column.people, passed=column.passed,
        over=column.over, level=column.level, limit_minutes=column.limit.minutes if column.limit else None,
        oldest=oldest.code if oldest else "", oldest_since=oldest.since if oldest else None,
        balances=[
            BalanceOut(
                name=one.name, unit=one.unit, left=one.left, parts=dict(one.parts), difference=one.difference,
                count=one.count, named=[{"code": item.code, "where": item.where} for item in one.named],
            )
            for one in column.balances
        ],
    )  # fmt: skip
