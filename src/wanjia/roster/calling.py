"""One-tap call: dialled without being written on the page. Each call leaves a line in the log."""

import json
from datetime import datetime

from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.vault import unseal
from wanjia.roster.models import BuildingContact, Premises
from wanjia.roster.refusals import NothingToShow
from wanjia.roster.reveal import person_for


def number_of_person(*, by: Actor, person_id: int, now: datetime) -> str:
    """The first telephone of the person. Raises NothingToShow when the register has none."""
    person = person_for(by, Act.CALL, person_id)
    if person.phones_sealed is None:
        raise NothingToShow
    record(by=by, act="person.call", area=committee_of(person.building_key), subject=f"person:{person.pk}", now=now)
    return str(json.loads(unseal(bytes(person.phones_sealed), field="phones"))[0])


def number_of_contact(*, by: Actor, building_key: int, role: str, now: datetime) -> str:
    """The telephone of whoever answers for the building."""
    require(by, Act.SEE_PEOPLE, building_key)
    contact = BuildingContact.objects.filter(building_key=building_key, role=role, until_on=None).first()
    if contact is None or contact.phone_sealed is None:
        raise NothingToShow
    record(by=by, act="contact.call", area=committee_of(building_key), subject=f"building:{building_key}", now=now)
    return unseal(bytes(contact.phone_sealed), field="phone")


def number_of_premises(*, by: Actor, premises_id: int, now: datetime) -> str:
    """The telephone of whoever answers for a shop, a site, a dormitory."""
    rows = Premises.shops.filter(part=part_of(premises_id), id=premises_id)
    place = one_for(by, Act.CALL, rows, lambda it: it.building_key)
    if place.phone_sealed is None:
        raise NothingToShow
    record(by=by, act="premises.call", area=committee_of(place.building_key), subject=f"premises:{place.pk}", now=now)
    return unseal(bytes(place.phone_sealed), field="phone")
