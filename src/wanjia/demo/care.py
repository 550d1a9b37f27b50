"""Care and medical access of the demo: today's checks, a ladder, a plan with water at 18:00, trips, books on the way.

Everybody is invented. One elder of the demo lives the morning of 21 March over again.
"""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from wanjia.care import cases, climbing, daily, houses, planning, tending
from wanjia.care.climbing import Said
from wanjia.care.houses import House, Looked
from wanjia.care.models import CareRound, Ladder
from wanjia.care.planning import Plan
from wanjia.care.tending import Informal
from wanjia.coverage import intake
from wanjia.coverage.models import Round, Sheet
from wanjia.demo import helpers
from wanjia.demo.cast import TOWN, committee
from wanjia.kernel import clock
from wanjia.kernel.area import buildings_under
from wanjia.medical import falling_back, hospitals, house_orders, institutions, medicine, visiting
from wanjia.medical.hospitals import House as Hospital
from wanjia.medical.hospitals import Wheels
from wanjia.medical.house_orders import HouseLine
from wanjia.medical.intake import HandFact, StepFact, record_hand, record_step
from wanjia.medical.medicine import Asked
from wanjia.medical.models import Appointment, Car
from wanjia.medical.models import Hospital as Row
from wanjia.medical.visiting import Repeats, Visit
from wanjia.platform.access import system
from wanjia.platform.models import Account
from wanjia.roster.models import Person, Presence, SpecialNeed

HAND = system("demo")
HERE = committee(1)
_HOUR = timedelta(hours=1)


@transaction.atomic
def build(now: datetime) -> int:
    """Returns how many people are looked after; 0 where it was built or nobody with needs lives there."""
    people = _in_need()
    if Ladder.objects.filter(building_key__range=buildings_under(HERE)).exists() or len(people) < 12:
        return 0
    morning = datetime.combine(clock.local_date(now), time(8), clock.LOCAL)
    _plans(people, min(now, morning))
    daily.settle(HERE, min(now, morning))
    _lists(people, now)
    _ladder(people[0], now)
    _others(people, now)
    helpers.build(people, now)
    _checks(people, now)
    house = _hospitals(now)
    _visits(people, house, now)
    _medicine(people[2:7], house, now)
    _list_of_a_home(house, now)
    return len(people)


def _in_need() -> list[int]:
    """Oxygen and elders who live alone first."""
    here = Person.objects.filter(
        building_key__range=buildings_under(HERE), presence=Presence.PRESENT, merged_into=None
    ).values_list("id", flat=True)
    rows = SpecialNeed.objects.filter(part=HERE, until_on=None, person_id__in=list(here))
    order = {"lives_alone": 0, "oxygen": 1, "sole_elder": 1, "dialysis": 2, "chemotherapy": 2, "pregnant": 3}
    found = sorted((order.get(row.kind, 9), row.person_id) for row in rows)
    return list(dict.fromkeys(person for _rank, person in found))


def _plans(people: list[int], now: datetime) -> None:
    said = Plan(
        "高血压 20 年，房颤", "华法林每晚 1 片，氨氯地平", "青霉素", "说不清话、手脚不动，马上 120", "示范二院",
        "儿子，外区", "制氧机，每天 18 点换水", "备用钥匙在楼组长处",
    )  # fmt: skip
    for person in people[:3]:
        planning.write(by=HAND, person_id=person, plan=said, now=now)
    planning.add_task(by=HAND, person_id=people[1], at=time(18), what="制氧机换纯净水", now=now)
    planning.add_task(by=HAND, person_id=people[2], at=time(19, 30), what="睡前药", now=now)


def _lists(people: list[int], now: datetime) -> None:
    logins = {row.login: row for row in Account.objects.filter(login__in=("zhaogu", "juwei", "wangge"))}
    carer, second = logins.get("zhaogu"), logins.get("juwei")
    if carer is None or second is None:
        return
    for person in people[:8]:
        tending.give(by=HAND, person_id=person, carer_id=carer.pk, backup_id=second.pk, note="", now=now)


def _ladder(person: int, now: datetime) -> None:
    held = climbing.begin(by=HAND, person_id=person, round_id=None, now=now, began_at=now - timedelta(minutes=96))
    for rung, result, minutes, who, note in (
        ("first", "no_answer", 96, "林谷雨", "没有应答，手机关机；早餐挂在门把手上"),
        ("retry", "no_answer", 8, "林谷雨", "早餐没动，屋里有电视声"),
        ("second", "no_answer", 5, "华小暑", "昨晚 19 点还见过，灯亮着"),
    ):
        said = Said(rung, result, now - timedelta(minutes=minutes), note, who)
        climbing.step(by=HAND, ladder_id=held.pk, said=said, now=now)


def _checks(people: list[int], now: datetime) -> None:
    """Half of the calls that still run are made; of those whose hour is over, and of equipment, few are missed."""
    for row in CareRound.objects.filter(part=HERE, what__in=("welfare_call", "equipment")):
        round_ = Round.objects.get(pk=row.round_id)
        is_over = round_.due_at <= now
        if row.what == "equipment" and not is_over:
            continue
        owed = [one for sheet in Sheet.objects.filter(round_id=round_.pk) for one in sheet.owed if one != people[0]]
        facts = [
            intake.ProofFact(uuid5(_NAME, f"{round_.pk} {one}"), one, now - _HOUR, _key(one), detail={"state": "well"})
            for one in (sorted(owed)[2:] if is_over else sorted(owed)[::2])
        ]  # fmt: skip
        intake.record_proofs(round_=round_, facts=facts, device="demo", by="赵小满", now=now)


_NAME = uuid5(NAMESPACE_URL, "wanjia.demo.care")


def _key(person: int) -> int:
    return Person.objects.values_list("building_key", flat=True).get(id=person)


def _others(people: list[int], now: datetime) -> None:
    helper = tending.write_informal(
        by=HAND, said=Informal(people[1], "陆满", "12000003320", "每天 18 点来换制氧机的水"), now=now
    )
    tending.locked_in(by=HAND, informal_id=helper.pk, now=now - timedelta(minutes=20))
    home = houses.write(
        by=HAND,
        committee=HERE,
        said=House("福寿养老院（演示）", "care_home", 30, "春和路 9 号", "何立秋", "", True),
        now=now,
    )
    for bed, name in (("A1", "吴立春"), ("A2", "郑雨水"), ("B1", "王惊蛰")):
        houses.take_in(by=HAND, house_id=home.pk, name=name, born_on=None, bed=bed, needs="降压药", now=now)
    houses.inspect(
        by=HAND, house_id=home.pk, now=now - 20 * _HOUR,
        said=Looked("online", 3, "备用氧气不足", clock.local_date(now) + timedelta(days=2)),
    )  # fmt: skip
    case = cases.open_case(
        by=HAND, committee=HERE, kind="no_address", who="一位老人，说不清家在哪里", where="公交站旁", person_id=None,
        now=now - 5 * _HOUR,
    )  # fmt: skip
    cases.do_step(by=HAND, case_id=case.pk, step="met", note="", now=now)


def _list_of_a_home(at: Row, now: datetime) -> None:
    """A care home orders for two of its residents; the books go with whoever took the list."""
    home = institutions.houses(HERE)[0]
    there = institutions.house(HAND, home.id)[1]
    lines = [
        HouseLine(one.id, level, items, at.pk, ("book", "card"), 20_000)
        for one, level, items in zip(there, ("red", "green"), ("氨氯地平 两盒", "二甲双胍 一盒"), strict=False)
    ]
    house_orders.ask(by=HAND, house_id=home.id, lines=lines, taker="华小暑", now=now - _HOUR)


def _hospitals(now: datetime) -> Row:
    house = hospitals.write(
        by=HAND, area=TOWN, said=Hospital("示范二院", "示范路 2 号", "12000000120", "郎春分", (TOWN,)), now=now,
        departments={
            "emergency": "24 小时", "dialysis": "6:00–22:00", "oncology": "8:00–17:00", "obstetrics": "24 小时",
        },
    )  # fmt: skip
    other = hospitals.write(
        by=HAND, area=TOWN, said=Hospital("万安社区卫生服务中心", "万安路 1 号", "12000006077"), now=now,
        departments={"emergency": "24 小时", "pharmacy": "8:00–17:00"},
    )  # fmt: skip
    hospitals.set_status(by=HAND, hospital_id=other.pk, status="emergency", note="下午消杀", now=now)
    for wheels in (
        Wheels("演C0001", 4, "孙师傅", "12000003371"), Wheels("演C0002", 4, "李师傅", "12000003372", True),
        Wheels("演C0003", 7, "周师傅", "12000003373", True, 1, is_fallback=True),
        Wheels("演C0004", 4, "郑师傅", "12000003374", opens=time(7), closes=time(22), is_fallback=True),
    ):  # fmt: skip
        hospitals.write_car(by=HAND, area=TOWN, said=wheels, now=now)
    for minutes, ago in ((35, 200), (None, 95), (50, 40)):
        hospitals.note_wait(by=HAND, area=TOWN, minutes=minutes, now=now - timedelta(minutes=ago))
    closed = other.departments.get(kind="emergency")
    hospitals.set_department(by=HAND, department_id=closed.pk, is_open=False, note="消杀，晚上八点开", now=now - _HOUR)
    return house


def _visits(people: list[int], house: Row, now: datetime) -> None:
    today = clock.local_date(now)
    for n, person in enumerate(people[2:5]):
        said = Visit(person, "dialysis", today, time(7 + n), house.pk)
        visiting.write_course(by=HAND, said=said, repeats=Repeats((1 + n, 3 + n, 5 + n)), now=now)
    for n, person in enumerate(people[5:40]):
        kind = ("blood", "chemotherapy", "prenatal")[n % 3]
        said = Visit(person, kind, today + timedelta(days=n % 6 if n < 24 else 2), time(8 + n % 8), house.pk)
        visiting.write(by=HAND, said=said, now=now)
    car, second = hospitals.cars_for(TOWN)[:2]
    for n, visit in enumerate(Appointment.objects.filter(on=today).order_by("expected_at")[:4]):
        visiting.plan_way(by=HAND, visit_id=visit.pk, car_id=car.pk, companion="陆满", now=now)
        if n < 2:
            _on_the_way(visit, now, whole=n == 0)
    _fell_out(second, now)


def _fell_out(second: Car, now: datetime) -> None:
    """The second car broke down with two trips of tomorrow on it: other vehicles are proposed."""
    tomorrow = clock.local_date(now) + timedelta(days=1)
    for visit in Appointment.objects.filter(on=tomorrow).order_by("expected_at")[:2]:
        visiting.plan_way(by=HAND, visit_id=visit.pk, car_id=second.pk, companion="陆满", now=now)
    falling_back.fell_out(by=HAND, area=TOWN, car_id=second.pk, reason="发动机故障，送修", now=now)


def _on_the_way(visit: Appointment, now: datetime, *, whole: bool) -> None:
    stations = ("left_home", "at_hospital", "left_hospital", "home") if whole else ("left_home",)
    for n, station in enumerate(stations):
        for side, who in (("gives", "华小暑"), ("takes", "孙师傅")):
            seen = now - timedelta(minutes=240 - 50 * n) if whole else now - timedelta(minutes=100)
            fact = StepFact(uuid5(visit.pk, f"{station} {side}"), station, side, who, seen)
            record_step(by=HAND, visit_id=visit.pk, fact=fact, now=now)


def _medicine(people: list[int], house: Row, now: datetime) -> None:
    then = now - 3 * _HOUR
    orders = [
        medicine.ask(by=HAND, said=Asked(person, level, "华法林 2.5mg 两盒\n氨氯地平 一盒", house.pk), now=then)
        for person, level in zip(people, ("red", "yellow", "green", "yellow", "green"), strict=False)
    ]
    for order in orders[:4]:
        for thing in ("book", "card"):
            fact = HandFact(uuid5(order.pk, thing), thing, "home", "何夏至", then)
            record_hand(by=HAND, order_id=order.pk, fact=fact, now=then)
        medicine.pay(by=HAND, order_id=order.pk, kind="given", fen=20_000, now=then)
    medicine.start_run(
        by=HAND, committee=HERE, hospital_id=house.pk, orders=[orders[0].pk], runner="孙大寒", now=then + _HOUR
    )
    odd = HandFact(uuid5(orders[1].pk, "odd"), "card", "华小暑", "孙大寒", then + _HOUR)
    record_hand(by=HAND, order_id=orders[1].pk, fact=odd, now=now)
