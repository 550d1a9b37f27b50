"""The two invented chat logs with their hand-made labels, and how well the parser does on one."""

from dataclasses import dataclass
from pathlib import Path

from wanjia.needs.rules.parsing import parse
from wanjia.needs.vocabulary import vocabulary

_HERE = Path(__file__).parent / "chats"


@dataclass(frozen=True)
class Score:
    """By line, building, room and kind; urgency among those that were found."""

    precision: float
    recall: float
    urgency: float
    missed: tuple[str, ...]
    extra: tuple[str, ...]


def log_of(name):
    """(lines, labels): each label is (line, building, room, kind, urgency)."""
    lines, labels = [], []
    for number, row in enumerate((_HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines(), 1):
        said, text = row.split("\t", 1)
        lines.append(text)
        for one in said.split(";") if said != "-" else ():
            building, room, kind, urgency = (part.strip() for part in one.split("/"))
            labels.append((number, building, room, kind, urgency))
    return lines, labels


def score(name) -> Score:
    lines, labels = log_of(name)
    found = [(one.line, one.building, one.room, one.kind, one.urgency) for one in parse(lines, vocabulary()).tickets]
    wanted, got = {one[:4]: one[4] for one in labels}, {one[:4]: one[4] for one in found}
    both = wanted.keys() & got.keys()
    return Score(
        len(both) / len(got), len(both) / len(wanted), sum(wanted[one] == got[one] for one in both) / len(both),
        tuple(f"{one} {lines[one[0] - 1]}" for one in sorted(wanted.keys() - got.keys())),
        tuple(f"{one} {lines[one[0] - 1]}" for one in sorted(got.keys() - wanted.keys())),
    )  # fmt: skip
