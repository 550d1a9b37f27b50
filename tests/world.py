"""A small world for tests: one subdistrict, two committees, three buildings, people with plain names."""

from datetime import UTC, datetime, timedelta

from wanjia.coverage import presets
from wanjia.coverage.models import Round
from wanjia.coverage.rules import Population
from wanjia.coverage.services import NewRound, open_round
from wanjia.kernel.area import building_key, compound_code
from wanjia.kernel.ids import make_id
from wanjia.platform.access import system
from wanjia.platform.models import Account, Grant
from wanjia.roster.models import Area, Building, Compound, Household, Person

NOON = datetime(2022, 3, 31, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
TOWN = 999999001000
SPRING, SUMMER = 999999001001, 999999001002
HAND = system("test")


def areas():
    """The tree from the province down to two committees."""
    names = {
        990000000000: ("演示省", 1), 999900000000: ("演示市", 2), 999999000000: ("演示区", 3), TOWN: ("万安街道", 4),
        SPRING: ("春和居委会", 5), SUMMER: ("夏荷居委会", 5),
    }  # fmt: skip
    Area.objects.bulk_create(
        [Area(code=code, name=name, level=level) for code, (name, level) in names.items()],
        ignore_conflicts=True,
    )


def a_building(committee=SPRING, number=1, *, floors=3, doors=2, people=2):
    """A building whose flats each hold `people` persons. Returns (key, ids in walking order)."""
    areas()
    compound = compound_code(committee, 1)
    Compound.objects.get_or_create(code=compound, defaults={"part": committee, "name": "春和新苑"})
    key = building_key(compound, number)
    Building.objects.create(key=key, part=committee, name=f"{number}号楼", floors=floors)
    serial = number * 1000
    ids = []
    for floor in range(floors, 0, -1):
        for door in range(1, doors + 1):
            serial += 1
            home = Household.objects.create(
                id=make_id(committee, serial), part=committee, building_key=key, floor=floor, room=f"{floor}{door:02}",
                walk=(100 - floor) * 1000 + door, checked_at=NOON - timedelta(days=12),
            )  # fmt: skip
            for _ in range(people):
                serial += 1
                ids.append(a_person(home, serial).id)
    return key, ids


def a_person(home, serial, **more):
    values = {"name": f"王春兰{serial}", "sex": "f", "checked_at": NOON - timedelta(days=12)} | more
    return Person.objects.create(
        id=make_id(home.part, serial), part=home.part, household=home, building_key=home.building_key, walk=home.walk,
        **values,
    )  # fmt: skip


def a_round(area=TOWN, *, obligation="nat", population=Population(), due_in=timedelta(hours=6), by=HAND) -> Round:
    presets.load()
    asked = NewRound(
        obligation=obligation, name="第7轮核酸筛查", area=area, opens_at=NOON, due_at=NOON + due_in,
        population=population,
    )  # fmt: skip
    return open_round(by=by, asked=asked, now=NOON)


def an_account(login="lin", role="secretary", area=SPRING, **more) -> Account:
    account = Account.objects.create(login=login, name=more.pop("name", "林谷雨"), created_at=NOON, **more)
    if role:
        Grant.objects.create(account=account, role=role, area=area, starts_at=NOON - timedelta(days=900))
    return account
