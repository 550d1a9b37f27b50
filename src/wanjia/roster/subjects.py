"""Whom a card, an order or a page can be about: one person or one household, with the door behind which they live."""

from dataclasses import dataclass

from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import part_of
from wanjia.platform.access import Act, Actor, require
from wanjia.roster.models import Household, Person, Presence

HERE = (Presence.PRESENT, Presence.AWAY)  # whoever is away comes back


@dataclass(frozen=True, slots=True)
class Subject:
    """One person or household with where it is. `is_here`: not moved away, dead, or merged into another entry."""

    id: int
    kind: str  # person, household
    building_key: int
    stair: int
    floor: int
    household_id: int
    is_here: bool

    @property
    def part(self) -> int:
        return part_of(self.id)


def find(subject_id: int) -> Subject | None:
    """The person or the household of that id: the two share one row of numbers. At most two queries."""
    part = part_of(subject_id)
    person = Person.objects.filter(part=part, id=subject_id).select_related("household").first()
    if person is not None:
        is_here = person.presence in HERE and person.merged_into is None
        return _at(person.household, person.pk, "person", is_here=is_here)
    home = Household.objects.filter(part=part, id=subject_id).first()
    return _at(home, home.pk, "household", is_here=True) if home else None


def _at(home: Household, id_: int, kind: str, *, is_here: bool) -> Subject:
    return Subject(id_, kind, home.building_key, home.stair, home.floor, home.pk, is_here)


def subject_for(actor: Actor, act: Act, subject_id: int) -> Subject:
    """The subject, if the actor may do this where it lives. Raises NotFound or NotAllowed."""
    found = find(subject_id)
    if found is None:
        raise NotFound
    require(actor, act, found.building_key)
    return found
