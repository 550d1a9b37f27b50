"""Sites, timetables and labels for tests."""

from datetime import timedelta
from decimal import Decimal

from tests.world import HAND, NOON, SPRING, a_person, areas
from wanjia.kernel.area import building_key, compound_code
from wanjia.kernel.ids import make_id, new_event_id
from wanjia.kernel.walk import walk
from wanjia.roster.models import Building, Compound, Household
from wanjia.testing import labelling, services
from wanjia.testing.models import Slot
from wanjia.testing.services import PlanSaid, SiteSaid

HOURS = ((NOON - timedelta(hours=6), NOON + timedelta(hours=8)),)  # 6:00 to 20:00


def said(place=SPRING, name="中心花园", *, metres=100, lanes=2, spacing="2.0", rain=(40, 1)):
    plans = {
        "sunny": PlanSaid("中心花园北侧", False, metres, lanes),
        "rainy": PlanSaid("地下车库", True, rain[0], rain[1]),
    }
    return SiteSaid(name, place, None, Decimal(spacing), "", plans)


def a_site(place=SPRING, round_=None, *, hours=HOURS, **more):
    site = services.make_site(by=HAND, said=said(place, **more), now=NOON)
    if round_ is not None and hours:
        services.set_openings(by=HAND, site=site, round_=round_, windows=hours, now=NOON)
    return site


def a_slot(site, round_, key, *, starts=NOON, minutes=30, expected=12, **more):
    return Slot.objects.create(
        id=new_event_id(), part=site.part, round=round_, site=site, building_key=key, starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes), position=1, expected=expected, **more,
    )  # fmt: skip


def some_labels(committee=SPRING, site=None, *, prefix="T-", count=10, first=None, kind="tube"):
    asked = labelling.Asked(kind, committee, site.pk if site else None, None, prefix, first, count)
    return labelling.assign(by=HAND, asked=asked, now=NOON)


def a_house(number=1, *, committee=SPRING, stairs=2, floors=3, doors=2, people=2, born_on="1980-01-01"):
    """A building whose doors know their stair and floor, as the register writes them. Returns (key, people)."""
    areas()
    compound = compound_code(committee, 1)
    Compound.objects.get_or_create(code=compound, defaults={"part": committee, "name": "春和新苑"})
    key = building_key(compound, number)
    Building.objects.create(key=key, part=committee, name=f"{number}号楼", stairs=stairs, floors=floors)
    serial, ids = number * 1000, []
    for stair in range(1, stairs + 1):
        for floor in range(floors, 0, -1):
            for door in range(1, doors + 1):
                serial += 1
                room = f"{floor}{door:02}"
                home = Household.objects.create(
                    id=make_id(committee, serial), part=committee, building_key=key, stair=stair, floor=floor,
                    room=room, walk=walk(stair, floor, room),
                )  # fmt: skip
                for _ in range(people):
                    serial += 1
                    ids.append(a_person(home, serial, born_on=born_on).id)
    return key, ids
