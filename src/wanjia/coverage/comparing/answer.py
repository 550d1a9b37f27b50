"""Who it is: counted for an area and for the areas one step below it."""

from dataclasses import dataclass
from datetime import date, datetime

from pyroaring import BitMap

from wanjia.coverage.comparing.algebra import found, merged, spread
from wanjia.coverage.comparing.loading import Loaded, pieces
from wanjia.coverage.comparing.placing import Found, Owed, at_once, by_committee, by_house, owed_in
from wanjia.coverage.comparing.question import Question
from wanjia.coverage.queries import STEP, code_of
from wanjia.coverage.rules import Population
from wanjia.hot import choosing
from wanjia.hot.sets import NOBODY
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date


@dataclass(frozen=True, slots=True)
class Below:
    """One area below, and how many of the people found belong there. `owed`: in the newest of the rounds."""

    area: int
    count: int
    owed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: `count` people, by area, all areas with anybody owed included."""

    count: int
    owed: int
    below: tuple[Below, ...]
    found: tuple[Found, ...]


def answer(question: Question, area: int, now: datetime) -> Answer:
    """Counts for any area: from a committee down by building, above it by committee.

    From memory when nothing changed: one statement, two more below a committee, one for each condition on people.
    """
    is_small = codes.level_of(area) >= Level.COMMITTEE
    wide = codes.committee_of(area) if is_small else area
    loaded = pieces(question, codes.buildings_under(wide))
    people = chosen(question, _people(question, loaded), local_date(now))
    found_: list[Found] = []
    if is_small:
        owed, standing = by_house(question, area, loaded, people)
    else:
        found_, scattered = at_once(question, area, loaded, people)
        owed, standing = owed_in(area, loaded), by_committee(question, area, loaded, scattered)
        people = scattered
    for part, who in people.items():
        found_ += [Found(index, part, place, here) for index, place, here in spread(who, standing[part])]
    return _answer(area, owed, tuple(found_))


def _people(question: Question, loaded: Loaded) -> dict[int, BitMap]:
    """By part: everyone of whom the wishes are true, wherever they belong."""
    wishes = [each.wish for each in question.asked]
    people = {}
    for part, rounds in loaded.items():
        who = found([merged(round_) for round_ in rounds], wishes)
        if who:
            people[part] = who
    return people


def chosen(question: Question, people: dict[int, BitMap], today: date) -> dict[int, BitMap]:
    """Those of them with one of the needs and of the age. A query for each condition, over their parts alone."""
    if question.needs and people:
        people = _both(people, choosing.with_needs(people, question.needs))
    born_until = Population(min_age=question.min_age).born_between(today)[1]
    if born_until is not None and people:
        people = _both(people, choosing.born_until(people, born_until))
    return people


def _both(people: dict[int, BitMap], others: dict[int, BitMap]) -> dict[int, BitMap]:
    return {part: both for part, who in people.items() if (both := who & others.get(part, NOBODY))}


def _answer(area: int, owed: Owed, found_: tuple[Found, ...]) -> Answer:
    """Adds the places up to the areas one step below."""
    level = codes.level_of(area)
    step = STEP.get(level, 1)
    width = step if level >= Level.COMMITTEE else step // codes.BUILDINGS_IN_COMMITTEE  # of places in one area
    sums: dict[int, list[int]] = {}
    for place, n in owed.items():
        sums.setdefault(place // width, [0, 0])[1] += n
    for each in found_:
        sums.setdefault(each.place // width, [0, 0])[0] += len(each.who)
    below = tuple(Below(code_of(group, step), *both) for group, both in sorted(sums.items()))
    return Answer(sum(b.count for b in below), sum(b.owed for b in below), below, found_)
