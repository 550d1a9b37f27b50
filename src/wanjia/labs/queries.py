"""What is known of tubes, people, laboratories and rechecks. Reads; frozen dataclasses; each with its query count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from wanjia.coverage.models import Aside, Proof, Round, Tube
from wanjia.hot import results as hot
from wanjia.hot.results import TubeOf
from wanjia.kernel import area as codes
from wanjia.kernel.ids import part_of, parts_of
from wanjia.labs.models import Cluster, Lab, LabDay, LooseResult, Recheck, Report, Result, Run
from wanjia.labs.rules.doubts import Doubt, InWell, doubts
from wanjia.labs.rules.record import Found, Standing, standing

SHOWN = timedelta(days=14)  # results on a resident's page
_LATELY = timedelta(days=2)  # runs that a laboratory's page and the chain board look at


def versions(part: int, tube_id: UUID) -> list[Result]:
    """Every version of one tube's result, oldest first. One query."""
    return list(Result.objects.filter(part=part, tube_id=tube_id).order_by("version"))


def of_record(tubes: Iterable[Tube]) -> dict[UUID, Result]:
    """The version of record of each tube that has one. One query."""
    known = list(tubes)
    rows = Result.objects.filter(part__in={t.part for t in known}, tube_id__in=[t.event_id for t in known])
    return {row.tube_id: row for row in rows.order_by("version")}


@dataclass(frozen=True, slots=True)
class PersonResult:
    """What holds for one person in one round; `tube` is the one that decides it, None while nothing does."""

    subject_id: int
    round_id: int
    standing: Standing
    tube: TubeOf | None
    asked_until: datetime | None  # a recheck that waits for their own swab


def results_of(subjects: Sequence[int], rounds: Sequence[Round], now: datetime) -> dict[tuple[int, int], PersonResult]:
    """(subject, round) → what holds. A recheck's round answers the round that asked for it. Three queries."""
    asked = rechecks_of(subjects)
    again = {row.round_id for row in asked if row.round_id is not None}
    wanted = {round_.pk for round_ in rounds} | again
    tubes: dict[int, list[TubeOf]] = defaultdict(list)
    for tube in hot.tubes_of(subjects, sorted(wanted)):
        tubes[tube.subject_id].append(tube)
    rounds_of = _rounds_of(subjects, sorted(wanted))
    return {
        (subject, round_.pk): found
        for subject in subjects for round_ in rounds
        if (found := _one(subject, round_.pk, tubes[subject], rounds_of, [r for r in asked if r.subject_id == subject]))
    }  # fmt: skip


def _rounds_of(subjects: Sequence[int], rounds: Sequence[int]) -> Mapping[tuple[int, UUID], int]:
    """(subject, tube) → the round in which it counts."""
    proofs = Proof.objects.filter(part__in=parts_of(subjects), round_id__in=rounds, subject_id__in=list(subjects))
    return {(s, event): round_ for s, event, round_ in proofs.values_list("subject_id", "event_id", "round_id")}


def _one(
    subject: int, round_id: int, tubes: Sequence[TubeOf], rounds_of: Mapping[tuple[int, UUID], int],
    asked: Sequence[Recheck],
) -> PersonResult | None:  # fmt: skip
    """None where the person has no swab in the round."""
    own_asks = [row for row in asked if row.pool_round_id == round_id]
    related = {round_id} | {row.round_id for row in own_asks if row.round_id is not None}
    here = [tube for tube in tubes if rounds_of.get((subject, tube.tube_id)) in related]
    if not any(rounds_of.get((subject, tube.tube_id)) == round_id for tube in here) and not own_asks:
        return None
    waiting = [row for row in own_asks if row.decided_at is None]
    found = standing(Found(tube.value or "", bool(tube.is_pool), tube.tested_at) for tube in here)
    if waiting and found is not Standing.POSITIVE:
        found = Standing.RECHECK  # also where the abnormal pool holds only an extra swab of theirs
    told = [tube for tube in here if tube.value]
    decisive = max(told, key=lambda t: (not t.is_pool, t.received_at), default=None)
    until = min((row.due_at for row in waiting), default=None)
    return PersonResult(subject, round_id, found or Standing.WAITING, decisive or next(iter(here), None), until)


def rechecks_of(subjects: Sequence[int]) -> list[Recheck]:
    """Every recheck that was asked of these people, newest first. One query."""
    parts = parts_of(subjects)
    return list(Recheck.objects.filter(part__in=parts, subject_id__in=list(subjects)).order_by("-asked_at"))


def is_held(subject: int) -> bool:
    """True while a recheck of theirs is undecided: it holds their release, and no urgent care. One query."""
    return Recheck.objects.filter(part=part_of(subject), subject_id=subject, decided_at=None).exists()


def tubes_of_slow(subjects: Sequence[int], rounds: Sequence[int]) -> set[tuple[int, UUID, str | None, int | None]]:
    """Twin of hot.results.tubes_of, person by person: (subject, tube, value, version)."""
    found = set()
    for proof in Proof.objects.filter(subject_id__in=subjects, round_id__in=rounds, tube_part__isnull=False):
        last = Result.objects.filter(tube_id=proof.event_id).order_by("-version").first()
        found.add((proof.subject_id, proof.event_id, last.value if last else None, last.version if last else None))
    return found


@dataclass(frozen=True, slots=True)
class Pool:
    """One abnormal pool with the people who are asked: how many are swabbed again, decided, told."""

    part: int
    tube_id: UUID
    code: str
    round_id: int
    people: tuple[Recheck, ...]
    value: str
    lab: str
    reported_at: datetime

    @property
    def due_at(self) -> datetime:
        return min(row.due_at for row in self.people)

    @property
    def decided(self) -> int:
        return sum(row.decided_at is not None for row in self.people)

    @property
    def told(self) -> int:
        return sum(row.told_at is not None for row in self.people)


def pools(area: int, now: datetime, *, days: int = 3) -> list[Pool]:
    """Abnormal pools with people in the area: undecided ones first, by their deadline. Four queries."""
    span = codes.buildings_under(area)
    rows = Recheck.objects.filter(building_key__range=span).filter(
        Q(decided_at=None) | Q(asked_at__gte=now - timedelta(days=days))
    )
    by_pool: dict[tuple[int, UUID], list[Recheck]] = defaultdict(list)
    for row in rows.order_by("building_key", "subject_id"):
        by_pool[(row.pool_part, row.pool_id)].append(row)
    tubes = {
        tube.event_id: tube
        for tube in Tube.objects.filter(part__in={p for p, _ in by_pool}, event_id__in=[t for _, t in by_pool])
    }
    found = of_record(tubes.values())
    labs = dict(Lab.objects.filter(id__in={row.lab_id for row in found.values()}).values_list("id", "name"))
    made = [
        Pool(part, tube_id, tubes[tube_id].code, tubes[tube_id].round_id, tuple(people), found[tube_id].value,
             labs.get(found[tube_id].lab_id, ""), found[tube_id].received_at)
        for (part, tube_id), people in by_pool.items() if tube_id in found
    ]  # fmt: skip
    return sorted(made, key=lambda pool: (pool.decided == len(pool.people), pool.due_at, pool.code))


@dataclass(frozen=True, slots=True)
class Unknown:
    """Somebody without a record in a tube that is not negative. Nobody can ask or move them before they are known."""

    part: int
    event_id: UUID
    position: int
    round_id: int
    building_key: int
    seen_at: datetime
    code: str
    value: str
    is_pool: bool
    lab_id: UUID


def unknown(area: int, now: datetime) -> list[Unknown]:
    """Whoever waits in the area to be known, of the last two weeks: own swabs first, then the oldest.

    One query, three where there is somebody.
    """
    rounds = Round.objects.filter(opens_at__gte=now - SHOWN)
    told = Result.objects.filter(part=OuterRef("part"), tube_id=OuterRef("event_id")).exclude(value="negative")
    waiting = Aside.objects.filter(
        Exists(told), round_id__in=rounds.values("pk"), building_key__range=codes.buildings_under(area),
        resolved_at=None, kind=Aside.Kind.STRANGER,
    )  # fmt: skip
    rows = list(waiting.order_by("seen_at", "position"))
    tubes = Tube.objects.filter(part__in={row.part for row in rows}, event_id__in=[row.event_id for row in rows])
    by_id = {tube.event_id: tube for tube in tubes} if rows else {}
    found = of_record(by_id.values()) if by_id else {}
    known = [_unknown(row, by_id[row.event_id], found[row.event_id]) for row in rows if row.event_id in found]
    return sorted((one for one in known if one.value != "negative"), key=lambda one: (one.is_pool, one.seen_at))


def _unknown(row: Aside, tube: Tube, result: Result) -> Unknown:
    return Unknown(
        row.part, row.event_id, row.position, row.round_id, row.building_key, row.seen_at, tube.code, result.value,
        result.is_pool, result.lab_id,
    )  # fmt: skip


def waiting_count(area: int) -> int:
    """People of the area whose recheck is undecided. One query, for the rail."""
    found = Recheck.objects.filter(building_key__range=codes.buildings_under(area), decided_at=None)
    return found.values("subject_id").distinct().count()


@dataclass(frozen=True, slots=True)
class Load:
    """One laboratory on one day."""

    lab: Lab
    tubes: int
    abnormal: int
    loose: int

    @property
    def share(self) -> float:
        """Of its capacity; may pass 1."""
        return self.tubes / self.lab.tubes_a_day


def labs_for(area: int, *, with_closed: bool = False) -> QuerySet[Lab]:
    """Laboratories in the area and in what lies around it, by name."""
    around = [code for code in codes.ancestors(area) if codes.level_of(code) >= codes.Level.CITY]
    found = Lab.objects.filter(Q(area__range=codes.codes_under(area)) | Q(area__in=around)
                               | Q(area__range=codes.codes_under(_district(area))))  # fmt: skip
    return (found if with_closed else found.filter(closed_at=None)).order_by("name")


def _district(area: int) -> int:
    """A committee sends to laboratories anywhere in its district; a wider area sees its own."""
    steps = [code for code in codes.ancestors(area) if codes.level_of(code) == codes.Level.DISTRICT]
    return steps[0] if steps else area


def loads(labs: Sequence[Lab], day: date) -> list[Load]:
    """What each did on the day, and what lies loose. Two queries."""
    ids = [lab.id for lab in labs]
    days = {row.lab_id: row for row in LabDay.objects.filter(lab_id__in=ids, day=day)}
    loose = dict(
        LooseResult.objects.filter(lab_id__in=ids, resolved_at=None).values("lab_id").annotate(n=Count("id"))
        .values_list("lab_id", "n")
    )  # fmt: skip
    return [_load(lab, days.get(lab.id), loose.get(lab.id, 0)) for lab in labs]


def _load(lab: Lab, row: LabDay | None, loose: int) -> Load:
    if row is None:
        return Load(lab, 0, 0, loose)
    return Load(lab, row.pools + row.own, row.pools_abnormal + row.own_positive, loose)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run with what makes it doubtful."""

    run: Run
    tubes: int
    abnormal: int
    doubts: tuple[Doubt, ...]


def runs(lab: Lab, now: datetime) -> list[RunLine]:
    """The laboratory's hundred latest runs of two days, newest first, with their doubts. Two queries."""
    return _lines(list(_lately([lab], now)[:100]))


def doubtful(labs: Sequence[Lab], now: datetime) -> list[RunLine]:
    """Of all runs of two days in these laboratories those with something odd in them, newest first. Three queries.

    A city's laboratories make 26,000 runs in a day: only those are read tube by tube in which a well or a count is odd.
    """
    lately = {run.id: run for run in _lately(labs, now)}
    odd = [
        lately[one.run] for one in hot.counts_of_runs(list(lately))
        if one.most_in_a_well > 1 or one.results > _tests(lately[one.run], one.results)
    ]  # fmt: skip
    lines = _lines(sorted(odd, key=lambda run: run.made_at, reverse=True)) if odd else []
    return [line for line in lines if line.doubts]


def _tests(run: Run, results: int) -> int:
    return results if run.tests is None else run.tests


def _lately(labs: Sequence[Lab], now: datetime) -> QuerySet[Run]:
    rows = Run.objects.filter(part__in={lab.part for lab in labs}, lab__in=labs, made_at__gte=now - _LATELY)
    return rows.select_related("lab").order_by("-made_at")


def _lines(found: Sequence[Run]) -> list[RunLine]:
    wells: dict[UUID, list[InWell]] = defaultdict(list)
    for run_id, code, well in hot.wells_of([run.id for run in found]):
        wells[run_id].append(InWell(code, well))
    return [
        RunLine(run, run.pools + run.own, run.pools_abnormal + run.own_positive,
                tuple(doubts(wells[run.id], run.tests)))
        for run in found
    ]  # fmt: skip


def reports(lab: Lab, limit: int = 20) -> list[Report]:
    """Newest first. One query."""
    return list(Report.objects.filter(part=lab.part, lab=lab).order_by("-received_at")[:limit])


def loose(lab: Lab) -> list[LooseResult]:
    """What waits for somebody to find out whose it is, the gravest and oldest first. One query."""
    return list(LooseResult.objects.filter(part=lab.part, lab_id=lab.id, resolved_at=None)
                .order_by(F("value").desc(), "received_at")[:200])  # fmt: skip


def clusters(area: int, now: datetime, *, days: int = 3) -> list[Cluster]:
    """Too many positives: undecided ones with tubes of the area, then those of the last days. One query."""
    span = codes.codes_under(area)
    recent = Cluster.objects.filter(Q(decided_at=None) | Q(found_at__gte=now - timedelta(days=days)))
    found = [one for one in recent.order_by("-found_at")[:200] if any(span.low <= p <= span.high for p in one.parts)]
    return sorted(found, key=lambda one: (one.decided_at is not None, -one.found_at.timestamp()))
