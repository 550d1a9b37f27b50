"""Cases of the demo: contacts in every state, a queue with families, facilities, vehicles, an interview half filled in.

Everybody and every place is invented. The rule under which contacts stay in is the subdistrict's own, marked as demo.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from wanjia.cases import contacts, facilities, household, intake, interviewing, services, transferring
from wanjia.cases.contacts import Named
from wanjia.cases.facilities import FacilitySaid
from wanjia.cases.intake import StepFact
from wanjia.cases.interviewing import Place
from wanjia.cases.models import Case, Contact, Facility, Stay, Transfer, Vehicle
from wanjia.cases.services import CaseSaid
from wanjia.demo.cast import TOWN, committee
from wanjia.demo.numbers import full_name
from wanjia.isolation import presets as regimes
from wanjia.isolation.models import RegimeRule
from wanjia.kernel.area import buildings_under
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import system
from wanjia.roster.models import Household, Person, Premises, Presence

HAND, TRACER, DESK = system("demo"), system("白谷雨"), system("何夏至")
LABS = ("华演实验室", "示范二院")
_HOUR = timedelta(hours=1)


@transaction.atomic
def build(*, seed: int, now: datetime) -> int:
    """Returns how many cases; 0 where they are there or nobody lives there yet."""
    if Case.objects.filter(building_key__range=buildings_under(TOWN)).exists():
        return 0
    draw = Random(seed + 5)
    _rules(local_date(now), now)
    houses, cars = _facilities(now), _vehicles(now)
    homes = _homes(committee(1), 7) + _homes(committee(6), 1)
    if len(homes) < 8:
        return 0
    made = [case for home in homes for case in _cases_of(home, now)]
    _decide(made, now)
    _interview(draw, made, now)
    _move(draw, made, houses, cars, now)
    return len(made)


def _rules(today: date, now: datetime) -> None:
    """The demo's own versions, so that a confirmed contact has a rule whatever the year is."""
    regimes.ensure()
    for line, version, title in (("contact", 2, "密接 7+3（演示）"), ("contact2", 2, "次密接居家 7天（演示）")):
        base = RegimeRule.objects.get(line=line, version=version)
        said = {
            "terms": base.terms, "title": title, "title_en": f"{base.title_en} (demo)", "plan": "演示",
            "source": "万安街道防控办（演示）", "effective_on": today - timedelta(days=10),
        }  # fmt: skip
        regimes.write_version(by=HAND, based_on=base, area=TOWN, said=said, now=now)


def _homes(area: int, wanted: int) -> list[list[int]]:
    """Flats with two to five people of the committee, some buildings apart."""
    found: list[list[int]] = []
    rows = Household.objects.filter(building_key__range=buildings_under(area)).order_by("building_key", "walk")
    for home in rows[40:400:23]:
        people = list(
            Person.objects.filter(household=home, presence=Presence.PRESENT, merged_into=None)
            .order_by("-is_head", "id").values_list("id", flat=True)
        )  # fmt: skip
        if 2 <= len(people) <= 5:
            found.append(people)
        if len(found) == wanted:
            break
    return found


def _facilities(now: datetime) -> list[Facility]:
    rows = (
        ("演示体育馆方舱", "shelter", {"ordinary": 40, "women": 20, "men": 20, "with_carer": 4, "child": 4}, 1),
        ("示范第二医院", "hospital", {"severe": 6, "with_carer": 6, "child": 6, "ordinary": 4}, 2),
        ("演示隔离酒店", "site", {"ordinary": 1, "women": 0}, 3),
    )
    return [
        facilities.write_facility(
            by=HAND, said=FacilitySaid(TOWN, name, kind, beds, "演示路 1 号", "021-00000000", position), now=now
        )
        for name, kind, beds, position in rows
    ]


def _vehicles(now: datetime) -> list[Vehicle]:
    rows = (("演A0021", 6, True, False), ("演A0033", 4, True, True), ("演A0045", 12, False, False))
    return [
        facilities.write_vehicle(
            by=HAND, area=TOWN, plate=plate, seats=seats, is_negative=negative, takes_wheelchairs=chairs, now=now
        )
        for plate, seats, negative, chairs in rows
    ]


def _cases_of(home: Sequence[int], now: datetime) -> list[Case]:
    """One or two of a flat, so that there is a family in the queue."""
    opened = now - timedelta(hours=9) + timedelta(minutes=7 * len(home))
    some = home[:2] if len(home) > 2 else home[:1]
    return [
        services.open_case(
            by=TRACER, now=opened + timedelta(minutes=n),
            said=CaseSaid(person, opened - 5 * _HOUR, LABS[len(home) % 2], source="单采复核（演示）"),
        )
        for n, person in enumerate(some)
    ]  # fmt: skip


def _decide(made: Sequence[Case], now: datetime) -> None:
    """Contacts in every state: close, secondary, declined, and some that nobody has decided."""
    for number, case in enumerate(made):
        rows = Contact.objects.filter(part=case.part, case=case, decision="").order_by("proposed_at", "id")
        for at, contact in enumerate(rows):
            if (number + at) % 3 == 2:
                continue
            no = (number + at) % 4 == 3
            contacts.decide(
                by=TRACER, contact_id=contact.id, decision="declined" if no else "close", reason="apart" if no else "",
                now=now - 2 * _HOUR,
            )  # fmt: skip
        if number % 2 == 0:
            services.mark(by=TRACER, case_id=case.id, step="informed", now=now - 7 * _HOUR)
            services.mark(by=TRACER, case_id=case.id, step="reported", now=now - 5 * _HOUR)


def _interview(draw: Random, made: Sequence[Case], now: datetime) -> None:
    first, second = made[0], made[1]
    for field, text in (
        ("symptoms", "咽痛，无发热"), ("onset", "昨天晚上"), ("occupation", "超市理货"),
        ("needs", "降压药一周的量"),
    ):  # fmt: skip
        interviewing.answer(by=TRACER, case_id=first.id, field=field, text=text, now=now - 4 * _HOUR)
    shop = Premises.shops.filter(building_key__range=buildings_under(committee(1))).order_by("id").first()
    for case, hours in ((first, 30), (second, 29)):
        starts = now - timedelta(hours=hours)
        where = Place(starts, starts + _HOUR / 2, shop.pk if shop else None, words="" if shop else "南枝路菜场")
        interviewing.add_exposure(by=TRACER, case_id=case.id, said=where, now=now - 4 * _HOUR)
    lane = Place(now - 26 * _HOUR, now - 25 * _HOUR, words="社区食堂", met=full_name(draw))
    interviewing.add_exposure(by=TRACER, case_id=first.id, said=lane, now=now - 4 * _HOUR)
    stranger = Named(name=full_name(draw), phone="12000004417", where="社区食堂的厨师", last_met_on=local_date(now))
    contacts.name_contact(by=TRACER, case_id=first.id, said=stranger, now=now - 4 * _HOUR)


def _move(
    draw: Random, made: Sequence[Case], houses: Sequence[Facility], cars: Sequence[Vehicle], now: datetime
) -> None:  # fmt: skip
    """One family lies in a bed, one is on the way, one is held, one cleared, one withdrawn; the others wait."""
    by_home: dict[int, list[Case]] = {}
    for case in made:
        by_home.setdefault(case.household_id, []).append(case)
    families = list(by_home.values())
    _go(draw, families[0], houses[0], cars, now, is_there=True)
    _go(draw, families[1], houses[0], cars, now, is_there=False)
    held = [_way(case).id for case in families[2]]
    services.hold_transfers(by=DESK, transfers=held, reason="cluster", now=now - 3 * _HOUR)
    stopped, fell = families[4][0], families[5][0]
    services.clear_on_recheck(by=TRACER, case_id=stopped.id, source="单采复检阴性（演示）", now=now - 2 * _HOUR)
    services.withdraw_case(
        by=TRACER, case_id=fell.id, reason="false_positive", source="复检报告（演示）", now=now - _HOUR
    )
    for case in families[6]:
        _look_after(draw, _way(case), now)
    waiting = families[3][0]
    transferring.set_needs(
        by=DESK, transfer_id=_way(waiting).id, needs=["wheelchair", "medicine"], is_severe=False, is_urgent=True,
        now=now - 6 * _HOUR,
    )  # fmt: skip


def _way(case: Case) -> Transfer:
    return Transfer.objects.get(part=case.part, case=case)


def _go(
    draw: Random, family: Sequence[Case], house: Facility, cars: Sequence[Vehicle], now: datetime, *, is_there: bool
) -> None:  # fmt: skip
    car = _car(family, cars)
    crew, nurse = full_name(draw), full_name(draw)
    for case in family:
        way = _way(case)
        _look_after(draw, way, now)
        transferring.assign(
            by=DESK, transfer_id=way.id, facility_id=house.id, kind="ordinary", vehicle_id=car.id, now=now - 5 * _HOUR
        )
        left = now - 3 * _HOUR if is_there else now - timedelta(minutes=50)
        _step(way.id, "dispatched", "gives", "何夏至", left - _HOUR / 2)
        _step(way.id, "picked_up", "gives", "何夏至", left)
        _step(way.id, "picked_up", "takes", crew, left)
        if is_there:
            _step(way.id, "handed_over", "gives", crew, left + _HOUR)
            _step(way.id, "handed_over", "takes", nurse, left + _HOUR)
            _bed(way.id, now)


def _car(family: Sequence[Case], cars: Sequence[Vehicle]) -> Vehicle:
    """The first that takes all of them, with their wheelchairs: who needs one is drawn with the people."""
    needs_lift = any("wheelchair" in _way(case).needs for case in family)
    taken = facilities.taken_seats(cars)
    return next(
        car for car in cars
        if car.seats - taken[car.id] >= len(family) and (car.takes_wheelchairs or not needs_lift)
    )  # fmt: skip


def _look_after(draw: Random, way: Transfer, now: datetime) -> None:
    for one in household.open_left([way], now)[way.id]:
        transferring.look_after(
            by=DESK, transfer_id=way.id, person_id=one.person.pk if one.person else None, carer="relative",
            name=full_name(draw), now=now - 6 * _HOUR,
        )  # fmt: skip


def _step(transfer: UUID, step: str, side: str, who: str, at: datetime) -> None:
    intake.record_step(by=DESK, transfer_id=transfer, fact=StepFact(new_event_id(), step, side, who, at), now=at)


def _bed(transfer: UUID, now: datetime) -> None:
    for stay in Stay.objects.filter(transfer_id=transfer):
        number = Stay.objects.filter(facility_id=stay.facility_id).exclude(bed="").count() + 17
        facilities.put_to_bed(by=DESK, stay_id=stay.id, bed=f"A-{number:03}", skills=["nurse"], now=now)
