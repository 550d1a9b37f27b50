"""A laboratory, tubes in an open round, and reports about them."""

from datetime import timedelta
from uuid import uuid4

from tests.world import HAND, NOON, TOWN, a_building, a_round
from wanjia.coverage import intake as coverage
from wanjia.coverage.intake import Member, Sender, Sent, TubeFact
from wanjia.coverage.models import Tube
from wanjia.kernel.ids import part_of
from wanjia.labs import intake, services
from wanjia.labs.models import Cluster, Lab, LooseResult

LATER = NOON + timedelta(hours=3)


def a_lab(name="华演实验室", area=TOWN, **more) -> Lab:
    said = services.LabSaid(**({"area": area, "name": name, "tubes_a_day": 4000, "report_hours": 6} | more))
    return services.keep_lab(by=HAND, said=said, now=NOON)


def a_tube(round_, code, people, *, at=NOON, device="02 号台", place=None, event=None) -> Tube:
    """A closed tube. People may be None: somebody without a record."""
    place = place or next((part_of(person) for person in people if person), None)
    event = event or uuid4()
    members = tuple(Member(person, said="" if person else "自述住春和") for person in people)
    fact = TubeFact(event, round_.pk, code, place, at, members)
    coverage.record_facts([Sent(fact, Sender(place, device, "邵白露"))], now=at)
    return Tube.objects.get(event_id=event)


def a_day(tubes=3, size=4):
    """A round over one building, its people in tubes T-1, T-2 … of `size`. Returns (round, tubes, people)."""
    _key, people = a_building(floors=tubes, doors=2, people=size // 2)
    round_ = a_round()
    made = [a_tube(round_, f"T-{n + 1}", people[n * size : (n + 1) * size]) for n in range(tubes)]
    return round_, made, people


def found_in(committee, round_, person):
    """A laboratory of the committee with an abnormal pool, a loose result and a cluster: names of URL parameters."""
    lab = a_lab(area=committee)
    pool = a_tube(round_, f"M-{committee}", [person, None], place=committee)
    made = report(lab, {pool.code: "positive", f"X-{committee}": "positive"})
    cluster = Cluster.objects.create(
        id=uuid4(), part=committee, parts=[committee], scope="desk", key=f"{committee} 02", is_pool=True, lab_id=lab.id,
        day=NOON.date(), positives=9, tubes=90, expected=0.9, found_at=NOON,
    )  # fmt: skip
    loose = LooseResult.objects.get(lab_id=lab.id)
    return {"lab_id": lab.id, "loose_id": loose.id, "cluster_id": cluster.id, "report_id": made.id,
            "pool_id": pool.event_id, "tube_id": pool.event_id}  # fmt: skip


def report(lab, values, *, at=LATER, **more):
    """values: code → value, or a list of (code, value, …) with run and well."""
    rows = values.items() if isinstance(values, dict) else values
    lines = [intake.Said(n, row[0], row[1], at - timedelta(minutes=10), *row[2:]) for n, row in enumerate(rows, 1)]
    body = intake.Body("api", "", repr((sorted(map(str, rows)), at)).encode(), lines, **more)
    return intake.record_report(lab=lab, body=body, by=HAND, now=at)
