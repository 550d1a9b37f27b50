"""Who they are, in walking order, and what became of them in each of the rounds."""

from collections.abc import Sequence
from typing import NamedTuple

from wanjia.coverage.comparing.answer import Answer
from wanjia.coverage.comparing.question import Question
from wanjia.coverage.rulings import states_of
from wanjia.hot.proofs import sheets_of
from wanjia.kernel.ids import SERIALS
from wanjia.roster.models import Household, Person


class Line(NamedTuple):
    """One of the people found. The tuple's order is the order one walks."""

    building_key: int
    walk: int
    subject_id: int
    asked_at: int  # which of the question's rounds has them at this door


def lines(question: Question, found: Answer) -> list[Line]:
    """Everyone found, building by building. For a committee or less. One query."""
    at = {each.part * SERIALS + serial: each for each in found.found for serial in each.who}
    walks = _walks(question.unit, sorted(at))
    return sorted(Line(each.place, walks.get(id_, 0), id_, each.index) for id_, each in at.items())


def _walks(unit: str, ids: Sequence[int]) -> dict[int, int]:
    """Places have no order of their own within a building."""
    if unit == "place" or not ids:
        return {}
    near = {"part__in": {id_ // SERIALS for id_ in ids}, "id__in": ids}
    rows = (Person.objects if unit == "person" else Household.objects).filter(**near)
    return dict(rows.values_list("id", "walk"))


def states(question: Question, subjects: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By subject: open, done, excused or released in each round, empty where it did not owe them. A few rows only."""
    by_round = [_states(each.round.pk, subjects) for each in question.asked]
    return {subject: tuple(round_[subject] for round_ in by_round) for subject in subjects}


def _states(round_id: int, subjects: Sequence[int]) -> dict[int, str]:
    owed = sheets_of(round_id, subjects)
    known = states_of(round_id, subjects)
    return {subject: known[subject] if subject in owed else "" for subject in subjects}
