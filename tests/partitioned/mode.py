"""`pytest --partitioned`: every table that Citus would spread lies in eight hash partitions, by the same column.

Plain PostgreSQL then enforces what Citus would: each unique key holds the column, rows find their shard by it alone.
The keys are widened by the very statements of `wanjia distribute`.
"""

import os
from itertools import chain

import pytest
from django.apps import apps
from django.db import connection

from wanjia.hot.distributing import widenings
from wanjia.platform.sharding import key_of

PARTITIONS = 8


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """A database of its own: the plain tests may be running beside."""
    connection.settings_dict["TEST"]["NAME"] = f"test_partitioned_{os.getpid()}"


@pytest.fixture(scope="session", autouse=True)
def _in_partitions(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("wanjia.") and (column := key_of(model)):
                for statement in chain(widenings(model), _partitioning(cursor, model._meta.db_table, column)):
                    cursor.execute(statement)


def _partitioning(cursor, table, column):
    """Statements that put eight partitions in the place of an empty table, with its keys, indexes and settings."""
    cursor.execute(_SHAPE, [table] * 3)
    settings, constraints, indexes = cursor.fetchone()
    yield f"ALTER TABLE {table} RENAME TO whole"
    yield f"CREATE TABLE {table} (LIKE whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY HASH ({column})"
    yield "DROP TABLE whole"
    for number in range(PARTITIONS):
        yield (
            f"CREATE TABLE {table}_{number} PARTITION OF {table} FOR VALUES WITH (MODULUS {PARTITIONS}, "
            f"REMAINDER {number}) {f'WITH ({settings})' if settings else ''}"
        )
    yield from (f"ALTER TABLE {table} ADD CONSTRAINT {constraint}" for constraint in constraints)
    yield from indexes


_SHAPE = """
    SELECT (SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = to_regclass(%s)),
           ARRAY(SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE conrelid = to_regclass(%s) AND contype IN ('p', 'u') ORDER BY contype, conname),
           ARRAY(SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
                 WHERE i.indrelid = to_regclass(%s)
                   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
                 ORDER BY i.indexrelid)"""
