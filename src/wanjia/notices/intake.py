"""Facts from residents: a page was opened on which a notice stood. Never refused; said again it changes nothing."""

from collections.abc import Collection
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from wanjia.coverage import intake
from wanjia.coverage.intake import ProofFact
from wanjia.coverage.models import Round
from wanjia.coverage.rules import OPEN
from wanjia.coverage.rulings import states_of
from wanjia.hot.proofs import sheets_of
from wanjia.kernel import area as codes
from wanjia.notices.models import Telling
from wanjia.notices.rules import PAGE

DEVICE = "me"


def page_opened(*, household_id: int, building_key: int, shown: Collection[UUID], now: datetime) -> int:
    """The household has these notices in front of it: told, where a round asks for it. Returns how many were new.

    One query where nothing is being told there, four a round that waits for this door.
    """
    tellings = Telling.objects.filter(
        notice_id__in=list(shown), ended_at=None, area__in=codes.ancestors(building_key)
    ).values_list("round_id", flat=True)
    rounds = Round.objects.filter(pk__in=list(tellings), state=Round.State.OPEN) if tellings else ()
    return sum(_seen(round_, household_id, building_key, now) for round_ in rounds)


def _seen(round_: Round, household_id: int, building_key: int, now: datetime) -> int:
    owed = sheets_of(round_.pk, [household_id])
    if not owed or states_of(round_.pk, [household_id])[household_id] != OPEN:
        return 0
    fact = ProofFact(
        event_id=uuid5(NAMESPACE_URL, f"wanjia:told:{round_.pk}:{household_id}"), subject_id=household_id, seen_at=now,
        place=building_key, detail={"channel": PAGE},
    )  # fmt: skip
    receipts = intake.record_proofs(round_=round_, facts=[fact], device=DEVICE, by="", now=now)
    return sum(receipt.outcome == "done" for receipt in receipts)
