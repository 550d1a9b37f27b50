"""What a batch keeps besides proofs: tubes, attempts, and everything that settles no target."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wanjia.coverage.intake.batch import Claim, Record, RoundNow
from wanjia.coverage.intake.facts import AttemptFact, ProofFact, TubeFact, text
from wanjia.hot import facts as hot
from wanjia.hot.dialogue import Ask, Dialogue
from wanjia.kernel.area import ancestors, committee_of
from wanjia.kernel.ids import part_of
from wanjia.platform.vault import seal

Rounds = Mapping[int, RoundNow]


def keep(records: Sequence[Record], rounds: Rounds, now: datetime) -> Dialogue[None]:
    """Tubes and attempts that are new, and asides: extras, strangers, conflicting repeats."""
    stored = [record for record in records if record.outcome not in ("repeat", "conflict", "malformed")]
    if tubes := [_tube(r, rounds) for r in stored if isinstance(r.fact, TubeFact)]:
        yield hot.columns(hot.TUBES, tubes, now)
    yield from _attempts([record for record in stored if isinstance(record.fact, AttemptFact)], now)
    asides = [
        _aside(claim)
        for record in stored
        if not isinstance(record.fact, AttemptFact)
        for claim in record.claims
        if claim.outcome in ("extra", "stranger")
    ]
    asides += [_conflict(record) for record in records if record.outcome == "conflict"]
    if asides:
        yield from _put_aside(asides, now)


def _tube(record: Record, rounds: Rounds) -> tuple[object, ...]:
    fact, sender = record.fact, record.sender
    assert isinstance(fact, TubeFact)  # noqa: S101  for the type checker: the caller chose tubes
    members = "{" + ",".join(str(claim.subject or 0) for claim in record.claims) + "}"
    return (
        record.part, fact.event_id, fact.round_id, fact.code, fact.place, members, rounds[fact.round_id].pool_size,
        fact.seen_at, sender.device, sender.by, ",".join(record.flags),
    )  # fmt: skip


def _attempts(records: Sequence[Record], now: datetime) -> Dialogue[None]:
    """Attempts at people; one at somebody unknown is kept under the number that was named."""
    rows: list[tuple[Any, ...]] = []
    for record in records:
        fact, sender, subject = record.fact, record.sender, record.claims[0].subject or 0
        assert isinstance(fact, AttemptFact)  # noqa: S101  for the type checker
        rows.append(
            (part_of(subject), fact.event_id, fact.round_id, subject, fact.outcome, fact.seen_at, sender.by,
             sender.device, fact.note)
        )  # fmt: skip
    if not rows:
        return
    ordered = sorted(rows, key=lambda row: (row[0], row[1].bytes))
    new = {event for _part, event in (yield hot.columns(hot.ATTEMPTS, ordered, now))}
    for record in records:
        if record.fact.event_id not in new:
            record.outcome = "repeat"
        elif record.outcome == "stranger":
            record.outcome = "done"  # the flag says that the round does not owe them


def _aside(claim: Claim) -> tuple[object, ...]:
    record = claim.record
    place = claim.building_key or door(record.fact.place)
    said = {"said": claim.said} | ({"card": claim.card} if claim.card else {})
    if isinstance(record.fact, ProofFact):
        said["detail"] = dict(record.fact.detail)  # type: ignore[assignment]
    return _aside_row(record, claim.outcome, claim.position, claim.subject, place, claim.flags, said, claim.seen_at)


def _conflict(record: Record) -> tuple[object, ...]:
    """The other body of a known id. Each body has a place of its own, drawn from its digest."""
    fact = record.fact
    said: dict[str, object] = {"said": getattr(fact, "said", ""), "detail": dict(getattr(fact, "detail", {}))}
    if isinstance(fact, TubeFact):
        said |= {"code": fact.code, "members": [str(member.subject_id or 0) for member in fact.members]}
    subject = getattr(fact, "subject_id", None)
    position = int.from_bytes(record.digest[:2]) >> 1
    return _aside_row(record, "conflict", position, subject, door(fact.place), record.flags, said, fact.seen_at)


def _aside_row(
    record: Record, kind: str, position: int, subject: int | None, place: int, flags: Sequence[str],
    said: Mapping[str, object], seen_at: datetime,
) -> tuple[object, ...]:  # fmt: skip
    part = part_of(subject) if subject else committee_of(place)
    return (
        part, record.fact.event_id, kind, position, record.fact.round_id, subject, place, seen_at, record.sender.device,
        record.sender.by, ",".join(flags), seal(text(said), field="aside"),
    )  # fmt: skip


def _put_aside(rows: Sequence[tuple[Any, ...]], now: datetime) -> Dialogue[None]:
    """Writes those that are new. New strangers end the signatures above the place where they were met."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1].bytes, row[2], row[3]))
    new = yield hot.columns(hot.ASIDES, ordered, now)
    strangers = {(part, event) for part, event, kind, _position in new if kind == "stranger"}
    met = {(r[4], r[6]) for r in rows if r[2] == "stranger" and (r[0], r[1]) in strangers}
    if met:
        yield lapse([(round_id, place) for round_id, place in sorted(met)], "stranger", now)


def lapse(places: Sequence[tuple[int, int]], reason: str, now: datetime) -> Ask:
    """Ends the signatures of (round, place) and of everything above the place. Answers how many ended."""
    above = sorted({(round_id, code) for round_id, place in places for code in ancestors(place)})
    return hot.columns(hot.LAPSE, above, now, reason)


def door(place: int) -> int:
    """A building key for any place: a committee or compound stands for itself with building 0."""
    return place * int(10 ** (18 - len(str(place))))


def said_of(sealed: str) -> str:
    """What a stranger said, out of the unsealed text of an aside."""
    return str(json.loads(sealed).get("said", ""))
