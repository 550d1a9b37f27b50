"""Facts from the field and from the desk. Never refuse: the swab is already in the tube. Odd ones are flagged.

Saying the same twice changes nothing: the event's id is made on the device.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.coverage.intake.facts import (
    AttemptFact,
    Fact,
    Member,
    Odd,
    ProofFact,
    Receipt,
    Sender,
    Sent,
    TubeFact,
)
from wanjia.coverage.intake.keeping import said_of
from wanjia.coverage.intake.writing import write
from wanjia.coverage.models import Round
from wanjia.hot.dialogue import hold
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of

__all__ = [
    "AttemptFact",
    "Fact",
    "Member",
    "Odd",
    "ProofFact",
    "Receipt",
    "Sender",
    "Sent",
    "TubeFact",
    "record_attempt",
    "record_facts",
    "record_proofs",
    "said_of",
    "write",
]


@transaction.atomic
def record_facts(sent: Sequence[Sent], *, now: datetime) -> list[Receipt]:
    """Writes a batch in one transaction and settles its targets. One receipt a fact, in the order given."""
    return hold(write(sent, now)) if sent else []


def record_proofs(
    *, round_: Round, facts: Sequence[ProofFact], device: str, by: str, now: datetime, is_ours: bool = False
) -> list[Receipt]:
    """Proofs of one round and one device. `is_ours` for what the system itself says again under a known id."""
    sent = [
        Sent(replace(fact, round_id=round_.pk), Sender(0 if is_ours else committee_of(fact.place), device, by))
        for fact in facts
    ]
    return record_facts(sent, now=now)


def record_attempt(
    *, event_id: UUID, round_: Round, subject_id: int, outcome: str, seen_at: datetime, by: str, device: str, note: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Writes down a visit or a call that did not serve. Returns False for a repeat."""
    part = part_of(subject_id)
    fact = AttemptFact(event_id, round_.pk, subject_id, outcome, seen_at, part, note)
    return record_facts([Sent(fact, Sender(part, device, by))], now=now)[0].outcome != "repeat"
