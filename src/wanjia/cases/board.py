"""The transfer board: who waits since when, what they need, who stays behind, which bed is proposed and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wanjia.cases import facilities, household, presets
from wanjia.cases.household import Staying
from wanjia.cases.models import Facility, Transfer, TransferStep, Vehicle
from wanjia.cases.rules import assigning, moving
from wanjia.cases.rules.assigning import Car, House, Plan, Waiting, assign, seat
from wanjia.cases.settling import left_at, state, steps_of
from wanjia.cases.zero import bounds
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import Person

_ENDS = (
    (moving.DISPATCHED, moving.GIVES), (moving.PICKED_UP, moving.GIVES), (moving.PICKED_UP, moving.TAKES),
    (moving.HANDED_OVER, moving.GIVES), (moving.HANDED_OVER, moving.TAKES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the queue."""

    transfer: Transfer
    door: Door | None
    state: str
    minutes: int
    steps: Mapping[tuple[str, str], TransferStep]
    staying: tuple[Staying, ...]
    bed: tuple[Facility, str] | None  # proposed
    car: Vehicle | None  # proposed
    why: str  # why no bed is proposed: held, left_behind, no_bed, apart
    is_missing: bool
    turns_back: bool

    @property
    def open_left(self) -> int:
        return sum(one.settled is None for one in self.staying)

    @property
    def is_alarm(self) -> bool:
        return self.is_missing or self.turns_back

    @property
    def next_end(self) -> str:
        """The end that comes next; whoever is turned round comes home next."""
        if self.turns_back:
            return "returned takes"
        return next((f"{step} {side}" for step, side in _ENDS if (step, side) not in self.steps), "")


@dataclass(frozen=True, slots=True)
class Family:
    """Those of one household who wait."""

    rows: tuple[Row, ...]

    @property
    def proposed(self) -> list[Row]:
        return [row for row in self.rows if row.bed is not None]


@dataclass(frozen=True, slots=True)
class Board:
    """The queue by families, in the order in which beds are given; below it who arrived today."""

    families: tuple[Family, ...]
    arrived: tuple[Row, ...]
    houses: tuple[tuple[Facility, Mapping[str, int]], ...]
    cars: tuple[tuple[Vehicle, int], ...]  # with free seats

    @property
    def rows(self) -> list[Row]:
        return [row for family in self.families for row in family.rows]


def board(area: int, now: datetime) -> Board:
    """Twenty queries, however many wait."""
    span = codes.buildings_under(area)
    starts, _ends = bounds(local_date(now))
    rows = Transfer.objects.filter(building_key__range=span).select_related("case", "facility", "vehicle")
    waiting = list(rows.filter(out_at=None).order_by("asked_at", "id"))
    over = list(rows.filter(out_at__gte=starts).order_by("-out_at", "id"))
    houses = facilities.serving(area)
    cars = facilities.driving(area)
    free, taken = facilities.free_beds(houses), facilities.taken_seats(cars)
    staying, steps = household.staying(waiting, now), steps_of([*waiting, *over])
    at = doors("person", [row.person_id for row in [*waiting, *over]])
    states = {row.id: state(row, steps[row.id]) for row in [*waiting, *over]}
    plan = proposed(waiting, states, staying, houses, free, now)
    rides = _rides(waiting, plan, cars, taken)
    by_id = {house.id: house for house in houses}
    terms = presets.terms_for(area, local_date(now))

    def line(row: Transfer) -> Row:
        facts = {(step.step, step.side): step for step in reversed(steps[row.id])}
        bed = plan.beds.get(row.id)
        return Row(
            row, at.get(row.person_id), states[row.id], int((now - row.asked_at).total_seconds() // 60), facts,
            tuple(staying.get(row.id, ())), (by_id[bed[0]], bed[1]) if bed else None,  # type: ignore[index]
            rides.get(row.id), plan.why.get(row.id, ""),
            moving.is_missing(left_at(steps[row.id]), states[row.id], terms.arrive_minutes, now),
            states[row.id] == moving.ABOARD and (row.cleared_at is not None or row.withdrawn_at is not None),
        )  # fmt: skip

    turn = assigning.families(_waiting(row, (), True) for row in waiting)
    lines = {row.id: line(row) for row in waiting}
    grouped = tuple(tuple(lines[one.id] for one in family) for family in turn)  # type: ignore[index]
    shown = sorted(grouped, key=lambda family: not any(row.is_alarm for row in family))
    seats = tuple((car, max(0, car.seats - taken[car.id])) for car in cars)
    return Board(
        tuple(map(Family, shown)), tuple(map(line, over)), tuple((house, free[house.id]) for house in houses), seats
    )


def _waiting(row: Transfer, kinds: tuple[str, ...], is_ready: bool, near: UUID | None = None) -> Waiting:
    return Waiting(
        row.id, row.household_id, kinds, row.asked_at, row.is_urgent, row.held_at is not None, is_ready, near
    )  # fmt: skip


def proposed(
    waiting: Sequence[Transfer], states: Mapping[UUID, str], staying: Mapping[UUID, Sequence[Staying]],
    houses: Sequence[Facility], free: Mapping[UUID, Mapping[str, int]], now: datetime,
) -> Plan:  # fmt: skip
    """A bed for everybody who has none and has not left. Three queries."""
    asked = [row for row in waiting if row.facility_id is None and states[row.id] in (moving.WAITING, moving.HELD)]
    if not asked:
        return Plan()
    people = Person.objects.in_bulk([row.person_id for row in asked])
    terms = presets.terms_for(asked[0].building_key, local_date(now))
    family = Transfer.objects.filter(household_id__in={row.household_id for row in asked}, facility__isnull=False)
    near = dict(family.order_by("assigned_at").values_list("household_id", "facility_id"))
    wishes = [
        _waiting(
            row, household.kinds_for(row, people.get(row.person_id), terms, now),
            all(one.settled is not None for one in staying.get(row.id, ())), near.get(row.household_id),
        )
        for row in asked
    ]  # fmt: skip
    return assign(wishes, [House(house.id, free[house.id]) for house in houses])


def _rides(
    waiting: Sequence[Transfer], plan: Plan, cars: Sequence[Vehicle], taken: Mapping[UUID, int]
) -> dict[UUID, Vehicle]:
    """A vehicle for each family that goes to one facility; empty vehicles first come to those who wait longest."""
    left = {car.id: max(0, car.seats - taken[car.id]) for car in cars}
    by_id = {car.id: car for car in cars}
    groups: dict[tuple[object, int], list[Transfer]] = {}
    for row in waiting:
        if row.id in plan.beds:
            groups.setdefault((plan.beds[row.id][0], row.household_id), []).append(row)
    rides: dict[UUID, Vehicle] = {}
    bound: dict[UUID, object] = {}  # a vehicle goes to one facility
    for (house, _home), some in groups.items():
        fleet = [Car(car.id, left[car.id], car.takes_wheelchairs) for car in cars if bound.get(car.id, house) == house]
        chair = any("wheelchair" in row.needs for row in some)
        found = seat([(0, len(some), chair)], fleet).get(0)
        if found is not None:
            car = by_id[found]  # type: ignore[index]
            left[car.id] -= len(some)
            bound[car.id] = house
            rides |= {row.id: car for row in some}
    return rides


def log_of(row: Row) -> list[TransferStep]:
    """The confirmed ends in time."""
    return sorted(row.steps.values(), key=lambda step: step.seen_at)


def one(
    held: Transfer, now: datetime
) -> tuple[Row, list[tuple[Facility, Mapping[str, int]]], list[tuple[Vehicle, int]]]:
    """One transfer as the board has it, facilities with free beds and vehicles with free seats for it."""
    row = Transfer.objects.select_related("case", "facility", "vehicle").get(part=held.part, id=held.id)
    steps = steps_of([row])[row.id]
    found = state(row, steps)
    houses, cars = facilities.serving(row.building_key), facilities.driving(row.building_key)
    houses = [house for house in houses if codes.contains(house.area, row.building_key)]
    free = facilities.free_beds(houses, leave_out=row.id)
    taken = facilities.taken_seats(cars, leave_out=row.id)
    terms = presets.terms_for(row.building_key, local_date(now))
    line = Row(
        row, doors("person", [row.person_id]).get(row.person_id), found,
        int((now - row.asked_at).total_seconds() // 60), {(step.step, step.side): step for step in reversed(steps)},
        tuple(household.staying([row], now)[row.id]), None, None, "",
        moving.is_missing(left_at(steps), found, terms.arrive_minutes, now),
        found == moving.ABOARD and (row.cleared_at is not None or row.withdrawn_at is not None),
    )  # fmt: skip
    return (
        line,
        [(house, free[house.id]) for house in houses],
        [(car, max(0, car.seats - taken[car.id])) for car in cars],
    )
