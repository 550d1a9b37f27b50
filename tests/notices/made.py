"""Notices for tests: published by the system's own hand."""

from datetime import date, timedelta

from tests.world import HAND, NOON
from wanjia.notices import grouping, services
from wanjia.notices.models import ChatGroup, Notice
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


def a_group(area, name="1号楼邻里群", *, now=NOON, by=HAND) -> ChatGroup:
    return grouping.add_group(by=by, area=area, name=name, kept_by="华小暑", now=now)


def a_notice(area, title="今晚停水", **more) -> Notice:
    return a_rule(area, title, **({"kind": "notice"} | more))
