"""Clocks and fields of kinds: those that come with the program. None is ever edited; a next version is added."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from wanjia.kernel import versions as kernel
from wanjia.needs.models import KindTerms
from wanjia.needs.rules.terms import Terms, read


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """The file, version by version. Read from the disk once."""
    text = files("wanjia.needs").joinpath("data/kinds.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["kind"])


def load() -> int:
    """Writes the versions of the file that are missing; those that are there stay as they are. Returns how many."""
    for row in shipped():
        columns = dict(row)
        key = {"kind": columns.pop("kind"), "version": columns.pop("version")}
        KindTerms.objects.get_or_create(**key, defaults=columns)
    return KindTerms.objects.count()


def versions() -> list[KindTerms]:
    """Every version of every kind, the newest first. One query, two where a kind of the program was not there yet."""
    rows = list(KindTerms.objects.order_by("kind", "-version"))
    if not {row["kind"] for row in shipped()} <= {row.kind for row in rows}:
        load()
        rows = list(KindTerms.objects.order_by("kind", "-version"))
    return rows


def in_force(place: int, on: date) -> dict[str, KindTerms]:
    """The version of each kind that counts at a place on a day; before the first of them, the first. One query."""
    by_kind: dict[str, list[KindTerms]] = {}
    for row in reversed(versions()):
        by_kind.setdefault(row.kind, []).append(row)
    return {kind: kernel.holding(rows, place, on) or _first(rows) for kind, rows in by_kind.items()}


def _first(rows: list[KindTerms]) -> KindTerms:
    """What came with the program. Oldest first in, oldest out."""
    return next((row for row in rows if row.area is None), rows[0])


def terms_for(kind: str, place: int, on: date) -> Terms:
    """One query."""
    row = in_force(place, on)[kind]
    return read(row.terms, row.version)


def terms_of(kind: str, version: int) -> Terms:
    """The clocks under which a ticket was opened. One query."""
    row = next(one for one in versions() if one.kind == kind and one.version == version)
    return read(row.terms, row.version)
