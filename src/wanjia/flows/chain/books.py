"""The books of all links in one form: left = right, or by how much not, and which items make the difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from wanjia.flows.chain.looking import Look
from wanjia.hot.found import Found
from wanjia.labs.queries import RunLine
from wanjia.logistics.queries import Column


@dataclass(frozen=True, slots=True)
class Named:
    """One item of a difference: its code, where or with whom it is, its box where it is one."""

    code: str
    where: str = ""
    box_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One equation. `off` are items that no equation may hide: an odd one is named even where the sums agree."""

    name: str
    unit: str
    left: int
    parts: tuple[tuple[str, int], ...]
    named: tuple[Named, ...] = ()
    off: int = 0

    @property
    def right(self) -> int:
        return sum(count for _word, count in self.parts)

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def is_off(self) -> bool:
        return bool(self.difference or self.off or self.named)


def of_logistics(column: Column) -> tuple[Line, ...]:
    return tuple(
        Line(balance.name, balance.unit, balance.left, balance.parts,
             tuple(Named(one.code, one.where, one.box_id) for one in balance.named), balance.count)
        for balance in column.balances
    )  # fmt: skip


def of_results(seen: Look) -> tuple[Line, ...]:
    """Reported by what was found; people of abnormal pools by what became of them; what is loose."""
    found, asked = seen.found, seen.asked
    return (
        Line("reported", "tubes", found.reported,
             (("negative", found.negative), ("pools_abnormal", found.pools), ("positive", found.positive),
              ("invalid", found.invalid), ("doubtful_own", _doubtful(found)))),
        Line("asked", "people", asked.asked,
             (("recheck_open", asked.open), ("recheck_negative", asked.negative),
              ("recheck_positive", asked.positive), ("recheck_withdrawn", asked.withdrawn))),
        *_loose(seen),
    )  # fmt: skip


def of_tests_done(seen: Look) -> tuple[Line, ...]:
    """received = reported + in test; and a reaction of its own for every tube of a run."""
    found, in_test = seen.found, sum(row.tubes for row in seen.in_test)
    named = tuple(map(Named, seen.unreceived))
    parts = (("reported", found.tested), ("in_test", in_test))
    return (Line("received", "tubes", found.received, parts, named, found.unreceived), *map(_run, seen.runs))


def _run(line: RunLine) -> Line:
    """A run with tubes tested together or fewer reactions than tubes, each named (trap 13)."""
    lab, shared = line.run.lab.name, [(doubt.well, code) for doubt in line.doubts for code in doubt.codes]
    tests = line.run.tests if line.run.tests is not None else line.tubes
    named = [Named(code, f"{lab} {line.run.code} {well}") for well, code in shared] or [Named(line.run.code, lab)]
    return Line("tested", "tubes", line.tubes, (("reactions", tests),), tuple(named), len(shared))


def _doubtful(found: Found) -> int:
    """Single swabs that are neither negative nor positive: the rest, so that nothing is left out of the line."""
    return found.reported - found.negative - found.pools - found.positive - found.invalid


def _loose(seen: Look) -> Sequence[Line]:
    if not seen.loose:
        return ()
    return (Line("loose", "tubes", seen.loose, (("loose_waiting", seen.loose),), off=seen.loose),)
