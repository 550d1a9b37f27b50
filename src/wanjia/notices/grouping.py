"""Commands on chat groups: written down, looked through, closed. Whoever walks the building keeps its group."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.ids import new_event_id, part_of, parts_of
from wanjia.notices.models import ChatGroup, ChatMember
from wanjia.notices.refusals import GroupExists, GroupTooWide, NameWanted
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.roster.models import Household


@transaction.atomic
def add_group(*, by: Actor, area: int, name: str, kept_by: str, now: datetime) -> ChatGroup:
    """Raises NameWanted, GroupTooWide, GroupExists."""
    require(by, Act.RECORD, area)
    if not name.strip():
        raise NameWanted
    if codes.level_of(area) < Level.COMPOUND:
        raise GroupTooWide
    part = codes.committee_of(area)
    if ChatGroup.objects.filter(part=part, area=area, name=name.strip()[:60], closed_at=None).exists():
        raise GroupExists(name=name.strip())
    made = ChatGroup.objects.create(
        id=new_event_id(), part=part, area=area, name=name.strip()[:60], kept_by=kept_by.strip()[:60], made_at=now,
        made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "chat.add", made, now)
    return made


@transaction.atomic
def see_members(
    *, by: Actor, group: ChatGroup, homes: Sequence[int], now: datetime, is_all: bool = False
) -> tuple[int, int]:  # fmt: skip
    """These doors are in it. `is_all`: it was the whole list, so whoever is not on it has left. Returns (new, gone)."""
    held = ChatGroup.objects.select_for_update().get(part=group.part, pk=group.pk)
    require(by, Act.RECORD, held.area)
    keys = _doors_in(held, homes)
    before = set(ChatMember.objects.filter(group_id=held.pk).values_list("household_id", flat=True))
    ChatMember.objects.bulk_create(
        [
            ChatMember(
                part=part_of(home), group_id=held.pk, household_id=home, building_key=key, seen_at=now,
                seen_by=by.name[:60],
            ) for home, key in sorted(keys.items()) if home not in before
        ]
    )  # fmt: skip
    gone = leave(held, before - set(keys)) if is_all else 0
    ChatGroup.objects.filter(part=held.part, pk=held.pk).update(checked_at=now)
    new = len(set(keys) - before)
    _note(by, "chat.check", held, now, new=new, gone=gone)
    return new, gone


def leave(group: ChatGroup, homes: set[int]) -> int:
    """Deletes the rows: who once was in a chat is nobody's business."""
    near = ChatMember.objects.filter(part__in=parts_of(homes), group_id=group.pk)
    return near.filter(household_id__in=homes).delete()[0]


@transaction.atomic
def close_group(*, by: Actor, group: ChatGroup, now: datetime) -> None:
    """Nobody is in it any more."""
    require(by, Act.RECORD, group.area)
    ChatGroup.objects.filter(part=group.part, pk=group.pk, closed_at=None).update(closed_at=now)
    ChatMember.objects.filter(group_id=group.pk).delete()
    _note(by, "chat.close", group, now)


def group_for(by: Actor, group_id: UUID, act: Act = Act.SEE_PEOPLE) -> ChatGroup:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, ChatGroup.objects.filter(pk=group_id, closed_at=None), lambda it: it.area)


def _doors_in(group: ChatGroup, homes: Sequence[int]) -> dict[int, int]:
    """Those that lie in the group's area, with their building."""
    near = Household.objects.filter(part__in=parts_of(homes), id__in=list(homes))
    return dict(near.filter(building_key__range=codes.buildings_under(group.area)).values_list("id", "building_key"))


def _note(by: Actor, act: str, group: ChatGroup, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=group.part, subject=f"chat:{group.pk}", detail={"name": group.name, **detail}, now=now)
