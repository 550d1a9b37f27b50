"""Who stays behind in a flat, from the register; what somebody needs on the way, as far as it is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wanjia.cases import presets
from wanjia.cases.models import Case, LeftBehind, Transfer
from wanjia.cases.rules.staying import Member, beds_for, left_behind
from wanjia.cases.rules.terms import Terms
from wanjia.kernel import clock
from wanjia.kernel.ids import part_of, parts_of
from wanjia.roster.models import Person, SpecialNeed
from wanjia.roster.subjects import HERE

_NEEDS = {"pregnant": "pregnant", "dialysis": "dialysis", "disabled": "wheelchair", "chronic_medicine": "medicine",
          "oxygen": "stretcher", "chemotherapy": "medicine"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flat:
    """Everybody behind one door."""

    people: Mapping[int, Person]
    needs: Mapping[int, tuple[str, ...]]
    cases: frozenset[int]  # those of them who are cases themselves

    def members(self, now: datetime, *, of: int) -> list[Member]:
        """`of`: whose transfer it is; they go in any case."""
        return [
            Member(id_, _age(person, now), self.needs.get(id_, ()), goes=id_ == of or id_ in self.cases)
            for id_, person in self.people.items()
        ]


def _age(person: Person, now: datetime) -> int | None:
    return clock.age_on(person.born_on, clock.local_date(now)) if person.born_on else None


def flats(households: Iterable[int]) -> dict[int, Flat]:
    """Who lives there, what they need, who of them is a case. Three queries."""
    wanted = set(households)
    parts = parts_of(wanted)
    people = list(
        Person.objects.filter(household_id__in=wanted, presence__in=HERE, merged_into=None).order_by("-is_head", "id")
    )
    ids = [person.pk for person in people]
    needs: dict[int, list[str]] = {}
    rows = SpecialNeed.objects.filter(part__in=parts | parts_of(ids), person_id__in=ids, until_on=None)
    for person_id, kind in rows.values_list("person_id", "kind"):
        needs.setdefault(person_id, []).append(kind)
    cases = set(
        Case.objects.filter(person_id__in=ids, withdrawn_at=None, ended_at=None).values_list("person_id", flat=True)
    )
    return {home: _flat(home, people, needs, cases) for home in wanted}


def _flat(home: int, people: Sequence[Person], needs: Mapping[int, Sequence[str]], cases: set[int]) -> Flat:
    own = {person.pk: person for person in people if person.household_id == home}
    kinds = {id_: tuple(sorted(needs.get(id_, ()))) for id_ in own}
    return Flat(own, kinds, frozenset(cases & own.keys()))


def needs_on_the_way(person_id: int, now: datetime) -> list[str]:
    """Proposed from the register; the desk corrects it. Three queries."""
    person = Person.objects.filter(part=part_of(person_id), id=person_id).first()
    kinds = SpecialNeed.objects.filter(part=part_of(person_id), person_id=person_id, until_on=None)
    found = {_NEEDS[kind] for kind in kinds.values_list("kind", flat=True) if kind in _NEEDS}
    age = _age(person, now) if person else None
    if person and age is not None and age < presets.terms_for(person.building_key, clock.local_date(now)).child_under:
        found.add("child")
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Staying:
    """Somebody who stays, or the pet, with what is settled for them."""

    person: Person | None
    why: str
    settled: LeftBehind | None


def staying(transfers: Sequence[Transfer], now: datetime) -> dict[UUID, list[Staying]]:
    """For each transfer who stays behind and must not be left alone. Five queries, however many."""
    if not transfers:
        return {}
    homes = flats(row.household_id for row in transfers)
    said: dict[UUID, dict[int | None, LeftBehind]] = {row.id: {} for row in transfers}
    rows = LeftBehind.objects.filter(part__in={row.part for row in transfers}, transfer_id__in=list(said))
    for one in rows:
        said[one.transfer_id][one.person_id] = one
    terms = presets.terms_for(transfers[0].building_key, clock.local_date(now))
    return {row.id: _staying(row, homes[row.household_id], said[row.id], terms, now) for row in transfers}


def _staying(
    row: Transfer, home: Flat, said: Mapping[int | None, LeftBehind], terms: Terms, now: datetime
) -> list[Staying]:
    found = left_behind(home.members(now, of=row.person_id), terms)
    lines = [Staying(home.people[id_], why, said.get(id_)) for id_, why in found.items()]
    if "pet" in row.needs or None in said:
        lines.append(Staying(None, "pet", said.get(None)))
    return lines


def open_left(transfers: Sequence[Transfer], now: datetime) -> dict[UUID, list[Staying]]:
    """Those of them for whom nobody has said yet who looks after them."""
    return {id_: [one for one in some if one.settled is None] for id_, some in staying(transfers, now).items()}


def why_left(row: Transfer, person_id: int, now: datetime) -> str:
    """Why this member of the household must not be left alone; `need` where a person says so of somebody else there."""
    home = flats([row.household_id])[row.household_id]
    if person_id not in home.people or person_id == row.person_id:
        return ""
    terms = presets.terms_for(row.building_key, clock.local_date(now))
    return left_behind(home.members(now, of=row.person_id), terms).get(person_id, "need")


def kinds_for(row: Transfer, person: Person | None, terms: Terms, now: datetime) -> tuple[str, ...]:
    """Beds that will do for somebody."""
    age = _age(person, now) if person else None
    return beds_for(age, person.sex if person else "", row.needs, terms, is_severe=row.is_severe)
