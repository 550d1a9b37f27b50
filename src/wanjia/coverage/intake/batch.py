"""A batch on its way: records with their claims, what is odd about each, and the answer at the end. No database."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from wanjia.coverage.intake.facts import AttemptFact, Fact, Odd, ProofFact, Receipt, Sender, Sent, TubeFact, digest
from wanjia.coverage.rules import Moment, moment
from wanjia.hot.proofs import Owing

_OPEN = "open"
_NOWHERE = Owing(0, 0, 0)
_FLAGS_OF_MEMBERS = {"not_on_roster", "duplicate_person", "tube_full", "merged"}


class RoundNow(NamedTuple):
    """What a batch needs to know of its round."""

    id: int
    due_at: datetime
    state: str
    area: int
    pool_size: int
    unit: str


@dataclass(slots=True)
class Claim:
    """One person whom a record speaks of: who it is about now, which sheet owes them, what is odd."""

    record: "Record"
    position: int  # 0 for a proof, 1… in a tube
    named: int | None
    seen_at: datetime
    said: str = ""
    card: str = ""
    flags: list[str] = field(default_factory=list)
    subject: int | None = None
    building_key: int | None = None
    sheet: Owing = _NOWHERE  # set for a claim that some sheet owes
    outcome: str = ""


@dataclass(slots=True)
class Record:
    """One fact with everything that becomes of it."""

    fact: Fact
    sender: Sender
    digest: bytes = b""
    skew: timedelta = timedelta()
    flags: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    outcome: str = ""
    odd: tuple[Odd, ...] = ()
    why: str = ""
    first: "Record | None" = None  # the same record earlier in the batch

    @classmethod
    def of(cls, sent: Sent) -> "Record":
        return cls(sent.fact, sent.sender, digest(sent.fact))

    @property
    def is_new(self) -> bool:
        return self.outcome == ""

    @property
    def part(self) -> int:
        """Where a tube is kept: with the committee of its place."""
        return int(str(self.fact.place)[:12])

    def unfold(self, round_: RoundNow, now: datetime) -> None:
        """Makes the claims, with the flags that need no database but the round."""
        times = moment(
            seen_at=self.fact.seen_at, sent_at=self.fact.sent_at, received_at=now, due_at=round_.due_at
        )  # fmt: skip
        self.skew = times.skew
        self.flags = [*times.flags, *([] if round_.state == _OPEN else ["wrong_round"])]
        self.claims = list(self._claims(round_, times, now))
        if any("tube_full" in claim.flags for claim in self.claims):
            self.flags.append("tube_full")

    def _claims(self, round_: RoundNow, times: Moment, now: datetime) -> Iterator[Claim]:
        fact = self.fact
        if not isinstance(fact, TubeFact):
            said, card = (fact.said, fact.card) if isinstance(fact, ProofFact) else ("", "")
            yield Claim(self, 0, fact.subject_id, fact.seen_at, said, card, list(self.flags))
            return
        seen: set[int] = set()
        for position, member in enumerate(fact.members, 1):
            claim = Claim(self, position, member.subject_id, member.seen_at or fact.seen_at, member.said, member.card)
            claim.flags = list(self.flags) if member.seen_at is None else self._own_flags(claim, round_, now)
            if position > round_.pool_size:
                claim.flags.append("tube_full")
            if member.subject_id is not None and member.subject_id in seen:
                claim.outcome = "extra"
                claim.flags.append("duplicate_person")
            seen.add(member.subject_id or 0)
            yield claim

    def _own_flags(self, claim: Claim, round_: RoundNow, now: datetime) -> list[str]:
        own = moment(seen_at=claim.seen_at, sent_at=self.fact.sent_at, received_at=now, due_at=round_.due_at)
        return [*own.flags, *(["wrong_round"] if "wrong_round" in self.flags else [])]

    def conclude(self) -> None:
        """Outcome, flags and odd people from what became of the claims."""
        if isinstance(self.fact, TubeFact):
            self.outcome = "done"
            self.odd = tuple(_odd_members(self.claims))
        else:
            claim = self.claims[0]
            self.outcome = claim.outcome or "done"
            self.flags = claim.flags

    @property
    def answer(self) -> str | None:
        """What to keep for a device that misses the answer: None when nothing is odd."""
        if self.outcome == "done" and not self.flags and not self.odd:
            return None
        return json.dumps({"outcome": self.outcome, "flags": self.flags, "odd": self.odd})

    def repeat(self, answer: Mapping[str, Any] | None) -> None:
        """The record is known: it says again what was odd the first time."""
        self.outcome = "repeat"
        if answer:
            self.flags = [str(flag) for flag in answer["flags"]]
            self.odd = tuple(Odd(odd[0], odd[1], tuple(odd[2])) for odd in answer["odd"])

    def conflict(self) -> None:
        """The id is known with another body."""
        self.outcome = "conflict"
        self.flags = ["conflicting_repeat"]

    @property
    def receipt(self) -> Receipt:
        if self.first is not None and self.outcome == "repeat":
            return Receipt(self.fact.event_id, "repeat", tuple(self.first.flags), self.first.odd)
        return Receipt(self.fact.event_id, self.outcome, tuple(self.flags), self.odd, self.why)


def _odd_members(claims: list[Claim]) -> Iterator[Odd]:
    for claim in claims:
        if claim.outcome != "done" or _FLAGS_OF_MEMBERS.intersection(claim.flags):
            yield Odd(claim.position, claim.outcome, tuple(claim.flags))


def is_attempt(record: Record) -> bool:
    return isinstance(record.fact, AttemptFact)
