"""Head-counts of a round: for an area, and for the areas one step below it.

From a committee upwards the totals answer, one row a committee; below it the sheets. Both are exact after each commit.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from wanjia.hot.near import COMMITTEE, SHEETS, WITHIN, is_whole, near
from wanjia.kernel.area import Span


class Counts(NamedTuple):
    """open = owed - done - excused - released; `sheets` counts the buildings."""

    owed: int
    done: int
    excused: int
    released: int
    sheets: int


_TOTALS = f"""
    SELECT {{group}}, sum(n_owed), sum(n_done), sum(n_excused), sum(n_released), sum(n_buildings)
    FROM coverage_committeetotal t
    WHERE t.round_id = %(round)s AND {WITHIN}
    GROUP BY 1 HAVING sum(n_owed) > 0 ORDER BY 1"""
_SHEETS = f"""
    SELECT {{group}}, sum(s.n_owed), sum(s.n_done), sum(s.n_excused), sum(s.n_released), count(DISTINCT s.building_key)
    {SHEETS} GROUP BY 1 ORDER BY 1"""
_ROUNDS = f"""
    SELECT round_id, sum(n_owed), sum(n_done), sum(n_excused), sum(n_released), sum(n_buildings)
    FROM coverage_committeetotal t
    WHERE round_id = ANY(%(rounds)s::bigint[]) AND {WITHIN}
    GROUP BY 1 HAVING sum(n_owed) > 0"""


def tally(round_id: int, span: Span) -> Counts:
    """One range of totals, or of sheets below a committee. Twin: coverage.queries.tally_slow."""
    counted = tally_by(round_id, span, 10**18)
    return counted.get(0, Counts(0, 0, 0, 0, 0))


def tally_by(round_id: int, span: Span, width: int) -> dict[int, Counts]:
    """The same for each group of `width` building keys: {building key // width: counts}."""
    if is_whole(span) and width >= COMMITTEE:
        values = {"round": round_id, "low": span.low, "high": span.high, "width": width // COMMITTEE}
        return _counted(_TOTALS.format(group="t.committee / %(width)s"), values)
    return _counted(_SHEETS.format(group="s.building_key / %(width)s"), near(round_id, span) | {"width": width})


def tally_rounds(round_ids: Sequence[int], span: Span) -> dict[int, Counts]:
    """The same for several rounds at once: {round: counts}; rounds that owe nobody there are left out."""
    if is_whole(span):
        return _counted(_ROUNDS, {"rounds": list(round_ids), "low": span.low, "high": span.high})
    found = ((round_id, tally(round_id, span)) for round_id in round_ids)
    return {round_id: counts for round_id, counts in found if counts.owed}


def _counted(text: str, values: dict[str, Any]) -> dict[int, Counts]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows: Iterable[Any] = cursor.fetchall()
    return {int(group): Counts._make(map(int, rest)) for group, *rest in rows}
