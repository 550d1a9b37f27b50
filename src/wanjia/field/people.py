"""Who lives behind which door, as a phone carries it: masked, in walking order, for its own buildings only."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wanjia.cards.queries import cards_for
from wanjia.coverage.carried import within
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Span
from wanjia.kernel.masking import mask_name
from wanjia.platform.vault import unseal
from wanjia.roster.models import Building, Compound, Household, Person, Premises, Presence
from wanjia.roster.queries import needs_by_person

_THERE = (Presence.PRESENT, Presence.AWAY)  # somebody who is away may be back before anybody wrote it down


@dataclass(frozen=True, slots=True)
class Showing:
    """How much of a person the phone gets. `calls`: the spans in which it may hold telephones."""

    now: datetime
    salt: bytes
    calls: tuple[Span, ...]

    @property
    def today(self) -> date:
        return clock.local_date(self.now)

    def may_call(self, building_key: int) -> bool:
        return any(span.holds(building_key) for span in self.calls)


def buildings(spans: Sequence[Span], showing: Showing) -> list[dict[str, Any]]:
    """Buildings with their doors and people. Seven queries, whatever the size."""
    homes = list(Household.objects.filter(within(spans)).order_by("building_key", "walk", "room"))
    people = _people(spans)
    needs = needs_by_person([person.pk for group in people.values() for person in group])
    named = houses(spans)
    cards = cards_for(named, showing.now)
    made: dict[int, list[dict[str, Any]]] = {}
    for home in homes:
        behind = [_person(person, needs, cards, showing) for person in people.get(home.pk, ())]
        made.setdefault(home.building_key, []).append(_door(home, behind, cards))
    return [house | {"doors": made.get(key, [])} for key, house in named.items()]


def houses(spans: Sequence[Span]) -> dict[int, dict[str, Any]]:
    """Key and names of each building, without its doors. Two queries."""
    named = dict(Building.objects.filter(within(spans, "key")).order_by("key").values_list("key", "name"))
    around = {codes.compound_of(key) for key in named}
    compounds = dict(Compound.objects.filter(code__in=around).values_list("code", "name"))
    return {
        key: {"key": str(key), "name": name, "compound": compounds.get(codes.compound_of(key), "")}
        for key, name in named.items()
    }


def _people(spans: Sequence[Span]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    rows = Person.objects.filter(within(spans), merged_into=None, presence__in=_THERE).only(
        "id", "household_id", "building_key", "name", "initials", "born_on", "document_sealed", "phones_sealed",
        "phone_tails",
    )  # fmt: skip
    for person in rows.order_by("-is_head", "born_on", "id"):
        found.setdefault(person.household_id, []).append(person)
    return found


def _door(home: Household, people: list[dict[str, Any]], cards: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    tag, short = cards.get(home.pk, ("", ""))
    return {
        "home": str(home.pk), "stair": home.stair, "floor": home.floor, "room": home.room, "card": tag, "short": short,
        "people": people,
    }  # fmt: skip


def _person(
    person: Person, needs: Mapping[int, list[str]], cards: Mapping[int, tuple[str, str]], showing: Showing
) -> dict[str, Any]:
    tag, short = cards.get(person.pk, ("", ""))
    return {
        "id": str(person.pk), "name": mask_name(person.name), "initials": person.initials,
        "age": clock.age_on(person.born_on, showing.today) if person.born_on else None,
        "tags": needs.get(person.pk, []),
        "tel": _telephone(person) if showing.may_call(person.building_key) else "",
        "tail": person.phone_tails[0] if person.phone_tails else "", "doc": _document(person, showing.salt),
        "card": tag, "short": short,
    }  # fmt: skip


def _telephone(person: Person) -> str:
    """As it is dialled; a mainland mobile with its country in front."""
    if person.phones_sealed is None:
        return ""
    number = str(json.loads(unseal(bytes(person.phones_sealed), field="phones"))[0])
    return f"+86{number}" if len(number) == 11 and number[0] == "1" else number


def _document(person: Person, salt: bytes) -> str:
    """Four bytes by which a typed number is found again, on this phone only: each has a salt of its own."""
    if person.document_sealed is None:
        return ""
    number = unseal(bytes(person.document_sealed), field="document").upper()
    return hmac.digest(salt, number.encode(), hashlib.sha256)[:4].hex()


def premises(spans: Sequence[Span], *, of_stairwells: bool) -> list[dict[str, str]]:
    """Shops, sites and dormitories of the spans, or their stairwells: what the phone's round is about. One query."""
    known = Premises.objects.filter(kind=Premises.Kind.STAIR) if of_stairwells else Premises.shops.all()
    rows = known.filter(within(spans), is_open=True).order_by("building_key", "stair", "name")
    return [
        {"id": str(id_), "name": name, "building": str(key)}
        for id_, name, key in rows.values_list("id", "name", "building_key")
    ]


def tags(spans: Sequence[Span], now: datetime) -> dict[str, str]:
    """Tag → building, for a phone that says no more than that a code is good. Six queries."""
    named = houses(spans)
    at = dict(Household.objects.filter(within(spans)).values_list("id", "building_key"))
    at |= dict(Person.objects.filter(within(spans), merged_into=None).values_list("id", "building_key"))
    return {tag: str(at[subject]) for subject, (tag, _short) in cards_for(named, now).items() if subject in at}


def spans_of(areas: Iterable[int]) -> list[Span]:
    """The ranges of building keys of the areas, those inside another left out."""
    areas = sorted(set(areas), key=codes.level_of)
    kept: list[int] = []
    for area in areas:
        if not any(codes.contains(wider, area) for wider in kept):
            kept.append(area)
    return [codes.buildings_under(area) for area in sorted(kept, key=lambda code: codes.buildings_under(code).low)]
