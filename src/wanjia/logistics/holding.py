"""Who can hold boxes: couriers and depots, made at a desk; laboratories, told by their own room. And calling them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel.custody import Line
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.kernel.masking import phone_tail
from wanjia.kernel.phone import read_phones
from wanjia.logistics.models import Box, Holder
from wanjia.logistics.refusals import HolderClosed, HolderHasBoxes, LabElsewhere, NameWanted
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.vault import seal, unseal


@dataclass(frozen=True, slots=True)
class HolderSaid:
    """A courier or depot as somebody writes it."""

    kind: str
    name: str
    plate: str = ""
    phone: str = ""
    account_id: int | None = None


@transaction.atomic
def keep_holder(*, by: Actor, area: int, said: HolderSaid, now: datetime) -> Holder:
    """A new courier or depot that works in the area. Raises NameWanted, LabElsewhere."""
    require(by, Act.EDIT_REGISTER, area)
    if said.kind not in (Holder.Kind.COURIER, Holder.Kind.DEPOT):
        raise LabElsewhere
    phones, unread = read_phones(said.phone)
    if not said.name.strip() or unread:
        raise NameWanted
    holder = Holder.objects.create(
        id=new_event_id(), kind=said.kind, name=said.name.strip()[:60], plate=said.plate.strip()[:20], area=area,
        phone_sealed=seal(phones[0], field="phone") if phones else None,
        phone_tail=phone_tail(phones[0]) if phones else "", account_id=said.account_id, made_by=by.name[:60],
        made_at=now,
    )  # fmt: skip
    _note(by, "chain.keep_holder", holder, now)
    return holder


@transaction.atomic
def close_holder(*, by: Actor, holder: Holder, now: datetime) -> None:
    """Works no more here. Raises HolderHasBoxes while boxes are in this hand, LabElsewhere, HolderClosed."""
    require(by, Act.EDIT_REGISTER, holder.area)
    held = Holder.objects.select_for_update().get(pk=holder.pk)
    if held.kind == Holder.Kind.LAB:
        raise LabElsewhere
    if held.closed_at is not None:
        raise HolderClosed(name=held.name)
    from wanjia.logistics import queries  # asks who holds what, and is asked by it who holders are

    if count := len(queries.boxes_with(held, now)):
        raise HolderHasBoxes(name=held.name, count=count)
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    _note(by, "chain.close_holder", held, now)


@transaction.atomic
def keep_lab_holder(lab_id: UUID, name: str, area: int, is_open: bool, now: datetime) -> Holder:
    """A laboratory as its own room has it, under its own id: told whenever it is added, renamed, opened or closed."""
    holder, _is_new = Holder.objects.update_or_create(
        id=lab_id,
        defaults={"kind": Holder.Kind.LAB, "name": name[:60], "area": area, "closed_at": None if is_open else now},
        create_defaults={
            "kind": Holder.Kind.LAB, "name": name[:60], "area": area, "closed_at": None if is_open else now,
            "made_by": "wanjia", "made_at": now,
        },
    )  # fmt: skip
    return holder


def number_of_holder(*, by: Actor, holder: Holder, box: Box | None, now: datetime) -> str:
    """The telephone of a courier or depot; the call leaves a line in the log. Raises NotFound where there is none."""
    area = box.place if box is not None else holder.area
    require(by, Act.CUSTODY, area)
    if holder.phone_sealed is None:
        raise NotFound
    record(by=by, act="chain.call_holder", area=area_of(holder, box), subject=f"holder:{holder.pk}", now=now)
    return unseal(bytes(holder.phone_sealed), field="phone")


def area_of(holder: Holder, box: Box | None) -> int:
    """Whose log a call stands in: the box's committee, else the holder's area."""
    return box.part if box is not None else holder.area


def labs_of(line: Line) -> set[UUID]:
    """Those of the hands in a custody line that are laboratories. One query."""
    hands = {hold.holder for hold in line.holds if hold.holder}
    return set(Holder.objects.filter(id__in=hands, kind=Holder.Kind.LAB).values_list("id", flat=True))


def _note(by: Actor, act: str, holder: Holder, now: datetime) -> None:
    record(by=by, act=act, area=holder.area, subject=f"holder:{holder.pk}", detail={"kind": holder.kind}, now=now)
