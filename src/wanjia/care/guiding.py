"""A relative elsewhere who guides a visitor by video: on the plan, on the phone of the day, told beside the proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.care import presets, sealing
from wanjia.care.models import CareRound, Guide
from wanjia.care.refusals import HalfHours, WordsWanted
from wanjia.coverage import desk
from wanjia.coverage.models import Proof, Round
from wanjia.kernel.area import committee_of
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, parts_of
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.roster.models import Person
from wanjia.roster.refusals import NoReason
from wanjia.roster.reveal import person_for

_LONGEST = 1000
_LATELY = 14
STATES = ("well", "needs_help")


@dataclass(frozen=True, slots=True)
class Guiding:
    """Who guides, as somebody tells it. Without hours: at any hour."""

    person_id: int
    name: str
    number: str
    way: str
    can_from: time | None = None
    can_until: time | None = None
    steps: str = ""


@transaction.atomic
def write(*, by: Actor, said: Guiding, now: datetime) -> Guide:
    """Raises WordsWanted without name or number, HalfHours, NotFound for no way of guiding."""
    person = person_for(by, Act.SERVE, said.person_id)
    for text, what in ((said.name, _("Name")), (said.number, _("Number"))):
        if not text.strip():
            raise WordsWanted(what=what)
    if said.way not in Guide.Way.values:
        raise NotFound
    if (said.can_from is None) != (said.can_until is None):
        raise HalfHours
    made = Guide.objects.create(
        id=new_event_id(), part=person.part, person_id=person.pk, building_key=person.building_key,
        name_sealed=sealing.sealed(said.name, sealing.NAME, 60),
        number_sealed=sealing.sealed(said.number, sealing.NUMBER, 60), way=said.way, can_from=said.can_from,
        can_until=said.can_until, steps_sealed=sealing.sealed(said.steps, sealing.STEPS, _LONGEST),
        since_on=local_date(now), made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "care.write_guide", person.building_key, person.pk, now, way=said.way)
    return made


def guide_for(by: Actor, guide_id: UUID) -> Guide:
    """Raises NotFound, NotAllowed."""
    return one_for(by, Act.SERVE, Guide.objects.filter(id=guide_id, until_on=None), lambda it: it.building_key)


@transaction.atomic
def end(*, by: Actor, guide_id: UUID, now: datetime) -> None:
    """They guide no more. Raises NotFound."""
    held = guide_for(by, guide_id)
    Guide.objects.filter(part=held.part, pk=held.pk).update(until_on=local_date(now))
    _note(by, "care.end_guide", held.building_key, held.person_id, now)


@transaction.atomic
def reveal(*, by: Actor, guide_id: UUID, reason: str, now: datetime) -> str:
    """The whole number; who looked and why stands in the log. Raises NoReason."""
    held = guide_for(by, guide_id)
    require(by, Act.CALL, held.building_key)
    if not reason.strip():
        raise NoReason
    _note(by, "care.reveal_guide", held.building_key, held.person_id, now, reason.strip()[:200])
    return sealing.said(held.number_sealed, sealing.NUMBER)


@dataclass(frozen=True, slots=True)
class Shown:
    """A guide unsealed. The door masks the name, and shows the number's tail alone unless it is a phone on the day."""

    row: Guide
    name: str
    number: str
    steps: str


def guides_of(people: Sequence[int]) -> dict[int, list[Shown]]:
    """Who guides for each. One query."""
    rows = Guide.objects.filter(part__in=parts_of(people), person_id__in=people, until_on=None)
    found: dict[int, list[Shown]] = {}
    for row in rows.order_by("since_on", "id"):
        shown = Shown(
            row, sealing.said(row.name_sealed, sealing.NAME), sealing.said(row.number_sealed, sealing.NUMBER),
            sealing.said(row.steps_sealed, sealing.STEPS),
        )  # fmt: skip
        found.setdefault(row.person_id, []).append(shown)
    return found


@transaction.atomic
def done_with(*, by: Actor, guide_id: UUID, round_id: int, state: str, now: datetime) -> None:
    """Told at the desk: the task was done with them watching. The proof says what a phone's says.

    Raises NotFound for a round that is no care of equipment, and what `record_by_hand` raises.
    """
    held = guide_for(by, guide_id)
    row = CareRound.objects.filter(round_id=round_id, what=presets.EQUIPMENT).first()
    if row is None or state not in STATES:
        raise NotFound
    round_ = Round.objects.select_related("obligation").get(pk=row.round_id)
    detail = {"state": state, "guided": held.way}
    desk.record_by_hand(by=by, round_=round_, subjects=[held.person_id], now=now, detail=detail)


@dataclass(frozen=True, slots=True)
class Used:
    """A task that was done with somebody guiding."""

    at: datetime
    by: str
    way: str


def used_for(person: Person) -> list[Used]:
    """The last fortnight's, the newest first. Two queries: the guiding stands in the proof and nowhere else."""
    rounds = CareRound.objects.filter(part=committee_of(person.building_key), what=presets.EQUIPMENT)
    ids = list(rounds.order_by("-on").values_list("round_id", flat=True)[: _LATELY * 4])
    rows = Proof.objects.filter(part=person.part, round_id__in=ids, subject_id=person.pk, detail__has_key="guided")
    return [Used(row.seen_at, row.recorded_by, str(row.detail["guided"])) for row in rows.order_by("-seen_at")]


def rows(ids: Sequence[str], people: Sequence[int]) -> list[Guide]:
    """One query, none for none."""
    if not ids:
        return []
    return list(Guide.objects.filter(part__in=parts_of(people), id__in=ids))


def note_carried(by: Actor, row: Guide, now: datetime) -> None:
    """The number was taken along on a phone for the day's task."""
    _note(by, "care.carry_guide", row.building_key, row.person_id, now)


def _note(by: Actor, act: str, place: int, person: int, now: datetime, reason: str = "", **detail: object) -> None:
    record(by=by, act=act, area=committee_of(place), subject=f"person:{person}", reason=reason, now=now, detail=detail)
