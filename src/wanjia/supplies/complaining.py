"""Complaints about a lot: written down by whoever hears them, counted by door, until somebody recalls it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.supplies import asked
from wanjia.supplies.models import Complaint, Lot

_MOST_DOORS = 9_999


@transaction.atomic
def write(*, by: Actor, lot: Lot, kind: str, doors: int, note: str, now: datetime) -> Complaint:
    """Heard at a door, by telephone, in the chat. Raises AmountWanted, NotFound for no kind."""
    require(by, Act.RECORD, lot.place)
    if kind not in Complaint.Kind.values:
        raise NotFound
    made = Complaint.objects.create(
        id=new_event_id(), part=lot.part, lot=lot, kind=kind, note=note.strip()[:120], at=now, recorded_by=by.name[:60],
        doors=asked.amount(doors, _("From how many doors"), most=_MOST_DOORS),
    )  # fmt: skip
    record(
        by=by, act="supplies.complain", area=codes.desk_of(lot.place), subject=f"lot:{lot.pk}", now=now,
        detail={"kind": kind, "doors": doors},
    )  # fmt: skip
    return made


def of(lot: Lot) -> list[Complaint]:
    """The newest first. One query."""
    return list(Complaint.objects.filter(part=lot.part, lot=lot).order_by("-at", "-id"))


def sums(heard: Iterable[Complaint]) -> Mapping[str, int]:
    """Doors by kind."""
    found: dict[str, int] = defaultdict(int)
    for one in heard:
        found[one.kind] += one.doors
    return found


def by_kind(lots: Iterable[Lot]) -> Mapping[UUID, Mapping[str, int]]:
    """Doors by lot and kind. One query."""
    known = list(lots)
    rows = Complaint.objects.filter(part__in={lot.part for lot in known}, lot__in=[lot.pk for lot in known])
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for lot, kind, doors in rows.order_by().values_list("lot_id", "kind").annotate(n=Sum("doors")):
        found[lot][kind] = doors
    return found
