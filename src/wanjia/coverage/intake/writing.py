"""Writing a batch: one dialogue with the database, the same for the console and for the fast lane.

Locks are taken in one order: arrivals, sheets, proofs, committee totals, asides, signatures; within each, sorted.
Nothing is refused; what is odd becomes a flag. Saying the same twice changes nothing.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from wanjia.coverage.intake import keeping
from wanjia.coverage.intake.batch import Claim, Record, RoundNow, is_attempt
from wanjia.coverage.intake.facts import KIND, ProofFact, Receipt, Sent, text
from wanjia.hot import facts as hot
from wanjia.hot.dialogue import Ask, Dialogue
from wanjia.hot.proofs import Asked, Owing, find, lock, shift
from wanjia.kernel.ids import part_of

_GENERATIONS = 4  # a merged entry may have been merged again


def write(sent: Sequence[Sent], now: datetime) -> Dialogue[list[Receipt]]:
    """Writes everything and settles what it settles; one receipt a fact, in the order given.

    About a dozen statements, whatever the size. The caller's transaction decides whether any of it happened.
    """
    records = [Record.of(each) for each in sent]
    rounds = yield from _rounds(records)
    yield from _arrive([record for record in records if record.is_new], now)
    fresh = [record for record in records if record.is_new]
    for record in fresh:
        record.unfold(rounds[record.fact.round_id], now)
    claims = [claim for record in fresh for claim in record.claims]
    yield from _read_cards([claim for claim in claims if claim.card and claim.named is None])
    yield from _recognise(claims, rounds)
    yield from _prove([c for record in fresh if not is_attempt(record) for c in record.claims if not c.outcome], now)
    for record in fresh:
        record.conclude()
    yield from keeping.keep(records, rounds, now)
    yield from _remember(fresh)
    for record in records:
        record.claims.clear()  # they point back at it: a circle that only the garbage collector would find
    return [record.receipt for record in records]


def _rounds(records: Sequence[Record]) -> Dialogue[dict[int, RoundNow]]:
    """The rounds that are spoken of. A record of a round that never was can't be placed: it comes back malformed."""
    rows = yield Ask(hot.ROUNDS, (sorted({record.fact.round_id for record in records}),))
    rounds = {row[0]: RoundNow(*row) for row in rows}
    for record in records:
        if record.fact.round_id not in rounds:
            record.outcome, record.why = "malformed", "round"
    return rounds


def _arrive(records: Sequence[Record], now: datetime) -> Dialogue[None]:
    """Tells the new from the known, within the batch and against everything that ever arrived."""
    first: dict[tuple[int, object], Record] = {}
    for record in records:
        record.first = first.setdefault((record.sender.home, record.fact.event_id), record)
        if record.first is not record:
            record.repeat(None) if record.digest == record.first.digest else record.conflict()
        else:
            record.first = None
    candidates = [record for record in records if record.is_new and record.sender.home]
    if not candidates:
        return
    candidates.sort(key=lambda record: (record.sender.home, record.fact.event_id.bytes))
    rows = [
        (r.sender.home, r.fact.event_id, KIND[type(r.fact)], r.fact.round_id, r.digest, _milliseconds(r, now))
        for r in candidates
    ]
    new = {(part, event) for part, event in (yield hot.columns(hot.ARRIVE, rows, now))}
    if len(new) < len(candidates):
        yield from _recall([r for r in candidates if (r.sender.home, r.fact.event_id) not in new])


def _milliseconds(record: Record, now: datetime) -> int:
    if record.fact.sent_at is None:
        return 0
    return max(-(2**31), min(2**31 - 1, round((now - record.fact.sent_at).total_seconds() * 1000)))


def _recall(records: Sequence[Record]) -> Dialogue[None]:
    rows = yield hot.columns(hot.ARRIVED, [(record.sender.home, record.fact.event_id) for record in records])
    known = {(part, event): (bytes(digest), answer) for part, event, digest, answer in rows}
    for record in records:
        digest, answer = known[record.sender.home, record.fact.event_id]
        if digest == record.digest:
            record.repeat(json.loads(answer) if answer else None)
        else:
            record.conflict()


def _read_cards(claims: Sequence[Claim]) -> Dialogue[None]:
    """Whose card it was. Nobody's that we know: a stranger, as without a card."""
    if not claims:
        return
    rows = yield Ask(hot.CARDS, (sorted({claim.card for claim in claims}),))
    subjects = {row[0]: row[1] for row in rows}
    for claim in claims:
        claim.named = subjects.get(claim.card)


def _recognise(claims: Sequence[Claim], rounds: dict[int, RoundNow]) -> Dialogue[None]:
    """Finds the sheet of each claim, and follows merges first. Whom no sheet owes is a stranger."""
    for claim in claims:
        claim.subject = claim.named
    units: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.subject is not None and not claim.outcome:
            units.setdefault(rounds[claim.record.fact.round_id].unit, []).append(claim)
    for unit, together in sorted(units.items()):
        yield from _find(together, unit)
    seen: set[tuple[int, int | None]] = set()
    for claim in claims:
        if claim.outcome:
            continue
        if claim.building_key is None:
            claim.outcome = "stranger"
            claim.flags.append("not_on_roster")
        elif (id(claim.record), claim.subject) in seen:  # two entries of one tube that were merged since
            claim.outcome = "extra"
            claim.flags.append("duplicate_person")
        seen.add((id(claim.record), claim.subject))


def _find(claims: Sequence[Claim], unit: str) -> Dialogue[None]:
    for _generation in range(_GENERATIONS):
        asked = [Asked(claim.subject or 0, claim.record.fact.round_id) for claim in claims]
        found = yield from find(asked, unit)
        merged = []
        for claim, (building_key, merged_into) in zip(claims, found, strict=True):
            claim.building_key = building_key
            if merged_into is not None:
                claim.subject = merged_into
                claim.flags += [] if "merged" in claim.flags else ["merged"]
                merged.append(claim)
        claims = merged
        if not claims:
            return


def _prove(claims: Sequence[Claim], now: datetime) -> Dialogue[None]:
    """Writes the first proof of each target and counts it; the later ones are extras."""
    if not claims:
        return
    for claim in claims:
        claim.sheet = Owing(part_of(claim.subject or 0), claim.record.fact.round_id, claim.building_key or 0)
    yield from lock(claim.sheet for claim in claims)
    ordered = sorted(claims, key=_in_order)
    [(subjects, rounds)] = yield _proofs(ordered, now)
    won = set(zip(subjects, rounds, strict=True))
    late: list[Claim] = []
    moved: dict[Owing, list[int]] = {}
    for claim in ordered:
        target = (claim.subject or 0, claim.sheet.round_id)
        if target in won:  # the first in order wrote it; the next of the same target comes too late
            won.remove(target)
            claim.outcome = "done"
            moved.setdefault(claim.sheet, [0, 0, 0])[0] += 1
        else:
            late.append(claim)
    yield from _too_late(late)
    yield from _settle(moved)


def _in_order(claim: Claim) -> tuple[int, int, int]:
    return claim.subject or 0, claim.sheet.round_id, claim.record.fact.event_id.int


def _proofs(claims: Sequence[Claim], now: datetime) -> Ask:
    """One row a claim, one a record: what the people of a tube share is told once."""
    numbers: dict[int, int] = {}
    records: list[hot.RecordRow] = []
    rows: list[hot.ProofRow] = []
    for claim in claims:
        number = numbers.get(id(claim.record))
        if number is None:
            records.append(_shared(claim))
            number = numbers[id(claim.record)] = len(records)
        moment = claim.seen_at if claim.seen_at is not claim.record.fact.seen_at else None
        flags = ",".join(claim.flags) if claim.flags else None
        rows.append(hot.ProofRow(claim.subject or 0, claim.building_key or 0, number, moment, flags))
    return hot.prove(rows, records, now)


def _shared(claim: Claim) -> hot.RecordRow:
    fact, sender = claim.record.fact, claim.record.sender
    if not isinstance(fact, ProofFact):
        return hot.RecordRow(fact.round_id, fact.event_id, claim.record.part, fact.seen_at)
    return hot.RecordRow(
        fact.round_id, fact.event_id, fact.tube_part, fact.seen_at, sender.device, sender.by, text(fact.detail)
    )  # fmt: skip


def _too_late(claims: Sequence[Claim]) -> Dialogue[None]:
    """Those whose target had a proof: of this very event (it came another way), or of another."""
    if not claims:
        return
    rows = yield hot.held([Asked(claim.subject or 0, claim.record.fact.round_id) for claim in claims])
    held = {(subject, round_id): event for subject, round_id, event in rows}
    for claim in claims:
        same = held.get((claim.subject or 0, claim.record.fact.round_id)) == claim.record.fact.event_id
        claim.outcome = "repeat" if same else "extra"
        claim.flags += [] if same else ["duplicate_person"]


def _settle(moved: dict[Owing, list[int]]) -> Dialogue[None]:
    """Counts the newly done. Done wins: what was excused, released or explained gives way."""
    if not moved:
        return
    for part, round_id, building, state in (yield hot.clear(sorted(moved))):
        moved[Owing(part, round_id, building)][1 if state == "excused" else 2] -= 1
    yield from shift({key: (by[0], by[1], by[2]) for key, by in moved.items()})


def _remember(records: Iterable[Record]) -> Dialogue[None]:
    """Keeps what was odd, for the device that asks again because it never heard."""
    rows = [
        (record.sender.home, record.fact.event_id, answer)
        for record in records
        if record.sender.home and (answer := record.answer) is not None
    ]
    if rows:
        yield hot.columns(hot.ANSWER, rows)
