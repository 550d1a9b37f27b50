"""What the demo's first committee has in stock, on the road, ordered, given and reserved. Invented firms, marked so."""

from datetime import datetime, timedelta

from django.db import transaction

from wanjia.coverage import intake as proofs
from wanjia.coverage.intake import ProofFact
from wanjia.coverage.models import Round, Sheet
from wanjia.demo import provisions
from wanjia.demo.cast import TOWN, committee
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform.access import system
from wanjia.roster.models import Building, Household
from wanjia.supplies import buying, claiming, complaining, delivering, donating, driving, intake, ordering, stocking
from wanjia.supplies.buying import BuySaid
from wanjia.supplies.claiming import ClaimSaid, QuotaSaid
from wanjia.supplies.delivering import DeliverySaid
from wanjia.supplies.donating import OfferSaid
from wanjia.supplies.driving import TripSaid
from wanjia.supplies.intake import MoveFact, RemainderFact
from wanjia.supplies.models import Delivery, Good, Lot, Supplier, Trip
from wanjia.supplies.stocking import GoodSaid, IssueSaid, LotSaid, SupplierSaid

HAND, DRIVER, GATE = system("仓库 周"), system("司机 陈"), system("门岗 何")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_GOODS = (  # name, unit, kind, reference in yuan
    ("蔬菜包", "份", "food", 80), ("鸡蛋", "盒", "food", 25), ("抗原试剂", "支", "kit", None),
    ("口罩", "只", "kit", None),
    ("防护服", "套", "ppe", 60), ("方便食品", "箱", "staff_food", 45), ("婴儿奶粉", "罐", "care", 210),
)  # fmt: skip


@transaction.atomic
def build(now: datetime) -> int:
    """Returns how many lots were taken in; 0 where they are there."""
    home = committee(1)
    if Supplier.objects.filter(area=home).exists():
        return 0
    firm = stocking.vet_supplier(
        by=HAND, said=SupplierSaid(home, "绿禾果蔬（演示）", "91110000600037341L", "JY-演示-0001"), now=now - 5 * DAY
    )
    goods = {
        name: stocking.write_good(
            by=HAND, now=now - 5 * DAY,
            said=GoodSaid(home, name, unit, kind, price and price * 100, "区发改委（演示）" if price else ""),
        )
        for name, unit, kind, price in _GOODS
    }  # fmt: skip
    _deliveries(home, goods, firm, now)
    _lots(home, goods, firm, now)
    _staff(home, goods, now)
    _buys(home, firm, now)
    _gifts(home, goods, now)
    _quota(home, goods, now)
    provisions.build(home, goods, firm, now)
    return 9


def _deliveries(home: int, goods: dict[str, Good], firm: Supplier, now: datetime) -> None:
    """One of today with three trips, one short at the gate; one tomorrow; one of the subdistrict."""
    today = local_date(now)
    n_homes = Household.objects.filter(part=home).count()
    lot = stocking.take_in(
        by=HAND, now=now - 6 * HOUR,
        said=LotSaid(home, goods["蔬菜包"], max(n_homes * 19 // 20, 1), firm, f"{today:%m%d}-1", today + 3 * DAY, 8800),
    )  # fmt: skip
    said = DeliverySaid(
        home, "parcel", f"{today.month}月{today.day}日蔬菜包", now - 5 * HOUR, now + 6 * HOUR, lot, 1, 20
    )
    delivery = delivering.plan(by=HAND, said=said, now=now - 6 * HOUR)
    delivering.open_delivery(by=HAND, delivery=delivery, now=now - 5 * HOUR)
    delivery.refresh_from_db()
    _trips(delivery, home, now)
    _doors(delivery, now)
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    for title, place, kind in (
        ("明日鸡蛋", home, "parcel"),
        ("街道蔬菜第二批", TOWN, "parcel"),
        ("明日午饭", home, "meal"),
    ):
        plan = DeliverySaid(place, kind, title, tomorrow, tomorrow + 9 * HOUR)
        delivering.plan(by=HAND, said=plan, now=now)


def _trips(delivery: Delivery, home: int, now: datetime) -> None:
    boxes = max(-(-Household.objects.filter(part=home).count() // 20), 4)
    for number, part in enumerate((boxes // 2, boxes - boxes // 2, 6), start=1):
        at = now - (6 - number) * HOUR
        trip = driving.send(
            by=HAND, delivery=delivery, said=TripSaid(home, part, f"沪A演{number:03}", "陈师傅"), now=at
        )
        driving.load(by=HAND, trip=trip, boxes=part, now=at)
        if number == 3:
            continue  # still to be taken over
        driving.take_over(by=DRIVER, trip=trip, hand="driver", boxes=part, now=at)
        driving.take_over(by=DRIVER, trip=trip, hand="gave", boxes=part, now=at + HOUR)
        driving.take_over(by=GATE, trip=trip, hand="gate", boxes=part - (number == 2), now=at + HOUR)
        if number == 1:
            _drops(delivery, trip, home, at + 2 * HOUR)


def _drops(delivery: Delivery, gate: Trip, home: int, at: datetime) -> None:
    """From the gate to two drop points: one counted, one waits for the volunteer's phone."""
    keys = Building.objects.filter(part=home).order_by("key").values_list("key", flat=True)[:2]
    for key, is_counted in zip(keys, (True, False), strict=False):
        on = driving.send(by=GATE, delivery=delivery, said=TripSaid(key, 1, after=gate), now=at)
        driving.take_over(by=GATE, trip=on, hand="gate_gave", boxes=1, now=at)
        if is_counted:
            driving.take_over(by=DRIVER, trip=on, hand="drop", boxes=1, now=at)


def _doors(delivery: Delivery, now: datetime) -> None:
    """Most of the first buildings have theirs: left at the door. Two spoiled, one came back."""
    round_ = Round.objects.get(pk=delivery.round_id or 0)
    sheets = list(Sheet.objects.filter(round_id=round_.pk).order_by("building_key")[:4])
    facts = [
        ProofFact(new_event_id(), home, now - HOUR, part_of(home), detail={"handed": "at_the_door"})
        for sheet in sheets for home in sheet.owed[: len(sheet.owed) * 4 // 5]
    ]  # fmt: skip
    proofs.record_proofs(round_=round_, facts=facts, device="07", by="志愿者 杨", now=now - HOUR)
    for kind, number, note in (("spoiled", 2, "压坏"), ("returned", 1, "住户搬走")):
        fact = RemainderFact(new_event_id(), kind, number, delivery.place, now - HOUR, note)
        intake.write_remainder(delivery, fact, by="志愿者 杨", now=now - HOUR)


def _lots(home: int, goods: dict[str, Good], firm: Supplier, now: datetime) -> None:
    """One dear, one about to go bad and complained of, one recalled, one of which more is written as gone than came."""
    today = local_date(now)
    for name, number, days, price, batch in (
        ("鸡蛋", 600, 9, 3400, "蛋-3"), ("蔬菜包", 40, 1, 8000, "菜-9"), ("婴儿奶粉", 12, 200, 21000, "奶-1"),
        ("抗原试剂", 3000, 300, None, "抗-5"),
    ):  # fmt: skip
        said = LotSaid(
            home, goods[name], number, firm if price else None, batch, today + days * DAY, price, "区里调拨（演示）"
        )
        lot = stocking.take_in(by=HAND, said=said, now=now - DAY)
        if batch == "奶-1":
            stocking.recall(by=HAND, lot=lot, why="外包装破损（演示）", now=now - 2 * HOUR)
        if batch == "抗-5":
            fact = MoveFact(new_event_id(), "out", 3060, now - 3 * HOUR, note="夜间领用")
            intake.write_move(lot, fact, by="门岗 何", now=now - 3 * HOUR)
        if batch == "菜-9":
            _complaints(lot, now)


def _complaints(lot: Lot, now: datetime) -> None:
    """Enough of one lot that its recall is asked for."""
    for kind, doors, note, hours in (("bad", 3, "叶子发黑", 5), ("short", 1, "少一颗白菜", 4), ("bad", 4, "有味道", 2)):
        complaining.write(by=GATE, lot=lot, kind=kind, doors=doors, note=note, now=now - hours * HOUR)


def _staff(home: int, goods: dict[str, Good], now: datetime) -> None:
    for name, number in (("防护服", 80), ("方便食品", 30)):
        lot = stocking.take_in(by=HAND, said=LotSaid(home, goods[name], number, source="街道（演示）"), now=now - DAY)
        for who, post, exposure in (("杨小满", "封控楼门口", "进过阳性户"), ("何立夏", "采样点", "")):
            stocking.issue(by=HAND, lot=lot, said=IssueSaid(who, 2, post, exposure), now=now - 3 * HOUR)


def _buys(home: int, firm: Supplier, now: datetime) -> None:
    """One open until tonight, one that came short."""
    homes = list(Household.objects.filter(part=home, people__isnull=False).distinct().order_by("id")[:40])
    packages = [("绿叶菜五样", 3800), ("肉蛋", 9800)]
    old = buying.open_buy(
        by=HAND, now=now - 2 * DAY,
        said=BuySaid(home, firm, "周三蔬菜团", now - DAY, now - 2 * HOUR, packages),
    )  # fmt: skip
    for at, flat in enumerate(homes[:18]):
        wants = {"A": 1 + at % 2, "B": at % 3 == 0}
        made = ordering.order(
            by=HAND, buy=old, household_id=flat.pk, wants={key: int(n) for key, n in wants.items()},
            way=("phone", "chat", "page")[at % 3], now=now - 2 * DAY + at * timedelta(minutes=7),
        )  # fmt: skip
        ordering.write_money(by=HAND, order_=made, paid_fen=3800 * wants["A"] + 9800 * int(wants["B"]), now=now - DAY)
    buying.arrive(by=HAND, buy=old, came={"A": 22, "B": 6}, now=now - HOUR)
    fresh = buying.open_buy(
        by=HAND, now=now - 4 * HOUR,
        said=BuySaid(home, firm, "周五蔬菜团", now + 7 * HOUR, now + DAY, packages),
    )  # fmt: skip
    for flat in homes[18:27]:
        ordering.order(by=HAND, buy=fresh, household_id=flat.pk, wants={"A": 1}, way="phone", now=now - HOUR)


def _gifts(home: int, goods: dict[str, Good], now: datetime) -> None:
    masks = goods["口罩"]
    need = donating.ask(by=HAND, place=home, good=masks, quantity=800, why="保安、保洁、志愿者", now=now - 2 * DAY)
    met = donating.ask(by=HAND, place=home, good=masks, quantity=50, why="送药的志愿者", now=now - 2 * DAY)
    donating.ask(by=HAND, place=home, good=goods["婴儿奶粉"], quantity=6, why="三岁以下", now=now - DAY)
    for giver, number, came, is_anonymous in (("某某公司（演示）", 1000, 980, False), ("一位居民", 200, 200, True)):
        said = OfferSaid(home, giver, masks, number, number * 150, is_anonymous, not is_anonymous)
        row = donating.came(by=HAND, donation=donating.offer(by=HAND, said=said, now=now - DAY), quantity=came, now=now)
        use = donating.allocate(by=HAND, donation=row, need=need, quantity=min(came, 300), now=now - 5 * HOUR)
        if not is_anonymous:
            donating.hand_over(by=HAND, use=use, arrived=297, note="三只受潮", now=now - HOUR)
            all_of_it = donating.allocate(by=HAND, donation=row, need=met, quantity=50, now=now - 5 * HOUR)
            donating.hand_over(by=HAND, use=all_of_it, arrived=50, note="", now=now - HOUR)
            donating.close_need(by=HAND, need=met, outcome="met", note="", now=now)
            donating.thank(by=HAND, donation=row, now=now)


def _quota(home: int, goods: dict[str, Good], now: datetime) -> None:
    said = QuotaSaid(
        home,
        goods["口罩"],
        "每户五只口罩",
        5,
        2000,
        "春和药房（演示）",
        now - 6 * HOUR,
        now + 10 * HOUR,
        now + 18 * HOUR,
    )
    quota = claiming.open_quota(by=HAND, said=said, now=now - 6 * HOUR)
    key = Building.objects.filter(part=home).order_by("key").values_list("key", flat=True)[0]
    flats = list(Household.objects.filter(building_key=key).order_by("walk")[:12])
    for at, flat in enumerate(flats):
        phone = "12000000000" if at in (3, 7) else ""
        claiming.claim(by=HAND, quota=quota, said=ClaimSaid(flat.pk, phone=phone), now=now - 5 * HOUR)
    claiming.note_claim(by=HAND, quota=quota, said=ClaimSaid(flats[0].pk), now=now - 4 * HOUR)
