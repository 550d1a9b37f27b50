"""Make the area tree that wanjia ships: one CSV of 12-digit codes out of three lists.

    python scripts/areas_data.py DISTRICTS.csv TOWNS.csv COMMITTEES.csv > shanghai_areas.csv

The lists carry the columns code6,name | code9,name,kind | code12,name,kind; others are ignored.
The result has the columns code,name,kind for every level, sorted by code. Ends with an error when
a list is incomplete, a code stands twice or a parent is missing.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

Area = tuple[int, str, str]

TOP: list[Area] = [
    (310000000000, "上海市", "直辖市"),
    # the statistical code has a level of cities; a municipality's own is called 市辖区, which nobody says
    (310100000000, "上海市", "市"),
]
EXPECTED = {"districts": 16, "towns": 234, "committees": 6509}


def rows(path: Path, column: str, digits: int, kind: str | None = None) -> Iterator[Area]:
    """Areas of one list, their codes filled up with zeros to 12 digits."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code = row[column]
            if len(code) != digits or not code.isdigit():
                raise SystemExit(f"{path.name}: {column} {code!r} has not {digits} digits")
            yield int(code.ljust(12, "0")), row["name"].strip(), kind or row["kind"]


def complete(areas: dict[str, list[Area]]) -> list[Area]:
    """The whole tree sorted by code, once counts, parents and uniqueness are right."""
    for name, found in areas.items():
        if len(found) != EXPECTED[name]:
            raise SystemExit(f"{name}: {len(found)} instead of {EXPECTED[name]}")
    tree = sorted([*TOP, *areas["districts"], *areas["towns"], *areas["committees"]])
    codes = {code for code, _, _ in tree}
    if len(codes) != len(tree):
        raise SystemExit("a code stands twice")
    for code, name, _ in tree:
        width = next(width for width in (10**10, 10**8, 10**6, 10**3, 1) if code % width == 0)
        above = {10**8: 10**10, 10**6: 10**8, 10**3: 10**6, 1: 10**3}.get(width)
        if above and code // above * above not in codes:
            raise SystemExit(f"{code} {name}: the area above is missing")
    return tree


def main() -> None:
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    districts, towns, committees = map(Path, sys.argv[1:])
    tree = complete(
        {
            "districts": list(rows(districts, "code6", 6, "区")),
            "towns": list(rows(towns, "code9", 9)),
            "committees": list(rows(committees, "code12", 12)),
        }
    )
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["code", "name", "kind"])
    out.writerows(tree)


if __name__ == "__main__":
    main()
