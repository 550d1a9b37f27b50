"""Where tubes and boxes are: one statement a link, over ranges of parts, from a committee to a city.

A tube lies in the box where it was last seen to be put in and not taken out; of two records with one number the first
counts. The statements read facts only: there is no counter that could disagree with them.
Twins: logistics.queries, from the rules (tests/logistics/test_links.py).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from wanjia.kernel.area import Span


class Where(NamedTuple):
    """What a look is about: an area, and beyond it the ground on which its tubes may have been packed."""

    span: Span
    around: Span  # the town of a committee; the area itself from a town upwards
    round_id: int | None  # None: everything since
    since: datetime


_BOXES = """
    WITH b AS MATERIALIZED (
        SELECT x.id, x.part, x.code, x.made_at, x.sealed_at, x.lost_at, x.found_at, x.ended_at
        FROM logistics_box x
        WHERE x.part BETWEEN %(low)s AND %(high)s AND x.end_note = ''
          AND (x.round_id = %(round)s
               OR ((x.round_id IS NULL OR %(round)s::bigint IS NULL) AND x.made_at >= %(since)s))),
    inside AS MATERIALIZED (
        SELECT DISTINCT p.part, p.box_id, p.code FROM logistics_packed p JOIN b ON b.part = p.part AND b.id = p.box_id
        WHERE NOT p.is_out AND NOT EXISTS (
            SELECT 1 FROM logistics_packed o WHERE o.part = p.part AND o.box_id = p.box_id AND o.code = p.code
               AND o.is_out AND (o.seen_at, o.event_id) > (p.seen_at, p.event_id)))"""
_TUBES = """
    t AS MATERIALIZED (
        SELECT x.part, x.event_id, x.code, cardinality(x.members) AS people, x.seen_at, x.place,
               row_number() OVER (PARTITION BY x.round_id, x.code ORDER BY x.seen_at, x.event_id) AS nth,
               EXISTS (SELECT 1 FROM labs_result r WHERE r.part = x.part AND r.tube_id = x.event_id) AS is_reported
        FROM coverage_tube x
        WHERE x.part BETWEEN %(tube_low)s AND %(tube_high)s
          AND (x.round_id = %(round)s OR (%(round)s::bigint IS NULL AND x.seen_at >= %(since)s)))"""
# one row a pair of hands: when the box went from the one to the other, and which side has signed
_HANDS = """
    hand AS MATERIALIZED (
        SELECT g.part, g.box_id, CASE g.side WHEN 'gave' THEN g.holder_id ELSE g.other_id END AS giver,
               CASE g.side WHEN 'gave' THEN g.other_id ELSE g.holder_id END AS taker,
               bool_or(g.side = 'gave') AS has_gave, bool_or(g.side = 'took') AS has_took,
               coalesce(min(g.seen_at) FILTER (WHERE g.side = 'took'), min(g.seen_at)) AS first_at,
               coalesce(max(g.seen_at) FILTER (WHERE g.side = 'took'), max(g.seen_at)) AS last_at
        FROM logistics_signature g JOIN b ON b.part = g.part AND b.id = g.box_id GROUP BY 1, 2, 3, 4),
    way AS MATERIALIZED (
        SELECT h.part, h.box_id, min(h.first_at) AS left_at,
               min(h.first_at) FILTER (WHERE h.has_took AND l.kind = 'lab') AS taken_at,
               (array_agg(h.taker ORDER BY h.last_at DESC))[1] AS now_with
        FROM hand h LEFT JOIN logistics_holder l ON l.id = h.taker GROUP BY 1, 2)"""
# the same table as rules.boxes.state_of; `over` by the limit that holds for the box's part
_STATES = """
    box AS MATERIALIZED (
        SELECT b.id, b.part, b.code, coalesce(n.tubes, 0) AS tubes, w.left_at, w.taken_at,
               least(b.sealed_at, w.left_at) AS closed_at,
               CASE WHEN b.lost_at IS NOT NULL AND (b.found_at IS NULL OR b.found_at < b.lost_at) THEN 'lost'
                    WHEN b.ended_at IS NOT NULL THEN 'ended'
                    WHEN w.taken_at IS NOT NULL THEN 'at_lab'
                    WHEN w.now_with IS NOT NULL THEN 'on_the_way'
                    WHEN b.sealed_at IS NOT NULL THEN 'sealed' ELSE 'packing' END AS state,
               least(b.sealed_at, w.left_at) + make_interval(mins => (
                   SELECT m.minutes FROM unnest(%(lows)s::bigint[], %(highs)s::bigint[], %(minutes)s::int[])
                       WITH ORDINALITY m(low, high, minutes, n)
                   WHERE b.part BETWEEN m.low AND m.high ORDER BY m.n LIMIT 1)) <= %(now)s AS is_over
        FROM b LEFT JOIN (SELECT i.part, i.box_id, count(*) AS tubes FROM inside i GROUP BY 1, 2) n
            ON n.part = b.part AND n.box_id = b.id
        LEFT JOIN way w ON w.part = b.part AND w.box_id = b.id)"""


class Sampled(NamedTuple):
    """People of an area who were sampled: with a tube, and without one."""

    in_tubes: int
    without: int


def sampled(where: Where) -> Sampled:
    """Proofs whose people live there: of the round; without one, of every round that had tubes there in the time.

    One statement, or two.
    """
    rounds = [where.round_id] if where.round_id is not None else _rounds_with_tubes(where)
    text = """
        SELECT count(*) FILTER (WHERE f.tube_part IS NOT NULL), count(*) FILTER (WHERE f.tube_part IS NULL)
        FROM coverage_proof f WHERE f.part BETWEEN %(low)s AND %(high)s AND f.round_id = ANY(%(rounds)s::bigint[])
          AND (%(round)s::bigint IS NOT NULL OR f.seen_at >= %(since)s)"""
    return Sampled(*_one(text, _values(where) | {"rounds": rounds}))


def _rounds_with_tubes(where: Where) -> list[int]:
    text = """
        SELECT DISTINCT t.round_id FROM coverage_tube t
        WHERE t.part BETWEEN %(low)s AND %(high)s AND t.seen_at >= %(since)s"""
    return [round_id for (round_id,) in _all(text, _values(where))]


class Tubes(NamedTuple):
    """The link from the swab to the box. closed = packed + waiting + twice + settled; in boxes = packed + unknown.

    `settled`: a second record of a number for which somebody has said what was found: it is no riddle any more.
    """

    closed: int
    people: int
    packed: int
    waiting: int
    waiting_people: int
    twice: int
    settled: int
    oldest_at: datetime | None  # of those that wait


def tubes(where: Where) -> Tubes:
    """Records of tubes of the area, and which of them lie in a box. One statement."""
    text = f"""{_BOXES}, {_TUBES}, c AS MATERIALIZED (SELECT DISTINCT code FROM inside)
        SELECT count(*), coalesce(sum(t.people), 0), count(*) FILTER (WHERE t.nth = 1 AND c.code IS NOT NULL),
               count(*) FILTER (WHERE t.nth = 1 AND c.code IS NULL),
               coalesce(sum(t.people) FILTER (WHERE t.nth = 1 AND c.code IS NULL), 0),
               count(*) FILTER (WHERE t.nth > 1 AND NOT t.is_reported),
               count(*) FILTER (WHERE t.nth > 1 AND t.is_reported),
               min(t.seen_at) FILTER (WHERE t.nth = 1 AND c.code IS NULL)
        FROM t LEFT JOIN c USING (code)"""
    return Tubes(*_one(text, _around(where)))


class Waiting(NamedTuple):
    """One tube that is in no box."""

    part: int
    event_id: UUID
    code: str
    people: int
    place: int
    seen_at: datetime


def waiting(where: Where, limit: int) -> list[Waiting]:
    """Tubes that wait for a box, the oldest first. One statement."""
    text = f"""{_BOXES}, {_TUBES}
        SELECT t.part, t.event_id, t.code, t.people, t.place, t.seen_at FROM t
        WHERE t.nth = 1 AND NOT EXISTS (SELECT 1 FROM inside i WHERE i.code = t.code)
        ORDER BY t.seen_at, t.event_id LIMIT %(limit)s"""
    return [Waiting(*row) for row in _all(text, _around(where) | {"limit": limit})]


class Odd(NamedTuple):
    """One number that makes a difference, and the box that it lies in where there is one."""

    kind: str  # twice: two records; unknown: in a box without a record
    code: str
    box_id: UUID | None
    box: str
    of: int  # how many of this kind there are


def odd(where: Where, limit: int) -> list[Odd]:
    """The numbers behind `twice` and the codes in boxes without a record, by name. One statement."""
    text = f"""{_BOXES}, {_TUBES}
        SELECT u.*, count(*) OVER (PARTITION BY u.kind) FROM (
        SELECT 'twice' AS kind, t.code, i.box_id, x.code FROM t LEFT JOIN inside i ON i.code = t.code
        LEFT JOIN b x ON x.part = i.part AND x.id = i.box_id WHERE t.nth > 1 AND NOT t.is_reported
        UNION ALL
        SELECT 'unknown', i.code, i.box_id, x.code FROM inside i JOIN b x ON x.part = i.part AND x.id = i.box_id
        WHERE NOT EXISTS (SELECT 1 FROM coverage_tube k WHERE k.code = i.code
                          AND k.part BETWEEN %(wide_low)s AND %(wide_high)s)) u
        ORDER BY 1, 2 LIMIT %(limit)s"""
    return [Odd(*row) for row in _all(text, _values(where) | {"limit": limit})]


class Boxes(NamedTuple):
    """Boxes and tubes in one state; of those on the way, how many are over their limit."""

    state: str
    is_over: bool
    boxes: int
    tubes: int
    oldest_at: datetime | None  # since when the oldest was closed or left


def boxes(where: Where, limits: Mapping[Span, int], now: datetime) -> list[Boxes]:
    """Boxes of the area by state. `limits`: minutes from closing to the laboratory, the smallest areas first."""
    text = f"""{_BOXES}, {_HANDS}, {_STATES}
        SELECT state, coalesce(is_over AND state = 'on_the_way', false), count(*), sum(tubes), min(closed_at)
        FROM box GROUP BY 1, 2 ORDER BY 1, 2"""
    return [Boxes(row[0], row[1], row[2], int(row[3]), row[4]) for row in _all(text, _timed(where, limits, now))]


class Oldest(NamedTuple):
    """Some boxes by id, those first that were closed first."""

    late: list[UUID]  # on the way and over the limit
    near: list[UUID]  # not at a laboratory, in time or lost
    fresh: list[UUID]  # at a laboratory


def oldest(where: Where, limits: Mapping[Span, int], now: datetime, limit: int) -> Oldest:
    """At most `limit` of each. One statement."""
    text = f"""{_BOXES}, {_HANDS}, {_STATES}, sorted AS (
            SELECT x.heap, x.id, row_number() OVER (PARTITION BY x.heap ORDER BY x.closed_at NULLS LAST, x.id) AS nth
            FROM (SELECT *, CASE WHEN state = 'at_lab' THEN 'fresh' WHEN state = 'on_the_way' AND is_over THEN 'late'
                            ELSE 'near' END AS heap FROM box WHERE state <> 'ended') x)
        SELECT heap, id FROM sorted WHERE nth <= %(limit)s ORDER BY heap, nth"""
    rows = _all(text, _timed(where, limits, now) | {"limit": limit})
    return Oldest(*([one for heap, one in rows if heap == name] for name in Oldest._fields))


class HandOvers(NamedTuple):
    """Hand-overs of the area's boxes; those with one signature (trap 13)."""

    total: int
    one_sided: int
    boxes: list[UUID]  # where one is, at most a hundred


def hand_overs(where: Where) -> HandOvers:
    """One statement. A box that goes twice between the same two hands counts once here; its page tells them apart."""
    text = f"""{_BOXES}, {_HANDS}
        SELECT count(*), count(*) FILTER (WHERE NOT (has_gave AND has_took)),
               (array_agg(DISTINCT box_id) FILTER (WHERE NOT (has_gave AND has_took)))[:100] FROM hand"""
    total, one_sided, ids = _one(text, _values(where))
    return HandOvers(total, one_sided, ids or [])


class Counted(NamedTuple):
    """Boxes that laboratories took in and counted, against what was packed."""

    boxes: int  # taken in
    tubes: int  # packed in them
    uncounted: int  # boxes that nobody counted
    uncounted_tubes: int
    counted_tubes: int  # as counted or scanned, where somebody did
    differing: list[UUID]  # boxes whose count or list is another, at most a hundred


def counted(where: Where) -> Counted:
    """The last count or list that a laboratory signed with each box, against the box's own. One statement."""
    text = f"""{_BOXES},
    took AS MATERIALIZED (
        SELECT DISTINCT ON (g.part, g.box_id) g.part, g.box_id, g.scanned, g.counted
        FROM logistics_signature g JOIN b ON b.part = g.part AND b.id = g.box_id
        JOIN logistics_holder l ON l.id = g.holder_id AND l.kind = 'lab' WHERE g.side = 'took'
        ORDER BY g.part, g.box_id, (g.scanned IS NULL AND g.counted IS NULL), g.seen_at DESC, g.event_id DESC),
    sum AS (
        SELECT k.box_id, coalesce(cardinality(p.codes), 0) AS packed,
               CASE WHEN k.scanned IS NULL THEN k.counted
                    ELSE (SELECT count(DISTINCT s) FROM unnest(k.scanned) s) END AS seen,
               k.scanned IS NOT NULL AND NOT (coalesce(p.codes, '{{}}') @> k.scanned::text[]
                                              AND coalesce(p.codes, '{{}}') <@ k.scanned::text[]) AS differs
        FROM took k LEFT JOIN (
            SELECT i.part, i.box_id, array_agg(i.code::text) AS codes FROM inside i GROUP BY 1, 2) p
            ON p.part = k.part AND p.box_id = k.box_id)
    SELECT count(*), coalesce(sum(packed), 0), count(*) FILTER (WHERE seen IS NULL),
           coalesce(sum(packed) FILTER (WHERE seen IS NULL), 0), coalesce(sum(seen), 0),
           (array_agg(box_id) FILTER (WHERE differs OR seen <> packed))[:100] FROM sum"""
    row = _one(text, _values(where))
    return Counted(row[0], int(row[1]), row[2], int(row[3]), int(row[4]), row[5] or [])


def _values(where: Where) -> dict[str, Any]:
    return {
        "low": where.span.low, "high": where.span.high, "tube_low": where.span.low, "tube_high": where.span.high,
        "wide_low": where.around.low, "wide_high": where.around.high, "round": where.round_id, "since": where.since,
    }  # fmt: skip


def _around(where: Where) -> dict[str, Any]:
    """Tubes of the area, in boxes of the ground around it: a neighbour's box may hold them."""
    return _values(where) | {"low": where.around.low, "high": where.around.high}


def _timed(where: Where, limits: Mapping[Span, int], now: datetime) -> dict[str, Any]:
    spans = list(limits)
    return _values(where) | {
        "lows": [span.low for span in spans], "highs": [span.high for span in spans],
        "minutes": list(limits.values()), "now": now,
    }  # fmt: skip


def _one(text: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return _all(text, values)[0]


def _all(text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())
