"""The interview, filled in piece by piece by several people; places with their times."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.cases.contacts import propose
from wanjia.cases.looking import live_case_for, note
from wanjia.cases.models import Answer, Case, Exposure
from wanjia.cases.refusals import NotThatTime, WordsWanted, WrongTimes
from wanjia.cases.sealing import ANSWER, MET, WHERE, same_place, sealed
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform import wording
from wanjia.platform.access import Act, Actor, one_for
from wanjia.roster.models import Household, Premises


@transaction.atomic
def answer(*, by: Actor, case_id: UUID, field: str, text: str, now: datetime) -> Answer:
    """One field. What was written before stays below it, with its name. Raises WordsWanted, CaseClosed, NotFound."""
    case = live_case_for(by, case_id)
    if field not in Answer.Field.values:
        raise NotFound
    if not text.strip():
        raise WordsWanted(what=str(Answer.Field(field).label))
    made = Answer.objects.create(
        id=new_event_id(), part=case.part, case=case, field=field, text_sealed=sealed(text, ANSWER),
        written_by=by.name[:60], written_at=now,
    )  # fmt: skip
    note(by, "interview.answer", case, now, field=field)
    return made


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when. One of: premises or a flat of the register, or a place in words."""

    starts_at: datetime
    ends_at: datetime
    premises_id: int | None = None
    household_id: int | None = None
    words: str = ""
    met: str = ""


@transaction.atomic
def add_exposure(*, by: Actor, case_id: UUID, said: Place, now: datetime) -> Exposure:
    """One line of the movements. Raises NotThatTime, WrongTimes, WordsWanted without a place, CaseClosed,
    NotFound."""
    case = live_case_for(by, case_id)
    begin, end = (wording.moment(at, now) for at in (said.starts_at, said.ends_at))
    if said.starts_at > now:
        raise NotThatTime(at=begin)
    if said.ends_at < said.starts_at:
        raise WrongTimes(begin=begin, end=end)
    _check_place(said)
    made = Exposure.objects.create(
        id=new_event_id(), part=case.part, case=case, starts_at=said.starts_at, ends_at=said.ends_at,
        premises_id=said.premises_id, household_id=said.household_id, place_sealed=sealed(said.words, WHERE),
        place_hash=same_place(said.words), with_sealed=sealed(said.met, MET), written_by=by.name[:60], written_at=now,
    )  # fmt: skip
    note(by, "interview.exposure", case, now, exposure=str(made.id))
    if said.household_id is not None:
        propose(by=by, case=case, now=now)
    return made


def _check_place(said: Place) -> None:
    if said.premises_id is not None:
        if not Premises.shops.filter(id=said.premises_id).exists():
            raise NotFound
    elif said.household_id is not None:
        if not Household.objects.filter(id=said.household_id).exists():
            raise NotFound
    elif not said.words.strip():
        raise WordsWanted(what=_("Place"))


@transaction.atomic
def strike(*, by: Actor, exposure_id: UUID, now: datetime) -> Case:
    """A line that was wrong: kept, struck out, with a name."""
    rows = Exposure.objects.select_for_update().select_related("case").filter(id=exposure_id)
    row = one_for(by, Act.TRACE, rows, lambda it: it.case.building_key)
    if row.struck_at is None:
        Exposure.objects.filter(part=row.part, id=row.id).update(struck_at=now, struck_by=by.name[:60])
        note(by, "interview.strike", row.case, now, exposure=str(row.id))
    return row.case
