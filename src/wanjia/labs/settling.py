"""What a changed record sets in motion: rechecks asked, decided and taken back; others are told through the outbox.

A pool that is abnormal asks each of its people for a swab of their own, in a round of their committee, while the
screening goes on. Nobody is called positive for it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from wanjia.coverage import rulings
from wanjia.coverage.models import Obligation, Round, Tube
from wanjia.coverage.rules import EXCUSED, OPEN, Reason
from wanjia.coverage.services import NewRound, open_named
from wanjia.hot import amending
from wanjia.hot.proofs import sheets_of
from wanjia.hot.results import News
from wanjia.kernel import clock
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of, parts_of
from wanjia.labs.models import Lab, Recheck, Result
from wanjia.labs.rules.settling import Meaning, meaning
from wanjia.labs.rules.values import NEGATIVE, POSITIVE
from wanjia.platform.access import system
from wanjia.platform.outbox import tell

HAND = system("labs")
RECHECK = "recheck"


def settle(news: Sequence[News], *, lab: Lab, now: datetime) -> None:
    """Each piece of news in its order. Call in the transaction that wrote the results."""
    if not news:
        return
    parts, ids = {one.part for one in news}, [one.tube_id for one in news]
    tubes = {tube.event_id: tube for tube in Tube.objects.filter(part__in=parts, event_id__in=ids)}
    asked: list[tuple[Tube, int]] = []
    for one in news:
        for step in meaning(people=one.people, value=one.value, before=one.before):
            if step is Meaning.ASK:
                asked += [(tubes[one.tube_id], subject) for subject in members(tubes[one.tube_id])]
            elif step in _STEPS:
                _STEPS[step](tubes[one.tube_id], lab, now)
    _ask(asked, now)


def members(tube: Tube) -> list[int]:
    """The people in the tube that the register knows, each once."""
    return [subject for subject in dict.fromkeys(tube.members) if subject]


def catch_up(tube: Tube, subject: int, now: datetime) -> None:
    """Somebody in the tube is known only now: what was found in it while nobody knew them holds for them as well."""
    found = Result.objects.filter(part=tube.part, tube_id=tube.event_id).order_by("-version").first()
    if found is None:
        return
    for step in meaning(people=len(tube.members), value=found.value, before=None):
        if step is Meaning.ASK:
            _ask([(tube, subject)], now)
        elif step is Meaning.AGAIN:
            _missing_again(tube, [subject], now)
        elif step in _STEPS:  # a swab of their own: the tube is theirs alone
            _STEPS[step](tube, Lab.objects.get(id=found.lab_id), now)


def ask_again(tubes: Sequence[tuple[int, UUID]], now: datetime) -> None:
    """Single swabs that look like a fault of their laboratory: each of these people is asked for another one."""
    rows = Tube.objects.filter(part__in={part for part, _id in tubes}, event_id__in=[id_ for _part, id_ in tubes])
    _ask([(tube, subject) for tube in rows for subject in members(tube)], now)


def _ask(asked: Sequence[tuple[Tube, int]], now: datetime) -> None:
    """A recheck for each, and a place in the recheck's round of their committee."""
    if not asked:
        return
    hours = Obligation.objects.get(code=RECHECK).hours
    doors = amending.doors_of("person", sorted({subject for _tube, subject in asked}))
    fresh = [_recheck(tube, subject, doors, hours, now) for tube, subject in asked]
    by_committee: dict[int, set[int]] = defaultdict(set)
    for row in fresh:
        if row.subject_id in doors:
            by_committee[committee_of(row.building_key)].add(row.subject_id)
    rounds = {committee: _owe(committee, sorted(subjects), hours, now)
              for committee, subjects in sorted(by_committee.items())}  # fmt: skip
    for row in fresh:
        row.round_id = rounds.get(committee_of(row.building_key))
    Recheck.objects.bulk_create(  # a pool that was corrected twice asks anew
        fresh, update_conflicts=True, unique_fields=["part", "subject_id", "pool_id"],
        update_fields=["round_id", "asked_at", "due_at", "told_at", "told_by", "outcome", "decided_at"],
    )  # fmt: skip
    for tube in {tube.event_id: tube for tube, _subject in asked}.values():
        tell("labs.pool_abnormal", part=tube.part, payload=_tube(tube), now=now)


def _recheck(
    tube: Tube, subject: int, doors: Mapping[int, tuple[int, int]], hours: int, now: datetime
) -> Recheck:  # fmt: skip
    where = doors[subject][1] if subject in doors else tube.place
    return Recheck(
        part=part_of(subject), subject_id=subject, pool_part=tube.part, pool_id=tube.event_id,
        pool_round_id=tube.round_id, building_key=where, asked_at=now, due_at=now + timedelta(hours=hours),
    )  # fmt: skip


def _owe(committee: int, subjects: Sequence[int], hours: int, now: datetime) -> int:
    """The committee's recheck round of the day, with these people in it. Whoever was done in it is owed again."""
    day = clock.local_date(now)
    for round_ in Round.objects.filter(obligation=RECHECK, area=committee, state=Round.State.OPEN).order_by("-pk")[:3]:
        if clock.local_date(round_.opens_at) == day:
            rulings.add(by=HAND, ruling=rulings.Ruling(round_, subjects, Reason.NAMED), now=now)
            _again(round_, subjects, Reason.RETURNED, now)
            return round_.pk
    name = f"单采复核 {day:%m-%d}"
    asked = NewRound(RECHECK, name, committee, now, now + timedelta(hours=hours))
    return open_named(by=HAND, asked=asked, subjects=subjects, now=now).pk


def _again(round_: Round, subjects: Sequence[int], reason: Reason, now: datetime) -> None:
    states = rulings.states_of(round_.pk, subjects)
    if settled := [subject for subject in subjects if states[subject] != OPEN]:
        rulings.reopen(by=HAND, ruling=rulings.Ruling(round_, settled, reason), now=now)


def _clear(tube: Tube, _lab: Lab, now: datetime) -> None:
    """The pool was corrected: whoever waits only for this pool is asked no more."""
    here = Recheck.objects.filter(pool_part=tube.part, pool_id=tube.event_id, decided_at=None)
    waiting = list(here.values_list("subject_id", "round_id"))
    here.update(outcome=Recheck.Outcome.WITHDRAWN, decided_at=now)
    subjects = [subject for subject, _round in waiting]
    parts = parts_of(subjects)
    still = set(
        Recheck.objects.filter(part__in=parts, subject_id__in=subjects, decided_at=None).values_list(
            "subject_id", flat=True
        )
    )
    _release([(subject, round_) for subject, round_ in waiting if subject not in still], now)
    tell("labs.pool_cleared", part=tube.part, payload=_tube(tube), now=now)


def _release(waiting: Iterable[tuple[int, int | None]], now: datetime) -> None:
    by_round: dict[int, list[int]] = defaultdict(list)
    for subject, round_ in waiting:
        if round_ is not None:
            by_round[round_].append(subject)
    for found in Round.objects.filter(pk__in=by_round, state=Round.State.OPEN).order_by("pk"):
        states = rulings.states_of(found.pk, by_round[found.pk])
        if open_ := [subject for subject, state in states.items() if state in (OPEN, EXCUSED)]:
            rulings.release(by=HAND, ruling=rulings.Ruling(found, open_, Reason.CLEARED), now=now)


def _decide(tube: Tube, outcome: str, now: datetime) -> None:
    """The swab answers every recheck that was asked before it was taken."""
    for subject in members(tube):
        Recheck.objects.filter(
            part=part_of(subject), subject_id=subject, asked_at__lte=tube.seen_at, decided_at=None
        ).update(outcome=outcome, decided_at=now)


def _case(tube: Tube, lab: Lab, now: datetime) -> None:
    _decide(tube, POSITIVE, now)
    tell("labs.single_positive", part=tube.part, payload=_tube(tube) | {"lab": lab.name}, now=now)


def _free(tube: Tube, lab: Lab, now: datetime) -> None:
    _decide(tube, NEGATIVE, now)
    tell("labs.single_negative", part=tube.part, payload=_tube(tube) | {"lab": lab.name}, now=now)


def _take_back(tube: Tube, lab: Lab, now: datetime) -> None:
    """What the positive swab had decided is open again until the new version decides it."""
    for subject in members(tube):
        Recheck.objects.filter(
            part=part_of(subject), subject_id=subject, asked_at__lte=tube.seen_at, outcome=POSITIVE
        ).update(outcome="", decided_at=None)
    tell("labs.positive_withdrawn", part=tube.part, payload=_tube(tube) | {"lab": lab.name}, now=now)


def _resample(tube: Tube, _lab: Lab, now: datetime) -> None:
    """The tube told nothing: in an open round its people are missing again."""
    _missing_again(tube, members(tube), now)
    tell("labs.tube_invalid", part=tube.part, payload=_tube(tube), now=now)


def _missing_again(tube: Tube, subjects: Sequence[int], now: datetime) -> None:
    round_ = Round.objects.filter(pk=tube.round_id, state__in=(Round.State.OPEN, Round.State.SIGNED)).first()
    owed = [subject for subject in subjects if round_ and subject in sheets_of(round_.pk, [subject])]
    if round_ is not None and owed:
        _again(round_, owed, Reason.TUBE_INVALID, now)


def _tube(tube: Tube) -> dict[str, object]:
    """Ids as text: they pass 2^53."""
    return {
        "part": str(tube.part), "tube": str(tube.event_id), "round": tube.round_id,
        "subjects": [str(subject) for subject in members(tube)],
    }  # fmt: skip


_STEPS: Mapping[Meaning, Callable[[Tube, Lab, datetime], None]] = {
    Meaning.CLEAR: _clear, Meaning.CASE: _case, Meaning.FREE: _free, Meaning.TAKE_BACK: _take_back,
    Meaning.AGAIN: _resample,
}  # fmt: skip
