"""Many lines of the audit log at once: the heads of their chains are held in order, and every line is sealed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from wanjia.hot.dialogue import Ask, Dialogue
from wanjia.platform.audit import Line, seal_line

_HEADS = """
    SELECT s.area, s.length, s.hash FROM platform_auditstrand s
    WHERE s.area = ANY($1::bigint[]) ORDER BY s.area FOR UPDATE"""
_BEGIN = """
    INSERT INTO platform_auditstrand (area, length, hash) SELECT a, 0, ''::bytea FROM unnest($1::bigint[]) a
    ORDER BY a ON CONFLICT (area) DO NOTHING"""
_WRITE = """
    WITH head AS (
        UPDATE platform_auditstrand s SET length = i.length, hash = i.hash
        FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) i(area, length, hash) WHERE s.area = i.area)
    INSERT INTO platform_auditentry (area, number, at, account_id, who, act, subject, reason, detail, hash)
    SELECT i.area, i.number, i.at, i.account_id, i.who, i.act, i.subject, '', i.detail::jsonb, i.hash
    FROM unnest($4::bigint[], $5::bigint[], $6::timestamptz[], $7::bigint[], $8::text[], $9::text[], $10::text[],
                $11::text[], $12::bytea[])
         i(area, number, at, account_id, who, act, subject, detail, hash)"""

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Entry(NamedTuple):
    """What a line will say; number and hash come from its chain."""

    area: int
    account_id: int | None
    who: str
    act: str
    subject: str
    detail: Mapping[str, object]


def write_lines(entries: Sequence[Entry], now: datetime) -> Dialogue[None]:
    """Adds the lines, each to its area's chain, in the transaction that is open. Ask it last: chains stay held."""
    areas = sorted({entry.area for entry in entries})
    heads = yield from _heads(areas)
    rows = []
    for entry in entries:
        length, before = heads[entry.area]
        line = Line(
            entry.area, length + 1, now, entry.account_id, entry.who, entry.act, entry.subject, "", entry.detail
        )
        hash_ = seal_line(before, line)
        heads[entry.area] = (length + 1, hash_)
        rows.append((*line[:7], _encode(entry.detail), hash_))
    moved = [(area, *heads[area]) for area in areas]
    columns = [list(column) for table in (moved, rows) for column in zip(*table, strict=True)]
    yield Ask(_WRITE, tuple(columns))


def _heads(areas: Sequence[int]) -> Dialogue[dict[int, tuple[int, bytes]]]:
    for _try in range(2):
        rows = yield Ask(_HEADS, (list(areas),))
        heads = {area: (length, bytes(hash_)) for area, length, hash_ in rows}
        if len(heads) == len(areas):
            break
        yield Ask(_BEGIN, ([area for area in areas if area not in heads],))
    return heads
