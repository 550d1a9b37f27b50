"""Who did not come in their time, and who came after it, door by door. Names only for who may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Round
from wanjia.hot import gap as hot
from wanjia.kernel import area as codes
from wanjia.kernel.clock import age_on, local_date
from wanjia.platform.access import Act, may
from wanjia.platform.pages import PAGE, Signed, sees_people
from wanjia.roster.doors import Door, doors
from wanjia.testing import queries
from wanjia.testing.models import Site, Slot
from wanjia.testing.pages.access import round_of, site_here
from wanjia.testing.pages.wording import doors_words, houses
from wanjia.testing.rules.people import Cell, Covering, group_of

_MOST = 4000  # open people or proofs that are looked through for one list


@dataclass(frozen=True, slots=True)
class Missing:
    """One person whose slot is over."""

    subject: int
    door: Door
    came_at: datetime | None  # None: not yet


def missing(request: Signed, site_id: UUID) -> HttpResponse:
    """Not come, or with `?late=1` who came after their time. Counts for everybody, doors for who may see them."""
    site = site_here(request, site_id)
    round_ = round_of(request, site.place)
    is_late = request.GET.get("late") == "1"
    sees = sees_people(request, site.place)
    over = _over(site, round_, request.now)
    rows: list[tuple[Slot, list[Missing]]] = []
    if sees and round_ is not None and over:
        subjects = _late(round_, over) if is_late else _open(round_, over)
        rows = _by_slot(round_, over, subjects, is_late=is_late)
    shown, more = _cut(rows)
    known = houses(slot.building_key for slot in over)
    context = {
        "site": site, "round": round_, "area": site.place, "is_late": is_late, "sees_people": sees,
        "groups": [(slot, doors_words(slot, known), people) for slot, people in shown], "more": more,
        "count": sum(len(people) for _slot, people in rows) if sees else _counted(site, round_, over, request.now),
        "may_call": may(request.actor, Act.CALL, site.place), "is_over": bool(over),
    }  # fmt: skip
    return render(request, "testing/missing.html", context)


def _over(site: Site, round_: Round | None, now: datetime) -> list[Slot]:
    """Slots whose time is over, in their order."""
    if round_ is None:
        return []
    return queries.over(queries.slots([site], round_), now)


def _counted(site: Site, round_: Round | None, over: list[Slot], now: datetime) -> int:
    if round_ is None:
        return 0
    return queries.attendance(round_, site.part, queries.slots([site], round_), now).of(over).open


def _open(round_: Round, over: Iterable[Slot]) -> dict[int, datetime | None]:
    """Everybody who is open in the buildings of these slots."""
    keys = {slot.building_key for slot in over}
    targets = coverage.gap(round_, codes.committee_of(min(keys)), limit=_MOST)
    return {target.subject_id: None for target in targets if target.building_key in keys}


def _late(round_: Round, over: Iterable[Slot]) -> dict[int, datetime | None]:
    """Everybody who was recorded after the first of these slots had ended."""
    ends = {slot.building_key: slot.ends_at for slot in sorted(over, key=lambda slot: slot.ends_at, reverse=True)}
    near = codes.buildings_under(codes.committee_of(min(ends)))
    proofs = hot.proven(round_.pk, near, limit=None, after=(0, 0))
    return {
        proof.subject_id: proof.seen_at for proof in proofs
        if (end := ends.get(proof.building_key)) is not None and proof.seen_at > end
    }  # fmt: skip


def _by_slot(
    round_: Round, over: list[Slot], subjects: Mapping[int, datetime | None], *, is_late: bool
) -> list[tuple[Slot, list[Missing]]]:
    """The people under the slot that held for them; those whose own slot is still to come are left out."""
    all_slots = queries.slots([over[0].site], round_) if over else []
    covering, ended = Covering(all_slots), {slot.pk for slot in over}
    found: dict[UUID, list[Missing]] = {slot.pk: [] for slot in over}
    day = local_date(round_.frozen_at)
    for subject, door in doors("person", subjects).items():
        age = age_on(door.born_on, day) if door.born_on else None
        slot = covering.of(Cell(door.building_key, door.stair, door.floor, group_of(age, door.needs)))
        came_at = subjects[subject]
        if slot and slot.pk in ended and (not is_late or (came_at and came_at > slot.ends_at)):
            found[slot.pk].append(Missing(subject, door, came_at))
    return [
        (slot, sorted(people, key=lambda one: (one.door.stair, -one.door.floor, one.door.room)))
        for slot in over if (people := found[slot.pk])
    ]  # fmt: skip


def _cut(rows: list[tuple[Slot, list[Missing]]]) -> tuple[list[tuple[Slot, list[Missing]]], int]:
    """The first so many rows, whole slots, and how many people are left out."""
    shown: list[tuple[Slot, list[Missing]]] = []
    count = 0
    for slot, people in rows:
        if count >= 2 * PAGE:
            break
        shown.append((slot, people))
        count += len(people)
    return shown, sum(len(people) for _slot, people in rows) - count
