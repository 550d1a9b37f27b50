"""Two entries were one person: what rounds owe and know follows the one that stays."""

from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from wanjia.coverage import intake, rulings
from wanjia.coverage.models import Proof, Round
from wanjia.coverage.rules import DONE, OPEN, Reason
from wanjia.hot.proofs import sheets_of
from wanjia.kernel.ids import part_of
from wanjia.platform.access import system


def targets_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """In every open round over people: the proof of the entry that goes counts for the one that stays."""
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    for round_ in Round.objects.filter(state=Round.State.OPEN, obligation__unit="person"):
        if sheets_of(round_.pk, [gone]):
            _follow(round_, gone, kept, now)


def _follow(round_: Round, gone: int, kept: int, now: datetime) -> None:
    hand = system("merge")
    state = rulings.states_of(round_.pk, [gone])[gone]
    if not sheets_of(round_.pk, [kept]):
        rulings.add(by=hand, ruling=rulings.Ruling(round_, [kept], Reason.MISSED_AT_OPENING), now=now)
    if state == DONE:
        _hand_over(round_, gone, kept, now)
    if rulings.states_of(round_.pk, [gone])[gone] == OPEN:
        rulings.release(by=hand, ruling=rulings.Ruling(round_, [gone], Reason.ENTERED_TWICE), now=now)


def _hand_over(round_: Round, gone: int, kept: int, now: datetime) -> None:
    """The proof goes aside as undone and counts for the other entry, under an id drawn from its own."""
    proof = Proof.objects.get(part=part_of(gone), round_id=round_.pk, subject_id=gone)
    rulings.reopen(by=system("merge"), ruling=rulings.Ruling(round_, [gone], Reason.MISTAKE), now=now)
    fact = intake.ProofFact(
        event_id=uuid5(NAMESPACE_OID, f"{proof.event_id}:{kept}"), subject_id=kept, seen_at=proof.seen_at,
        place=proof.building_key, detail=dict(proof.detail) | {"merged_from": str(proof.event_id)},
    )  # fmt: skip
    intake.record_proofs(round_=round_, facts=[fact], device=proof.device, by=proof.recorded_by, now=now)
