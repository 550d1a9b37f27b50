"""Whom an order can be for: a person or a household of the register, and where they live."""

from dataclasses import dataclass

from wanjia.isolation.rules.spots import Spot
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import part_of
from wanjia.platform.access import Act, Actor, require
from wanjia.roster.models import Household, Person


@dataclass(frozen=True, slots=True)
class Subject:
    """One person or household, with its door."""

    id: int
    kind: str
    household_id: int
    spot: Spot

    @property
    def part(self) -> int:
        return part_of(self.id)

    @property
    def building_key(self) -> int:
        return self.spot.building


def find(subject_id: int) -> Subject | None:
    """The person or household of the id: the two share one row of numbers. At most two queries."""
    part = part_of(subject_id)
    person = Person.objects.filter(part=part, id=subject_id).select_related("household").first()
    if person is not None:
        return Subject(person.pk, "person", person.household_id, spot_of(person.household))
    home = Household.objects.filter(part=part, id=subject_id).first()
    return Subject(home.pk, "household", home.pk, spot_of(home)) if home else None


def spot_of(home: Household) -> Spot:
    return Spot(home.building_key, home.stair, home.floor, home.pk)


def subject_for(actor: Actor, act: Act, subject_id: int) -> Subject:
    """The subject, if the actor may do this where it lives. Raises NotFound or NotAllowed."""
    found = find(subject_id)
    if found is None:
        raise NotFound
    require(actor, act, found.building_key)
    return found
