"""What cases do when the register changes. `flows.wiring` runs these in the transaction that told of it."""

from collections.abc import Mapping
from datetime import datetime

from wanjia.cases.models import Case, Contact, LeftBehind, Stay, Transfer, TransferStep
from wanjia.kernel.ids import part_of
from wanjia.roster.models import Person


def cases_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: whatever speaks of the entry that goes speaks of the one that stays.

    Where both have an open case, or are contacts of one case, the row of the entry that goes stays as it is: a person
    sees both and withdraws one. `part` says where a row lies and never changes.
    """
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    if not Case.objects.filter(person_id=kept, withdrawn_at=None, ended_at=None).exists():
        Case.objects.filter(person_id=gone).update(person_id=kept)
        Transfer.objects.filter(person_id=gone).update(person_id=kept)
        Stay.objects.filter(person_id=gone).update(person_id=kept)
    both = Contact.objects.filter(person_id=kept).values_list("case_id", flat=True)
    Contact.objects.filter(person_id=gone).exclude(case_id__in=list(both)).update(person_id=kept)
    settled = LeftBehind.objects.filter(person_id=kept).values_list("transfer_id", flat=True)
    LeftBehind.objects.filter(person_id=gone).exclude(transfer_id__in=list(settled)).update(person_id=kept)


def transfers_follow_move(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.person_moved`: the vehicle comes to the new door, unless they sit in it. The case keeps the place where
    it was found.
    """
    person = int(str(payload["person"]))
    moved = Person.objects.get(part=part_of(person), id=person)
    fetched = TransferStep.objects.filter(step=TransferStep.Step.PICKED_UP).values("transfer_id")
    waiting = Transfer.objects.filter(person_id=person, out_at=None).exclude(id__in=fetched)
    waiting.update(building_key=moved.building_key, household_id=moved.household_id)
