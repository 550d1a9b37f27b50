"""Who is kept in in the demo: a zone with a positive, orders at every step, a paper, somebody at the gate."""

from datetime import datetime, timedelta

from wanjia.demo.cast import committee
from wanjia.flows import isolating
from wanjia.isolation import appealing, noticing, ordering, presets, services
from wanjia.isolation.leaving import may_leave
from wanjia.isolation.models import Order, Outing, RegimeRule
from wanjia.isolation.ordering import OrderSaid
from wanjia.isolation.services import EventSaid, ZoneSaid
from wanjia.kernel.area import compound_code
from wanjia.kernel.clock import local_date
from wanjia.platform.access import Actor, actor_of, system
from wanjia.platform.models import Account
from wanjia.roster.models import Household, Person

HAND = system("demo")
HERE = committee(1)
COMPOUND = compound_code(HERE, 1)
_TOLD = (
    "你是密接的密接，从今天起在家 7 天，第 1、4、7 天上门采样，早晚各测一次体温。"
    "没有新情况，第 8 天自动解除。觉得不对，可以在自己的页面申诉。急病先打 120。"
)
Step = tuple[int, int, str]  # since how many days, of which person, how far it has come


def build(now: datetime) -> int:
    """Returns how many orders there are; does nothing where there is one, or nobody lives there."""
    people = list(_people())
    if Order.objects.filter(building_key__range=(HERE * 10**6, HERE * 10**6 + 999_999)).exists() or len(people) < 6:
        return 0
    presets.load()
    maker, second = (actor_of(Account.objects.get(login=login), now) for login in ("juwei", "shuji"))
    _zone(now)
    steps = ((2, 0, "in_force"), (3, 1, "appealed"), (7, 2, "lifted"), (0, 3, "pending"), (0, 4, "urgent"))
    for step in steps:
        _order(maker, second, step, people, now)
    may_leave(
        people[5].pk, "urgent_medical", by=system("门岗"), now=now - timedelta(minutes=12), place=HERE,
        channel=Outing.Channel.GATE,
    )  # fmt: skip
    isolating.settle(HERE, now)
    return len(steps)


def _people() -> list[Person]:
    """One of each of the first doors of the second building: every step has a door of its own."""
    homes = Household.objects.filter(building_key=COMPOUND * 10**4 + 2).order_by("walk")[:12]
    found = [Person.objects.filter(household=home, presence="present").order_by("-is_head").first() for home in homes]
    return [person for person in found if person is not None]


def _zone(now: datetime) -> None:
    """Drawn three days ago; a positive yesterday in the third building closes that one and no other."""
    then, later = now - timedelta(days=3), now - timedelta(days=1)
    row = RegimeRule.objects.get(line="sh_control", version=2)
    said = ZoneSaid(COMPOUND, row, local_date(then), "contact", "区防控办 17 号（演示）")
    services.draw_zone(by=HAND, said=said, now=then)
    noticing.settle(HERE, then)
    positive = EventSaid("positive_confirmed", COMPOUND * 10**4 + 3, later, "检测报告 204（演示）")
    services.note_event(by=HAND, said=positive, now=later)
    noticing.settle(HERE, later)


def _order(maker: Actor, second: Actor, step: Step, people: list[Person], now: datetime) -> None:
    days, person, state = step
    row = RegimeRule.objects.get(line="contact2", version=2)
    said = OrderSaid(
        people[person].pk, row, local_date(now) - timedelta(days=days), "contact2", "区疾控名单（演示）", _TOLD,
        is_urgent=state == "urgent",
    )  # fmt: skip
    order = ordering.make_order(by=maker, said=said, now=now)
    if state in ("in_force", "appealed", "lifted"):
        ordering.confirm(by=second, order_id=order.pk, now=now)
    if state == "appealed":
        appealing.appeal(
            by=system(appealing.RESIDENT), order_id=order.pk, text="那两天我一直在单位，没有回来。", now=now
        )
