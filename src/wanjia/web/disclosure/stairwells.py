"""What was done in a building's own stairwells on a day. It is about nobody: exact, stair by stair, however few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wanjia.coverage.models import Exemption, Obligation, Proof, Round, Sheet
from wanjia.coverage.pages.wording import words_of
from wanjia.kernel.area import committee_of
from wanjia.platform.wording import is_english
from wanjia.roster.models import Premises
from wanjia.web.disclosure.reading import running


class State(StrEnum):
    """How one stairwell stands in one round."""

    DONE = "done"
    WAITS = "waits"  # there is time left
    MISSED = "missed"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One round in one stairwell."""

    round_name: str
    done_word: str
    state: State
    at: datetime | None  # when it was done
    used: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Stairwell:
    """One stair with the day's rounds, the nearest deadline first."""

    stair: int
    entries: tuple[Entry, ...]


def of_building(key: int, on: date, now: datetime) -> list[Stairwell]:
    """Each stairwell that a round of the day owes; one whose release a person wrote down is left out.

    One query, and three a round where there are any, and one.
    """
    entries: dict[int, list[Entry]] = {}
    for round_ in running(key, on).filter(obligation__of_stairwells=True):
        for subject, entry in _entries(round_, key, now):
            entries.setdefault(subject, []).append(entry)
    if not entries:
        return []
    known = Premises.objects.filter(part=committee_of(key), id__in=entries).order_by("stair", "id")
    return [Stairwell(stair, tuple(entries[subject])) for subject, stair in known.values_list("id", "stair")]


def _entries(round_: Round, key: int, now: datetime) -> list[tuple[int, Entry]]:
    sheets = Sheet.objects.filter(part=committee_of(key), round=round_, building_key=key)
    owed: Sequence[int] = [subject for sheet in sheets for subject in sheet.owed]
    near = {"part": committee_of(key), "round_id": round_.pk, "subject_id__in": owed}
    proofs = {proof.subject_id: proof for proof in Proof.objects.filter(**near)}
    exempt = dict(Exemption.objects.filter(**near).values_list("subject_id", "state"))
    return [
        (subject, _entry(round_, proofs.get(subject), exempt.get(subject, ""), now))
        for subject in owed if exempt.get(subject) != "released"
    ]  # fmt: skip


def _entry(round_: Round, proof: Proof | None, exempt: str, now: datetime) -> Entry:
    done = words_of(round_.obligation)["done"]
    if proof is not None:
        used = _used(round_.obligation, proof.detail)
        return Entry(round_.name, done, State.DONE, proof.seen_at, used, round_.due_at)
    is_waiting = round_.state == Round.State.OPEN and round_.due_at > now
    state = State.EXCUSED if exempt else State.WAITS if is_waiting else State.MISSED
    return Entry(round_.name, done, state, None, "", round_.due_at)


def _used(obligation: Obligation, said: Mapping[str, object]) -> str:
    """What was chosen beside the tick, in words. Text that somebody typed stays off the board: it may name a person."""
    label = "label_en" if is_english() else "label"
    choices = [(field["name"], choice) for field in obligation.fields for choice in field.get("choices", ())]
    return next((str(choice[label]) for name, choice in choices if said.get(name) == choice["value"]), "")
