"""Rounds in progress: a screening with its gap, calls to those who live alone, parcels at the door, stairwells."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from wanjia.coverage import intake, queries, rulings, signing
from wanjia.coverage.models import Round
from wanjia.coverage.rules import Population
from wanjia.coverage.rulings import Ruling
from wanjia.coverage.services import NewRound, open_round
from wanjia.demo.cast import TOWN, committee
from wanjia.demo.numbers import full_name
from wanjia.hot import statistics
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import new_event_id, parts_of
from wanjia.platform.access import system
from wanjia.roster.models import Person

HAND = system("demo")
BATCH = 250
BEHIND = 12  # buildings where the morning went badly
Progress = Callable[[int, int, str], None]
FINISHED = committee(6)  # 南枝 has reached everyone and signed


def play(*, seed: int, now: datetime, progress: Progress) -> dict[str, int]:
    """Opens four rounds as of this morning and lets most of them be served. Does nothing when rounds are there."""
    if Round.objects.filter(area=TOWN).exists():
        return {}
    draw = Random(seed)
    screening = _open("nat", "第7轮核酸筛查", now, hours_ago=6, hours_left=4)
    _serve(draw, screening, now, 0.985, progress)
    statistics.refresh(statistics.FACTS)
    _decide(draw, screening, now)
    _finish(screening, now)
    calls = _open("welfare_call", "80岁以上独居，每日联系", now, hours_ago=5, hours_left=1, alone=True)
    _serve(draw, calls, now, 0.93, progress)
    parcels = _open("parcel", "蔬菜包 第3批", now, hours_ago=20, hours_left=6)
    _serve(draw, parcels, now, 0.96, progress)
    _disinfect(draw, now)
    return {"owed": queries.tally(screening, TOWN).owed, "open": queries.tally(screening, TOWN).open}


def _open(
    kind: str, name: str, now: datetime, *, hours_ago: int, hours_left: int, alone: bool = False, area: int = TOWN
) -> Round:
    population = Population(needs=("lives_alone",), min_age=80) if alone else Population()
    opens_at = now - timedelta(hours=hours_ago)
    asked = NewRound(kind, name, area, opens_at, now + timedelta(hours=hours_left), population)
    return open_round(by=HAND, asked=asked, now=opens_at)


def _disinfect(draw: Random, now: datetime) -> None:
    """Every stairwell of the first committee by one sweep with what was used; some were locked, one in ten is left."""
    morning = _open("disinfect", "今日楼道消毒", now, hours_ago=4, hours_left=5, area=committee(1))
    by, targets = full_name(draw), queries.gap(morning, committee(1))
    facts = [
        intake.ProofFact(
            new_event_id(), target.subject_id, morning.opens_at + timedelta(hours=3) * (nth / len(targets)),
            target.building_key, round_id=morning.pk, detail={"used": draw.choice(("chlorine", "chlorine", "quat"))},
        )
        for nth, target in enumerate(targets) if draw.randrange(10)
    ]  # fmt: skip
    intake.record_facts([intake.Sent(fact, intake.Sender(committee(1), "03 号", by)) for fact in facts], now=now)


def _serve(draw: Random, round_: Round, now: datetime, share: float, progress: Progress) -> None:
    """Proofs as phones send them: batches, building after building, spread over the morning."""
    targets = queries.gap(round_, TOWN)
    buildings = sorted({t.building_key for t in targets})
    behind = set(draw.sample(buildings, k=min(BEHIND, len(buildings))))
    served = [t for t in targets if _is_served(draw, t, share, behind)]
    batches = [served[start : start + BATCH] for start in range(0, len(served), BATCH)]
    draw.shuffle(batches)  # all committees work at the same time
    for position, batch in enumerate(batches):
        progress(position, len(batches), round_.name)
        at = round_.opens_at + (now - round_.opens_at) * (position / len(batches))
        facts = _tubes(batch, at, position, round_) if round_.obligation_id == "nat" else _proofs(batch, at, round_)
        phone, by = f"{position % 12 + 1:02} 号", full_name(draw)
        sent = [intake.Sent(fact, intake.Sender(committee_of(fact.place), phone, by)) for fact in facts]
        intake.record_facts(sent, now=min(now, at + timedelta(minutes=9)))


def _proofs(batch: Sequence[queries.Target], at: datetime, round_: Round) -> list[intake.Fact]:
    """One each."""
    return [
        intake.ProofFact(
            new_event_id(), t.subject_id, at + timedelta(seconds=n), t.building_key, round_id=round_.pk
        )
        for n, t in enumerate(batch)
    ]  # fmt: skip


def _tubes(batch: Sequence[queries.Target], at: datetime, position: int, round_: Round) -> list[intake.Fact]:
    """Ten to a tube at most, a flat in one tube, a new tube for each committee."""
    homes = _homes([target.subject_id for target in batch])
    found: list[intake.Fact] = []
    for part, group in groupby(batch, key=lambda target: committee_of(target.building_key)):
        families = [list(some) for _home, some in groupby(group, key=lambda target: homes[target.subject_id])]
        for start, some in enumerate(_packed(families, round_.pool_size)):
            code = f"T-{position:03}{len(found):03}"
            members = tuple(intake.Member(target.subject_id) for target in some)
            seen = at + timedelta(seconds=10 * start)
            found.append(intake.TubeFact(new_event_id(), round_.pk, code, part, seen, members))
    return found


def _homes(people: Sequence[int]) -> dict[int, int]:
    found = Person.objects.filter(part__in=parts_of(people), id__in=people)
    return dict(found.values_list("id", "household_id"))


def _packed(families: Sequence[list[queries.Target]], size: int) -> Iterator[list[queries.Target]]:
    """Families one after the other; one that no longer fits waits for the next tube, a larger one is parted."""
    tube: list[queries.Target] = []
    for family in families:
        if len(tube) + len(family) > size and tube:
            yield tube
            tube = []
        tube = tube + family
        while len(tube) > size:
            yield tube[:size]
            tube = tube[size:]
    if tube:
        yield tube


def _is_served(draw: Random, target: queries.Target, share: float, behind: set[int]) -> bool:
    if committee_of(target.building_key) == FINISHED:
        return True
    return draw.random() < (0.7 if target.building_key in behind else share)


def _decide(draw: Random, round_: Round, now: datetime) -> None:
    """Attempts, excuses, releases and three strangers, so that every list has something to look at."""
    left = queries.gap(round_, TOWN)
    draw.shuffle(left)
    reasons = {"excuse": ("bedridden", "in_hospital", "tested_elsewhere"), "release": ("moved", "away")}
    for position, target in enumerate(left[:90]):
        kind = "release" if position % 5 == 0 else "excuse"
        ruling = Ruling(round_, [target.subject_id], draw.choice(reasons[kind]))
        getattr(rulings, kind)(by=HAND, ruling=ruling, now=now - timedelta(minutes=90))
    for target in left[90:390]:
        outcome = draw.choice(("nobody_home", "nobody_home", "asleep", "no_answer", "refused", "later"))
        _attempt(draw, round_, target, outcome, now - timedelta(minutes=draw.randint(20, 240)))
    _strangers(draw, round_, now)


def _attempt(draw: Random, round_: Round, target: queries.Target, outcome: str, at: datetime) -> None:
    note = "要书记来谈" if outcome == "refused" else ""
    intake.record_attempt(
        event_id=new_event_id(), round_=round_, subject_id=target.subject_id, outcome=outcome, seen_at=at,
        by=full_name(draw), device="07 号", note=note, now=at + timedelta(minutes=5),
    )  # fmt: skip


def _strangers(draw: Random, round_: Round, now: datetime) -> None:
    said: Sequence[str] = ("田谷雨，自述住春和，探亲", "樊霜降，没有带证件", "J. Solstice，护照，装修工")
    for text in said:
        fact = intake.ProofFact(new_event_id(), None, now - timedelta(hours=2), committee(1), said=text)
        intake.record_proofs(round_=round_, facts=[fact], device="02 号台", by=full_name(draw), now=now)


def _finish(round_: Round, now: datetime) -> None:
    """南枝 has nobody left: its buildings and the committee are signed."""
    left = [target.subject_id for target in queries.gap(round_, FINISHED)]
    if left:
        rulings.release(by=HAND, ruling=Ruling(round_, left, "moved"), now=now)
    for building in signing.unsigned(round_, FINISHED):
        signing.sign(by=HAND, round_=round_, area=building, now=now - timedelta(minutes=40))
    signing.sign(by=HAND, round_=round_, area=FINISHED, now=now - timedelta(minutes=30))
