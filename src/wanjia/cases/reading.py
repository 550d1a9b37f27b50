"""Interviews and exposures unsealed, for pages and papers of whoever may trace there. Callers write the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from wanjia.cases.models import Answer, Case, Contact, Exposure
from wanjia.cases.sealing import ANSWER, MET, NAME, PHONE, PLACE, WHERE, said
from wanjia.kernel import area as codes
from wanjia.roster import places
from wanjia.roster.models import Building, Household, Premises


@dataclass(frozen=True, slots=True)
class Written:
    """One version of an answer."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One question with the answer that counts and those before it."""

    field: str
    label: str
    text: str
    by: str
    at: datetime | None
    before: tuple[Written, ...]


def sheet(case: Case) -> list[Line]:
    """Every question in its order, answered or not. One query."""
    found: dict[str, list[Written]] = {}
    for row in Answer.objects.filter(part=case.part, case=case).order_by("-written_at", "-id"):
        found.setdefault(row.field, []).append(Written(said(row.text_sealed, ANSWER), row.written_by, row.written_at))
    return [_line(str(field), str(label), found.get(str(field), [])) for field, label in Answer.Field.choices]


def _line(field: str, label: str, written: Sequence[Written]) -> Line:
    if not written:
        return Line(field, label, "", "", None, ())
    last = written[0]
    return Line(field, label, last.text, last.by, last.at, tuple(written[1:]))


@dataclass(frozen=True, slots=True)
class Visit:
    """One case at one place."""

    exposure: Exposure
    case: Case
    name: str
    met: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place with every case that was there, and the contacts that are proposed or named for it."""

    name: str
    visits: tuple[Visit, ...]
    contacts: int
    undecided: int

    @property
    def cases(self) -> int:
        return len({visit.case.id for visit in self.visits})

    @property
    def first_at(self) -> datetime:
        return min(visit.exposure.starts_at for visit in self.visits)

    @property
    def last_at(self) -> datetime:
        return max(visit.exposure.ends_at for visit in self.visits)


def movements(case: Case) -> list[Visit]:
    """Where a case was, in time. Four queries."""
    return _visits(list(_standing(Exposure.objects.filter(part=case.part, case=case))))


def _standing(rows: "QuerySet[Exposure]") -> "QuerySet[Exposure]":
    return rows.filter(struck_at=None).select_related("case").order_by("starts_at", "id")


def exposures(area: int) -> list[Place]:
    """Places of the area's cases, those with most cases first. Six queries."""
    span = codes.buildings_under(area)
    rows = Exposure.objects.filter(case__building_key__range=span, case__withdrawn_at=None)
    grouped: dict[object, list[Visit]] = {}
    for visit in _visits(list(_standing(rows))):
        grouped.setdefault(_key(visit.exposure), []).append(visit)
    counted = _contacts([visit for some in grouped.values() for visit in some])
    found = [_place(some, counted) for some in grouped.values()]
    return sorted(found, key=lambda place: (-place.cases, -place.last_at.timestamp(), place.name))


def _key(row: Exposure) -> object:
    if row.premises_id or row.household_id:
        return row.premises_id, row.household_id
    return bytes(row.place_hash) if row.place_hash else row.id


def _visits(rows: Sequence[Exposure]) -> list[Visit]:
    shops = dict(
        Premises.objects.filter(id__in=[r.premises_id for r in rows if r.premises_id]).values_list("id", "name")
    )
    homes = _doors([row.household_id for row in rows if row.household_id])
    return [
        Visit(
            row, row.case,
            shops.get(row.premises_id or 0) or homes.get(row.household_id or 0) or said(row.place_sealed, WHERE),
            said(row.with_sealed, MET),
        )
        for row in rows
    ]  # fmt: skip


def _doors(households: Sequence[int]) -> Mapping[int, str]:
    rows = list(Household.objects.filter(id__in=households))
    named = places.names({row.building_key for row in rows})
    return {row.pk: f"{named[row.building_key]}{row.room}" for row in rows}


def _contacts(visits: Sequence[Visit]) -> Mapping[str, tuple[int, int]]:
    """How many contacts each exposure led to, and how many wait: (all, undecided), by the exposure's id."""
    found: dict[str, list[int]] = {}
    rows = Contact.objects.filter(part__in={v.case.part for v in visits}, case__in={v.case.id for v in visits})
    for reasons, decision in rows.values_list("reasons", "decision"):
        for exposure in {reason.get("exposure") for reason in reasons} - {None}:
            counted = found.setdefault(exposure, [0, 0])
            counted[0] += 1
            counted[1] += not decision
    return {exposure: (both[0], both[1]) for exposure, both in found.items()}


def _place(visits: Sequence[Visit], counted: Mapping[str, tuple[int, int]]) -> Place:
    own = [counted.get(str(visit.exposure.id), (0, 0)) for visit in visits]
    return Place(visits[0].name, tuple(visits), sum(one[0] for one in own), sum(one[1] for one in own))


def stranger(contact: Contact) -> tuple[str, str, str]:
    """Name, telephone and whereabouts of somebody who is not in the register."""
    return said(contact.name_sealed, NAME), said(contact.phone_sealed, PHONE), said(contact.place_sealed, PLACE)


def flat_called(words: str, committee: int) -> int | None:
    """The flat that 3号楼502 means in the committee, where it means one; else it is a place in words. Two queries."""
    plain = "".join(words.split())
    houses = Building.objects.filter(part=committee).values_list("key", "name")
    doors = [(key, plain.removeprefix(name)) for key, name in houses if plain.startswith(name) and plain != name]
    found = [
        home.pk
        for home in Household.objects.filter(building_key__in=[key for key, _room in doors])
        if (home.building_key, home.room) in doors
    ]
    return found[0] if len(found) == 1 else None
