"""The rounds of a day: what the rules ask for becomes rounds of coverage, one for each committee, thing and time.

Run as often as one likes: a round that fits already is left alone. What people decided by hand stays (ADR 0020).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wanjia.coverage import presets, rulings
from wanjia.coverage.models import Decision, Obligation, Round, Sheet
from wanjia.coverage.rules import Reason
from wanjia.coverage.rulings import Ruling
from wanjia.coverage.services import NewRound, open_named
from wanjia.hot import locking
from wanjia.isolation.models import DayRound
from wanjia.isolation.obligations import OBLIGATION_OF, Owed, owed_in
from wanjia.isolation.rules.hours import hours_of
from wanjia.isolation.rules.settling import Moves, moves
from wanjia.kernel import clock
from wanjia.kernel.ids import parts_of
from wanjia.platform.access import system
from wanjia.roster.models import Person

HAND = system("wanjia")
_TIMES = ("上午", "下午")  # the names of rounds are written once, in the language of the register


@dataclass(frozen=True, slots=True)
class Done:
    """What one run changed: rounds opened, people added, taken back in, let go."""

    opened: int = 0
    added: int = 0
    reopened: int = 0
    released: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(
            self.opened + other.opened, self.added + other.added, self.reopened + other.reopened,
            self.released + other.released,
        )  # fmt: skip


Slot = tuple[str, int]  # what is asked, and which time of the day


@transaction.atomic
def settle(committee: int, now: datetime, homes: Collection[int] | None = None) -> Done:
    """Opens what is missing and moves who changed. `homes`: only these households, for the moment of one order.

    One committee at a time: whoever comes second waits and finds it done.
    """
    locking.hold(f"isolation.day:{committee}")
    on = clock.local_date(now)
    wanted = _wanted(owed_in(committee, now, homes))
    rows = {(row.what, row.number): row for row in DayRound.objects.filter(part=committee, on=on)}
    near = None if homes is None else _behind(homes)
    done = Done()
    for slot in sorted({*wanted, *rows}):
        asked = wanted.get(slot, {})
        if slot in rows:
            done += _move(rows[slot], asked, near, now)
        elif asked:
            done += _open(committee, slot, asked, now)
    return done


def _wanted(owed: Iterable[Owed]) -> dict[Slot, dict[int, Owed]]:
    found: dict[Slot, dict[int, Owed]] = {}
    for one in owed:
        for number in range(1, one.times + 1):
            found.setdefault((one.what, number), {})[one.subject_id] = one
    return found


def _behind(homes: Collection[int]) -> set[int]:
    people = Person.objects.filter(part__in=parts_of(homes), household_id__in=list(homes))
    return {*homes, *people.values_list("id", flat=True)}


def _open(committee: int, slot: Slot, asked: Mapping[int, Owed], now: datetime) -> Done:
    """Nothing where its hours are over: nobody is owed what can no longer be given."""
    on, times = clock.local_date(now), max(one.times for one in asked.values())
    opens_at, due_at = (
        datetime.combine(on, hour, clock.LOCAL) for hour in hours_of(slot[0], slot[1], times)
    )  # fmt: skip
    if due_at <= now:
        return Done()
    kind = _obligation(slot[0])
    rules = ", ".join(sorted({one.rule for one in asked.values()}))
    said = NewRound(kind.code, _name(kind, on, slot, times), committee, opens_at, due_at, reason=rules[:200])
    round_ = open_named(by=HAND, asked=said, subjects=sorted(asked), now=now)
    DayRound.objects.create(part=committee, on=on, what=slot[0], number=slot[1], round_id=round_.pk)
    return Done(opened=1, added=round_.owed_at_opening)


def _obligation(what: str) -> Obligation:
    """Installations older than this kind of round get it now."""
    code = OBLIGATION_OF[what]
    found = Obligation.objects.filter(code=code).first()
    if found is None:
        presets.load()
        found = presets.find(code)
    return found


def _name(kind: Obligation, on: date, slot: Slot, times: int) -> str:
    when = "" if times == 1 else f" {_TIMES[slot[1] - 1]}" if times == 2 else f" {slot[1]}"
    return f"{on.month}月{on.day}日 {kind.name}{when}"


def _move(row: DayRound, asked: Mapping[int, Owed], near: set[int] | None, now: datetime) -> Done:
    round_ = Round.objects.get(pk=row.round_id)
    if round_.state == Round.State.CANCELLED or round_.due_at <= now:
        return Done()
    states = {one: state for one, state in _states(round_).items() if near is None or one in near}
    latest = _latest(round_, states)
    change = moves(
        [*asked], states, by_us=[one for one in states if latest.get(one, Reason.ORDER_BEGAN) == Reason.ORDER_BEGAN],
        let_go=[one for one, reason in latest.items() if reason == Reason.ORDER_ENDED],
    )  # fmt: skip
    return _apply(round_, change, asked, now) if change else Done()


def _states(round_: Round) -> dict[int, str]:
    """Everybody whom the round owes."""
    owed = [one for owed in Sheet.objects.filter(round_id=round_.pk).values_list("owed", flat=True) for one in owed]
    return rulings.states_of(round_.pk, owed)


def _latest(round_: Round, subjects: Collection[int]) -> dict[int, str]:
    """Why each was moved last; nobody is in it whom nothing moved since the opening. An explanation moves nobody."""
    rows = Decision.objects.filter(
        part__in=parts_of(subjects), round_id=round_.pk, subject_id__in=list(subjects)
    ).exclude(kind=Decision.Kind.EXPLAIN)
    return dict(rows.order_by("decided_at", "id").values_list("subject_id", "reason"))


def _apply(round_: Round, change: Moves, asked: Mapping[int, Owed], now: datetime) -> Done:
    added = 0
    for rule in sorted({asked[one].rule for one in change.add}):
        some = [one for one in change.add if asked[one].rule == rule]
        added += len(rulings.add(by=HAND, ruling=Ruling(round_, some, Reason.ORDER_BEGAN, rule), now=now))
    if change.reopen:
        rulings.reopen(by=HAND, ruling=Ruling(round_, change.reopen, Reason.ORDER_BEGAN), now=now)
    released = let_go(round_, change.release, "", now)
    return Done(0, added, len(change.reopen), released)


def let_go(round_: Round, subjects: Collection[int], note: str, now: datetime) -> int:
    """Releases what is still open of these, with the reason. A round that was signed or cancelled stays as it is."""
    is_open = Round.objects.filter(pk=round_.pk, state=Round.State.OPEN).exists()
    if not subjects or not is_open:
        return 0
    rulings.release(by=HAND, ruling=Ruling(round_, list(subjects), Reason.ORDER_ENDED, note), now=now)
    return len(subjects)


def let_go_of_all(committee: int, subjects: Collection[int], since: date, note: str, now: datetime) -> int:
    """What an order asked for that should never have been: days that are over too are no longer a gap."""
    released = 0
    for row in DayRound.objects.filter(part=committee, on__gte=since):
        round_ = Round.objects.get(pk=row.round_id)
        states = {one: state for one, state in _states(round_).items() if one in set(subjects)}
        latest = _latest(round_, states)
        open_ = [
            one for one, state in states.items()
            if state == "open" and latest.get(one, Reason.ORDER_BEGAN) == Reason.ORDER_BEGAN
        ]  # fmt: skip
        released += let_go(round_, open_, note, now)
    return released
