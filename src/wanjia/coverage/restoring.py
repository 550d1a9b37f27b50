"""Tubes that were given up and have turned up: their proofs count again for whoever is still open."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.coverage import intake, rulings
from wanjia.coverage.models import Aside, Round, Tube
from wanjia.coverage.rules import OPEN
from wanjia.kernel.area import codes_under, committee_of, parent_of
from wanjia.kernel.ids import part_of, parts_of
from wanjia.platform.access import Actor


def parts_in_tubes(events: Iterable[UUID], near: int) -> set[int]:
    """The parts of everybody in these tubes. One query. `near`: a place in the committee where they were filled."""
    town = parent_of(committee_of(near)) or committee_of(near)
    tubes = Tube.objects.filter(part__range=codes_under(town), event_id__in=list(events))
    return {part_of(subject) for members in tubes.values_list("members", flat=True) for subject in members if subject}


@transaction.atomic
def restore(
    *, by: Actor, round_: Round, subjects: Sequence[int], events: Sequence[UUID], now: datetime
) -> list[int]:  # fmt: skip
    """Says the undone proofs of these tubes again. Returns who is done by them now.

    Whoever was served meanwhile keeps both: the newer proof counts, the older stays aside.
    """
    parts = parts_of(subjects)
    rows = Aside.objects.filter(
        part__in=parts, round_id=round_.pk, subject_id__in=list(subjects), event_id__in=list(events),
        kind=Aside.Kind.UNDONE, resolution="undone",
    )  # fmt: skip
    states = rulings.states_of(round_.pk, subjects)
    open_ = {row.subject_id: row for row in rows if row.subject_id and states[row.subject_id] == OPEN}
    tubes = dict(Tube.objects.filter(event_id__in={row.event_id for row in open_.values()}).values_list(
        "event_id", "part"))  # fmt: skip
    batches: dict[int, list[intake.ProofFact]] = {}
    for subject, row in sorted(open_.items()):  # one batch a place in the tube: its people share the tube's event
        fact = intake.ProofFact(
            row.event_id, subject, row.seen_at, row.building_key, tube_part=tubes.get(row.event_id),
            detail={"restored_by": by.name},
        )  # fmt: skip
        batches.setdefault(row.position, []).append(fact)
    for _position, facts in sorted(batches.items()):
        intake.record_proofs(round_=round_, facts=facts, device="", by="", now=now, is_ours=True)
    for row in open_.values():  # accounted for by its proof again
        Aside.objects.filter(part=row.part, event_id=row.event_id, kind=row.kind, position=row.position).update(
            resolution="recognised", resolved_by=by.name, resolved_at=now
        )
    return sorted(open_)
