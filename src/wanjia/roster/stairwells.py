"""Stairwells (楼道): one place for each stair of each building, so that a round can owe them.

They are made from the register and say nothing that it does not say: a stairwell has no manager, no telephone, nobody.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from wanjia.kernel import area as codes
from wanjia.platform.access import Actor
from wanjia.platform.audit import record
from wanjia.platform.serials import take
from wanjia.roster.models import Building, Premises

_Unlisted = tuple[int, int, int, int]  # part, building key, stairs that are listed, stairs that there are


@transaction.atomic
def keep(*, by: Actor, area: int, now: datetime) -> int:
    """Lists every stair of the area that is not listed yet, and returns how many; a second call lists none.

    Needs no right of its own: whoever opens a round over stairs may have them. One query where nothing is missing,
    else three for each committee and one. Stairs are never taken off the list: the register never takes one away.
    """
    return _list(by, area, now, _unlisted(area, least=0))


@transaction.atomic
def grow(*, by: Actor, area: int, now: datetime) -> int:
    """As `keep`, but only in buildings of which stairs were listed before: where nobody asked there are none."""
    return _list(by, area, now, _unlisted(area, least=1))


def _unlisted(area: int, least: int) -> list[_Unlisted]:
    """Buildings that lack some of their stairs on the list, and have at least so many on it. One query."""
    near = Premises.objects.filter(part=OuterRef("part"), building_key=OuterRef("key"), kind=Premises.Kind.STAIR)
    count = near.order_by().values("building_key").annotate(n=Count("id")).values("n")
    listed = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    houses = Building.objects.filter(key__range=codes.buildings_under(area)).annotate(listed=listed)
    lacking = houses.filter(listed__gte=least, listed__lt=F("stairs")).order_by("part", "key")
    return list(lacking.values_list("part", "key", "listed", "stairs"))


def _list(by: Actor, area: int, now: datetime, rows: Sequence[_Unlisted]) -> int:
    """Two who list at once wait for each other's numbers; what the first has made the second leaves alone."""
    made = [place for part, group in groupby(rows, key=lambda row: row[0]) for place in _new(part, list(group), now)]
    if made:
        Premises.objects.bulk_create(made, ignore_conflicts=True, batch_size=5000)
        record(by=by, act="stairwells.list", area=codes.desk_of(area), now=now, detail={"listed": len(made)})
    return len(made)


def _new(part: int, rows: Sequence[_Unlisted], now: datetime) -> list[Premises]:
    wanted = [(key, stair) for _part, key, listed, stairs in rows for stair in range(listed + 1, stairs + 1)]
    return [
        Premises(
            id=id_, part=part, building_key=key, kind=Premises.Kind.STAIR, stair=stair, name=f"{stair}单元楼道",
            checked_at=now,
        )
        for id_, (key, stair) in zip(take(part, len(wanted)), wanted, strict=True)
    ]  # fmt: skip
