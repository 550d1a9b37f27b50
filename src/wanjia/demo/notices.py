"""What the demo's residents are told: one rule of the subdistrict, one notice. Both invented, and marked so."""

from datetime import datetime, time, timedelta

from wanjia.demo.cast import TOWN, committee
from wanjia.kernel import clock
from wanjia.notices.models import Notice
from wanjia.notices.services import Said, publish
from wanjia.platform.access import system

HAND = system("demo")


def build(now: datetime) -> int:
    """Returns how many were published; 0 where they are there."""
    if Notice.objects.filter(area__in=(TOWN, committee(1))).exists():
        return 0
    today = datetime.combine(clock.local_date(now), time.min, clock.LOCAL)
    publish(by=HAND, area=TOWN, said=_rule(today), now=now)
    publish(by=HAND, area=committee(1), said=_notice(today), now=now)
    return 2


def _rule(today: datetime) -> Said:
    return Said(
        kind=Notice.Kind.RULE, title="足不出户，轮到再下楼", source=f"万安街道防控办〔{today.year}〕12号（演示）",
        text="在家等候。轮到本楼采样时下楼，戴好口罩，前后隔 2 米，采完回家。\n"
        "看病、配药、断菜，打居委电话。急病先打 120，不用等结果，不用批条。",
        source_on=(today - timedelta(days=1)).date(), from_=today - timedelta(hours=24),
        until=today + timedelta(days=4), audience=Notice.Audience.BOTH,
        title_en="Stay at home, come down when your building is called",
        text_en="Wait at home. Come down when your building is called for sampling, with a mask, 2 m apart, and go "
        "home afterwards.\nFor a doctor, medicine or food call the committee. In an emergency call 120 first: no "
        "result and no permission is needed.",
    )  # fmt: skip


def _notice(today: datetime) -> Said:
    return Said(
        kind=Notice.Kind.NOTICE, title="明早 8 点发菜", source="春和居委会（演示）",
        text="每户一份，放在门口，敲门后离开。少了、坏了，当天打居委电话补。",
        source_on=today.date(), from_=today, until=today + timedelta(days=2), audience=Notice.Audience.BOTH,
        title_en="Vegetables tomorrow at 8",
        text_en="One parcel a household, left at the door after a knock. If something is missing or spoiled, call the "
        "committee on the same day.",
    )  # fmt: skip
