"""A request's body: each record read by itself, so that one that can't be read never blocks the rest."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from wanjia.coverage.intake import AttemptFact, Fact, Member, ProofFact, Receipt, TubeFact
from wanjia.coverage.intake.facts import MOST_IN_TUBE
from wanjia.coverage.rules import OUTCOMES
from wanjia.field.refusals import TooManyPeople

MOST_RECORDS = 500
MOST_PEOPLE = 5_000  # 500 tubes of ten. One request is one transaction: more would keep everybody else waiting
MOST_BYTES = 2 * 2**20

Id = Annotated[str, Meta(min_length=13, max_length=18)]  # of a person, household or premises; travels as text
Place = Annotated[str, Meta(pattern=r"^[1-9][0-9]{11}([0-9]{2}([0-9]{4})?)?$")]
Moment = Annotated[datetime, Meta(tz=True)]
Card = Annotated[str, Meta(pattern=r"^[A-Z2-7]{16}$")]  # a code's tag, kernel.codes
Said = Annotated[str, Meta(max_length=300)]
RoundId = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """A field that nobody knows is a mistake to be seen, not to be dropped."""


class MemberIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person of a tube who needs more than a number: seen at another moment, or without a record."""

    subject: Id | None = None
    seen_at: Moment | None = None
    said: Said = ""
    card: Card = ""


class TubeIn(_Strict, frozen=True, tag="tube"):
    """One tube, its people in the order in which they were swabbed."""

    id: UUID
    round: RoundId
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    place: Place
    seen_at: Moment
    people: Annotated[list[Id | MemberIn], Meta(min_length=1, max_length=MOST_IN_TUBE)]

    def fact(self, sent_at: datetime | None) -> Fact:
        members = tuple(Member(_number(p)) if isinstance(p, str) else _member(p) for p in self.people)
        return TubeFact(self.id, self.round, self.code, int(self.place), self.seen_at, members, sent_at)


class ProofIn(_Strict, frozen=True, tag="proof"):
    """One person, household or place that was served. Without `subject`: somebody without a record."""

    id: UUID
    round: RoundId
    place: Place
    seen_at: Moment
    subject: Id | None = None
    detail: dict[str, Any] = {}
    said: Said = ""
    card: Card = ""

    def fact(self, sent_at: datetime | None) -> Fact:
        subject = _number(self.subject) if self.subject else None
        return ProofFact(
            self.id, subject, self.seen_at, int(self.place), sent_at, self.detail, self.said, round_id=self.round,
            card=self.card,
        )  # fmt: skip


class AttemptIn(_Strict, frozen=True, tag="attempt"):
    """A visit or a call that did not serve."""

    id: UUID
    round: RoundId
    place: Place
    seen_at: Moment
    subject: Id
    outcome: str
    note: Annotated[str, Meta(max_length=200)] = ""

    def fact(self, sent_at: datetime | None) -> Fact:
        if self.outcome not in OUTCOMES:
            raise msgspec.ValidationError(f"Invalid value {self.outcome!r} - at `$.outcome`")
        return AttemptFact(
            self.id, self.round, _number(self.subject), self.outcome, self.seen_at, int(self.place), self.note, sent_at
        )  # fmt: skip


class _Envelope(msgspec.Struct, frozen=True):
    records: list[msgspec.Raw]
    sent_at: Moment | None = None


_envelope = msgspec.json.Decoder(_Envelope)
_record = msgspec.json.Decoder(TubeIn | ProofIn | AttemptIn)


def _number(id_: str) -> int:
    """Digits only: `int` alone takes signs, spaces and digits of other scripts; patterns took a twelfth of the lane."""
    if not (id_.isascii() and id_.isdecimal()) or id_[0] == "0":
        raise ValueError(f"Expected digits, got {id_!r} - at `subject`")
    return int(id_)


# a text field cuts an emoji in two, and a browser sends the half as \ud83d: no JSON, yet the swab is in the tube
_HALVES = re.compile(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..")


def _mend(found: re.Match[bytes]) -> bytes:
    return found[0] if len(found[0]) == len(rb"\ud83d\ude00") else rb"\ufffd"


def _member(said: MemberIn) -> Member:
    return Member(_number(said.subject) if said.subject else None, said.seen_at, said.said, said.card)


def read(body: bytes, allowed: Callable[[int], bool]) -> list[Fact | Receipt]:
    """The facts of a body in its order; in place of one that can't be taken, the receipt that says why.

    Raises msgspec.DecodeError when the body as a whole is not what it should be, TooManyPeople.
    """
    try:
        envelope = _envelope.decode(body)
    except msgspec.DecodeError:
        envelope = _envelope.decode(_HALVES.sub(_mend, body))
    except RecursionError as why:
        raise msgspec.DecodeError("nested too deeply") from why
    if len(envelope.records) > MOST_RECORDS:
        raise msgspec.ValidationError(f"Expected at most {MOST_RECORDS} records - at `$.records`")
    read = [_read(raw, envelope.sent_at, allowed) for raw in envelope.records]
    if sum(map(people_of, read)) > MOST_PEOPLE:
        raise TooManyPeople(most=MOST_PEOPLE)
    return read


def people_of(fact: Fact | Receipt) -> int:
    """How many persons a fact speaks of; none what can't be taken."""
    if isinstance(fact, Receipt):
        return 0
    return len(fact.members) if isinstance(fact, TubeFact) else 1


def _read(raw: msgspec.Raw, sent_at: datetime | None, allowed: Callable[[int], bool]) -> Fact | Receipt:
    try:
        fact: Fact = _record.decode(raw).fact(sent_at)
    except (msgspec.DecodeError, ValueError) as why:
        return _malformed(raw, str(why))
    if not allowed(fact.place):
        return Receipt(fact.event_id, "malformed", why="place: outside your areas")
    return fact


def _malformed(raw: msgspec.Raw, why: str) -> Receipt:
    """Named by its id where that can be read, else by its position alone (an id of zeros)."""
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except msgspec.DecodeError:
        return Receipt(UUID(int=0), "malformed", why=why)
    return Receipt(named.id, "malformed", why=why)


class _Named(msgspec.Struct):
    id: UUID
