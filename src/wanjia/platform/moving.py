"""Rows that go on to somebody else. A row lies where its part says (ADR 0003): elsewhere it is written anew."""

# ruff: noqa: SLF001  models are asked for their keys and for what hangs on them: Django's documented _meta

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet


def hand_on(rows: "QuerySet[Any]", part: int, **words: object) -> int:
    """Rows that lie under `part` are changed, others go there with all that hangs on them. Returns how many rows.

    One statement where all lie there already. Ids stay; a row that hangs on another takes over the same words where it
    has such fields. What only knows a row's id, without a key to it, stays where it lies.
    """
    elsewhere = list(rows.exclude(part=part))
    moved = rows.filter(part=part).update(**words)
    if elsewhere:
        _write(_taken_out(type(elsewhere[0]), elsewhere), part, words)
    return moved + len(elsewhere)


def _taken_out(model: type[Model], rows: Sequence[Any]) -> list[Any]:
    """The rows and what hangs on them, in the order in which they can be written again; nothing of it is left."""
    hanging: list[Any] = []
    mine = model._default_manager.filter(part__in={row.part for row in rows}, pk__in=[row.pk for row in rows])
    for link in model._meta.related_objects:
        other, name = link.related_model, link.field.name
        if other is model:  # a row that speaks of another of the same kind: both keep their ids
            mine.update(**{name: None})
            continue
        found = list(other._default_manager.filter(**{"part__in": {row.part for row in rows}, f"{name}__in": rows}))
        hanging += _taken_out(other, found) if found else []
    mine.delete()
    return [*rows, *hanging]


def _write(rows: Iterable[Any], part: int, words: dict[str, object]) -> None:
    kinds: dict[type[Model], list[Any]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for model, fresh in kinds.items():
        there = {field.attname for field in model._meta.concrete_fields}
        for row in fresh:
            row.part = part
            for name in words.keys() & there:
                setattr(row, name, words[name])
        model._default_manager.bulk_create(fresh)
