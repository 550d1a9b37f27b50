"""The rules of care that come with the program, and which of them are in force on a day."""

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

from wanjia.care.models import CareRule
from wanjia.care.rules.owing import Rule, read
from wanjia.coverage import presets as obligations
from wanjia.coverage.models import Obligation
from wanjia.kernel import versions

_COLUMNS = ("title", "title_en", "effective_on", "source", "confidence")
CALL, EQUIPMENT, VISIT = "welfare_call", "equipment", "care_visit"


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """The file, row by row. Read from the disk once."""
    text = files("wanjia.care").joinpath("data/rules.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["rule"])


def load() -> None:
    """Writes the versions of the file that are missing; those that are there stay as they are."""
    for row in shipped():
        terms = {
            name: value.isoformat() if isinstance(value, time) else value for name, value in row.items()
            if name not in (*_COLUMNS, "code", "version")
        }  # fmt: skip
        CareRule.objects.get_or_create(
            code=row["code"], version=row["version"],
            defaults={name: row[name] for name in _COLUMNS} | {"terms": terms},
        )  # fmt: skip


def ensure() -> None:
    """Installations older than this room get the rules and the kinds of rounds now. Two queries when they have them."""
    if CareRule.objects.filter(area=None).count() < len(shipped()):
        load()
    if Obligation.objects.filter(code__in=(CALL, EQUIPMENT, VISIT)).count() < 3:
        obligations.load()


def holding(place: int, day: date) -> dict[str, CareRule]:
    """The version of each line that holds at a place on a day. One query."""
    lines: dict[str, list[CareRule]] = {}
    for row in CareRule.objects.order_by("code", "version"):
        lines.setdefault(row.code, []).append(row)
    found = {code: versions.holding(rows, place, day) for code, rows in lines.items()}
    return {code: row for code, row in found.items() if row is not None}


def on(place: int, day: date) -> list[Rule]:
    """The rules of a place on a day; a line that was stopped there asks for nothing. One query."""
    rows = holding(place, day).values()
    return [read(row.terms, row.code, row.version) for row in rows if not row.terms.get("stopped")]
