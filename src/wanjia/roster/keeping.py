"""Keeping a household's entry right: checked at the door, what kind of flat it is, what to know before knocking."""

from datetime import datetime

from django.db import transaction

from wanjia.kernel.area import committee_of
from wanjia.platform.access import Act, Actor
from wanjia.platform.audit import record
from wanjia.roster.models import Household, Person, Presence
from wanjia.roster.services import household_for


@transaction.atomic
def confirm_household(*, by: Actor, household_id: int, now: datetime) -> int:
    """Somebody was at the door and everyone on the list lives there. Returns how many people that confirms."""
    household = household_for(by, Act.EDIT_REGISTER, household_id)
    present = Person.objects.filter(household=household, merged_into=None, presence=Presence.PRESENT)
    confirmed = present.update(checked_at=now)
    household.checked_at = now
    household.save(update_fields=["checked_at"])
    _log(by, "household.confirm", household, now)
    return confirmed


@transaction.atomic
def describe_household(*, by: Actor, household_id: int, kind: str, note: str, now: datetime) -> Household:
    """Owned, let, empty; and what helps to find the door. Counts as a check of the door."""
    household = household_for(by, Act.EDIT_REGISTER, household_id)
    household.kind, household.note, household.checked_at = Household.Kind(kind), note.strip(), now
    household.save(update_fields=["kind", "note", "checked_at"])
    _log(by, "household.describe", household, now)
    return household


def read(by: Actor, household: Household, now: datetime) -> None:
    """Writes down that somebody looked at everyone behind a door."""
    _log(by, "household.read", household, now)


def _log(by: Actor, act: str, household: Household, now: datetime) -> None:
    record(by=by, act=act, area=committee_of(household.building_key), subject=f"household:{household.pk}", now=now)
