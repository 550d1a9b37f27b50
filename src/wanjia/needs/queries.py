"""Reading tickets: the inbox by clock, counts, what is similar, the history of one, the books."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.ids import part_of
from wanjia.needs import sealing
from wanjia.needs.models import Batch, Proposal, Step, Ticket, Urgency
from wanjia.needs.rules import alike, books
from wanjia.needs.rules.alike import Cluster
from wanjia.needs.rules.books import Balance
from wanjia.roster.queries import building_names

PAGE = 50
_NEAR = timedelta(hours=12)  # what opened earlier is no longer one trouble with what opens now
_MOST_ROWS = 600  # read for the lines of one page


@dataclass(frozen=True, slots=True)
class Asked:
    """Which tickets of the inbox: all, or those of a kind, an urgency, a level, late, or taken by somebody."""

    kind: str = ""
    urgency: int | None = None
    rung: int | None = None
    is_late: bool = False
    has_call: bool = False  # a call back is promised
    after: tuple[int, datetime, UUID] | None = None  # the last row before


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket as the inbox shows it."""

    ticket: Ticket
    building: str  # empty: not said
    compound: str
    words: str  # what was asked, short


def inbox(area: int, asked: Asked, now: datetime, limit: int = PAGE) -> list[Line]:
    """Open tickets by urgency, then by clock; one more than `limit` where there are more. Three queries."""
    rows = list(_asked(open_in(area), asked, now).order_by("urgency", "due_at", "id")[: limit + 1])
    return lines(rows)


def _asked(rows: "QuerySet[Ticket]", asked: Asked, now: datetime) -> "QuerySet[Ticket]":
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.urgency is not None:
        rows = rows.filter(urgency=asked.urgency)
    if asked.rung is not None:
        rows = rows.filter(rung=asked.rung)
    if asked.is_late:
        rows = rows.filter(due_at__lte=now)
    if asked.has_call:
        rows = rows.exclude(call_by=None)
    if asked.after:
        urgency, due_at, id_ = asked.after
        later = Q(urgency=urgency, due_at=due_at, id__gt=id_) | Q(urgency=urgency, due_at__gt=due_at)
        rows = rows.filter(Q(urgency__gt=urgency) | later, urgency__gte=urgency)
    return rows


def ever_in(area: int) -> "QuerySet[Ticket]":
    """Every ticket of an area, open and closed."""
    return Ticket.objects.filter(part__range=codes.codes_under(area), building_key__range=codes.buildings_under(area))


def open_in(area: int) -> "QuerySet[Ticket]":
    return ever_in(area).filter(closed_at=None)


def lines(rows: Sequence[Ticket]) -> list[Line]:
    """Two queries, whatever the number."""
    names = building_names({row.building_key for row in rows})
    return [
        Line(row, names[row.building_key][1], names[row.building_key][0],
             sealing.said(row.text_sealed, sealing.TEXT)[:60])
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open in an area: by urgency, by kind, by level, late."""

    open: int
    late: int
    urgency: Mapping[int, int]
    kind: Mapping[str, int]
    rung: Mapping[int, int]


def counts(area: int, now: datetime) -> Counts:
    """One query over the open tickets."""
    grouped = open_in(area).values_list("urgency", "kind", "rung")
    urgency: dict[int, int] = dict.fromkeys(Urgency.values, 0)
    kind: dict[str, int] = {}
    rung: dict[int, int] = {}
    late = 0
    counted = grouped.annotate(n=Count("id"), over=Count("id", filter=Q(due_at__lte=now))).order_by()
    for one, what, level, count, over in counted:
        urgency[one] += count
        kind[what] = kind.get(what, 0) + count
        rung[level] = rung.get(level, 0) + count
        late += over
    return Counts(sum(urgency.values()), late, urgency, kind, rung)


def clusters(area: int, now: datetime, most: int = 8) -> list[tuple[Cluster, tuple[str, str]]]:
    """Many doors of one building with one trouble, the largest first, with (compound, building). Four queries."""
    near = open_in(area).filter(kind__in=alike.SHARED, opened_at__gte=now - _NEAR)
    groups = near.values_list("building_key", "kind", "topic").annotate(n=Count("id")).filter(n__gte=alike.LEAST)
    wanted = Q(pk__in=[])
    for key, kind, topic, _count in groups.order_by("-n", "building_key")[:most]:
        if codes.has_building(key):
            wanted |= Q(building_key=key, kind=kind, topic=topic)
    rows = near.filter(wanted).values_list("id", "building_key", "kind", "topic", "room", "opened_at")[:_MOST_ROWS]
    found = alike.clusters(alike.Said(*row) for row in rows)
    names = building_names({one.building_key for one in found})
    return [(one, names[one.building_key]) for one in found]


def cluster_of(ticket: Ticket) -> list[Line]:
    """The open tickets that are about the same thing as this one, itself among them, the first one first.

    Three queries. Also what is left of a cluster when some of it was closed.
    """
    same = Ticket.objects.filter(
        part=ticket.part, building_key=ticket.building_key, kind=ticket.kind, topic=ticket.topic, closed_at=None
    ).order_by("opened_at", "id")
    rows = {row.id: row for row in same[:_MOST_ROWS]}
    if ticket.kind not in alike.SHARED or not codes.has_building(ticket.building_key):
        return lines([row for row in rows.values() if row.id == ticket.id])
    said = (
        alike.Said(row.id, row.building_key, row.kind, row.topic, row.room, row.opened_at) for row in rows.values()
    )  # fmt: skip
    found = alike.clusters(said, least=1)
    around = next((one for one in found if ticket.id in one.ids), None) or (found[0] if found else None)
    return lines([rows[id_] for id_ in around.ids]) if around else []


def similar(ticket: Ticket, now: datetime) -> list[Line]:
    """Other open tickets of the same building and kind, and of the same door. Three queries."""
    same = Q(kind=ticket.kind, topic=ticket.topic) if ticket.kind in alike.SHARED else Q(pk__in=[])
    if ticket.household_id:
        same |= Q(household_id=ticket.household_id)
    if not codes.has_building(ticket.building_key):
        return []
    rows = Ticket.objects.filter(same, part=ticket.part, building_key=ticket.building_key, closed_at=None)
    return lines(list(rows.exclude(id=ticket.id).order_by("opened_at")[:20]))


def history(ticket: Ticket) -> list[tuple[Step, str]]:
    """Every step with its note, in time. One query."""
    rows = Step.objects.filter(part=ticket.part, ticket_id=ticket.id).order_by("at", "id")
    return [(row, sealing.said(row.note_sealed, sealing.NOTE)) for row in rows]


def particulars(ticket: Ticket) -> dict[str, str]:
    """The fields of its kind, unsealed."""
    kept = sealing.said(ticket.fields_sealed, sealing.FIELDS)
    return dict(json.loads(kept)) if kept else {}


def of_household(household_id: int, since: datetime) -> list[Ticket]:
    """What a door asked for: open, or opened or closed lately, the newest first. One query."""
    rows = Ticket.objects.filter(part=part_of(household_id), household_id=household_id)
    lately = Q(closed_at=None) | Q(opened_at__gte=since) | Q(closed_at__gte=since)
    return list(rows.filter(lately).order_by("-opened_at")[:20])


def closed_in(area: int, limit: int = PAGE) -> list[Line]:
    """The tickets that were closed last. Three queries."""
    rows = ever_in(area).filter(closed_at__isnull=False)
    return lines(list(rows.order_by("-closed_at")[:limit]))


def balance(area: int) -> Balance:
    """Opened = open + closed by outcome, over everything that ever came in. Two queries."""
    by_outcome = dict(ever_in(area).values_list("outcome").annotate(Count("id")).order_by())
    still = by_outcome.pop("", 0)
    opened = ever_in(area).aggregate(n=Count("id"))["n"]
    return Balance(opened, still, by_outcome)


def broken() -> list[str]:
    """Committees whose steps tell another number of open tickets than their rows, for `wanjia check`. Two queries."""
    told: dict[int, dict[str, int]] = {}
    for part, what, count in Step.objects.values_list("part", "what").annotate(Count("id")).order_by():
        told.setdefault(part, {})[what] = count
    rows = dict(Ticket.objects.filter(closed_at=None).values_list("part").annotate(Count("id")).order_by())
    return [
        f"committee {part}: {rows.get(part, 0)} open tickets, {books.opens(told.get(part, {}))} by their steps"
        for part in sorted({*told, *rows})
        if rows.get(part, 0) != books.opens(told.get(part, {}))
    ]


def urgent_count(area: int, now: datetime) -> int:
    """Open tickets of life and red, or with a promised call that is late, for the rail of every page. One query."""
    return open_in(area).filter(Q(urgency__lte=Urgency.RED) | Q(call_by__lte=now)).count()


def proposed_count(area: int) -> int:
    """Proposed tickets that nobody has looked at. One query."""
    return Proposal.objects.filter(
        part__range=codes.codes_under(area), building_key__range=codes.buildings_under(area), state="waiting"
    ).count()


def proposed(area: int, limit: int = PAGE) -> list[tuple[Proposal, str]]:
    """What waits to be checked, with its words: the most urgent first, then batch by batch as the lines stand. One
    query."""
    rows = Proposal.objects.filter(
        part__range=codes.codes_under(area), building_key__range=codes.buildings_under(area), state="waiting"
    ).order_by("urgency", "batch_id", "line", "id")[: limit + 1]
    return [(row, sealing.said(row.text_sealed, sealing.TEXT)) for row in rows]


def batches(area: int, now: datetime) -> list[Batch]:
    """The last logs and files. One query."""
    since = now - timedelta(days=7)
    return list(Batch.objects.filter(part__range=codes.codes_under(area), made_at__gte=since).order_by("-made_at")[:10])


def labels(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Numbers for the log. One query."""
    return {row.id: str(row) for row in Ticket.objects.filter(id__in=ids).only("id", "number")}
