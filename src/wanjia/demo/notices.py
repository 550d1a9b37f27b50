"""What the demo's residents are told: one rule of the subdistrict, one notice. Both invented, and marked so."""

from datetime import datetime, time, timedelta

from wanjia.coverage.models import Round
from wanjia.coverage.queries import gap
from wanjia.demo.cast import TOWN, committee
from wanjia.kernel import clock
from wanjia.notices import intake, rules, telling
from wanjia.notices.models import Broadcast, Notice
from wanjia.notices.services import Said, publish
from wanjia.notices.telling import Played
from wanjia.platform.access import system
from wanjia.roster.models import Household

HAND = system("demo")
_PLAYED = (  # channel, place, where, minutes ago
    (Broadcast.Channel.LOUDSPEAKER, committee(1), "南门", 110),
    (Broadcast.Channel.CHAT, committee(1), "一村互助群", 100),
    (Broadcast.Channel.POSTER, committee(1), "各楼门厅", 40),
)  # fmt: skip


def build(now: datetime) -> int:
    """Returns how many were published; 0 where they are there."""
    if Notice.objects.filter(area__in=(TOWN, committee(1))).exists():
        return 0
    today = datetime.combine(clock.local_date(now), time.min, clock.LOCAL)
    publish(by=HAND, area=TOWN, said=_rule(today), now=now)
    made = publish(by=HAND, area=committee(1), said=_notice(today), now=now)
    if Household.objects.filter(part=committee(1)).exists():
        _tell(made, now)
    return 2


def _tell(notice: Notice, now: datetime) -> None:
    """Two thirds of the doors are told, by every channel; the loudspeaker played and a poster hung beside it."""
    area = committee(1)
    due = now + timedelta(hours=20)
    running = telling.tell(by=HAND, notice=notice, area=area, due_at=due, now=now - timedelta(hours=2))
    open_ = [(one.subject_id, one.building_key) for one in gap(Round.objects.get(pk=running.round_id), area)]
    for nth, how in enumerate((rules.DOOR, rules.CALL, rules.CHAT)):
        homes = [home for home, _key in open_[nth::5]]
        telling.reach(by=HAND, telling=running, subjects=homes, how=how, now=now)
    for home, key in open_[3::15]:
        intake.page_opened(household_id=home, building_key=key, shown=[notice.pk], now=now)
    for channel, place, spot, minutes in _PLAYED:
        played = Played(channel, place, now - timedelta(minutes=minutes), "何夏至", spot)
        telling.note_broadcast(by=HAND, notice=notice, played=played, now=now)


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
