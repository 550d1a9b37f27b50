"""Whom a card can stand for: people who live here and flats that somebody lives in, as the register has them now."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.ids import parts_of
from wanjia.roster.models import Household, Person
from wanjia.roster.subjects import HERE


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


def gone(subjects: Iterable[int]) -> dict[int, str]:
    """Those of the people who moved away, died or were merged, with the reason for which their card ends. One query."""
    ids = list(subjects)
    rows = Person.objects.filter(part__in=parts_of(ids), id__in=ids).exclude(Q(presence__in=HERE) & Q(merged_into=None))
    return {id_: "merged" if merged else presence for id_, presence, merged in rows.values_list(
        "id", "presence", "merged_into"
    )}  # fmt: skip
