"""What a roster does not hold: shops and building sites, who answers for which building."""

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from wanjia.demo.cast import TOWN
from wanjia.demo.numbers import full_name, mobile
from wanjia.kernel.area import buildings_under, committee_of
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import system
from wanjia.platform.vault import seal
from wanjia.roster import housing
from wanjia.roster.models import Building, BuildingContact, Premises

_PLACES = (
    ("shop", "便民超市", 6), ("shop", "理发店", 3), ("market", "菜场", 45), ("site", "工地", 60),
    ("office", "园区", 120), ("dormitory", "工人宿舍", 80), ("shop", "面馆", 5), ("shop", "药店", 4),
)  # fmt: skip
_WITHOUT = 30  # one building in thirty has nobody who answers: a gap to see


@transaction.atomic
def furnish(seed: int, now: datetime) -> None:
    """Premises and contacts of every building of the demo. Does nothing when they are there."""
    keys = list(Building.objects.filter(key__range=buildings_under(TOWN)).order_by("key").values_list("key", flat=True))
    if BuildingContact.objects.filter(building_key__in=keys).exists():
        return
    draw = Random(seed)
    BuildingContact.objects.bulk_create(_contacts(draw, keys, local_date(now)))
    for position, key in enumerate(keys[::14]):
        kind, name, people = _PLACES[position % len(_PLACES)]
        housing.add_premises(
            by=system("demo"), building_key=key, kind=kind, name=f"{full_name(draw)[1:]}{name}", door="底楼",
            manager=full_name(draw), phone=mobile(90_000_000 + position), headcount=people, now=now,
        )  # fmt: skip
    Premises.objects.filter(building_key__in=keys).update(checked_at=now - timedelta(days=9))


def _contacts(draw: Random, keys: list[int], today: date) -> list[BuildingContact]:
    return [
        BuildingContact(
            id=new_event_id(), part=committee_of(key), building_key=key, role=role, name=full_name(draw),
            born_on=today - timedelta(days=draw.randint(22, 44) * 365), phone_sealed=seal(number, field="phone"),
            phone_tail=number[-4:], since_on=today - timedelta(days=draw.randint(5, 300)),
        )
        for position, key in enumerate(keys) if draw.randrange(_WITHOUT)
        for role, number in (("contact", mobile(80_000_000 + position)), ("leader", mobile(81_000_000 + position)))
    ]  # fmt: skip
