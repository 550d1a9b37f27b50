"""Whom a card can stand for: people who live here and flats that somebody lives in, as the register has them now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import part_of
from wanjia.platform.access import Act, Actor, require
from wanjia.roster.models import Household, Person, Presence

HERE = (Presence.PRESENT, Presence.AWAY)  # whoever is away comes back and needs the card


@dataclass(frozen=True, slots=True)
class Subject:
    """One person or household with where it is."""

    id: int
    kind: str
    building_key: int
    household_id: int
    is_here: bool

    @property
    def part(self) -> int:
        return part_of(self.id)


def people(area: int) -> "QuerySet[Person]":
    """Everybody who lives in the area, in walking order."""
    inside = Person.objects.filter(building_key__range=codes.buildings_under(area))
    return inside.filter(presence__in=HERE, merged_into=None).order_by("building_key", "walk", "id")


def households(area: int) -> "QuerySet[Household]":
    """Every flat of the area in which somebody lives, in walking order."""
    living = Person.objects.filter(household_id=OuterRef("id"), presence__in=HERE, merged_into=None)
    inside = Household.objects.filter(building_key__range=codes.buildings_under(area))
    return inside.filter(Exists(living)).order_by("building_key", "walk", "id")


def within(area: int, kind: str) -> list[tuple[int, int]]:
    """(subject, building key) of everybody of the kind. One query."""
    rows = people(area) if kind == "person" else households(area)
    return list(rows.values_list("id", "building_key"))


def find(subject_id: int) -> Subject | None:
    """The person or the household of that id: the two share one row of numbers. At most two queries."""
    part = part_of(subject_id)
    person = Person.objects.filter(part=part, id=subject_id).first()
    if person is not None:
        is_here = person.presence in HERE and person.merged_into is None
        return Subject(person.pk, "person", person.building_key, person.household_id, is_here)
    home = Household.objects.filter(part=part, id=subject_id).first()
    return Subject(home.pk, "household", home.building_key, home.pk, is_here=True) if home else None


def subject_for(actor: Actor, act: Act, subject_id: int) -> Subject:
    """The subject, if the actor may do this where it lives. Raises NotFound or NotAllowed."""
    found = find(subject_id)
    if found is None:
        raise NotFound
    require(actor, act, found.building_key)
    return found


def gone(subjects: Iterable[int]) -> dict[int, str]:
    """Those of the people who moved away, died or were merged, with the reason for which their card ends. One query."""
    ids = list(subjects)
    rows = Person.objects.filter(part__in={part_of(id_) for id_ in ids}, id__in=ids).exclude(
        Q(presence__in=HERE) & Q(merged_into=None)
    )
    return {id_: "merged" if merged else presence for id_, presence, merged in rows.values_list(
        "id", "presence", "merged_into"
    )}  # fmt: skip
