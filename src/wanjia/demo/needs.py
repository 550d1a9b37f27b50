"""Needs of the demo: tickets of several kinds and ages, five doors without water, one closed, a chat to be checked."""

from datetime import datetime, timedelta

from wanjia.demo.cast import TOWN, committee
from wanjia.kernel.area import codes_under, compound_code
from wanjia.needs import calling, climbing, handling, leading, presets, proposing
from wanjia.needs.handling import Ended
from wanjia.needs.models import Ticket, Urgency, Way
from wanjia.needs.services import Said, open_ticket
from wanjia.platform.access import system
from wanjia.roster.models import Building, Household

HAND = system("demo")
_SAID = (  # kind, words, urgency, minutes ago, way
    ("medicine", "降压药（氨氯地平）今天吃完，要配 2 盒", Urgency.RED, 25, Way.CALL),
    ("outing", "周四上午血透，车还没有落实", Urgency.YELLOW, 130, Way.CALL),
    ("food", "老人一个人，只剩一顿饭的米", Urgency.YELLOW, 95, Way.VISIT),
    ("infant", "奶粉二段一罐，明天断", Urgency.YELLOW, 60, Way.PAGE),
    ("mental", "整夜睡不着，想有人说说话", Urgency.YELLOW, 200, Way.CALL),
    ("pets", "主人转运，家里猫没人喂", Urgency.GREEN, 300, Way.CHAT),
    ("waste", "门口垃圾三天没收", Urgency.GREEN, 420, Way.PAGE),
    ("rumour", "群里说明天解封，是真的吗", Urgency.GREEN, 80, Way.CHAT),
    ("question", "核酸 48 小时从采样算还是从出报告算", Urgency.GREEN, 240, Way.CHAT),
    ("question", "小孩没有手机，进小区出示什么", Urgency.GREEN, 150, Way.VISIT),
    ("question", "快递能不能放门卫过夜", Urgency.GREEN, 30, Way.CALL),
)
_LEADS = (  # level, kind, post or person, hours until it is to be done
    ("committee", "medicine", "居委配药组 冯惊蛰", 8),
    ("committee", "food", "居委保供组", 30),
    ("town", "outing", "街道就医专班", 20),
    ("town", "repair", "街道城建办 值班", 6),
)
_KINDS = ("food", "medicine", "food", "waste", "repair")
_CHAT = """#接龙
蔬菜接龙，写楼号房号和数量
1. 1-301 青菜3斤 鸡蛋1板
2. 1号楼502 大米1袋
3. 2-201 +1
收到，谢谢
二号楼四零一 胰岛素明天就没了
物业：水泵在修"""


def build(now: datetime) -> int:
    """Returns how many tickets; 0 where they are there or nobody lives there yet."""
    presets.load()
    area = committee(1)
    if Ticket.objects.filter(part__range=codes_under(area)).exists():
        return 0
    homes = list(Household.objects.filter(part=area).order_by("walk", "id")[: 40 * len(_SAID) : 40])
    if len(homes) < len(_SAID):
        return 0
    made = [
        open_ticket(
            by=HAND, said=Said(area, kind, text, urgency, way, household_id=home.pk), now=now - timedelta(minutes=ago)
        )
        for home, (kind, text, urgency, ago, way) in zip(homes, _SAID, strict=False)
    ]
    made += _water(area, now)
    handling.close(
        by=HAND, ticket_id=made[6].pk, ended=Ended("served", "楼栋联络员", "door", "已清运"), now=now
    )  # fmt: skip
    handling.take(by=HAND, ticket_id=made[1].pk, now=now)
    _days_before(area, homes, now)
    for level, kind, who, hours in _LEADS:
        place = committee(1) if level == "committee" else TOWN
        leading.set_lead(by=HAND, area=place, kind=kind, who=who, until=now + timedelta(hours=hours), now=now)
    _calls_promised(made, now)
    climbing.climb(now)
    proposing.paste(by=HAND, area=compound_code(area, 1), text=_CHAT, name="一村互助群", now=now)
    return len(made)


def _calls_promised(made: list[Ticket], now: datetime) -> None:
    """Two calls that are still to make, one of them late: nobody answered the first time."""
    for ticket, given, minutes in ((made[4], 90, 80), (made[3], 20, 60)):
        at = now - timedelta(minutes=given)
        calling.promise(by=HAND, ticket_id=ticket.pk, call_by=at + timedelta(minutes=minutes), now=at)
    calling.no_answer(
        by=HAND, ticket_id=made[4].pk, next_at=now - timedelta(minutes=4), now=now - timedelta(minutes=30)
    )  # fmt: skip


def _days_before(area: int, homes: list[Household], now: datetime) -> None:
    """What came in and was closed over the last days, so that the trend has a shape."""
    for n, home in enumerate(homes * 2):
        opened = now - timedelta(days=1 + n * 11 % 13, hours=n % 5)
        said = Said(area, _KINDS[n % len(_KINDS)], "家里缺东西", Urgency.GREEN, Way.CALL, household_id=home.pk)
        ticket = open_ticket(by=HAND, said=said, now=opened)
        ended = Ended("served", "楼栋联络员", "door", "已送到")
        handling.close(by=HAND, ticket_id=ticket.pk, ended=ended, now=min(now, opened + timedelta(hours=20 + n)))


def _water(area: int, now: datetime) -> list[Ticket]:
    """Five doors of one building, one pump."""
    house = Building.objects.filter(part=area).order_by("-floors", "key").first()
    homes = Household.objects.filter(part=area, building_key=house.key).order_by("floor", "room")[:5] if house else []
    return [
        open_ticket(
            by=HAND, said=Said(area, "repair", "家里停水了", Urgency.YELLOW, Way.CALL, household_id=home.pk),
            now=now - timedelta(minutes=50 - 7 * n),
        )
        for n, home in enumerate(homes)
    ]  # fmt: skip
