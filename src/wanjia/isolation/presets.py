"""Rules: those that come with the program, and new versions that a desk writes. None is ever edited in place."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import Max

from wanjia.isolation.models import RegimeRule
from wanjia.isolation.refusals import BadTerms, WordsWanted
from wanjia.isolation.rules import terms
from wanjia.isolation.rules.terms import Malformed, Rule
from wanjia.kernel import area as codes
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

_COLUMNS = (
    "line", "version", "kind", "title", "title_en", "plan", "plan_en", "effective_on", "precision", "confidence",
    "source", "note", "note_en", "applies_to_running",
)  # fmt: skip
_COMPILED = datetime(2022, 3, 1, tzinfo=UTC)  # rows of the file were made by no person at no moment


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """The file, row by row. Read from the disk once."""
    text = files("wanjia.isolation").joinpath("data/rules.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["rule"])


def load() -> int:
    """Writes the versions of the file that are missing; those that are there stay as they are. Returns how many."""
    for row in shipped():
        columns = {name: row[name] for name in _COLUMNS if name in row}
        rest = {name: value for name, value in row.items() if name not in _COLUMNS}
        RegimeRule.objects.get_or_create(
            line=columns.pop("line"), version=columns.pop("version"),
            defaults=columns | {"terms": rest, "origin": "file", "made_by": "wanjia", "made_at": _COMPILED},
        )  # fmt: skip
    return RegimeRule.objects.count()


def rule_of(row: RegimeRule) -> Rule:
    """What a row says, as the rules read it. Raises BadTerms."""
    try:
        return terms.read(
            row.terms, line=row.line, version=row.version, kind=row.kind, effective_on=row.effective_on,
            applies_to_running=row.applies_to_running, source=row.source,
        )  # fmt: skip
    except (Malformed, KeyError, TypeError, ValueError) as why:
        raise BadTerms(file="", row=str(row), field="terms", why=str(why)) from why


@transaction.atomic
def write_version(
    *, by: Actor, based_on: RegimeRule, area: int, said: Mapping[str, Any], now: datetime
) -> RegimeRule:  # fmt: skip
    """The next version of a line, for an area, made from another. Raises WordsWanted, BadTerms.

    `said`: terms, source, title, plan, note, effective_on, applies_to_running. What runs under the older version
    goes on under it unless the new one says otherwise.
    """
    require(by, Act.OPEN_ROUND, area)
    source, title = str(said.get("source", "")).strip(), str(said.get("title", "")).strip()
    if not source or not title:
        raise WordsWanted
    RegimeRule.objects.select_for_update().get(pk=based_on.pk)
    last = RegimeRule.objects.filter(line=based_on.line).aggregate(last=Max("version"))["last"]
    effective_on: date | None = said.get("effective_on")
    row = RegimeRule(
        line=based_on.line, version=last + 1, kind=based_on.kind, area=codes.desk_of(area), title=title[:60],
        title_en=str(said.get("title_en", ""))[:90], plan=str(said.get("plan", ""))[:60], effective_on=effective_on,
        precision="day" if effective_on else "unknown", source=source[:200], note=str(said.get("note", ""))[:300],
        terms=dict(said["terms"]), applies_to_running=bool(said.get("applies_to_running")), based_on=based_on,
        origin=RegimeRule.Origin.DESK, made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    rule_of(row)
    row.save(force_insert=True)
    record(
        by=by, act="isolation.write_rule", area=codes.desk_of(area), subject=f"rule:{row}", now=now,
        detail={"based_on": str(based_on), "running": row.applies_to_running},
    )  # fmt: skip
    return row


def ensure() -> None:
    """The same where there is none yet: `wanjia init` of an older installation did not know of rules."""
    if not RegimeRule.objects.exists():
        load()


def usable(kind: str, place: int, on: date) -> list[RegimeRule]:
    """Versions that can be chosen for a place from a day on, the newest of each line first. One query."""
    ensure()
    rows = RegimeRule.objects.filter(kind=kind).order_by("line", "-version")
    found = [row for row in rows if row.area is None or codes.contains(row.area, place)]
    found = [row for row in found if row.effective_on is None or row.effective_on <= on]
    return [row for row in found if (rule := rule_of(row)).phases and (kind == "zone" or rule.days is not None)]
