"""One household as the side panel shows it: who lives there, what is owed, what is known and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Attempt, Proof, Round, Tube
from wanjia.coverage.pages.wording import REASONS, record_word, words_of
from wanjia.coverage.rules import REASONS as FITTING
from wanjia.coverage.rulings import states_of
from wanjia.hot.proofs import sheets_of
from wanjia.kernel.ids import parts_of
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed
from wanjia.roster import queries
from wanjia.roster.models import Household, NeedKind, Person, Presence, SpecialNeed
from wanjia.web.layering import Shown

VISITS = (Attempt.Outcome.NOBODY_HOME, Attempt.Outcome.ASLEEP, Attempt.Outcome.REFUSED, Attempt.Outcome.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Dweller:
    """One person with what the chosen round knows of them."""

    person: Person
    tags: tuple[str, ...]
    needs: tuple[SpecialNeed, ...]
    state: str  # in the round; empty where it owes them nothing
    tried: str

    @property
    def is_gone(self) -> bool:
        return self.person.presence in (Presence.MOVED, Presence.DIED)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened in the round."""

    at: datetime
    glyph: str
    whom: str
    what: str
    who: str


def household_context(request: Signed, home: Household, shown: Shown) -> dict[str, object]:
    """Seven queries with a round, three without."""
    people = queries.people_by_household([home.pk]).get(home.pk, [])
    needs = _needs([person.pk for person in people])
    found = shown.round
    subjects = _subjects(found, home, people) if found else []
    states = _states(found, subjects)
    tried = coverage.attempts(found, subjects) if found else {}
    dwellers = [_dweller(person, needs.get(person.pk, []), states, tried) for person in people]
    living = [dweller for dweller in dwellers if not dweller.is_gone]
    return {
        "home": home, "living": living, "gone": [dweller for dweller in dwellers if dweller.is_gone],
        "behind": shown.layer.behind(home.pk) if shown.layer else None, "home_state": states.get(home.pk, ""),
        "home_tried": _tried(tried.get(home.pk, [])),
        "lines": _lines(found, subjects, tried, {one.pk: one.name for one in people}) if found else [],
        "may": {act.value: may(request.actor, act, home.building_key) for act in Act}, "visits": VISITS,
        "excuses": [(reason.value, REASONS[reason]) for reason in FITTING["excuse"]],
        "releases": [(reason.value, REASONS[reason]) for reason in FITTING["release"]],
        "record_word": record_word(found.obligation) if found else "", "round": found, "layer": shown.code,
        "words": shown.words, "stale": queries.STALE,
    }  # fmt: skip


def _needs(people: Sequence[int]) -> dict[int, list[SpecialNeed]]:
    """Those in force, the most urgent first. One query."""
    order = {kind: position for position, kind in enumerate(NeedKind.values)}
    rows = SpecialNeed.objects.filter(part__in=parts_of(people), person_id__in=people, until_on=None)
    found: dict[int, list[SpecialNeed]] = {}
    for need in sorted(rows, key=lambda need: order[need.kind]):
        found.setdefault(need.person_id, []).append(need)
    return found


def _subjects(found: Round, home: Household, people: Sequence[Person]) -> list[int]:
    return [person.pk for person in people] if found.obligation.unit == "person" else [home.pk]


def _states(found: Round | None, subjects: list[int]) -> dict[int, str]:
    """Only of those whom the round owes."""
    if found is None or not subjects:
        return {}
    owed = list(sheets_of(found.pk, subjects))
    return dict(states_of(found.pk, owed)) if owed else {}


def _dweller(
    person: Person, needs: Sequence[SpecialNeed], states: Mapping[int, str], tried: Mapping[int, list[Attempt]]
) -> Dweller:
    tags = tuple(str(NeedKind(need.kind).label) for need in needs)
    return Dweller(person, tags, tuple(needs), states.get(person.pk, ""), _tried(tried.get(person.pk, [])))


def _tried(attempts: Sequence[Attempt]) -> str:
    """两次没人: how often, and how it went last."""
    if not attempts:
        return ""
    last = str(Attempt.Outcome(attempts[-1].outcome).label)
    return last if len(attempts) == 1 else _("%(n)s times, last %(what)s") % {"n": len(attempts), "what": last}


def _lines(
    found: Round, subjects: Sequence[int], tried: Mapping[int, list[Attempt]], names: Mapping[int, str]
) -> list[Line]:
    """Proofs and attempts, newest first. One query, two where somebody was in a tube."""
    parts, done = parts_of(subjects), words_of(found.obligation)["done"]
    proofs = Proof.objects.filter(part__in=parts, round_id=found.pk, subject_id__in=subjects)
    tubes = coverage.tubes_of(proofs)
    lines = [
        Line(proof.seen_at, "done", names.get(proof.subject_id, ""), done, _by(tubes.get(proof.event_id, proof)))
        for proof in proofs
    ]
    for attempt in (one for attempts in tried.values() for one in attempts):
        what = str(Attempt.Outcome(attempt.outcome).label)
        lines.append(Line(attempt.seen_at, "try", names.get(attempt.subject_id, ""), what, _by(attempt)))
    return sorted(lines, key=lambda line: line.at, reverse=True)[:8]


def _by(fact: Proof | Tube | Attempt) -> str:
    note = getattr(fact, "note", "")
    return ", ".join(filter(None, (fact.recorded_by, note)))
