"""Which partitions a piece of work really reads: every statement is explained and run once more, and rolled back."""

import json
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.db import connection

from tests.partitioned.mode import PARTITIONS
from wanjia.platform.sharding import key_of

SPREAD = {model._meta.db_table for model in apps.get_models() if key_of(model)}
_EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, FORMAT JSON) "
_RUNS = ("select", "insert", "update", "delete", "with")
_KEYED = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")  # as the fast lane asks: a dozen rows have no plan


@contextmanager
def heard(hear):
    """Calls hear(cursor, text, values) before every statement, whether it goes through Django or the dialogue."""

    def django(execute, sql, params, many, context):
        if not many:
            hear(context["connection"].connection.cursor(), sql, params)
        return execute(sql, params, many, context)

    class Raw(psycopg.RawCursor):
        def execute(self, query, values=()):
            hear(_kept(self.connection), query.decode(), values)
            return super().execute(query, values)

    _kept, psycopg.RawCursor = psycopg.RawCursor, Raw
    try:
        with connection.execute_wrapper(django):
            yield
    finally:
        psycopg.RawCursor = _kept


@contextmanager
def watched():
    """Gives a list that fills with (statement, {table: partitions read}) for everything asked inside."""
    found = []

    def explain(cursor, text, values):
        if text.lstrip(" (\n").lower().startswith(_RUNS):
            question = _EXPLAIN + text
            with cursor.connection.transaction(force_rollback=True):
                cursor.execute(question.encode() if isinstance(cursor, psycopg.RawCursor) else question, values)
                found.append((text, _read(cursor.fetchone()[0])))

    with connection.cursor() as cursor:
        for setting in _KEYED:
            cursor.execute(f"SET LOCAL {setting} = off")
    with heard(explain):
        yield found


def wide(found):
    """The statements that read more than one partition of a table."""
    return [(text, table, sorted(read)) for text, tables in found for table, read in tables.items() if len(read) > 1]


def _read(plan):
    tables = {}
    _walk((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"], tables)
    return tables


def _walk(node, tables):
    """Scans that were executed; a pruned one is missing or says that it never ran."""
    table, _, number = node.get("Relation Name", "").rpartition("_")
    if table in SPREAD and number in map(str, range(PARTITIONS)) and node["Actual Loops"]:
        tables.setdefault(table, set()).add(int(number))
    for child in node.get("Plans", ()):
        _walk(child, tables)
