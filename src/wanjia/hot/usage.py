"""Who of the register is spoken of by rounds."""

from collections.abc import Iterable

from django.db import connection


def owed_somewhere(subjects: Iterable[int]) -> set[int]:
    """Those of the subjects that any round owes: their rows may not be taken away. Scans the sheets of their parts."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH owed AS (
                SELECT DISTINCT unnest(s.owed) AS id FROM coverage_sheet s
                WHERE s.part = ANY(ARRAY(SELECT DISTINCT i / 1000000 FROM unnest(%(ids)s::bigint[]) i)))
            SELECT i FROM unnest(%(ids)s::bigint[]) i JOIN owed ON owed.id = i
            """,
            {"ids": list(subjects)},
        )
        return {row[0] for row in cursor.fetchall()}
