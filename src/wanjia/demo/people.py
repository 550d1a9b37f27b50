"""The people behind the doors: ages that fit the houses, families that fit together, needs at their real rates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from wanjia.demo.houses import COMMITTEES, DemoDoor, committee_sizes, doors_of
from wanjia.demo.numbers import foreign_name, full_name, mobile, passport, resident_id
from wanjia.demo.parameters import parameters, weighted
from wanjia.kernel.clock import age_on


@dataclass(slots=True)
class DemoPerson:
    """One person as the roster knows them."""

    door: DemoDoor
    name: str
    relation: str
    is_male: bool
    born_on: date
    document: str
    document_kind: str
    phone: str
    presence: str = "在住"
    registered: str = ""
    needs: set[str] = field(default_factory=set)
    note: str = ""


def population(seed: int, people: int, today: date) -> Iterator[DemoPerson]:
    """Exactly `people` persons, committee by committee, door by door. The same seed gives the same people."""
    draw = Random(seed)
    maker = _Maker(draw, today)
    for number, (name, size) in enumerate(zip(COMMITTEES, committee_sizes(draw, people), strict=True), start=1):
        yield from _committee(maker, number, name, size)


def _committee(maker: "_Maker", number: int, name: str, size: int) -> Iterator[DemoPerson]:
    doors = doors_of(maker.draw, name, size)
    left = size
    for position, door in enumerate(doors):
        doors_left = len(doors) - position
        if left <= 0:
            return
        is_empty = left < doors_left and maker.draw.random() < parameters()["empty_flats"]["value"]
        if is_empty:
            continue
        family = maker.family(number, door, room_for=left)
        left -= len(family)
        yield from family
    while left > 0:  # the last doors take whoever is left, as lodgings do
        family = maker.family(number, maker.draw.choice(doors), room_for=left, is_lodger=True)
        left -= len(family)
        yield from family


class _Maker:
    """Draws families; counts serials so that no two numbers are alike."""

    def __init__(self, draw: Random, today: date) -> None:
        self.draw, self.today, self.serial = draw, today, 0
        self.taken: set[str] = set()

    def family(self, committee: int, door: DemoDoor, *, room_for: int, is_lodger: bool = False) -> list[DemoPerson]:
        size = min(int(weighted(self.draw, parameters()["household_size"])), room_for)
        ages = [1 if is_lodger and age < 18 else age for age in self._ages(size, door.age)]
        if is_lodger:
            ages = [max(20, age) for age in ages]
        members = [self._person(committee, door, age, position) for position, age in enumerate(ages)]
        self._needs(members)
        return members

    def _ages(self, size: int, era: str) -> list[int]:
        """Head first. Elders' households are as many as the compound's kind has elders."""
        draw = self.draw
        if draw.random() < parameters()["aged_60"][era] * (1.25 if size <= 2 else 0.55):
            share_80 = parameters()["aged_80"][era] / parameters()["aged_60"][era]
            head = draw.randint(80, 97) if draw.random() < share_80 else draw.randint(60, 79)
        else:
            head = draw.randint(23, 59)
        ages = [head, max(20, head + draw.randint(-6, 4))][:size]
        while len(ages) < size:
            child = head - draw.randint(22, 38) if len(ages) < 4 else head - draw.randint(50, 64)
            ages.append(child if child >= 0 else max(20, head + draw.randint(-5, 5)))  # too young for children: lodgers
        return ages

    def _person(self, committee: int, door: DemoDoor, age: int, position: int) -> DemoPerson:
        draw = self.draw
        self.serial += 1
        is_male = draw.random() < parameters()["male"]["value"] if position != 1 else draw.random() < 0.2
        born_on = self.today - timedelta(days=int(age * 365.25) + draw.randint(3, 360))
        is_foreign = draw.random() < parameters()["foreign"]["value"] and age > 18
        person = DemoPerson(
            door=door, name=foreign_name(draw) if is_foreign else full_name(draw),
            relation="户主" if position == 0 else self._relation(position, age), is_male=is_male, born_on=born_on,
            document=passport(self.serial) if is_foreign else self._free_id(committee, born_on, is_male=is_male),
            document_kind="护照" if is_foreign else "身份证", phone=self._phone(age),
        )  # fmt: skip
        if is_foreign:
            person.needs.add("language")
        if draw.random() < parameters()["away"]["value"]:
            person.presence = "外出"
        if draw.random() < parameters()["lives_apart"]["value"]:
            person.registered = f"演示市别处区{draw.randint(1, 900)}弄{draw.randint(1, 99)}号"
        return person

    def _free_id(self, committee: int, born_on: date, *, is_male: bool) -> str:
        """The first number of that birthday that nobody has yet."""
        for step in range(500):
            number = resident_id(committee, born_on, self.serial + step, is_male)
            if number not in self.taken:
                self.taken.add(number)
                return number
        raise ValueError(f"more than 500 people of committee {committee} were born on {born_on}")

    def _relation(self, position: int, age: int) -> str:
        return "配偶" if position == 1 else "子女" if position < 4 and age < 60 else "其他"

    def _phone(self, age: int) -> str:
        if age < 10 or (age >= 80 and self.draw.random() < 0.3):
            return ""
        return mobile(self.serial)

    def _needs(self, members: Sequence[DemoPerson]) -> None:
        draw, rates = self.draw, parameters()
        for person in members:
            age = age_on(person.born_on, self.today)
            chances = self._chances(age, rates, is_male=person.is_male)
            person.needs |= {kind for kind, chance in chances.items() if draw.random() < chance}
            if len(members) == 1 and age >= 75:
                person.needs.add("lives_alone")
            if age < 1:
                person.needs.add("infant")

    def _chances(self, age: int, rates: Any, *, is_male: bool) -> dict[str, float]:
        """How likely each need is at this age; the rates per head of everyone stay those of the statistics."""
        per = {name: rates["per_100k"][name] / 1e5 for name in ("pregnant", "dialysis", "chemotherapy", "oxygen")}
        is_fertile = not is_male and 22 <= age <= 42
        elder = age >= 60
        rate = rates["no_smartphone"]
        phoneless = rate["80"] if age >= 80 else rate["60"] if elder else 0
        return {
            "pregnant": per["pregnant"] * 5.5 if is_fertile else 0,
            "dialysis": per["dialysis"] * (2.2 if elder else 0.6),
            "chemotherapy": per["chemotherapy"] * (2 if elder else 0.6),
            "oxygen": per["oxygen"] * (3 if elder else 0.1),
            "disabled": rates["disabled"]["value"] * (2 if elder else 0.6),
            "chronic_medicine": rates["chronic_medicine_60"]["value"] if elder else 0.02,
            "no_smartphone": phoneless,
        }
