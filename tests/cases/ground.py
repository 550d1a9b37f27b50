"""What tests of the room start from: a building, somebody with a single positive, facilities, people at the desk."""

from datetime import timedelta
from uuid import uuid4

from tests.world import HAND, NOON, SPRING, TOWN, a_building, a_person, an_account
from wanjia.cases import contacts, facilities, household, intake, services, transferring
from wanjia.cases.facilities import FacilitySaid
from wanjia.cases.intake import StepFact
from wanjia.cases.models import Contact, Stay, Transfer
from wanjia.cases.services import CaseSaid
from wanjia.coverage.models import Tube
from wanjia.platform.access import actor_of

HOUR = timedelta(hours=1)
LAB = "演示实验室"


def a_tube(members, *, code="T-1", at=NOON - HOUR, device="02", place=SPRING, round_id=1, part=SPRING):
    return Tube.objects.create(
        part=part, event_id=uuid4(), round_id=round_id, code=code, place=place, members=list(members), capacity=10,
        seen_at=at, received_at=at, device=device,
    )  # fmt: skip


def a_case(person, *, by=HAND, tube=None, now=NOON, sampled_at=NOON - HOUR, **more):
    key = (tube.part, tube.event_id) if tube else None
    return services.open_case(by=by, said=CaseSaid(person, sampled_at, LAB, tube=key, **more), now=now)


def way_of(case) -> Transfer:
    return Transfer.objects.get(case_id=case.id)


def contact_of(case, person) -> Contact:
    return Contact.objects.get(case_id=case.id, person_id=person)


def decided(case, person, decision="close", *, by=HAND, reason="", now=NOON):
    return contacts.decide(
        by=by, contact_id=contact_of(case, person).id, decision=decision, reason=reason, now=now
    )  # fmt: skip


def a_facility(*, name="演示方舱", area=TOWN, position=0, **beds):
    said = FacilitySaid(area, name, "shelter", beds or {"ordinary": 5, "women": 5, "child": 2}, position=position)
    return facilities.write_facility(by=HAND, said=said, now=NOON)


def a_vehicle(*, plate="演A0001", seats=6, area=TOWN, wheelchairs=False):
    return facilities.write_vehicle(
        by=HAND, area=area, plate=plate, seats=seats, is_negative=True, takes_wheelchairs=wheelchairs, now=NOON
    )


def assigned(case, house, kind="women", *, car=None, now=NOON):
    return transferring.assign(
        by=HAND, transfer_id=way_of(case).id, facility_id=house.id, kind=kind, vehicle_id=car.id if car else None,
        now=now,
    )  # fmt: skip


def settled(case):
    """Somebody looks after everybody who stays behind."""
    way = way_of(case)
    for one in household.open_left([way], NOON)[way.id]:
        transferring.look_after(
            by=HAND, transfer_id=way.id, person_id=one.person.pk if one.person else None, carer="relative",
            name="外婆", now=NOON,
        )  # fmt: skip


def step(case, name, side, *, who="", at=NOON, now=None, event_id=None):
    fact = StepFact(event_id or uuid4(), name, side, who or f"{name} {side}", at)
    return intake.record_step(by=HAND, transfer_id=way_of(case).id, fact=fact, now=now or at)


def arrived(case, at=NOON + HOUR):
    """Both ends of both steps."""
    for name in ("picked_up", "handed_over"):
        for side in ("gives", "takes"):
            step(case, name, side, at=at)
    return way_of(case)


def somebody(login="bai", role="tracer", area=SPRING):
    return actor_of(an_account(login, role, area, name=f"白{login}"), NOON)


def a_flat(people=3):
    """One building; the ids of its first flat, then everybody else."""
    _key, ids = a_building(people=people)
    return ids[:people], ids[people:]


def moved_in(home, committee):
    """A case with a contact, one that waits and one in a bed, by the names of URL parameters."""
    ids = [
        a_person(home, 900100 + n, name=name).pk for n, name in enumerate(("李夏莲", "李秋分", "李冬至"))
    ]  # fmt: skip
    waits, lies = a_case(ids[0]), a_case(ids[1])
    house = a_facility(area=committee)
    settled(lies)
    assigned(lies, house)
    arrived(lies, at=NOON)
    return {
        "case_id": waits.pk, "contact_id": contact_of(waits, ids[2]).pk, "transfer_id": way_of(waits).pk,
        "facility_id": house.pk, "stay_id": Stay.objects.get(transfer=way_of(lies)).pk,
    }  # fmt: skip
