"""A generated day of one subdistrict: 46,000 people in 5,000 tubes, 200 boxes, four laboratories, and planted faults.

Everything goes through the doors that phones, couriers and laboratories use. All is of one day; a seed draws the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID

from django.db import connection

from tests.labs.ground import a_lab
from tests.world import HAND, NOON, TOWN, a_round, areas
from wanjia.coverage import intake as coverage
from wanjia.coverage.intake import Member, Sender, Sent, TubeFact
from wanjia.coverage.models import Round
from wanjia.hot import statistics
from wanjia.kernel.area import building_key, compound_code
from wanjia.kernel.ids import new_event_id
from wanjia.labs import intake as labs
from wanjia.labs.models import Lab, Recheck
from wanjia.logistics import holding
from wanjia.logistics import intake as logistics
from wanjia.logistics.holding import HolderSaid
from wanjia.logistics.models import Holder
from wanjia.logistics.reading import Fact
from wanjia.roster.models import Area, Building, Compound

COMMITTEES, BUILDINGS, HOMES, IN_HOME = 10, 23, 40, 5  # 46,000 people
IN_BOX, IN_RUN = 25, 94
EVENING = NOON + timedelta(hours=9)


@dataclass
class Tube:
    """One tube of the day, as its desk knows it."""

    code: str
    part: int
    event: UUID
    people: list[int]
    box: str = ""
    lab: int = 0


@dataclass
class Faults:
    """What was planted, by code, for the test to look for."""

    lost_box: str = ""
    twice: str = ""
    as_one: list[str] = field(default_factory=list)
    unknown: str = "X-99999"
    corrected: str = ""
    false_swabs: list[str] = field(default_factory=list)


@dataclass
class Day:
    """What was drawn and what was done."""

    draw: Random
    round: Round
    tubes: list[Tube]
    labs: list[Lab]
    couriers: list[Holder]
    faults: Faults = field(default_factory=Faults)

    def in_lab(self, number: int) -> list[Tube]:
        return [tube for tube in self.tubes if tube.lab == number and tube.box != self.faults.lost_box]


def people(committees: int = COMMITTEES) -> dict[int, list[int]]:
    """Part → its people in walking order: households of five. By SQL: 46,000 objects of the ORM take a minute."""
    areas()
    parts = [TOWN + number for number in range(1, committees + 1)]
    Area.objects.bulk_create(
        [Area(code=part, name=f"{part % 100}居委会", level=5) for part in parts], ignore_conflicts=True
    )
    for part in parts:
        Compound.objects.get_or_create(code=compound_code(part, 1), defaults={"part": part, "name": "新苑"})
    Building.objects.bulk_create(
        Building(key=building_key(compound_code(part, 1), number), part=part, name=f"{number}号楼", floors=10)
        for part in parts for number in range(1, BUILDINGS + 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLDS, {"homes": HOMES, "in_home": IN_HOME})
        cursor.execute(_PEOPLE, {"in_home": IN_HOME})
        cursor.execute("SELECT part, array_agg(id ORDER BY id) FROM roster_person GROUP BY 1 ORDER BY 1")
        living = dict(cursor.fetchall())
    statistics.refresh(statistics.DOORS + statistics.PEOPLE)
    return living


_HOUSEHOLDS = """
    INSERT INTO roster_household (id, part, building_key, stair, floor, room, walk, kind, note)
    SELECT b.part * 1000000 + ((b.key %% 10000 - 1) * %(homes)s + d) * (%(in_home)s + 1) + 1, b.part, b.key, 1,
           d / 4 + 1, (d / 4 + 1) || lpad((d %% 4 + 1)::text, 2, '0'), d, 'own', ''
    FROM roster_building b CROSS JOIN generate_series(0, %(homes)s - 1) d"""
_PEOPLE = """
    INSERT INTO roster_person (id, part, household_id, building_key, walk, name, initials, sex, document_kind,
        document_mask, phone_tails, presence, is_head, relation, registered_address, lives_apart, note, source)
    SELECT h.id + n, h.part, h.id, h.building_key, h.walk, '王春兰' || (h.id + n) %% 1000000, 'wcl', 'f', '', '', '{}',
           'present', n = 1, '', '', false, '', ''
    FROM roster_household h CROSS JOIN generate_series(1, %(in_home)s) n"""


def sampled(seed: int, committees: int = COMMITTEES) -> Day:
    """The morning: everybody in a tube, each committee at its desks; one tube's code is scanned at two desks."""
    draw = Random(seed)
    living = people(committees)
    round_ = a_round(TOWN, due_in=timedelta(hours=12))
    tubes = list(_tubes(living))
    for start in range(0, len(tubes), 250):
        coverage.record_facts([_fact(round_, tube, n) for n, tube in enumerate(tubes[start : start + 250])], now=NOON)
    statistics.refresh(statistics.FACTS)  # as autovacuum does within a minute; here all is one transaction
    return Day(draw, round_, tubes, [a_lab(f"{n}号实验室", tubes_a_day=2000) for n in range(1, 5)], _couriers())


def _tubes(living: dict[int, list[int]]) -> Iterator[Tube]:
    """Households stay together: nine or ten to a tube, 500 tubes a committee."""
    for part, ids in living.items():
        for number in range(500):
            low, high = number * len(ids) // 500, (number + 1) * len(ids) // 500
            yield Tube(f"T-{part % 1000:03}{number:04}", part, new_event_id(), ids[low:high])


def _fact(round_: Round, tube: Tube, minute: int) -> Sent:
    members = tuple(Member(person) for person in tube.people)
    fact = TubeFact(tube.event, round_.pk, tube.code, tube.part, NOON - timedelta(minutes=5 + minute % 60), members)
    return Sent(fact, Sender(tube.part, f"{int(tube.code[-3:]) % 4 + 1:02} 号台", "邵白露"))


def _couriers() -> list[Holder]:
    return [
        holding.keep_holder(by=HAND, area=TOWN, said=HolderSaid("courier", f"{n}号师傅", f"演-{n:03}", ""), now=NOON)
        for n in range(1, 7)
    ]


def scan_twice(day: Day) -> None:
    """A second desk scans the code of a tube that is closed already, for two people who came back."""
    tube = day.tubes[40]
    again = Tube(tube.code, tube.part, new_event_id(), day.tubes[41].people[:2])
    coverage.record_facts([_fact(day.round, again, 3)], now=NOON)
    day.faults.twice = tube.code


def carried(day: Day) -> None:
    """Tubes into boxes by building, boxes to couriers, couriers to laboratories; one box never arrives."""
    boxes = [day.tubes[start : start + IN_BOX] for start in range(0, len(day.tubes), IN_BOX)]
    lost = len(boxes) // 3
    for number, inside in enumerate(boxes):
        code = f"B-{number:04}"
        for tube in inside:
            tube.box, tube.lab = code, number % 4
        if number == lost:
            day.faults.lost_box = code
        _carry(day, number, inside, arrives=number != lost)
    statistics.refresh(statistics.CHAIN)


def _carry(day: Day, number: int, inside: list[Tube], *, arrives: bool) -> None:
    part, code = inside[0].part, f"B-{number:04}"
    lab, courier = day.labs[number % 4], day.couriers[number % 6]
    at = NOON + timedelta(minutes=number % 90)
    here = {"box": code, "place": part, "round_id": day.round.pk, "site": "中心花园"}
    facts = [Fact(new_event_id(), "packed", seen_at=at, tube=tube.code, **here) for tube in inside]
    facts.append(
        Fact(new_event_id(), "sealed", seen_at=at + timedelta(minutes=2), seal=f"F-{number}", to_lab=lab.id, **here)
    )
    facts += _signatures(here, None, courier.pk, at + timedelta(minutes=5))
    if arrives:
        codes = tuple(tube.code for tube in inside)
        facts += _signatures(here, courier.pk, lab.id, at + timedelta(minutes=50), codes)
    logistics.record(logistics.Sender(part, f"{number % 12 + 1:02} 号", "邵白露"), facts, NOON + timedelta(hours=4))


def _signatures(here: dict, giver, taker, at, codes: tuple[str, ...] | None = None) -> list[Fact]:
    return [
        Fact(new_event_id(), "gave", seen_at=at, holder=giver, other=taker, **here),
        Fact(
            new_event_id(), "took", seen_at=at + timedelta(minutes=1), holder=taker, other=giver, scanned=codes, **here
        ),
    ]


def reported(day: Day, *, pools: int = 40) -> None:
    """The afternoon: each laboratory reports its tubes in runs; some pools are abnormal, and the faults of the day."""
    abnormal = {tube.code for tube in day.draw.sample([t for t in day.tubes if t.code != day.faults.twice
                                                       and t.box != day.faults.lost_box], pools)}  # fmt: skip
    for number, lab in enumerate(day.labs):
        mine = day.in_lab(number)
        for start in range(0, len(mine), IN_RUN):
            run, part = f"R{number}-{start // IN_RUN + 1}", mine[start : start + IN_RUN]
            rows = [(t.code, "positive" if t.code in abnormal else "negative", f"W{n}") for n, t in enumerate(part)]
            tests = len(part)
            if number == 2 and start == 0:  # three tubes in one well
                quiet = [n for n, row in enumerate(rows) if row[1] == "negative"][:3]
                for n in quiet:
                    rows[n] = (rows[n][0], "negative", "W0X")
                day.faults.as_one, tests = [rows[n][0] for n in quiet], len(part) - 2
            if number == 1 and start == 0:
                rows.append((day.faults.unknown, "negative", "W99"))
            report(day, lab, run, rows, tests=tests, minutes=120 + start)
    _correct(day, abnormal)
    statistics.refresh(statistics.CHAIN)


def _correct(day: Day, abnormal: set[str]) -> None:
    """One laboratory has mixed two tubes up and says so in the evening."""
    tube = next(t for t in day.in_lab(3) if t.code not in abnormal and t.code != day.faults.twice)
    day.faults.corrected = tube.code
    rows = [(tube.code, "positive", "W1", "两份样本互换")]
    report(day, day.labs[3], "R3-again", rows, tests=1, minutes=400)


def report(day: Day, lab: Lab, run: str, rows, *, tests: int, minutes: int):
    """rows: code, value, well and perhaps why it differs."""
    at = NOON + timedelta(minutes=minutes)
    lines = [labs.Said(n, row[0], row[1], at, run, row[2], *row[3:]) for n, row in enumerate(rows, 1)]
    body = labs.Body("api", "", f"{run} {rows} {at}".encode(), lines, tests={run: tests})
    return labs.record_report(lab=lab, body=body, by=HAND, now=at)


def reswabbed(day: Day, *, positives: int = 12, false: int = 13) -> list[int]:
    """The evening: everybody of the abnormal pools is swabbed alone. Returns the people who are really positive.

    The fourth laboratory finds thirteen more in one run, all of one compound: a fault of the machine.
    """
    asked = list(Recheck.objects.order_by("building_key", "subject_id"))
    persons = sorted({row.subject_id for row in asked})
    spoilt = [person for person in persons if person // 10**6 == persons[0] // 10**6][:false]
    real = day.draw.sample([person for person in persons if person not in spoilt], positives)
    rounds = {row.subject_id: row.round_id for row in asked}
    swabs = {person: f"S-{n:04}" for n, person in enumerate(persons)}
    at = NOON + timedelta(hours=7)
    facts = [
        Sent(TubeFact(new_event_id(), rounds[person], swabs[person], person // 10**6, at, (Member(person),)),
             Sender(person // 10**6, "07 号", "杨立冬"))
        for person in persons
    ]  # fmt: skip
    coverage.record_facts(facts, now=at)
    box_of_swabs(day, [(swabs[p], p // 10**6, rounds[p]) for p in persons], spoilt={swabs[p] for p in spoilt})
    sound = [p for p in persons if p not in spoilt]
    report(day, day.labs[0], "E0", [(swabs[p], "positive" if p in real else "negative", f"W{n}")
                                    for n, p in enumerate(sound)], tests=len(sound), minutes=600)  # fmt: skip
    report(day, day.labs[3], "E3", [(swabs[p], "positive", f"W{n}") for n, p in enumerate(spoilt)],
           tests=len(spoilt), minutes=610)  # fmt: skip
    day.faults.false_swabs = [swabs[person] for person in spoilt]
    return real


def box_of_swabs(day: Day, swabs, *, spoilt: set[str], name: str = "E", at=None) -> None:
    """The swabs of the evening in a box a committee and laboratory; those of `spoilt` go to the fourth laboratory."""
    at = at or NOON + timedelta(hours=7, minutes=20)
    groups: dict[tuple[int, int, int], list[str]] = {}
    for code, part, round_ in swabs:
        groups.setdefault((part, round_, 3 if code in spoilt else 0), []).append(code)
    for number, ((part, round_, lab), codes) in enumerate(sorted(groups.items())):
        here = {"box": f"{name}-{number:04}", "place": part, "round_id": round_, "site": "上门"}
        facts = [Fact(new_event_id(), "packed", seen_at=at, tube=code, **here) for code in codes]
        facts.append(
            Fact(new_event_id(), "sealed", seen_at=at, seal=f"{name}F-{number}", to_lab=day.labs[lab].id, **here)
        )
        facts += _signatures(here, None, day.couriers[0].pk, at + timedelta(minutes=1))
        facts += _signatures(here, day.couriers[0].pk, day.labs[lab].id, at + timedelta(minutes=30), tuple(codes))
        logistics.record(logistics.Sender(part, "07 号", "杨立冬"), facts, at + timedelta(hours=1))
