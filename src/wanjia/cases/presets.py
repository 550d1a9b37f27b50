"""Clocks and measures: those that come with the program, and new versions that a desk writes. None is ever edited."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import Max

from wanjia.cases.models import CasePreset
from wanjia.cases.refusals import BadTerms, SourceWanted
from wanjia.cases.rules import terms
from wanjia.cases.rules.terms import Malformed, Terms
from wanjia.kernel import area as codes
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

_COMPILED = datetime(2022, 3, 1, tzinfo=UTC)  # rows of the file were made by no person at no moment


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """The file, version by version. Read from the disk once."""
    text = files("wanjia.cases").joinpath("data/presets.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["preset"])


def load() -> int:
    """Writes the versions of the file that are missing; those that are there stay as they are. Returns how many."""
    for row in shipped():
        columns = dict(row)
        CasePreset.objects.get_or_create(
            version=columns.pop("version"),
            defaults=columns | {"origin": "file", "made_by": "wanjia", "made_at": _COMPILED},
        )
    return CasePreset.objects.count()


def in_force(area: int, on: date) -> CasePreset:
    """The version that counts for a place on a day: the latest in effect, a nearer area's own before the country's."""
    rows = list(CasePreset.objects.order_by("version"))
    if not rows:
        load()
        rows = list(CasePreset.objects.order_by("version"))
    here = [row for row in rows if row.area is None or codes.contains(row.area, area)]
    fitting = [row for row in here if row.effective_on <= on] or here[:1]
    return max(fitting, key=lambda row: (codes.level_of(row.area) if row.area else 0, row.effective_on, row.version))


def terms_for(area: int, on: date) -> Terms:
    """One query."""
    return terms_of(in_force(area, on))


def terms_of(row: CasePreset) -> Terms:
    """Raises BadTerms."""
    try:
        return terms.read(row.terms)
    except Malformed as why:
        raise BadTerms(file="", row=str(row), field="terms", why=str(why)) from why


@transaction.atomic
def write_version(*, by: Actor, area: int, said: Mapping[str, Any], now: datetime) -> CasePreset:
    """The next version, for an area. `said`: terms, effective_on, source, note. Raises SourceWanted, BadTerms."""
    require(by, Act.OPEN_ROUND, area)
    source = str(said.get("source", "")).strip()
    if not source:
        raise SourceWanted
    load()  # numbers go on after those of the file
    newest = CasePreset.objects.aggregate(last=Max("version"))["last"] or 0
    row = CasePreset(
        version=newest + 1, area=codes.desk_of(area), effective_on=said["effective_on"], source=source[:200],
        note=str(said.get("note", ""))[:300], terms=dict(said["terms"]), why=dict.fromkeys(said["terms"], source[:200]),
        origin=CasePreset.Origin.DESK, made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    terms_of(row)
    row.save(force_insert=True)
    record(by=by, act="cases.write_clocks", area=codes.desk_of(area), subject=f"clocks:{row}", now=now)
    return row
