"""Facts as devices tell them, and what the server answers. Plain values: no database, no clock."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

MOST_IN_TUBE = 100  # a record with more people than this is no tube


@dataclass(frozen=True, slots=True)
class ProofFact:
    """One proof. `place` is the building or committee where it was made; no subject without a code."""

    event_id: UUID
    subject_id: int | None
    seen_at: datetime
    place: int
    sent_at: datetime | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    said: str = ""  # what a person without a record said of themselves: name, room, telephone
    round_id: int = 0  # filled by whoever knows the round already
    tube_part: int | None = None  # where a person says later who was in a tube
    card: str = ""  # tag of a good code whose person the device does not know


class Member(NamedTuple):
    """One person in a tube. `seen_at` where it differs from the tube's."""

    subject_id: int | None
    seen_at: datetime | None = None
    said: str = ""
    card: str = ""  # as in ProofFact


@dataclass(frozen=True, slots=True)
class TubeFact:
    """One tube with its people, in the order in which they were swabbed."""

    event_id: UUID
    round_id: int
    code: str
    place: int
    seen_at: datetime
    members: tuple[Member, ...]
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AttemptFact:
    """A visit or a call that did not serve. Explains a gap, never closes it."""

    event_id: UUID
    round_id: int
    subject_id: int
    outcome: str
    seen_at: datetime
    place: int
    note: str = ""
    sent_at: datetime | None = None


Fact = ProofFact | TubeFact | AttemptFact
KIND = {ProofFact: "proof", TubeFact: "tube", AttemptFact: "attempt"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Through which device, in whose hands. `home`: the part where the device belongs, 0 for the system's own acts."""

    home: int
    device: str
    by: str
    account_id: int | None = None


class Sent(NamedTuple):
    """One fact and who sent it."""

    fact: Fact
    sender: Sender


class Odd(NamedTuple):
    """One person of a tube about whom something is odd, by position (the first is 1)."""

    position: int
    outcome: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one fact: the server names its id, and each flag goes back to the device."""

    event_id: UUID
    outcome: str  # done, repeat, extra, stranger, conflict, malformed
    flags: tuple[str, ...] = ()
    odd: tuple[Odd, ...] = ()
    why: str = ""


def digest(fact: Fact) -> bytes:
    """16 bytes of what the fact says; `sent_at` is left out: a record that is sent again says the same."""
    body: tuple[object, ...]
    if isinstance(fact, TubeFact):
        body = (fact.code, fact.members)
    elif isinstance(fact, ProofFact):
        body = (fact.subject_id, text(fact.detail), fact.said, fact.card)
    else:
        body = (fact.subject_id, fact.outcome, fact.note)
    whole = msgspec.msgpack.encode((KIND[type(fact)], fact.round_id, fact.place, fact.seen_at, body))
    return hashlib.blake2b(whole, digest_size=16).digest()


def text(detail: Mapping[str, object]) -> str:
    """JSON with sorted keys, so that the same detail is the same text."""
    return json.dumps(dict(detail), ensure_ascii=False, sort_keys=True) if detail else "{}"
