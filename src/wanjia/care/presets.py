"""The rules of care that come with the program, and which of them are in force on a day."""

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

from wanjia.care.models import CareRule
from wanjia.care.rules.owing import Rule, in_force, read
from wanjia.coverage import presets as obligations
from wanjia.coverage.models import Obligation

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
    if CareRule.objects.count() < len(shipped()):
        load()
    if Obligation.objects.filter(code__in=(CALL, EQUIPMENT, VISIT)).count() < 3:
        obligations.load()


def on(day: date) -> list[Rule]:
    """The rules of a day, of each line the newest. One query."""
    rows = list(CareRule.objects.filter(effective_on__lte=day))
    newest = in_force(((row.code, row.version, row.effective_on) for row in rows), day)
    return [read(row.terms, row.code, row.version) for row in rows if (row.code, row.version) in newest]
