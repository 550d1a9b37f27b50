"""Which volunteer for which person (结对): a proposal, decided by a person.

Near first: the same building, then the same estate, then the committee. Nobody gets more people than their limit, and
whoever speaks the language that the register names comes before whoever does not. Ties go to whoever has fewer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

BUILDING, ESTATE, COMMITTEE = "building", "estate", "committee"
NEAR = (BUILDING, ESTATE, COMMITTEE)
_ESTATE = 10**4  # a building key's last four digits number the building in its estate


@dataclass(frozen=True, slots=True)
class Asks:
    """Somebody who has nobody. `speaks`: words of the register on their language, empty for most."""

    id: int
    building: int
    speaks: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """A volunteer who is not out. `building` None: it is not known where they live."""

    id: str
    building: int | None
    load: int
    most: int
    speaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One pair, with why: how near, how many they have already, whether they speak what the register names."""

    person: int
    volunteer: str
    near: str
    load: int
    is_understood: bool


def nearness(building: int, other: int | None) -> str:
    """How near two buildings of one committee are. Who lives nowhere known is no nearer than the committee."""
    if other == building:
        return BUILDING
    return ESTATE if other is not None and other // _ESTATE == building // _ESTATE else COMMITTEE


def understands(asks: Asks, offers: Offers) -> bool:
    """True when the register names no language, or one of theirs."""
    return not asks.speaks or any(word in asks.speaks for word in offers.speaks if word)


def propose(
    people: Sequence[Asks], volunteers: Sequence[Offers], apart: Collection[tuple[int, str]] = ()
) -> list[Proposal]:  # fmt: skip
    """At most one volunteer for each person; who comes first among the people is never left for who comes later.

    Among those who can be served, a farther pair is only made where nobody nearer has room left. `apart`: pairs that
    are never proposed.
    """
    loads = {one.id: one.load for one in volunteers}
    found: dict[int, Proposal] = {}
    at = 0
    while at < len(people) and (room := sum(max(0, one.most - loads[one.id]) for one in volunteers)):
        _match(people[at : at + room], volunteers, apart, loads, found)
        at += room
    return [found[one.id] for one in people if one.id in found]


def _match(
    people: Sequence[Asks], volunteers: Sequence[Offers], apart: Collection[tuple[int, str]], loads: dict[str, int],
    found: dict[int, Proposal],
) -> None:  # fmt: skip
    """From near to far over all of these, so that nobody far away takes a neighbour's last place."""
    for is_understood, near in product((True, False), NEAR):
        for asks in people:
            fit = [
                one for one in volunteers
                if asks.id not in found and loads[one.id] < one.most
                and nearness(asks.building, one.building) == near
                and understands(asks, one) == is_understood and (asks.id, one.id) not in apart
            ]  # fmt: skip
            if fit:
                best = min(fit, key=lambda one: (loads[one.id], one.id))
                found[asks.id] = Proposal(asks.id, best.id, near, loads[best.id], is_understood)
                loads[best.id] += 1


def stand_in(asks: Asks, team: Sequence[Offers], others: Sequence[Offers]) -> list[Proposal]:
    """Who could come instead, the best first: the team's own, then whoever else has room; near before far."""
    found: list[Proposal] = []
    for circle in (team, others):
        ranked = sorted(
            (one for one in circle if one.load < one.most and all(one.id != known.volunteer for known in found)),
            key=lambda one: (
                not understands(asks, one), NEAR.index(nearness(asks.building, one.building)), one.load, one.id
            ),
        )  # fmt: skip
        found += [
            Proposal(asks.id, one.id, nearness(asks.building, one.building), one.load, understands(asks, one))
            for one in ranked
        ]
    return found
