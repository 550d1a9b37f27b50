"""Sites of the demo's screening: where people queue, a timetable that is half called, counts of the last minutes."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from random import Random

from django.db import transaction

from wanjia.coverage import queries
from wanjia.coverage.models import Round
from wanjia.demo.cast import TOWN, committee
from wanjia.demo.numbers import full_name
from wanjia.kernel.area import Level, building_key, level_of
from wanjia.kernel.clock import local
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import system
from wanjia.roster.models import Compound
from wanjia.testing import calling, labelling, services
from wanjia.testing.calling import Wish
from wanjia.testing.models import Post, PostCount, PostHolder, Site, SiteCheck, Slot
from wanjia.testing.queries import attendance
from wanjia.testing.rules.drafting import RHO
from wanjia.testing.rules.people import Group
from wanjia.testing.services import PlanSaid, SiteSaid

HAND = system("demo")
_WITH_SITES = (1, 2, 6)  # committees; the others show what to do when there is none
_PLACES = (
    ("中心花园", "中心花园北侧草坪", "3号楼前车棚"),
    ("南门广场", "南门内岗亭边", "物业一楼大厅"),
    ("老年活动室", "活动室门前", "活动室内"),
)
_ON_THE_DAY = (4, 9, 3, 31, 6)  # who waits at the five posts of a site where it goes as it should
_LANES = 3
_DONE_BY = 7.5  # hours after the opening: the demo is looked at after six, so that some are still to come


@transaction.atomic
def build(*, seed: int, now: datetime) -> int:
    """Two or three sites for three committees of the open screening. Returns how many; 0 where they are there."""
    round_ = Round.objects.filter(area=TOWN, obligation_id="nat", state=Round.State.OPEN).order_by("opens_at").first()
    if round_ is None or Site.objects.filter(part__in=[committee(n) for n in _WITH_SITES]).exists():
        return 0
    draw = Random(seed)
    return sum(_committee(draw, round_, number, now) for number in _WITH_SITES)


def _committee(draw: Random, round_: Round, number: int, now: datetime) -> int:
    compounds = list(Compound.objects.filter(part=committee(number)).order_by("code").values_list("code", flat=True))
    if not compounds:
        return 0
    sites = [_site(draw, round_, number, place, compounds, now) for place in range(min(3, max(2, len(compounds))))]
    people = queries.tally(round_, committee(number)).owed
    rate = people / (_DONE_BY * len(sites) * _LANES * RHO)
    wish = Wish(_apart(round_), rate, is_whole=True)
    calling.write_draft(by=HAND, round_=round_, committee=committee(number), wish=wish, now=round_.opens_at)
    _the_morning(committee(number), round_, now)
    for order, site in enumerate(sites):
        _count(draw, site, now, is_full=order == len(sites) - 1)
        _labels(site, number, now)
    return len(sites)


def _apart(round_: Round) -> tuple[Group, ...]:
    """A demo that is started in the evening has no morning: then students and elders come with everyone."""
    is_whole_day = local(round_.opens_at).hour < 8 and local(round_.due_at).hour >= 11
    return (Group.STUDENTS, Group.ELDERS, Group.HOME) if is_whole_day else (Group.HOME,)


def _site(draw: Random, round_: Round, number: int, place: int, compounds: list[int], now: datetime) -> Site:
    name, sunny, rainy = _PLACES[place]
    serves = compounds[place] if place < len(compounds) and len(compounds) > 1 else committee(number)
    compound = serves if level_of(serves) is Level.COMPOUND else compounds[0]
    plans = {"sunny": PlanSaid(sunny, False, 160, _LANES), "rainy": PlanSaid(rainy, True, 60, 2)}
    said = SiteSaid(name, serves, building_key(compound, 1), Decimal("2.0"), "", plans)
    site = services.make_site(by=HAND, said=said, now=round_.opens_at)
    hours = [(round_.opens_at, round_.due_at)]
    services.set_openings(by=HAND, site=site, round_=round_, windows=hours, now=round_.opens_at)
    PostHolder.objects.bulk_create(
        PostHolder(
            id=new_event_id(), part=site.part, site=site, post=post, name=full_name(draw), since_at=round_.opens_at,
            place={"entrance": "入口", "sampling": "1号台"}.get(post, ""),
        )
        for post in Post.values
    )  # fmt: skip
    ticked = list(SiteCheck.Item.values)[: 8 if place == 0 else 6]
    SiteCheck.objects.bulk_create(
        SiteCheck(part=site.part, site=site, round_id=round_.pk, item=item, done_by="杨立冬", done_at=round_.opens_at)
        for item in ticked
    )
    return site


def _the_morning(part: int, round_: Round, now: datetime) -> None:
    """Buildings where the morning went badly come last; whoever's time has begun was called, some minutes early."""
    slots = list(Slot.objects.filter(part=part, round=round_).exclude(group="home").order_by("site_id", "starts_at"))
    came = attendance(round_, part, slots, now).by_slot
    for _site_id, group in groupby(slots, key=lambda slot: slot.site_id):
        own = list(group)
        times = [(slot.starts_at, slot.ends_at) for slot in own]
        order = sorted(own, key=lambda slot: came[slot.pk].open > 0.2 * came[slot.pk].expected)
        for position, (slot, time) in enumerate(zip(order, times, strict=True), start=1):
            slot.position, (slot.starts_at, slot.ends_at) = position, time
            if slot.starts_at <= now:
                slot.called_at, slot.called_by = slot.starts_at - timedelta(minutes=3), "杨立冬"
    Slot.objects.bulk_update(slots, ["starts_at", "ends_at", "position", "called_at", "called_by"])


def _count(draw: Random, site: Site, now: datetime, *, is_full: bool) -> None:
    """What the volunteers saw in the last minutes, one post long ago."""
    rows = []
    for post, waiting in zip(Post.values, _ON_THE_DAY, strict=True):
        ago = 26 if post == "waiting" else draw.randint(1, 6)
        seen = now - timedelta(minutes=ago)
        rows.append(
            PostCount(
                part=site.part,
                event_id=new_event_id(),
                site_id=site.pk,
                post=post,
                waiting=waiting + 52 if is_full and post == "queue" else waiting,
                seen_at=seen,
                received_at=seen,
                device="03 号",
                recorded_by="杨立冬",
            )
        )
    PostCount.objects.bulk_create(rows)


def _labels(site: Site, number: int, now: datetime) -> None:
    asked = labelling.Asked("tube", committee(number), site.pk, None, "T-", None, 650)
    labelling.assign(by=HAND, asked=asked, now=now)
