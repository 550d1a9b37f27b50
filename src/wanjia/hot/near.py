"""Which parts have sheets in an area: nearly always the committees' own, and those of the few who moved in (ADR 0004).

They are asked first and named as values, so that a statement over sheets goes by their key alone, and on many machines
only to the nodes that have them.
"""

from typing import Any

from django.db import connection

from wanjia.kernel.area import BUILDINGS_IN_COMMITTEE, Span

# one committee is named as a value too: a range does not tell which node has it
WITHIN = """t.committee BETWEEN %(low)s / 1000000 AND %(high)s / 1000000
      AND (%(low)s / 1000000 <> %(high)s / 1000000 OR t.committee = %(low)s / 1000000)"""
SHEETS = """
    FROM (SELECT * FROM coverage_sheet WHERE part = ANY(%(parts)s::bigint[]) AND round_id = %(round)s
          AND building_key BETWEEN %(low)s AND %(high)s) s"""


def near(round_id: int, span: Span) -> dict[str, Any]:
    """The values that SHEETS needs. One look at the totals of these committees."""
    values = {"round": round_id, "low": span.low, "high": span.high}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT t.part FROM coverage_committeetotal t WHERE t.round_id = %(round)s AND {WITHIN}", values
        )
        return values | {"parts": [part for (part,) in cursor.fetchall()]}


def is_whole(span: Span) -> bool:
    """True for whole committees."""
    return span.low % BUILDINGS_IN_COMMITTEE == 0 and (span.high + 1) % BUILDINGS_IN_COMMITTEE == 0
