"""What a carer's phone takes along: the people of her list and nobody else, masked, with their card.

Handing a card out is its disclosure: each is written into the log once a shift and version.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.cache import cache

from wanjia.care import carried, guiding, planning
from wanjia.care.carried import Carried, Check, Climb
from wanjia.care.guiding import Shown
from wanjia.care.presets import EQUIPMENT
from wanjia.devices.models import Device
from wanjia.kernel.ids import parts_of
from wanjia.kernel.masking import mask_name
from wanjia.platform.access import Actor
from wanjia.roster.models import Person

_KEPT = 24 * 3600  # seconds, a shift


def news(device: Device, areas: Sequence[int], now: datetime) -> dict[str, Any]:
    """How everybody of the list stands; ids only. Some eighteen queries and four a round."""
    ties = carried.people_of(device.carer_id or 0, areas) if areas else {}
    rows = carried.carried(ties, now)
    return {"limits": carried.LIMITS, "people": [_told(row) for row in rows]}


def with_cards(told: dict[str, Any]) -> dict[str, Any]:
    """The same with each plan's words, and who guides by video where a task of today is still open. Two queries."""
    cards = carried.cards_of([int(row["person"]) for row in told["people"]])
    for row in told["people"]:
        version, words = cards.get(int(row["person"]), (0, {}))
        row |= {"card": words, "card_version": version}
    waiting = [int(row["person"]) for row in told["people"] if _has_task(row)]
    guides = guiding.guides_of(waiting)
    for row in told["people"]:
        row["guides"] = [_guide(one) for one in guides.get(int(row["person"]), ())]
    return told


def _has_task(row: Mapping[str, Any]) -> bool:
    return any(check["code"] == EQUIPMENT and check["s"] == "open" for check in row["checks"])


def _guide(one: Shown) -> dict[str, Any]:
    return {
        "id": str(one.row.pk), "name": mask_name(one.name), "way": one.row.way, "number": one.number,
        "from": one.row.can_from and f"{one.row.can_from:%H:%M}",
        "until": one.row.can_until and f"{one.row.can_until:%H:%M}", "steps": one.steps,
    }  # fmt: skip


def note_cards(by: Actor, device: Device, told: Mapping[str, Any], now: datetime) -> None:
    """One line a person whose card this phone has not had in this version."""
    fresh = {
        int(row["person"]): row["card_version"] for row in told["people"]
        if row["card"] and cache.add(f"card:{device.pk}:{row['person']}:{row['card_version']}", 1, _KEPT)
    }  # fmt: skip
    for person in Person.objects.filter(part__in=parts_of(fresh), id__in=fresh):
        planning.note_read(by, person, "care.carry_card", now)


def note_guides(by: Actor, device: Device, told: Mapping[str, Any], now: datetime) -> None:
    """One line a guide whose number this phone has not had in this shift."""
    fresh = [
        one["id"] for row in told["people"] for one in row["guides"]
        if cache.add(f"guide:{device.pk}:{one['id']}", 1, _KEPT)
    ]  # fmt: skip
    for row in guiding.rows(fresh, [int(row["person"]) for row in told["people"]]):
        guiding.note_carried(by, row, now)


def only(buildings: Sequence[dict[str, Any]], people: Collection[str]) -> list[dict[str, Any]]:
    """The doors behind which somebody of the list lives, with those people alone."""
    kept = []
    for house in buildings:
        doors = [door | {"people": behind} for door in house["doors"] if (behind := _those(door["people"], people))]
        if doors:
            kept.append(house | {"doors": doors})
    return kept


def _those(behind: Sequence[dict[str, Any]], people: Collection[str]) -> list[dict[str, Any]]:
    return [person for person in behind if person["id"] in people]


def _told(row: Carried) -> dict[str, Any]:
    return {
        "person": str(row.person_id), "carer": row.carer, "backup": row.backup, "second": row.is_backup,
        "why": row.kind,
        "checks": [_check(check) for check in row.checks],
        "tried": [{"round": one.round_id, "outcome": one.outcome, "at": one.at} for one in row.tried],
        "ladder": _climb(row.climb) if row.climb else None, "ended_at": row.ended_at,
    }  # fmt: skip


def _check(check: Check) -> dict[str, Any]:
    asked = check.round.obligation
    return {
        "round": check.round.pk, "code": asked.code, "name": asked.name, "name_en": asked.name_en,
        "opens_at": check.round.opens_at, "due_at": check.round.due_at, "what": check.what, "s": check.state,
        "at": check.at, "said": check.said,
    }  # fmt: skip


def _climb(climb: Climb) -> dict[str, Any]:
    return {
        "rung": climb.rung, "next": climb.next, "due_at": climb.due_at, "at": climb.at, "life": climb.is_life,
        "result": climb.result,
    }  # fmt: skip
