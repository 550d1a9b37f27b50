"""What a laboratory's result means for the other rooms: cases open and fall, transfers wait, releases wait.

Only a swab of one's own does any of this. An abnormal pool holds the release of its people, and nothing else.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wanjia.cases.models import Case, Transfer
from wanjia.cases.services import CaseSaid, clear_on_recheck, hold_transfers, let_go, open_case, withdraw_case
from wanjia.coverage import rulings
from wanjia.coverage.models import Round, Tube
from wanjia.coverage.rules import OPEN, Reason
from wanjia.hot.proofs import sheets_of
from wanjia.kernel.area import buildings_under
from wanjia.kernel.errors import Refusal
from wanjia.kernel.ids import part_of, parts_of
from wanjia.labs import clusters
from wanjia.labs.models import Cluster, Recheck
from wanjia.logistics.services import keep_lab_holder
from wanjia.platform.access import system
from wanjia.roster.subjects import find

Payload = Mapping[str, object]
HAND = system("labs")
_SCREENING = "nat"


def lab_is_a_holder(payload: Payload, now: datetime) -> None:
    """`labs.lab_changed`: boxes are handed to laboratories, so logistics knows each by the same id."""
    area = int(str(payload["area"]))
    keep_lab_holder(UUID(str(payload["lab"])), str(payload["name"]), area, bool(payload["is_open"]), now)


def _tube(payload: Payload) -> Tube:
    return Tube.objects.get(part=int(str(payload["part"])), event_id=UUID(str(payload["tube"])))


def _subjects(payload: Payload) -> list[int]:
    found = payload["subjects"]
    return [int(str(subject)) for subject in found] if isinstance(found, list) else []


def case_of_a_swab(payload: Payload, now: datetime) -> None:
    """`labs.single_positive`: a case. Whoever the register does not know stays a stranger, to be found by a person."""
    tube = _tube(payload)
    for subject in _subjects(payload):
        if find(subject) is None:
            continue
        said = CaseSaid(
            subject, tube.seen_at, str(payload["lab"]), tube.round_id, (tube.part, tube.event_id), tube.code
        )
        case = open_case(by=HAND, said=said, now=now)
        if _in_undecided_cluster(subject, now):
            _hold([case], now)


def _cases_of(payload: Payload) -> Iterable[Case]:
    tube = _tube(payload)
    return Case.objects.filter(tube_part=tube.part, tube_event=tube.event_id, withdrawn_at=None)


def withdraw_with_the_swab(payload: Payload, now: datetime) -> None:
    """`labs.positive_withdrawn`: the laboratory has corrected itself; what the case had started is looked at again."""
    for case in _cases_of(payload):
        withdraw_case(by=HAND, case_id=case.id, reason=Case.Withdrawn.CORRECTED, source=str(payload["lab"]), now=now)


def clear_with_the_swab(payload: Payload, now: datetime) -> None:
    """`labs.single_negative`: a later swab of somebody with a case is negative; the transfer stops."""
    tube = _tube(payload)
    for subject in _subjects(payload):
        live = Case.objects.filter(part=part_of(subject), person_id=subject, withdrawn_at=None, ended_at=None)
        for case in live.filter(sampled_at__lt=tube.seen_at):
            if Transfer.objects.filter(part=case.part, case=case).exists():
                clear_on_recheck(by=HAND, case_id=case.id, source=f"{payload['lab']} {tube.code}"[:120], now=now)


def hold_a_cluster(payload: Payload, now: datetime) -> None:
    """`labs.cluster_found`: nobody of it is moved before somebody has decided (trap 14)."""
    _hold(_live(_subjects(payload)), now)


def _live(subjects: Iterable[int]) -> list[Case]:
    wanted = list(subjects)
    parts = parts_of(wanted)
    return list(Case.objects.filter(part__in=parts, person_id__in=wanted, withdrawn_at=None, ended_at=None))


def _hold(cases: Iterable[Case], now: datetime) -> None:
    ids = list(Transfer.objects.filter(case__in=[case.id for case in cases]).values_list("id", flat=True))
    hold_transfers(by=HAND, transfers=ids, reason=Transfer.Hold.CLUSTER, now=now)


def _in_undecided_cluster(subject: int, now: datetime) -> bool:
    waiting = Cluster.objects.filter(decided_at=None, is_pool=False, parts__contains=[part_of(subject)])
    return any(str(subject) in clusters.subjects_of(one) for one in waiting)


def free_a_cluster(payload: Payload, now: datetime) -> None:
    """`labs.cluster_decided`: real ones go on; false ones stay held until their own recheck says so."""
    if payload["finding"] != Cluster.Finding.REAL:
        return
    ids = Transfer.objects.filter(
        case__in=[case.id for case in _live(_subjects(payload))], hold_reason=Transfer.Hold.CLUSTER
    )
    let_go(by=HAND, transfers=list(ids.values_list("id", flat=True)), reason=str(Cluster.Finding.REAL.label), now=now)


def spare_who_waits(payload: Payload, now: datetime) -> None:
    """`coverage.round_opened`: a new screening does not ask those whose recheck is undecided, or who wait to be moved.

    They are excused with the reason, by name, and are owed again by hand if it drags on (domain §2.3).
    """
    round_ = Round.objects.get(pk=int(str(payload["round"])))
    if round_.obligation_id != _SCREENING:
        return
    waiting = ((_rechecked(round_), Reason.WAITING_RECHECK), (_to_be_moved(round_), Reason.WAITING_TRANSFER))
    for subjects, reason in waiting:
        owed = sheets_of(round_.pk, subjects) if subjects else {}
        states = rulings.states_of(round_.pk, list(owed)) if owed else {}
        if still := [subject for subject in owed if states[subject] == OPEN]:
            try:
                rulings.excuse(by=HAND, ruling=rulings.Ruling(round_, still, reason), now=now)
            except Refusal:  # somebody else has decided about one of them in this moment
                continue


def _rechecked(round_: Round) -> list[int]:
    rows = Recheck.objects.filter(building_key__range=buildings_under(round_.area), decided_at=None)
    return sorted(set(rows.values_list("subject_id", flat=True)))


def _to_be_moved(round_: Round) -> list[int]:
    rows = Transfer.objects.filter(building_key__range=buildings_under(round_.area), out_at=None, withdrawn_at=None)
    return sorted(set(rows.values_list("person_id", flat=True)))


def rechecks_hold(people: Collection[int], on: date, now: datetime) -> Mapping[int, str]:
    """For isolation's `holding`: whoever waits for the answer of a recheck is not let go of before it. One query."""
    rows = Recheck.objects.filter(part__in=parts_of(people), subject_id__in=list(people), decided_at=None)
    return dict.fromkeys(rows.values_list("subject_id", flat=True), "")


RECHECK_OPEN = _("a single recheck is not decided")
