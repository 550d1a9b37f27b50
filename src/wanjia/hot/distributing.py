"""Spreading the tables over machines with Citus: what is still to do, statement by statement, and doing it.

The registry says where each table belongs; the database says which keys it has and what is spread already. A unique
key of a spread table must hold the column it is spread by, so keys that do not are widened under their own names.
"""

# ruff: noqa: SLF001  models are asked for their tables and keys: Django's documented _meta

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from wanjia.platform.sharding import PLACEMENTS, Placement, key_of

_ORDER = (Placement.REFERENCE, Placement.DISTRIBUTED, Placement.INDEX)


class Step(NamedTuple):
    """All that one table needs, in this order, in one transaction."""

    table: str
    placement: Placement
    statements: tuple[str, ...]


def has_citus() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')")
        return bool(cursor.fetchone()[0])


def plan() -> list[Step]:
    """What is still to do, parents first; empty when every table is where it belongs. Changes nothing."""
    done, models = _spread(), list(_models())
    parts = [model._meta.db_table for model in models if _placement(model) is Placement.DISTRIBUTED]
    anchor = next((table for table in parts if table in done), parts[0])
    return [
        Step(model._meta.db_table, _placement(model), (*widenings(model), _spreading(model, anchor)))
        for model in models
        if model._meta.db_table not in done
    ]


def carry_out(step: Step) -> None:
    """One table, whole or not at all. Moves its rows to the nodes, so it takes as long as they are many."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in step.statements:
            cursor.execute(statement)


def widenings(model: type[Model]) -> list[str]:
    """Statements that add the column a table is spread by to every unique key that lacks it.

    Added last: whoever looks for a row by its id alone still finds it by the key.
    """
    table, column = model._meta.db_table, key_of(model)
    if column is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NARROW_KEYS, {"table": table, "column": column})
        return [statement for row in cursor.fetchall() for statement in _widened(table, column, *row)]


def crossings() -> list[str]:
    """Foreign keys of the database that can't be kept: into or out of a spread table, or between classes."""
    placed = {model._meta.db_table: _placement(model) for model in _models()}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname, conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
            WHERE contype = 'f' AND conparentid = 0 ORDER BY 2, 1
            """
        )
        found = cursor.fetchall()
    kept = {(Placement.LOCAL, Placement.LOCAL), (Placement.REFERENCE, Placement.REFERENCE)}
    return [
        f"{name}: {here} -> {there}"
        for name, here, there in found
        if (placed.get(here, Placement.LOCAL), placed.get(there, Placement.LOCAL)) not in kept
    ]


# a local table that Citus has taken up because a reference table points at it ('n', 's') is not where it belongs yet
_SPREAD = "SELECT logicalrel::text FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'"
_NARROW_KEYS = """
    SELECT coalesce(c.conname, x.relname), pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
    LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u')
    WHERE i.indrelid = to_regclass(%(table)s) AND i.indisunique AND NOT EXISTS (
        SELECT 1 FROM pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attname = %(column)s AND a.attnum = ANY(i.indkey))
    ORDER BY i.indisprimary DESC, 1"""


def _widened(table: str, column: str, name: str, constraint: str | None, index: str) -> list[str]:
    if constraint is None:  # an index of its own: partial, or over an expression, so the column goes first
        return [f"DROP INDEX {name}", index.replace("(", f"({column}, ", 1)]
    wide = constraint.replace(")", f", {column})", 1)
    return [f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {wide}"]


def _spreading(model: type[Model], anchor: str) -> str:
    """Everything with a part or a committee for its key stands with the parts: same numbers, same nodes."""
    table, column = model._meta.db_table, key_of(model)
    if column is None:
        return f"SELECT create_reference_table('{table}')"
    is_number = model._meta.get_field(column).get_internal_type() == "BigIntegerField"
    beside = anchor if is_number and table != anchor else "none"
    return f"SELECT create_distributed_table('{table}', '{column}', colocate_with => '{beside}')"


def _spread() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_dist_partition') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute(_SPREAD)
        return {table for (table,) in cursor.fetchall()}


def _placement(model: type[Model]) -> Placement:
    return PLACEMENTS[model._meta.label_lower]


def _models() -> Iterator[type[Model]]:
    """The models that leave the coordinator: reference tables, then parts, then indexes, parents before children."""
    seen: set[type[Model]] = set()
    for placement in _ORDER:
        for model in apps.get_models():
            if PLACEMENTS.get(model._meta.label_lower) is placement:
                yield from _with_parents(model, placement, seen)


def _with_parents(model: type[Model], placement: Placement, seen: set[type[Model]]) -> Iterator[type[Model]]:
    if model in seen:
        return
    seen.add(model)
    for field in model._meta.fields:
        if isinstance(field, ForeignKey) and PLACEMENTS.get(field.related_model._meta.label_lower) is placement:
            yield from _with_parents(field.related_model, placement, seen)
    yield model
