"""What tests of medical access start from: a hospital, a car, somebody with visits, a book with the committee."""

from datetime import date, time
from uuid import uuid4

from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.care import houses as care
from wanjia.care.models import Lodger
from wanjia.medical import hospitals, house_orders, intake, medicine, visiting
from wanjia.medical.hospitals import House, Wheels
from wanjia.medical.house_orders import HouseLine
from wanjia.medical.intake import HandFact, StepFact
from wanjia.medical.medicine import Asked
from wanjia.medical.models import Course
from wanjia.medical.visiting import Repeats, Visit


def a_hospital(name="示范二院", area=TOWN, paired=(TOWN,)):
    return hospitals.write(
        by=HAND, area=area, said=House(name, "示范路 1 号", "120", "郎春分", paired),
        departments={"dialysis": "6:00–22:00"}, now=NOON,
    )  # fmt: skip


def a_car(area=TOWN, plate="演C0001", seats=4, **more):
    said = Wheels(plate, seats, "孙师傅", **({"takes_wheelchairs": True} | more))
    return hospitals.write_car(by=HAND, area=area, said=said, now=NOON)


def a_visit(person, *, on=date(2022, 4, 1), at=time(8), kind="dialysis", hospital=None, by=HAND, now=NOON):
    said = Visit(person, kind, on, at, hospital.pk if hospital else None, "陆满", "坐轮椅")
    return visiting.write(by=by, said=said, now=now)


def a_course(person, weekdays=(1, 3, 5), *, since=date(2022, 3, 31), hospital=None, **more):
    said = Visit(person, "dialysis", since, time(7), hospital.pk if hospital else None)
    return visiting.write_course(by=HAND, said=said, repeats=Repeats(weekdays, **more), now=NOON)


def station(visit, name, side, when, *, who="", event_id=None, by=HAND, now=None):
    fact = StepFact(event_id or uuid4(), name, side, who or f"{name} {side}", when)
    return intake.record_step(by=by, visit_id=visit.pk, fact=fact, now=now or when)


def an_order(person, urgency="yellow", *, hospital=None, items="华法林 2.5mg 两盒", now=NOON):
    said = Asked(person, urgency, items, hospital.pk if hospital else None)
    return medicine.ask(by=HAND, said=said, now=now)


def hand(order, thing, giver, taker, when=NOON, *, event_id=None):
    fact = HandFact(event_id or uuid4(), thing, giver, taker, when)
    return intake.record_hand(by=HAND, order_id=order.pk, fact=fact, now=when)


def a_home(committee=SPRING, beds=("A1", "A2", "B1"), name="福寿养老院（演示）"):
    """A care home with somebody in each bed."""
    said = care.House(name, "care_home", 30)
    home = care.write(by=HAND, committee=committee, said=said, now=NOON)
    for bed in beds:
        care.take_in(by=HAND, house_id=home.pk, name="吴立春", born_on=None, bed=bed, needs="降压药", now=NOON)
    return home


def living_in(home):
    return list(Lodger.objects.filter(institution=home, until_on=None).order_by("bed"))


def a_list(home, *, hospital=None, things=("book", "card"), by=HAND, taker="李红", fen=0, who=None):
    lines = [
        HouseLine(one.pk, "yellow", "氨氯地平 一盒", hospital.pk if hospital else None, things, fen)
        for one in who or living_in(home)
    ]
    return house_orders.ask(by=by, house_id=home.pk, lines=lines, taker=taker, now=NOON)


def treated(person, committee):
    """One of everything, by the names of URL parameters."""
    town = committee // 1000 * 1000
    house = a_hospital(area=town, paired=(town,))
    visit, course = a_visit(person, hospital=house), a_course(person, hospital=house)
    order = an_order(person, hospital=house)
    home = a_home(committee)
    whole = a_list(home, hospital=house)
    car = a_car(town, phone="12000003371")
    hand(order, "book", "home", "李红")
    run = medicine.start_run(
        by=HAND, committee=committee, hospital_id=house.pk, orders=[order.pk], runner="李红", now=NOON
    )
    assert isinstance(course, Course)
    return {
        "visit_id": visit.pk, "course_id": course.pk, "run_id": run.pk, "medicine_id": order.pk, "car_id": car.pk,
        "list_id": whole.pk,
    }  # fmt: skip
