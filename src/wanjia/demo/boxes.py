"""Boxes of the demo's screening in every state: being packed, on the way, too late, at the laboratory, lost, found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from wanjia.coverage.models import Round, Tube
from wanjia.demo.cast import TOWN, committee
from wanjia.demo.numbers import full_name
from wanjia.kernel.ids import new_event_id
from wanjia.labs import services as labs
from wanjia.labs.services import LabSaid
from wanjia.logistics import alarms, holding, intake, losing
from wanjia.logistics.holding import HolderSaid
from wanjia.logistics.intake import Sender
from wanjia.logistics.losing import LossSaid
from wanjia.logistics.models import Box, Holder
from wanjia.logistics.reading import GAVE, PACKED, SEALED, TOOK, Fact
from wanjia.platform.access import system
from wanjia.platform.models import Account

HAND = system("demo")
DESK, SECOND = system("何夏至"), system("顾惊蛰")
IN_A_BOX = 25
_LABS = (("华演实验室", 4000), ("示范二院检验科", 1500))  # with the tubes that each can do in a day
_STORY = {1: "late", 2: "count", 3: "lost", 4: "found", 5: "one_sided", 7: "odd"}  # by committee; the others go well


@dataclass(frozen=True, slots=True)
class Hands:
    """Who carries and who takes in."""

    couriers: Sequence[Holder]
    labs: Sequence[Holder]


@transaction.atomic
def build(*, seed: int, now: datetime) -> int:
    """Packs the tubes of the open screening, committee by committee. Returns how many boxes; 0 where they are there."""
    round_ = Round.objects.filter(area=TOWN, obligation_id="nat", state=Round.State.OPEN).order_by("opens_at").first()
    if round_ is None or Box.objects.filter(round_id=round_.pk).exists():
        return 0
    draw, hands = Random(seed), _hands(now)
    return sum(_committee(draw, round_, number, hands, now) for number in range(1, 13))


def _hands(now: datetime) -> Hands:
    account = Account.objects.filter(login="kuaidi").values_list("pk", flat=True).first()
    couriers = [
        holding.keep_holder(by=HAND, area=TOWN, said=HolderSaid("courier", name, plate, phone, who), now=now)
        for name, plate, phone, who in (
            ("处暑师傅", "演-021", "12000008021", account), ("白露师傅", "演-033", "12000008033", None)
        )
    ]  # fmt: skip
    kept = [labs.keep_lab(by=HAND, said=LabSaid(TOWN, name, tubes, 6), now=now) for name, tubes in _LABS]
    holders = Holder.objects.in_bulk([lab.pk for lab in kept])  # told to us by the room of laboratories
    return Hands(couriers, [holders[lab.pk] for lab in kept])


def _committee(draw: Random, round_: Round, number: int, hands: Hands, now: datetime) -> int:
    """Its tubes in the order in which they were filled, 25 to a box; the last hour's are still being packed."""
    tubes = list(Tube.objects.filter(part=committee(number), round_id=round_.pk).order_by("seen_at", "event_id"))
    groups = [tubes[at : at + IN_A_BOX] for at in range(0, len(tubes), IN_A_BOX)]
    told: list[_Box] = []
    for order, some in enumerate(groups):
        box = _Box(round_, number, order, hands, now)
        is_last = order == len(groups) - 1 and some[0].seen_at > now - timedelta(minutes=80)
        box.tell(some, _STORY.get(number, "") if order == 0 else "", is_last=is_last)
        told.append(box)
    _write(draw, told, committee(number), now)
    for box in told:
        box.aftermath()
    return len(told)


def _write(draw: Random, told: Sequence["_Box"], part: int, now: datetime) -> None:
    """As phones send it: the site's, each courier's and each laboratory's in a batch of their own."""
    facts = [fact for box in told for fact in box.facts]
    names = {box.courier.pk: (box.courier.plate, box.courier.name) for box in told}
    for holder in dict.fromkeys(fact.holder for fact in facts):
        device, by = names.get(holder, ("收样台", "樊白露")) if holder else ("02 号台", full_name(draw))
        intake.record(Sender(part, device, by), [fact for fact in facts if fact.holder == holder], now)


class _Box:
    """One box and what becomes of it."""

    def __init__(self, round_: Round, number: int, order: int, hands: Hands, now: datetime) -> None:
        self.now, self.round, self.part = now, round_, committee(number)
        self.code = f"X-{number:02}{order + 1:02}"
        self.courier = hands.couriers[number % len(hands.couriers)]
        self.lab = hands.labs[number % len(hands.labs)]
        self.facts: list[Fact] = []
        self.story = ""

    def tell(self, tubes: Sequence[Tube], story: str, *, is_last: bool) -> None:
        """What the phones saw. The newest tube of all still stands beside its box."""
        self.story = "" if is_last else story
        closed = min(tubes[-1].seen_at + timedelta(minutes=6), self.now)
        for tube in tubes[:-1] if is_last else tubes:
            self._add(PACKED, min(tube.seen_at + timedelta(minutes=4), self.now), tube=tube.code)
        if self.story == "odd":
            self._add(PACKED, closed, tube="T-99999")
        if not is_last:
            self._way([tube.code for tube in tubes], closed)

    def _way(self, codes: Sequence[str], closed: datetime) -> None:
        if self.story == "late":
            closed = self.now - timedelta(hours=4, minutes=17)
        if self.story in ("lost", "found"):
            closed = max(closed, self.now - timedelta(minutes=130))
        self._add(SEALED, closed, seal=f"F-{self.code[2:]}", to_lab=self.lab.pk)
        self._hand(closed + timedelta(minutes=1), None, self.courier, has_took=self.story != "one_sided")
        arrives = closed + timedelta(minutes=85)
        if arrives < self.now and self.story not in ("late", "lost", "found"):
            seen = [*codes, "T-99999"] if self.story == "odd" else codes
            self._hand(arrives, self.courier, self.lab, scanned=tuple(seen[1:] if self.story == "count" else seen))

    def aftermath(self) -> None:
        """What people decided about it since."""
        if self.story not in ("lost", "found", "late"):
            return
        box = Box.objects.get(part=self.part, code=self.code)
        if self.story == "late":
            alarms.take(by=SECOND, place=self.part, link="box_lab", item=f"box:{box.pk}", level=2,
                        did="和司机通过话，车在南枝路口", now=self.now - timedelta(minutes=7))  # fmt: skip
        else:
            self._lose(box, is_found=self.story == "found")

    def _lose(self, box: Box, *, is_found: bool) -> None:
        since = self.now - timedelta(minutes=50)
        losing.report_lost(by=DESK, box=box, said=LossSaid("courier", "司机换车时没有清点"), now=since)
        losing.confirm_lost(by=SECOND, box=box, now=since)
        if is_found:
            losing.found(by=DESK, box=box, note="在备用车后座下面", now=self.now - timedelta(minutes=20))

    def _hand(
        self, at: datetime, giver: Holder | None, taker: Holder, *, has_took: bool = True,
        scanned: tuple[str, ...] | None = None,
    ) -> None:  # fmt: skip
        ids = (giver.pk if giver else None, taker.pk)
        self._add(GAVE, min(at, self.now), holder=ids[0], other=ids[1], seal_seen="intact")
        if has_took:
            took = min(at + timedelta(minutes=1), self.now)
            self._add(TOOK, took, holder=ids[1], other=ids[0], seal_seen="intact", scanned=scanned)

    def _add(self, kind: str, at: datetime, **more: object) -> None:
        fact = Fact(new_event_id(), kind, self.code, at, self.part, self.round.pk, "1号台", **more)  # type: ignore[arg-type]
        self.facts.append(fact)
