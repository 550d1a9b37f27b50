"""What tests of care start from: a building, an elder who lives alone, somebody with oxygen, two carers."""

from datetime import date, datetime, timedelta

from tests.world import HAND, NOON, SPRING, a_building, a_person, an_account
from wanjia.care import cases, climbing, guiding, helping, houses, nights, planning, presets, teams, tending
from wanjia.care.climbing import Said
from wanjia.care.guiding import Guiding
from wanjia.care.helping import Helper, Pairing
from wanjia.care.houses import House
from wanjia.care.planning import Plan
from wanjia.care.teams import Bound
from wanjia.care.tending import Informal
from wanjia.kernel import clock
from wanjia.platform.access import actor_of
from wanjia.roster import caring
from wanjia.roster.models import Household

MARCH_21, HOUR = date(2022, 3, 21), timedelta(hours=1)


def at(text, on=MARCH_21) -> datetime:
    """`at("9:00")`: that hour in Shanghai on 21 March."""
    hour, minute = map(int, text.split(":"))
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=clock.LOCAL)


def need(person, kind="lives_alone"):
    return caring.record_need(
        by=HAND, person_id=person, kind=kind, detail="", source="走访", legal_basis="welfare", since=date(2022, 3, 1),
        now=NOON,
    )  # fmt: skip


def an_elder(committee=SPRING, *, born=date(1941, 5, 6), kind="lives_alone"):
    """The elder of 21 March: eighty, alone behind a door. Returns her id and the building."""
    key, _ids = a_building(committee, people=0)
    home = Household.objects.filter(building_key=key).order_by("walk").first()
    person = a_person(home, 900, name="冯冬至", born_on=born)
    need(person.pk, kind)
    presets.ensure()
    return person.pk, key


def somebody(login="lin", role="secretary", area=SPRING, now=NOON, name="林谷雨"):
    return actor_of(an_account(login, role, area, name=name), now)


def tried(held, rung, result, when, *, by=HAND, **more):
    return climbing.step(by=by, ladder_id=held.pk, said=Said(rung, result, when, **more), now=when)


def cared_for(person, committee):
    """One of everything, by the names of URL parameters."""
    ladder = climbing.begin(by=HAND, person_id=person, round_id=None, now=NOON)
    planning.write(by=HAND, person_id=person, plan=Plan(medicine="华法林"), now=NOON)
    helper = tending.write_informal(by=HAND, said=Informal(person, "陆满", "12000003320", "换水"), now=NOON)
    cover = tending.locked_in(by=HAND, informal_id=helper.pk, now=NOON)
    house = houses.write(by=HAND, committee=committee, said=House("福寿院", "care_home", 20), now=NOON)
    case = cases.open_case(
        by=HAND, committee=committee, kind="no_address", who="一位老人", where="桥下", person_id=None, now=NOON
    )
    return {
        "ladder_id": ladder.pk, "cover_id": cover.pk, "house_id": house.pk, "care_case_id": case.pk,
        **helped(person, committee),
    }  # fmt: skip


def helped(person, committee):
    """A volunteer with a team, a guide and a night's duty, by the names of URL parameters."""
    volunteer = a_volunteer(committee)
    helping.pair(by=HAND, said=Pairing(person, volunteer.pk, "old_partner"), now=NOON)
    team = teams.write(by=HAND, committee=committee, said=Bound("绿马甲", volunteer.pk), now=NOON)
    guide = guiding.write(by=HAND, said=Guiding(person, "陆小满", "12000003321", "wechat"), now=NOON)
    duty = nights.write(by=HAND, committee=committee, said=on_duty(NOON), now=NOON)
    return {"volunteer_id": volunteer.pk, "team_id": team.pk, "guide_id": guide.pk, "duty_id": duty.pk}


def a_volunteer(committee=SPRING, name="何立春", now=NOON, phone="12000005510", **more):
    return helping.write(by=HAND, committee=committee, said=Helper(name, phone, **more), now=now)


def on_duty(starts, hours=12, name="孙大寒", **more):
    return nights.Duty(starts, starts + hours * HOUR, name, "12000005511", "何夏至", "12000005512", **more)
