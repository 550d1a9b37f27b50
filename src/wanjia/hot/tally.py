"""Head-counts of a round: for an area, and for the areas one step below it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from wanjia.kernel.area import Span


class Counts(NamedTuple):
    """open = owed - done - excused - released; `sheets` counts the buildings."""

    owed: int
    done: int
    excused: int
    released: int
    sheets: int


def tally(round_id: int, span: Span) -> Counts:
    """One range scan of `sheet_tally`, index only. Twin: coverage.queries.tally_slow."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(n_owed), 0), coalesce(sum(n_done), 0), coalesce(sum(n_excused), 0),
                   coalesce(sum(n_released), 0), count(DISTINCT building_key)
            FROM coverage_sheet WHERE round_id = %s AND building_key BETWEEN %s AND %s
            """,
            [round_id, span.low, span.high],
        )
        return Counts._make(map(int, cursor.fetchone()))


def tally_by(round_id: int, span: Span, width: int) -> dict[int, Counts]:
    """The same for each group of `width` building keys: {building key // width: counts}."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT building_key / %s, sum(n_owed), sum(n_done), sum(n_excused), sum(n_released),
                   count(DISTINCT building_key)
            FROM coverage_sheet WHERE round_id = %s AND building_key BETWEEN %s AND %s
            GROUP BY 1 ORDER BY 1
            """,
            [width, round_id, span.low, span.high],
        )
        return {int(group): Counts._make(map(int, rest)) for group, *rest in cursor.fetchall()}


def tally_rounds(round_ids: Sequence[int], span: Span) -> dict[int, Counts]:
    """The same for several rounds at once: {round: counts}; rounds that owe nobody there are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT round_id, sum(n_owed), sum(n_done), sum(n_excused), sum(n_released), count(DISTINCT building_key)
            FROM coverage_sheet WHERE round_id = ANY(%s::bigint[]) AND building_key BETWEEN %s AND %s
            GROUP BY 1
            """,
            [list(round_ids), span.low, span.high],
        )
        return {int(number): Counts._make(map(int, rest)) for number, *rest in cursor.fetchall()}
