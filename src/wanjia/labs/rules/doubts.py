"""What makes a laboratory's work itself doubtful: tubes tested together, reactions that are missing (trap 13)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InWell:
    """One tube of a run: in which well, with what."""

    code: str
    well: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One finding. `kind`: shared_well (tubes tested as one) or too_few_tests (fewer reactions than tubes)."""

    kind: str
    well: str
    codes: tuple[str, ...]
    missing: int = 0


def doubts(tubes: Iterable[InWell], tests: int | None) -> list[Doubt]:
    """Every finding of one run, wells in order. tests: reactions that the machine counted, None when not told."""
    known = list(tubes)
    wells: Mapping[str, list[str]] = _by_well(known)
    found = [Doubt("shared_well", well, tuple(sorted(codes))) for well, codes in sorted(wells.items())
             if len(set(codes)) > 1]  # fmt: skip
    distinct = len({tube.code for tube in known})
    if tests is not None and tests < distinct:
        found.append(Doubt("too_few_tests", "", (), distinct - tests))
    return found


def _by_well(tubes: Iterable[InWell]) -> Mapping[str, list[str]]:
    wells: dict[str, list[str]] = defaultdict(list)
    for tube in tubes:
        if tube.well:
            wells[tube.well.upper()].append(tube.code)
    return wells
