"""What a round looks like: head-counts, the tree below an area, the gap with its doors, strangers, history."""

import functools
import json
import operator
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wanjia.coverage.models import (
    Aside,
    Attempt,
    Decision,
    Exemption,
    Explanation,
    Proof,
    Round,
    Sheet,
    SignOff,
    Tube,
)
from wanjia.coverage.rules import Standing
from wanjia.coverage.touching import below, over, touching
from wanjia.hot import gap as hot_gap
from wanjia.hot import tally as hot_tally
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.ids import part_of, parts_of
from wanjia.platform.vault import unseal

STEP = {  # building keys in one area of the level below
    Level.PROVINCE: 10**14, Level.CITY: 10**12, Level.DISTRICT: 10**9, Level.TOWN: 10**6, Level.COMMITTEE: 10**4,
    Level.COMPOUND: 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """A head-count. `owed = done + excused + released + open` always."""

    owed: int
    done: int
    excused: int
    released: int
    buildings: int

    @property
    def open(self) -> int:
        return self.owed - self.done - self.excused - self.released

    @property
    def gap_per_thousand(self) -> float:
        return 1000 * self.open / self.owed if self.owed else 0.0


@dataclass(frozen=True, slots=True)
class Branch:
    """One area below another, with its count and whether somebody signed it."""

    area: int
    tally: Tally
    signed_by: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Target:
    """One open target with what explains it."""

    subject_id: int
    building_key: int
    position: int
    attempts: int
    last_outcome: str
    last_attempt_at: datetime | None
    last_note: str
    explained: str  # the reason, empty when there is none


def tally(round_: Round, area: int) -> Tally:
    """One query."""
    return Tally(*hot_tally.tally(round_.pk, codes.buildings_under(area)))


def tally_slow(round_: Round, area: int) -> Tally:
    """Twin of hot.tally: counts facts one by one."""
    counts = {"owed": 0, "done": 0, "excused": 0, "released": 0}
    sheets = Sheet.objects.filter(round=round_, building_key__range=codes.buildings_under(area))
    for sheet in sheets:
        counts["owed"] += len(sheet.owed)
        where = {"round_id": round_.pk, "subject_id__in": sheet.owed}
        counts["done"] += Proof.objects.filter(**where).count()
        for state in ("excused", "released"):
            counts[state] += Exemption.objects.filter(**where, state=state).count()
    return Tally(**counts, buildings=len({sheet.building_key for sheet in sheets}))


def branches(round_: Round, area: int) -> list[Branch]:
    """The areas one step below, in the order of their codes. Two queries."""
    step = STEP[codes.level_of(area)]
    groups = hot_tally.tally_by(round_.pk, codes.buildings_under(area), step)
    areas = {group: code_of(group, step) for group in groups}
    signed = {
        signature.area: signature
        for signature in SignOff.objects.filter(round_id=round_.pk, area__in=areas.values(), lapsed_at=None)
    }
    return [_branch(areas[group], Tally(*counts), signed.get(areas[group])) for group, counts in groups.items()]


def code_of(group: int, step: int) -> int:
    """The area code that a group of building keys stands for."""
    return group * (step // 10**6) if step > 10**6 else group


def _branch(area: int, counted: Tally, signature: SignOff | None) -> Branch:
    return Branch(area, counted, signature.signed_by if signature else "", signature.signed_at if signature else None)


def gap(round_: Round, area: int, *, limit: int | None = None, after: tuple[int, int] | None = None) -> list[Target]:
    """Open targets in walking order with their attempts and explanations. Three queries."""
    rows = hot_gap.gap(round_.pk, codes.buildings_under(area), limit=limit, after=after)
    subjects = [row.subject_id for row in rows]
    tried, explained = attempts(round_, subjects), _explanations(round_, subjects)
    return [_target(row, tried.get(row.subject_id, []), explained.get(row.subject_id, "")) for row in rows]


def gap_slow(round_: Round, area: int) -> list[int]:
    """Twin of hot.gap: the ids of the open targets, by set difference."""
    open_: list[int] = []
    for sheet in Sheet.objects.filter(round=round_, building_key__range=codes.buildings_under(area)).order_by(
        "building_key", "part"
    ):
        where = {"round_id": round_.pk, "subject_id__in": sheet.owed}
        closed = set(Proof.objects.filter(**where).values_list("subject_id", flat=True))
        closed |= set(Exemption.objects.filter(**where).values_list("subject_id", flat=True))
        open_ += [subject for subject in sheet.owed if subject not in closed]
    return open_


def _target(row: hot_gap.GapRow, tried: Sequence[Attempt], explained: str) -> Target:
    last = tried[-1] if tried else None
    return Target(
        subject_id=row.subject_id, building_key=row.building_key, position=row.position, attempts=len(tried),
        last_outcome=last.outcome if last else "", last_attempt_at=last.seen_at if last else None,
        last_note=last.note if last else "", explained=explained,
    )  # fmt: skip


def attempts(round_: Round, subjects: Iterable[int]) -> Mapping[int, list[Attempt]]:
    """The attempts at each subject, oldest first. One query."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    subjects = list(subjects)
    parts = parts_of(subjects)
    for attempt in Attempt.objects.filter(part__in=parts, round_id=round_.pk, subject_id__in=subjects).order_by(
        "seen_at"
    ):
        found[attempt.subject_id].append(attempt)
    return found


def _explanations(round_: Round, subjects: Sequence[int]) -> dict[int, str]:
    parts = parts_of(subjects)
    return dict(
        Explanation.objects.filter(part__in=parts, round_id=round_.pk, subject_id__in=subjects).values_list(
            "subject_id", "reason"
        )
    )


@dataclass(frozen=True, slots=True)
class Stranger:
    """A proof without a target, waiting for somebody to say who it was."""

    part: int
    event_id: UUID
    building_key: int
    seen_at: datetime
    device: str
    recorded_by: str
    subject_id: int | None
    said: str
    flags: tuple[str, ...]
    position: int = 0  # in a tube, where several may wait under one event


def strangers(round_: Round, area: int) -> list[Stranger]:
    """Those who wait, oldest first. One query."""
    waiting = Aside.objects.filter(
        round_id=round_.pk, building_key__range=codes.buildings_under(area), resolved_at=None
    ).order_by("seen_at")
    return [_stranger(aside) for aside in waiting]


def _stranger(aside: Aside) -> Stranger:
    said = json.loads(unseal(bytes(aside.detail_sealed), field="aside"))["said"] if aside.detail_sealed else ""
    return Stranger(
        aside.part, aside.event_id, aside.building_key, aside.seen_at, aside.device, aside.recorded_by,
        aside.subject_id, said, tuple(aside.flags), aside.position,
    )  # fmt: skip


def stranger_count(round_: Round, area: int) -> int:
    return Aside.objects.filter(
        round_id=round_.pk, building_key__range=codes.buildings_under(area), resolved_at=None
    ).count()


def top(round_: Round, area: int) -> Branch:
    """The area itself as one branch. Two queries."""
    signature = SignOff.objects.filter(round_id=round_.pk, area=area, lapsed_at=None).first()
    return _branch(area, tally(round_, area), signature)


def open_rounds(areas: Sequence[int], now: datetime) -> list[Round]:
    """Rounds in force that touch any of the areas, the nearest deadline first. One query.

    Of an area wider than a subdistrict not those of places inside it: each committee has some of its own every day.
    """
    wheres = [over(area) if codes.level_of(area) < Level.TOWN else touching(area) for area in areas]
    near = functools.reduce(operator.or_, wheres, Q(pk__in=()))
    rounds = Round.objects.filter(near, state=Round.State.OPEN, opens_at__lte=now).select_related("obligation")
    return list(rounds.order_by("due_at"))


def sampled_rounds(area: int, now: datetime) -> list[Round]:
    """Those of them in which people are sampled into tubes. One query."""
    return [round_ for round_ in open_rounds([area], now) if round_.obligation.in_tubes]


def decisions(round_: Round, area: int, *, limit: int = 200) -> list[Decision]:
    """What people decided in the area, newest first: the round's amendments and exemptions. One query."""
    return list(
        Decision.objects.filter(round_id=round_.pk, building_key__range=codes.buildings_under(area)).order_by(
            "-decided_at"
        )[:limit]
    )


@dataclass(frozen=True, slots=True)
class Block:
    """One building of the board: its count, who signed it, and what a signature waits for."""

    branch: Branch
    explained: int
    strangers: int

    @property
    def is_ready(self) -> bool:
        """True when nothing but the signature is missing."""
        counted = self.branch.tally
        return not self.branch.signed_by and self.standing.is_ready and counted.owed > 0

    @property
    def standing(self) -> Standing:
        counted = self.branch.tally
        return Standing(
            counted.owed, counted.done, counted.excused, counted.released, self.explained, self.strangers, unsigned=0
        )


def board(round_: Round, area: int) -> list[Block]:
    """Every building of the area that the round owes something, as on the ground. Four queries."""
    span = codes.buildings_under(area)
    counts = hot_tally.tally_by(round_.pk, span, 1)
    signed = {
        signature.area: signature
        for signature in SignOff.objects.filter(round_id=round_.pk, area__range=span, lapsed_at=None)
    }
    explained = _by_building(Explanation.objects.filter(round_id=round_.pk, building_key__range=span))
    waiting = _by_building(Aside.objects.filter(round_id=round_.pk, building_key__range=span, resolved_at=None))
    return [
        Block(_branch(key, Tally(*counted), signed.get(key)), explained.get(key, 0), waiting.get(key, 0))
        for key, counted in counts.items()
    ]


def _by_building(rows: "QuerySet[Any]") -> dict[int, int]:
    return dict(rows.values_list("building_key").annotate(n=Count("*")).order_by())


@dataclass(frozen=True, slots=True)
class Settled:
    """One target that is no longer open: how and by whom."""

    subject_id: int
    building_key: int
    reason: str  # empty for a proof
    by: str
    at: datetime


def settled(round_: Round, area: int, state: str, *, limit: int, after: tuple[int, int] = (0, 0)) -> list[Settled]:
    """Who is done, excused or released, by building. One query, two for decisions."""
    near = {"round_id": round_.pk, "building_key__range": codes.buildings_under(area)}
    if state == "done":
        proofs = hot_gap.proven(round_.pk, codes.buildings_under(area), limit=limit, after=after)
        return [Settled(p.subject_id, p.building_key, "", p.recorded_by or p.device, p.seen_at) for p in proofs]
    exempt = list(_after(Exemption.objects.filter(**near, state=state), after)[:limit])
    why = {
        decision.id: decision
        for decision in Decision.objects.filter(
            part__in={row.part for row in exempt}, id__in=[row.decision_id for row in exempt]
        )
    }
    return [
        Settled(row.subject_id, row.building_key, d.reason, d.decided_by, d.decided_at)
        for row in exempt if (d := why.get(row.decision_id))
    ]  # fmt: skip


def _after(rows: "QuerySet[Any]", after: tuple[int, int]) -> "QuerySet[Any]":
    """What comes after (building, subject) in that order."""
    building, subject = after
    later = rows.filter(building_key__gt=building) | rows.filter(building_key=building, subject_id__gt=subject)
    return later.order_by("building_key", "subject_id")


def among(round_: Round, area: int, subjects: Iterable[int]) -> list[int]:
    """Those of the subjects who are open in the round, in walking order. One query."""
    rows = hot_gap.among(round_.pk, codes.buildings_under(area), list(subjects))
    return [row.subject_id for row in rows]


def among_slow(round_: Round, area: int, subjects: Iterable[int]) -> list[int]:
    """Twin of hot.gap.among."""
    wanted = set(subjects)
    return [subject for subject in gap_slow(round_, area) if subject in wanted]


def rounds_in(area: int, most: int) -> list[Round]:
    """The newest rounds, at most so many of the area and what it lies in, and of places inside it. Two queries."""
    rounds = Round.objects.select_related("obligation").order_by("-opens_at", "-pk")
    found = [round_ for where in (over(area), below(area)) for round_ in rounds.filter(where)[:most]]
    return sorted(found, key=lambda round_: (round_.opens_at, round_.pk), reverse=True)


def tallies(rounds: Sequence[Round], area: int) -> dict[int, Tally]:
    """The head-count of each round in the area. One query, however many rounds."""
    counted = hot_tally.tally_rounds([round_.pk for round_ in rounds], codes.buildings_under(area))
    return {
        round_.pk: Tally(*counted[round_.pk]) if round_.pk in counted else Tally(0, 0, 0, 0, 0) for round_ in rounds
    }


def history(round_: Round, subject: int) -> list[Decision]:
    """What people decided about one target, newest first. One query."""
    near = Decision.objects.filter(part=part_of(subject), round_id=round_.pk, subject_id=subject)
    return list(near.order_by("-decided_at")[:20])


@dataclass(frozen=True, slots=True)
class OnPaper:
    """One target of a sheet, whatever its state, in walking order."""

    subject_id: int
    building_key: int
    state: str


def tubes_of(proofs: Iterable[Proof]) -> dict[UUID, Tube]:
    """The tubes of those proofs that are swabs in one: device and hand stand there. One query, none without tubes."""
    swabs = [proof for proof in proofs if proof.tube_part is not None]
    if not swabs:
        return {}
    near = {"part__in": {swab.tube_part for swab in swabs}, "event_id__in": {swab.event_id for swab in swabs}}
    return {tube.event_id: tube for tube in Tube.objects.filter(**near)}


def on_paper(round_: Round, area: int, *, limit: int) -> list[OnPaper]:
    """Everyone who is owed, building by building, with their state; who was released is left out. Three queries."""
    near = {"round_id": round_.pk, "building_key__range": codes.buildings_under(area)}
    owed: list[tuple[int, int]] = []
    for sheet in Sheet.objects.filter(**near).order_by("building_key", "part").iterator(chunk_size=200):
        owed += [(subject, sheet.building_key) for subject in sheet.owed]
        if len(owed) > limit:
            break
    states = dict(Exemption.objects.filter(**near).values_list("subject_id", "state"))
    proven = hot_gap.proven(round_.pk, codes.buildings_under(area), limit=None, after=(0, 0))
    states |= dict.fromkeys((proof.subject_id for proof in proven), "done")
    rows = (OnPaper(subject, key, states.get(subject, "open")) for subject, key in owed[:limit])
    return [row for row in rows if row.state != "released"]


def signed_towns(round_: Round, area: int) -> tuple[int, int]:
    """How many subdistricts of a wider area have signed, of how many that the round owes something. Two queries."""
    span = codes.buildings_under(area)
    towns = [group * 10**3 for group in hot_tally.tally_by(round_.pk, span, STEP[Level.DISTRICT])]
    return SignOff.objects.filter(round_id=round_.pk, area__in=towns, lapsed_at=None).count(), len(towns)
