"""What tests of the room start from: two buildings, rules, an order, a zone, two people at the desk."""

from datetime import date

from tests.world import HAND, NOON, SPRING, a_building, an_account
from wanjia.isolation import ordering, presets, services
from wanjia.isolation.leaving import may_leave
from wanjia.isolation.models import Outing, RegimeRule
from wanjia.isolation.ordering import OrderSaid
from wanjia.isolation.services import EventSaid, ZoneSaid
from wanjia.kernel.area import compound_code
from wanjia.platform.access import actor_of

APRIL_12 = NOON.replace(month=4, day=12)  # 12:00 in Shanghai
COMPOUND = compound_code(SPRING, 1)
TODAY = date(2022, 4, 12)


def rule(line="sh_closed", version=2) -> RegimeRule:
    presets.load()
    return RegimeRule.objects.get(line=line, version=version)


def an_order(subject, *, by=HAND, line="contact", version=1, since=TODAY, now=APRIL_12, **more):
    said = {"reason": "contact", "source": "区疾控名单 4月12日", "explanation": "您是密接，14+7。"} | more
    return ordering.make_order(by=by, said=OrderSaid(subject, rule(line, version), since, **said), now=now)


def a_zone(place=COMPOUND, *, by=HAND, line="sh_closed", version=2, since=TODAY, now=APRIL_12, stair=None):
    said = ZoneSaid(place, rule(line, version), since, "positive", "镇防控办 4月12日", stair)
    return services.draw_zone(by=by, said=said, now=now)


def a_positive(place, *, at=APRIL_12, now=APRIL_12, kind="positive_confirmed", **more):
    return services.note_event(by=HAND, said=EventSaid(kind, place, at, "实验室报告 17", **more), now=now)


def somebody(login="lin", role="worker", area=SPRING, now=APRIL_12):
    return actor_of(an_account(login, role, area, name=f"林{login}"), now)


def two_buildings():
    return a_building(number=1), a_building(number=2)


def kept_in(person, key):
    """An order, a zone, a positive and an urgent need of 31 March, by the names of URL parameters."""
    since, rule_of_zone = date(2022, 3, 31), rule("closed", 1)
    order = an_order(person, since=since, now=NOON)
    zone = a_zone(key, line="closed", version=1, since=since, now=NOON)
    event = a_positive(key, at=NOON, now=NOON)
    may_leave(person, "urgent_medical", by=HAND, now=NOON, place=key)
    outing = Outing.objects.get(person_id=person)
    return {
        "order_id": order.pk, "zone_id": zone.pk, "event_id": event.pk, "rule_id": rule_of_zone.pk,
        "outing_id": outing.pk,
    }  # fmt: skip
