"""The same in plain Python sets over plain Django: the twin of everything that is fast here."""

from datetime import datetime

from wanjia.coverage.comparing.question import Question, Wish
from wanjia.coverage.models import Exemption, Proof, Round, Sheet
from wanjia.kernel import area as codes
from wanjia.kernel.clock import age_on, local_date
from wanjia.roster.models import Person, SpecialNeed


def compare_slow(question: Question, area: int, now: datetime) -> dict[int, int]:
    """{subject: building} of everyone found in the area. Reads whole rounds."""
    rounds = [_round(each.round) for each in question.asked]
    subjects = {subject for owed, _states in rounds for subject in owed}
    return {
        subject: building
        for subject in subjects
        if all(_holds(each.wish, subject, *round_) for each, round_ in zip(question.asked, rounds, strict=True))
        and (building := _home(subject, rounds)) is not None
        and codes.buildings_under(area).holds(building)
        and _is_chosen(question, subject, now)
    }


def _round(round_: Round) -> tuple[dict[int, int], dict[int, str]]:
    """Who is owed in which building, and how those stand who are not open."""
    sheets = Sheet.objects.filter(round=round_)
    owed = {subject: sheet.building_key for sheet in sheets for subject in sheet.owed}
    states = dict(Exemption.objects.filter(round_id=round_.pk).values_list("subject_id", "state"))
    states |= dict.fromkeys(Proof.objects.filter(round_id=round_.pk).values_list("subject_id", flat=True), "done")
    return owed, states


def _holds(wish: Wish, subject: int, owed: dict[int, int], states: dict[int, str]) -> bool:
    if wish is Wish.UNDONE:
        return subject not in owed or states.get(subject) != "done"
    return subject in owed and states.get(subject, "open") == ("open" if wish is Wish.MISSED else "done")


def _home(subject: int, rounds: list[tuple[dict[int, int], dict[int, str]]]) -> int | None:
    """Where the newest round that owes them has them; None for whoever was released from it."""
    owed, states = next((owed, states) for owed, states in rounds if subject in owed)
    return None if states.get(subject) == "released" else owed[subject]


def _is_chosen(question: Question, subject: int, now: datetime) -> bool:
    if question.needs:
        needs = SpecialNeed.objects.filter(person_id=subject, kind__in=question.needs, until_on=None)
        if not needs.exists():
            return False
    if question.min_age is None:
        return True
    person = Person.objects.filter(pk=subject, born_on__isnull=False).first()
    return (
        person is not None
        and person.born_on is not None
        and (age_on(person.born_on, local_date(now)) >= question.min_age)
    )
