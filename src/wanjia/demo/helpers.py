"""Volunteers of the demo: pairs, a team in green vests, one who fell ill; tonight's duty; a guide by video."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from wanjia.care import guiding, helping, nights, planning, teams
from wanjia.care.guiding import Guiding
from wanjia.care.helping import Helper, Pairing
from wanjia.care.models import CareTask, Volunteer
from wanjia.care.planning import Plan
from wanjia.care.rules.nights import night_of
from wanjia.care.teams import Bound
from wanjia.demo.cast import committee
from wanjia.kernel.area import buildings_under
from wanjia.kernel.clock import LOCAL
from wanjia.platform.access import system
from wanjia.platform.models import Account
from wanjia.roster.models import Building, Person, Presence, SpecialNeed

HAND = system("demo")
HERE = committee(1)
_NAMES = ("马谷雨", "吕芒种", "钱立秋", "邹寒露", "白小雪")


def build(people: Sequence[int], now: datetime) -> None:
    """`people` are those in care, oxygen and elders who live alone first; the last ones have nobody yet."""
    helpers = _volunteers(now)
    kinds = ("old_partner", "old_partner", "adviser", "errand", "old_partner", "old_partner")
    for n, (person, kind) in enumerate(zip(people[8:14], kinds, strict=False)):
        helping.pair(by=HAND, said=Pairing(person, helpers[n % 3].pk, kind), now=now)
    team = teams.write(by=HAND, committee=HERE, said=Bound("绿马甲", helpers[0].pk, ("oxygen",), 1, time(18)), now=now)
    for helper in helpers[1:4]:
        teams.join(by=HAND, team_id=team.pk, volunteer_id=helper.pk, now=now)
    for person in people[14:17]:
        teams.name(by=HAND, team_id=team.pk, person_id=person, now=now)
    helping.fall_out(by=HAND, volunteer_id=helpers[2].pk, why="ill", now=now)
    _nights(now)
    _guide(now)


def _volunteers(now: datetime) -> list[Volunteer]:
    """Grown up, without a need, each from another building."""
    needy = SpecialNeed.objects.filter(part=HERE, until_on=None).values("person_id")
    able = Person.objects.filter(
        building_key__range=buildings_under(HERE), presence=Presence.PRESENT, merged_into=None,
        born_on__range=(date(1957, 1, 1), date(1998, 1, 1)),
    ).exclude(id__in=needy)  # fmt: skip
    account = Account.objects.filter(login="zhaogu").first()
    keys = list(Building.objects.filter(part=HERE).order_by("key").values_list("key", flat=True))
    made: list[Volunteer] = []
    for n, name in enumerate(_NAMES):
        key = keys[n % len(keys)]
        taken = [one.person_id for one in made if one.person_id]
        known = able.filter(building_key=key).exclude(id__in=taken).order_by("id").first()
        said = Helper(
            known.name if known else name, f"1200000551{n}", account.pk if account and n == 0 else None,
            known.pk if known else None, key, "温州话" if n == 1 else "",
        )  # fmt: skip
        made.append(helping.write(by=HAND, committee=HERE, said=said, now=now))
    return made


def _nights(now: datetime) -> None:
    """Tonight until two, so that the hole can be seen; the whole of tomorrow; last night with what was written."""
    tonight = night_of(now.astimezone(LOCAL))
    day = timedelta(days=1)
    for starts, ends, name in (
        (tonight.starts, tonight.starts + timedelta(hours=6), "孙大寒"),
        (tonight.starts + day, tonight.ends + day, "何夏至"),
    ):
        said = nights.Duty(starts, ends, name, "12000005521", "华小暑", "12000004410")
        nights.write(by=HAND, committee=HERE, said=said, now=min(now, starts))  # of a night that runs, before it did
    before = nights.Duty(tonight.starts - day, tonight.ends - day, "何夏至", "12000005522", "孙大寒", "12000005521")
    held = nights.write(by=HAND, committee=HERE, said=before, now=before.starts_at)
    nights.hand_over(
        by=HAND, duty_id=held.pk, to="林谷雨", note="三点断电十分钟，3 号楼换了氧气瓶，今天要补一瓶", now=before.ends_at
    )


def _guide(now: datetime) -> None:
    """Who has a machine gets a word on power failure; the first of them a daughter on video."""
    rows = SpecialNeed.objects.filter(part=HERE, kind="oxygen", until_on=None).order_by("person_id")
    here = Person.objects.filter(
        building_key__range=buildings_under(HERE), id__in=rows.values("person_id"), presence=Presence.PRESENT
    ).order_by("id")
    for n, person in enumerate(here[:6]):
        plan = planning.plans_of(person)
        said = planning.said_in(plan[0] if plan else None)
        if not said.power:
            words = {"equipment": said.equipment or "制氧机 5 升", "power": "电池撑 40 分钟，再用氧气瓶，打 95598"}
            kept = {name: getattr(said, name) for name in planning.PARTS} | words
            planning.write(by=HAND, person_id=person.pk, plan=Plan(**kept), now=now)
        if n == 0:
            if not CareTask.objects.filter(part=person.part, person_id=person.pk, until_on=None).exists():
                planning.add_task(by=HAND, person_id=person.pk, at=time(18), what="制氧机换纯净水", now=now)
            guide = Guiding(
                person.pk,
                "陆小满",
                "12000003321",
                "wechat",
                time(17),
                time(21),
                "先关机，倒掉旧水，加纯净水到红线，再开机",
            )
            guiding.write(by=HAND, said=guide, now=now)
