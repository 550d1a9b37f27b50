"""What a comparison of rounds asks of register and sheets: who has a need or an age, who stands in which building."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from pyroaring import BitMap

from wanjia.hot.near import WITHIN
from wanjia.hot.sets import serials_of
from wanjia.kernel.area import Span

_NEEDS = """
    SELECT n.part, array_send(array_agg((n.person_id %% 1000000)::int)) FROM roster_specialneed n
    WHERE n.part = ANY(%(parts)s::bigint[]) AND n.kind = ANY(%(needs)s::text[]) AND n.until_on IS NULL GROUP BY 1"""
_AGES = """
    SELECT p.part, array_send(array_agg((p.id %% 1000000)::int)) FROM roster_person p
    WHERE p.part = ANY(%(parts)s::bigint[]) AND p.born_on <= %(born_until)s GROUP BY 1"""
_HOUSES = f"""
    SELECT s.round_id, s.part, s.building_key, s.owed
    FROM (SELECT DISTINCT t.round_id, t.part FROM coverage_committeetotal t WHERE t.round_id = ANY(%(rounds)s::bigint[])
            AND {WITHIN}) near
    JOIN coverage_sheet s ON s.part = near.part AND s.round_id = near.round_id
      AND s.building_key BETWEEN %(low)s AND %(high)s"""


class House(NamedTuple):
    """Whom one round owes in one building, of one part."""

    round_id: int
    part: int
    building_key: int
    owed: BitMap


def with_needs(parts: Iterable[int], needs: Sequence[str]) -> dict[int, BitMap]:
    """Serials of the people of each part who have one of the needs now. By the index `need_by_kind`."""
    return _by_part(_NEEDS, {"parts": list(parts), "needs": list(needs)})


def born_until(parts: Iterable[int], day: date) -> dict[int, BitMap]:
    """Serials of the people of each part who were born on the day or before. Reads everyone of these parts."""
    return _by_part(_AGES, {"parts": list(parts), "born_until": day})


def _by_part(text: str, values: dict[str, Any]) -> dict[int, BitMap]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return {int(part): serials_of(sent) for part, sent in cursor.fetchall()}


def houses(round_ids: Sequence[int], span: Span) -> list[House]:
    """The sheets of the area as sets. For a committee and less: some sixty sheets a round."""
    with connection.cursor() as cursor:
        cursor.execute(_HOUSES, {"rounds": list(round_ids), "low": span.low, "high": span.high})
        rows = cursor.fetchall()
    return [House(round_id, part, key, BitMap([id_ % 10**6 for id_ in owed])) for round_id, part, key, owed in rows]
