"""Head-counts of a round: for an area, and for the areas one step below it.

From a committee upwards the totals answer, one row a committee; below it the sheets. Both are exact after each commit.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from wanjia.hot.near import SHEETS, WITHIN, is_whole, near
from wanjia.kernel.area import BUILDINGS_IN_COMMITTEE, Span


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

# rounds of places inside an area, those of one kind and name together; `worst`: where most are missing
_ALIKE = """
    SELECT x.obligation_id, x.name, x.state, count(*),
           (array_agg(x.id ORDER BY x.owed - x.done - x.excused - x.released DESC, x.due_at, x.id))[1] AS worst,
           min(x.opens_at),
           coalesce(min(x.due_at) FILTER (WHERE x.owed > x.done + x.excused + x.released), max(x.due_at)),
           sum(x.owed_at_opening)::bigint, sum(x.owed)::bigint, sum(x.done)::bigint, sum(x.excused)::bigint,
           sum(x.released)::bigint, sum(x.sheets)::bigint
    FROM (
        SELECT r.id, r.obligation_id, r.name, r.state, r.opens_at, r.due_at, r.owed_at_opening, sum(t.n_owed) AS owed,
               sum(t.n_done) AS done, sum(t.n_excused) AS excused, sum(t.n_released) AS released,
               sum(t.n_buildings) AS sheets
        FROM coverage_round r JOIN coverage_committeetotal t ON t.round_id = r.id
        WHERE ({inside}) AND (r.state = 'open' OR r.due_at >= %(since)s) AND r.opens_at <= %(now)s AND {within}
        GROUP BY r.id HAVING sum(t.n_owed) > 0) x
    GROUP BY 1, 2, 3 ORDER BY min(x.due_at), x.name"""


class Alike(NamedTuple):
    """Rounds of one kind, name and state in places inside an area, added up."""

    obligation: str
    name: str
    state: str
    rounds: int
    worst: int
    opens_at: datetime
    due_at: datetime  # the earliest of those in which somebody is missing
    opened: int  # owed when they were opened
    owed: int
    done: int
    excused: int
    released: int
    sheets: int


def alike(span: Span, inside: Sequence[Span], since: datetime, now: datetime) -> list[Alike]:
    """Open ones, and those that were due since. One statement over the totals of the rounds of the area.

    `span`: the area's building keys. `inside`: the codes of the places, `coverage.touching.spans_below`.
    """
    if not inside:
        return []
    conditions = " OR ".join(f"r.area BETWEEN {low:d} AND {high:d}" for low, high in inside)
    values: dict[str, Any] = {"low": span.low, "high": span.high, "since": since, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE.format(inside=conditions, within=WITHIN), values)
        return list(map(Alike._make, cursor.fetchall()))


def tally(round_id: int, span: Span) -> Counts:
    """One range of totals, or of sheets below a committee. Twin: coverage.queries.tally_slow."""
    counted = tally_by(round_id, span, 10**18)
    return counted.get(0, Counts(0, 0, 0, 0, 0))


def tally_by(round_id: int, span: Span, width: int) -> dict[int, Counts]:
    """The same for each group of `width` building keys: {building key // width: counts}."""
    if is_whole(span) and width >= BUILDINGS_IN_COMMITTEE:
        values = {"round": round_id, "low": span.low, "high": span.high, "width": width // BUILDINGS_IN_COMMITTEE}
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
