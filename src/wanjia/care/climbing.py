"""Ladders: begun by a missed check, climbed step by step, ended by an outcome and by nothing else (trap 21)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wanjia.care import presets, sealing
from wanjia.care.models import CareRound, Carership, Ladder, LadderStep
from wanjia.care.refusals import LadderClosed, NoOutcome, OutOfOrder, WordsWanted
from wanjia.care.rules import ladder as rules
from wanjia.coverage import intake, queries
from wanjia.coverage.intake import ProofFact
from wanjia.coverage.models import Attempt, Proof, Round, Sheet
from wanjia.coverage.queries import Target
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of, parts_of
from wanjia.platform.access import Act, Actor, one_for, require, system
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell
from wanjia.roster.reveal import person_for
from wanjia.roster.subjects import find

HAND = system("wanjia")
_WEEK = timedelta(days=7)  # a list of visits stands to Sunday, one of Sunday evening to Monday
_PAGE = 500  # open targets that are read at once


@dataclass(frozen=True, slots=True)
class Said:
    """One step as somebody tells it. `who`: the name of whoever did it; the writer's own where it is empty."""

    rung: str
    result: str
    at: datetime
    note: str = ""
    who: str = ""
    signs: tuple[str, ...] = ()


@transaction.atomic
def begin(
    *, by: Actor, person_id: int, round_id: int | None, now: datetime, began_at: datetime | None = None
) -> Ladder:
    """The ladder of somebody who was not heard of; the one that is open where there is one."""
    subject = find(person_id)
    if subject is None or subject.kind != "person":
        raise NotFound
    require(by, Act.SERVE, subject.building_key)
    open_ = Ladder.objects.select_for_update().filter(part=subject.part, person_id=person_id, closed_at=None).first()
    if open_ is not None:
        return open_
    tie = Carership.objects.filter(part=subject.part, person_id=person_id, until_at=None).first()
    made = Ladder.objects.create(
        id=new_event_id(), part=subject.part, person_id=person_id, building_key=subject.building_key,
        round_id=round_id, began_at=began_at or now, owner_id=tie.carer_id if tie else by.account_id,
        owner_name=tie.carer_name if tie else "" if by.is_system else by.name[:60],
    )  # fmt: skip
    _note(by, "care.begin", made, now)
    return made


@transaction.atomic
def step(*, by: Actor, ladder_id: UUID, said: Said, now: datetime) -> LadderStep:
    """One more step. A sign of danger makes it a threat whatever the result says. Raises OutOfOrder, LadderClosed.

    120 is never out of order: whoever calls it needs no step before and no permission.
    """
    held = _held(by, ladder_id)
    signs = [sign for sign in said.signs if sign in rules.SIGNS]
    result = rules.THREAT if signs and said.rung not in (rules.AMBULANCE, rules.HANDED) else said.result
    return _write(held, Said(said.rung, result, said.at, said.note, said.who or by.name, tuple(signs)), by, now)


def _write(held: Ladder, said: Said, by: Actor, now: datetime) -> LadderStep:
    done = steps_of(held)
    try:
        rules.climb(done, rules.Step(said.rung, said.result, min(said.at, now), said.who), held.began_at)
    except rules.OutOfOrder as why:
        raise OutOfOrder(step=str(why)) from why
    made = LadderStep.objects.create(
        id=new_event_id(), part=held.part, ladder=held, number=len(done) + 1, rung=said.rung, result=said.result,
        signs=list(said.signs), note_sealed=sealing.sealed(said.note, sealing.NOTE), at=min(said.at, now),
        done_by=said.who[:60], written_at=now,
    )  # fmt: skip
    _note(by, "care.step", held, now, rung=said.rung, result=said.result)
    if said.rung == rules.AMBULANCE:
        told = {"ladder": str(held.pk), "person": str(held.person_id), "place": str(held.building_key)}
        tell("care.ambulance", part=codes.committee_of(held.building_key), payload=told, now=now)
    return made


@transaction.atomic
def end(*, by: Actor, ladder_id: UUID, outcome: str, note: str, now: datetime) -> None:
    """Writes the outcome; the check that was missed is settled with it. Raises NoOutcome, WordsWanted, LadderClosed.

    Whoever was found elsewhere or dead was found by somebody: the note says who told it. Whom a crew treated or took
    along, it says where and what the crew told.
    """
    held = _held(by, ladder_id)
    if not rules.may_end(steps_of(held), outcome):
        raise NoOutcome(outcome=outcome)
    if outcome not in (rules.WELL, rules.HELPED) and not note.strip():
        raise WordsWanted(what=_("Where, with whom, who told it"))
    _close(held, outcome, note, by.name, now)
    _settle_check(held, outcome, by, now)
    _note(by, "care.end", held, now, outcome=outcome)
    told = {"ladder": str(held.pk), "person": str(held.person_id), "outcome": outcome}
    tell("care.ladder_ended", part=codes.committee_of(held.building_key), payload=told, now=now)


def _close(held: Ladder, outcome: str, note: str, who: str, now: datetime) -> None:
    Ladder.objects.filter(part=held.part, pk=held.pk).update(
        outcome=outcome, outcome_sealed=sealing.sealed(note, sealing.OUTCOME), closed_at=now, closed_by=who[:60] or "—"
    )


_STATE = {
    rules.WELL: "well", rules.HELPED: "needs_help", rules.TREATED: "needs_help", rules.HOSPITAL: "to_hospital",
}  # fmt: skip


def _settle_check(held: Ladder, outcome: str, by: Actor, now: datetime) -> None:
    """Somebody met them: that is the proof of the round, unless a phone has told it. Elsewhere or dead is for a person
    to release."""
    round_ = Round.objects.filter(pk=held.round_id, state=Round.State.OPEN).first() if held.round_id else None
    if round_ is None or outcome not in _STATE or _proof_of(held) is not None:
        return
    fact = ProofFact(uuid5(held.pk, "proof"), held.person_id, now, held.building_key, detail={"state": _STATE[outcome]})
    intake.record_proofs(round_=round_, facts=[fact], device="console", by=by.name, now=now)


@transaction.atomic
def take_over(*, by: Actor, ladder_id: UUID, now: datetime) -> None:
    """Whoever presses it is in charge from now on."""
    held = _held(by, ladder_id)
    Ladder.objects.filter(part=held.part, pk=held.pk).update(owner_id=by.account_id, owner_name=by.name[:60])
    _note(by, "care.take_over", held, now)


def steps_of(held: Ladder) -> tuple[rules.Step, ...]:
    """One query."""
    rows = LadderStep.objects.filter(part=held.part, ladder=held).order_by("number")
    return tuple(rules.Step(row.rung, row.result, row.at, row.done_by) for row in rows)


def _held(by: Actor, ladder_id: UUID) -> Ladder:
    held = one_for(by, Act.SERVE, Ladder.objects.select_for_update().filter(id=ladder_id), lambda it: it.building_key)
    if held.closed_at is not None:
        raise LadderClosed
    return held


def _note(by: Actor, act: str, held: Ladder, now: datetime, **detail: object) -> None:
    record(
        by=by, act=act, area=codes.committee_of(held.building_key), subject=f"person:{held.person_id}", now=now,
        detail={"ladder": str(held.pk), **detail},
    )  # fmt: skip


@transaction.atomic
def raise_missed(committee: int, now: datetime) -> int:
    """What the field reported about today's checks: a first miss begins a ladder, a second is its retry, a proof ends
    it; a check that nobody tried by its hour begins one too. Returns how many began. Idempotent.
    """
    today = clock.local_date(now)
    near = CareRound.objects.filter(part=committee)
    rows = near.filter(on__gte=today - timedelta(days=1)).exclude(what=presets.VISIT)
    began = sum(_visited(row, committee, now) for row in near.filter(what=presets.VISIT, on__gte=today - _WEEK))
    for row in rows:
        round_ = Round.objects.get(pk=row.round_id)
        if round_.state == Round.State.OPEN and round_.opens_at <= now:
            began += _of_round(round_, committee, now)
    for held in Ladder.objects.filter(
        building_key__range=codes.buildings_under(committee), closed_at=None, round_id__isnull=False
    ):
        _met(held, now)
    return began


def _visited(row: CareRound, committee: int, now: datetime) -> int:
    """A visit of the week: who was not met has until Sunday, who was met and needs help has it now."""
    round_ = Round.objects.get(pk=row.round_id)
    return _seen_in_need(round_, committee, now) if round_.state == Round.State.OPEN else 0


def _of_round(round_: Round, committee: int, now: datetime) -> int:
    began = sum(_missed(round_, targets, now) for targets in _pages(round_, committee))
    return began + _seen_in_need(round_, committee, now)


def _pages(round_: Round, committee: int) -> Iterator[list[Target]]:
    """Every open target: whoever has a ladder is still among them, so the first page alone would hide the rest."""
    page = queries.gap(round_, committee, limit=_PAGE)
    while page:
        yield page
        last = page[-1]
        page = queries.gap(round_, committee, limit=_PAGE, after=(last.building_key, last.position))


def _missed(round_: Round, targets: Sequence[Target], now: datetime) -> int:
    tried = queries.attempts(round_, [one.subject_id for one in targets])
    known = {
        held.person_id: held for held in Ladder.objects.filter(
            part__in={part_of(one.subject_id) for one in targets}, person_id__in=[one.subject_id for one in targets],
        ).filter(_same(round_))
    }  # fmt: skip
    began = 0
    for one in targets:
        missed = [attempt for attempt in tried.get(one.subject_id, ()) if attempt.outcome in rules.MISSED]
        if one.subject_id in known:
            _follow(known[one.subject_id], missed, now)
        elif missed or now >= round_.due_at:
            at = missed[0].seen_at if missed else round_.due_at
            held = begin(by=HAND, person_id=one.subject_id, round_id=round_.pk, now=now, began_at=at)
            _follow(held, missed, now)
            began += 1
    return began


def _seen_in_need(round_: Round, committee: int, now: datetime) -> int:
    """Seen, and not well: a ladder with that meeting as its step, open until somebody writes what came of it."""
    sheets = Sheet.objects.filter(round_id=round_.pk, building_key__range=codes.buildings_under(committee))
    owed = [one for ids in sheets.values_list("owed", flat=True) for one in ids]
    near = Proof.objects.filter(part__in=parts_of(owed), round_id=round_.pk, subject_id__in=owed)
    proofs = [one for one in near if one.detail.get("state", "well") != "well"]
    people = [one.subject_id for one in proofs]
    ladders = Ladder.objects.filter(part__in=parts_of(people), person_id__in=people)
    known = set(ladders.filter(_same(round_)).values_list("person_id", flat=True))
    fresh = [one for one in proofs if one.subject_id not in known]
    for proof in fresh:
        held = begin(by=HAND, person_id=proof.subject_id, round_id=round_.pk, now=now, began_at=proof.seen_at)
        _write(held, Said(rules.FIRST, rules.MET, proof.seen_at, "", proof.recorded_by or "?"), HAND, now)
    return len(fresh)


def _same(round_: Round) -> Q:
    """A ladder that is open, whatever began it, or that this round began."""
    return Q(closed_at=None) | Q(round_id=round_.pk)


def _follow(held: Ladder, missed: Sequence[Attempt], now: datetime) -> None:
    """Visits that did not serve, as steps: the first, then retries. Higher rungs are written by people."""
    if held.closed_at is not None:
        return
    done = list(steps_of(held))
    for attempt in missed:
        if done and (done[-1].rung not in (rules.FIRST, rules.RETRY) or attempt.seen_at <= done[-1].at):
            continue
        said = Said(
            rules.RETRY if done else rules.FIRST, rules.NO_ANSWER, attempt.seen_at, attempt.note,
            attempt.recorded_by or "?",
        )  # fmt: skip
        _write(held, said, HAND, now)
        done = list(steps_of(held))


def _met(held: Ladder, now: datetime) -> None:
    """A proof of the round: somebody has met them. Well is an outcome; anything else waits for a person."""
    proof = _proof_of(held)
    done = steps_of(held)
    if proof is None or (done and (done[-1].result != rules.NO_ANSWER or done[-1].at > proof.seen_at)):
        return
    rung = done[-1].rung if done else rules.FIRST
    _write(held, Said(rung, rules.MET, proof.seen_at, "", proof.recorded_by or "?"), HAND, now)
    if proof.detail.get("state", "well") == "well":
        _close(held, rules.WELL, "", proof.recorded_by or "wanjia", now)
        _note(HAND, "care.end", held, now, outcome=rules.WELL)


def _proof_of(held: Ladder) -> Proof | None:
    """That somebody met them, in the round that was missed."""
    mine = {"part": part_of(held.person_id), "round_id": held.round_id or 0, "subject_id": held.person_id}
    return Proof.objects.filter(**mine).first()


def ladder_for(by: Actor, ladder_id: UUID) -> Ladder:
    """Raises NotFound, NotAllowed."""
    return one_for(by, Act.SERVE, Ladder.objects.filter(id=ladder_id), lambda it: it.building_key)


def begin_by_hand(*, by: Actor, person_id: int, now: datetime) -> Ladder:
    """Somebody worries about a person who is on no list."""
    person_for(by, Act.SERVE, person_id)
    return begin(by=by, person_id=person_id, round_id=None, now=now)
