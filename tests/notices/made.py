"""Notices for tests: published by the system's own hand."""

from datetime import date, timedelta

from tests.world import HAND, NOON
from wanjia.notices import services
from wanjia.notices.models import Notice
from wanjia.notices.services import Said

HOUR = timedelta(hours=1)


def said(title="足不出户", *, kind="rule", from_=NOON - HOUR, **more) -> Said:
    values = {
        "text": f"{title}，到轮到时下楼采样。",
        "source": "演示区防控办〔2022〕7号",
        "source_on": date(2022, 3, 30),
    } | more
    return Said(kind=kind, title=title, from_=from_, **values)


def a_rule(area, title="足不出户", *, now=NOON, by=HAND, **more) -> Notice:
    return services.publish(by=by, area=area, said=said(title, **more), now=now)


def a_notice(area, title="今晚停水", **more) -> Notice:
    return a_rule(area, title, **({"kind": "notice"} | more))
