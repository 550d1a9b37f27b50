"""What sites and slots look like: sites of an area, counts at posts, slots with who came, labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from wanjia.coverage.models import Exemption, Proof, Round, Sheet
from wanjia.hot import slots as hot
from wanjia.kernel import area as codes
from wanjia.kernel.clock import age_on, local_date
from wanjia.roster.models import Person, SpecialNeed
from wanjia.testing.models import LabelRange, Lane, Opening, Post, PostCount, Site, SitePlan, Slot
from wanjia.testing.rules import people as rules
from wanjia.testing.rules import queue
from wanjia.testing.rules.people import Cell, Group
from wanjia.testing.rules.queue import Queue

_A_DAY = timedelta(hours=18)  # counts older than this are another day's


def sites(area: int, *, with_closed: bool = False) -> list[Site]:
    """The sites that serve the area or part of it, by committee and name. One query."""
    near = Site.objects.filter(part__range=codes.codes_under(area))
    if not with_closed:
        near = near.filter(closed_at=None)
    found = near.order_by("part", "name", "id")
    return [site for site in found if codes.contains(area, site.place) or codes.contains(site.place, area)]


def site_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """One query."""
    return dict(Site.objects.filter(id__in=list(ids)).values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class Count:
    """The last count at a post."""

    waiting: int
    seen_at: datetime
    device: str
    by: str

    def is_fresh(self, now: datetime) -> bool:
        return now - self.seen_at <= queue.FRESH


def counts(found: Sequence[Site], now: datetime) -> dict[tuple[UUID, str], Count]:
    """The last count of each post of each site, of today. One query."""
    near = PostCount.objects.filter(
        part__in={site.part for site in found}, site_id__in=[site.pk for site in found], seen_at__gt=now - _A_DAY
    )
    latest = near.order_by("site_id", "post", "-seen_at", "-received_at", "-event_id").distinct("site_id", "post")
    return {(row.site_id, row.post): Count(row.waiting, row.seen_at, row.device, row.recorded_by) for row in latest}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a site stands now: the plan in force, its working lanes, what the line holds."""

    plan: SitePlan | None
    lanes: tuple[Lane, ...]  # those that the plan has
    capacity: int

    @property
    def working(self) -> int:
        """Lanes that take people from the line."""
        return sum(lane.is_open and lane.kind != Lane.Kind.HOME for lane in self.lanes)


def standings(found: Sequence[Site]) -> dict[UUID, Standing]:
    """Two queries, however many sites."""
    near = {"part__in": {site.part for site in found}, "site_id__in": [site.pk for site in found]}
    plans = {(plan.site_id, plan.variant): plan for plan in SitePlan.objects.filter(**near)}
    lanes: dict[UUID, list[Lane]] = {}
    for lane in Lane.objects.filter(**near).order_by("number"):
        lanes.setdefault(lane.site_id, []).append(lane)
    return {site.pk: _standing(site, plans.get((site.pk, site.variant)), lanes.get(site.pk, [])) for site in found}


def _standing(site: Site, plan: SitePlan | None, lanes: Sequence[Lane]) -> Standing:
    if plan is None:
        return Standing(None, (), 0)
    standing = tuple(lane for lane in lanes if lane.number <= plan.lanes)
    return Standing(plan, standing, queue.capacity(plan.queue_metres, site.spacing_metres))


def openings(found: Sequence[Site], round_: Round) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """When each site serves the round, in order. One query."""
    hours: dict[UUID, list[tuple[datetime, datetime]]] = {}
    near = Opening.objects.filter(part__in={s.part for s in found}, site_id__in=[s.pk for s in found], round=round_)
    for opening in near.order_by("opens_at"):
        hours.setdefault(opening.site_id, []).append((opening.opens_at, opening.closes_at))
    return hours


def slots(found: Sequence[Site], round_: Round) -> list[Slot]:
    """The timetable of the sites, in its order. One query."""
    near = Slot.objects.filter(part__in={s.part for s in found}, site_id__in=[s.pk for s in found], round=round_)
    return list(near.order_by("site_id", "starts_at", "position", "building_key", "stair", "floor_low"))


@dataclass(slots=True)
class Came:
    """How many of a slot's people came. `expected` is who would be called now: without those excused or released."""

    expected: int = 0
    open: int = 0
    done_30: int = 0
    done_60: int = 0

    @property
    def done(self) -> int:
        return self.expected - self.open

    def add(self, cell: hot.Cell) -> None:
        self.expected += cell.owed
        self.open += cell.open
        self.done_30 += cell.done_30
        self.done_60 += cell.done_60


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came, slot by slot, and those whom no slot calls."""

    by_slot: dict[UUID, Came] = field(default_factory=dict)
    uncalled: Came = field(default_factory=Came)

    def of(self, some: Iterable[Slot]) -> Came:
        """The sum over some slots."""
        total = Came()
        for slot in some:
            came = self.by_slot.get(slot.pk, Came())
            total.expected += came.expected
            total.open += came.open
            total.done_30 += came.done_30
            total.done_60 += came.done_60
        return total


def attendance(round_: Round, area: int, timetable: Sequence[Slot], now: datetime) -> Attendance:
    """Counts everybody of the area under the slot that holds for them. Two queries."""
    covering, counted = rules.Covering(timetable), Attendance({slot.pk: Came() for slot in timetable})
    for cell in cells(round_, area, now):
        slot = covering.of(Cell(cell.building_key, cell.stair, cell.floor, Group(cell.group)))
        (counted.by_slot[slot.pk] if slot else counted.uncalled).add(cell)
    return counted


def limits(round_: Round) -> hot.Limits:
    """Birthdays that make the groups, on the day that froze the round's list."""
    day = local_date(round_.frozen_at)
    return hot.Limits(
        elder_until=rules.born_until(day, rules.ELDER_FROM),
        student_from=rules.born_until(day, rules.SCHOOL_AGE[1] + 1) + timedelta(days=1),
        student_until=rules.born_until(day, rules.SCHOOL_AGE[0]),
        home_until=rules.born_until(day, rules.HOME_FROM), at_home=rules.AT_HOME, disabled=rules.DISABLED,
    )  # fmt: skip


def cells(round_: Round, area: int, now: datetime) -> list[hot.Cell]:
    """Two queries; twin: cells_slow."""
    since = (now - timedelta(minutes=30), now - timedelta(minutes=60))
    return hot.cells(round_.pk, codes.buildings_under(area), limits(round_), since)


def cells_slow(round_: Round, area: int, now: datetime) -> dict[tuple[int, int, int, str], tuple[int, int, int, int]]:
    """Twin of hot.slots.cells: person by person, with their household's own stair and floor."""
    day = local_date(round_.frozen_at)
    exempt = set(Exemption.objects.filter(round_id=round_.pk).values_list("subject_id", flat=True))
    found: dict[tuple[int, int, int, str], list[int]] = {}
    for sheet in Sheet.objects.filter(round=round_, building_key__range=codes.buildings_under(area)):
        for person in Person.objects.filter(id__in=set(sheet.owed) - exempt).select_related("household"):
            kinds = SpecialNeed.objects.filter(person_id=person.pk, until_on=None).values_list("kind", flat=True)
            age = age_on(person.born_on, day) if person.born_on else None
            key = (
                sheet.building_key, person.household.stair, person.household.floor, str(rules.group_of(age, kinds)),
            )  # fmt: skip
            proof = Proof.objects.filter(round_id=round_.pk, subject_id=person.pk).first()
            ago = (now - proof.seen_at).total_seconds() / 60 if proof else None
            row = (1, proof is None, ago is not None and ago < 30, ago is not None and ago < 60)
            found[key] = [a + b for a, b in zip(found.get(key, [0, 0, 0, 0]), row, strict=True)]
    return {key: (a, b, c, d) for key, (a, b, c, d) in found.items()}


def over(own: Sequence[Slot], now: datetime) -> list[Slot]:
    """A site's slots whose time has passed. Where slots are called, one that nobody called has yet to come."""
    is_calling = any(slot.called_at for slot in own)
    ended = (slot for slot in own if slot.ends_at < now and slot.group != Slot.Group.HOME)
    return [slot for slot in ended if slot.called_at or not is_calling]


def line_of(site: Site, standing: Standing, count: Count | None, called: Sequence[Slot], came: Attendance) -> Queue:
    """The queue of a site: the last count, and whom somebody called since it was taken."""
    since = [slot for slot in called if slot.called_at and (count is None or slot.called_at > count.seen_at)]
    away = came.of(slot for slot in since if slot.site_id == site.pk).open
    return Queue(count.waiting if count else None, count.seen_at if count else None, away, standing.capacity)


@dataclass(frozen=True, slots=True)
class When:
    """One line of the resident's page: when and where they are called."""

    slot: UUID
    group: str
    starts_at: datetime
    ends_at: datetime
    called_at: datetime | None
    floors: tuple[int, int] | None
    site: str
    stands: str  # where it stands in the weather of the day
    is_over: bool


def slots_of_building(building_key: int, stair: int | None, round_: Round, now: datetime) -> list[When]:
    """When a building or one of its stairs is called, in order; all stairs where none is said. Three queries.

    For a public page: times and places, nobody's name. Slots of floors carry them: the reader knows their own.
    """
    part = codes.committee_of(building_key)
    near = Slot.objects.filter(part=part, round=round_, building_key=building_key).select_related("site")
    if stair is not None:
        near = near.filter(Q(stair=None) | Q(stair=stair))
    found = list(near.order_by("starts_at", "position"))
    plans = standings([slot.site for slot in found]) if found else {}
    return [_when(slot, plans[slot.site_id].plan, now) for slot in found]


def _when(slot: Slot, plan: SitePlan | None, now: datetime) -> When:
    floors = None if slot.floor_low is None or slot.floor_high is None else (slot.floor_low, slot.floor_high)
    return When(
        slot.pk, slot.group, slot.starts_at, slot.ends_at, slot.called_at, floors, slot.site.name,
        plan.stands if plan else "", slot.ends_at < now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labels:
    """Numbers that a device may stick on tubes, as the field app wants them."""

    prefix: str
    first: int
    last: int
    digits: int


def labels_for(site: UUID | None, area: int) -> list[Labels]:
    """The tube numbers of a site and those that its committee has for any site, oldest first. One query."""
    near = LabelRange.objects.filter(kind=LabelRange.Kind.TUBE, area__range=codes.codes_under(area))
    own = near.filter(Q(site_id=None) | Q(site_id=site)) if site else near.filter(site_id=None)
    return [Labels(row.prefix, row.first, row.last, row.digits) for row in own.order_by("assigned_at", "id")]


POSTS = tuple(Post.values)
