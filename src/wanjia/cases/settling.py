"""From rows to the state of a transfer, and the two columns that keep how it left the queue."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from wanjia.cases.models import Transfer, TransferStep
from wanjia.cases.rules import moving
from wanjia.cases.rules.moving import Facts


def steps_of(transfers: Iterable[Transfer]) -> dict[UUID, list[TransferStep]]:
    """Every step, the earliest first. One query."""
    rows = list(transfers)
    found: dict[UUID, list[TransferStep]] = {row.id: [] for row in rows}
    steps = TransferStep.objects.filter(part__in={row.part for row in rows}, transfer_id__in=list(found))
    for step in steps.order_by("seen_at", "event_id"):
        found[step.transfer_id].append(step)
    return found


def facts_of(row: Transfer, steps: Iterable[TransferStep]) -> Facts:
    return Facts(
        is_held=row.held_at is not None, is_assigned=row.facility_id is not None,
        steps=frozenset((step.step, step.side) for step in steps), cleared_at=row.cleared_at,
        withdrawn_at=row.withdrawn_at, hospital_at=row.hospital_at,
    )  # fmt: skip


def state(row: Transfer, steps: Iterable[TransferStep]) -> str:
    return moving.state_of(facts_of(row, steps))


def settle(row: Transfer) -> str:
    """Writes how and when it left the queue, or that it has not. Call after every change; the row is held."""
    steps = steps_of([row])[row.id]
    found = state(row, steps)
    is_out = moving.bucket(found) != "waiting"
    values: Mapping[str, object] = {
        "out_at": _out_at(found, row, steps) if is_out else None, "out_as": found if is_out else "",
    }  # fmt: skip
    Transfer.objects.filter(part=row.part, id=row.id).update(**values)
    return found


def _out_at(found: str, row: Transfer, steps: Iterable[TransferStep]) -> datetime | None:
    """When the last of what makes the state happened; who was brought back is out when they are home."""
    if found == moving.HOSPITAL:
        return row.hospital_at
    if found == moving.ARRIVED:
        return max(step.seen_at for step in steps if step.step == moving.HANDED_OVER)
    said = row.withdrawn_at if found == moving.WITHDRAWN else row.cleared_at
    back = [step.seen_at for step in steps if step.step == moving.RETURNED]
    return max([at for at in (said, *back) if at is not None], default=None)


def left_at(steps: Iterable[TransferStep]) -> datetime | None:
    """When the door says they left, or the crew; None while they are at home."""
    return min((step.seen_at for step in steps if step.step == moving.PICKED_UP), default=None)
