"""Where the people found belong: who stands at which place in which round."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from wanjia.coverage.comparing.loading import Loaded
from wanjia.coverage.comparing.question import Question, Wish
from wanjia.hot import choosing
from wanjia.kernel import area as codes

Owed = dict[int, int]  # by place
Standing = dict[int, list[list[tuple[int, BitMap]]]]  # by part, by round: who stands at which place, 0 for elsewhere


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the people found, of one part, at one place: a committee, or a building where that is asked."""

    index: int  # which of the question's rounds has them there
    part: int
    place: int
    who: BitMap


def at_once(
    question: Question, area: int, loaded: Loaded, people: dict[int, BitMap]
) -> tuple[list[Found], dict[int, BitMap]]:
    """Nearly everyone: the newest round asked for has all its people of a part in one committee. And the rest."""
    span = codes.codes_under(area)
    found_: list[Found] = []
    scattered: dict[int, BitMap] = {}
    is_plain = question.asked[0].wish is not Wish.UNDONE
    for part, who in people.items():
        newest = loaded[part][0]
        if is_plain and len(newest) == 1 and span.holds(newest[0][0].committee):
            found_.append(Found(0, part, newest[0][0].committee, who))
        else:
            scattered[part] = who
    return found_, scattered


def owed_in(area: int, loaded: Loaded) -> Owed:
    """How many the newest of the rounds owes, by committee."""
    span = codes.codes_under(area)
    owed: Owed = {}
    for rounds in loaded.values():
        for total, _held in rounds[0]:
            if span.holds(total.committee):
                owed[total.committee] = owed.get(total.committee, 0) + total.owed
    return owed


def by_committee(question: Question, area: int, loaded: Loaded, parts: Iterable[int]) -> Standing:
    """Out of the sets themselves: above a committee its buildings need not be told apart."""
    span = codes.codes_under(area)
    return {
        part: [
            [
                (total.committee if span.holds(total.committee) else 0, held.standing(each.wish))
                for total, held in round_
            ]
            for each, round_ in zip(question.asked, loaded[part], strict=True)
        ]
        for part in parts
    }


def by_house(question: Question, area: int, loaded: Loaded, people: Iterable[int]) -> tuple[Owed, Standing]:
    """Out of the sheets of the whole committee; whoever stands in another committee is elsewhere."""
    span, committee = codes.buildings_under(area), codes.committee_of(area)
    owed: Owed = {}
    standing: Standing = {part: [[] for _each in question.asked] for part in loaded}
    order = {round_id: index for index, round_id in enumerate(question.round_ids)}
    for house in choosing.houses(question.round_ids, codes.buildings_under(committee)):
        place, index = house.building_key if span.holds(house.building_key) else 0, order[house.round_id]
        standing.setdefault(house.part, [[] for _each in question.asked])[index].append((place, house.owed))
        if place and index == 0:
            owed[place] = owed.get(place, 0) + len(house.owed)
    for part in people:
        for index, each in enumerate(question.asked):
            standing[part][index] += [
                (0, held.standing(each.wish)) for total, held in loaded[part][index] if total.committee != committee
            ]
    return owed, standing
