"""What became of the rows of a file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Self

from wanjia.kernel.masking import mask_document, mask_name, mask_phone
from wanjia.kernel.plain import number_text
from wanjia.roster.importing.problems import KINDS, NOTE, QUEUED, REJECTED, Problem

STATES = ("created", "updated", "unchanged", "queued", "rejected")
_GRAVITY = {REJECTED: 0, QUEUED: 1, NOTE: 2}
_WORST_FIRST = ("rejected", "queued", "created", "updated", "unchanged")  # of several entries in one row
MAX_NOTES = 20_000  # notes kept one by one; beyond them only their number is


@dataclass(frozen=True, slots=True)
class Outcome:
    """rows = created + updated + unchanged + queued + rejected; households and buildings are those made new.

    `report` is the kept report's token or the path that it was written to, "" before there is one.
    """

    rows: int
    created: int
    updated: int
    unchanged: int
    queued: int
    rejected: int
    households: int
    buildings: int
    seconds: float
    report: str
    problems: tuple[Problem, ...]

    def as_json(self, limit: int | None = None) -> dict[str, object]:
        """The object of the command line. Advice is in the language of the moment."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "problems"}
        return plain | {"problems": [problem.as_json() for problem in self.problems[:limit]]}

    def for_storage(self, limit: int) -> dict[str, object]:
        """For ImportBatch.outcome: the gravest `limit` problems, and how many there are of each code."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "problems"}
        counts = Counter(problem.code for problem in self.problems)
        return plain | {"problems": [asdict(problem) for problem in self.problems[:limit]], "codes": dict(counts)}

    @classmethod
    def from_storage(cls, stored: dict[str, object]) -> Self:
        values = {name: value for name, value in stored.items() if name not in ("problems", "codes")}
        problems: list[dict[str, object]] = stored.get("problems", [])  # type: ignore[assignment]
        return cls(problems=tuple(Problem(**problem) for problem in problems), **values)  # type: ignore[arg-type]


@dataclass(slots=True)
class Ledger:
    """One line for each row of the file, filled while the file is read and matched."""

    states: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)  # rows that are no data, and why
    notes_beyond: Counter[str] = field(default_factory=Counter)
    _notes: int = 0

    def settle(self, row: int, state: str) -> None:
        """A row of several entries has the gravest of their outcomes."""
        before = self.states.get(row)
        self.states[row] = state if before is None else min(before, state, key=_WORST_FIRST.index)

    def remark(self, row: int, column: str, code: str, value: object, field_: str) -> None:
        if KINDS[code].grave == NOTE:
            self._notes += 1
            if self._notes > MAX_NOTES:
                self.notes_beyond[code] += 1
                return
        self.problems.append(Problem(row, column, code, shown(field_, value)))

    def sorted_problems(self) -> tuple[Problem, ...]:
        """The gravest first, then in the order of the file."""
        return tuple(sorted(self.problems, key=lambda problem: (_GRAVITY[problem.grave], problem.row)))

    def counts(self) -> dict[str, int]:
        found = Counter(self.states.values())
        return {"rows": len(self.states)} | {state: found[state] for state in STATES}

    def rows_in(self, states: Iterable[str]) -> Iterator[int]:
        wanted = set(states)
        return (row for row, state in self.states.items() if state in wanted)


def shown(field_: str, value: object) -> str:
    """A cell's value as lists may show it: documents, telephones and names masked."""
    text = number_text(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
    if field_ == "document":
        return text.strip() if "E+" in text.upper() else mask_document(text.strip())
    if field_ == "phone":
        return mask_phone(text)
    if field_ == "name":
        return "/".join(mask_name(part.strip()) for part in text.split("/"))
    return text[:60]
