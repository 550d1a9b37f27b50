"""Targets as compressed sets of serials: taken from the table where they are fresh, else drawn anew from the facts.

Fresh means: drawn from the version that the committee's total has in this very snapshot. Facts and version move in one
transaction, so nothing has to be fed, followed or missed (ADR 0013).
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection
from pyroaring import BitMap

from wanjia.kernel.area import Span


class Key(NamedTuple):
    """Whose set: the people of one part on the sheets of one committee."""

    round_id: int
    committee: int
    part: int


class Total(NamedTuple):
    """What a committee's total says, enough to know whether a set has to be looked at."""

    round_id: int
    committee: int
    part: int
    version: int
    owed: int
    open: int
    done: int

    @property
    def key(self) -> Key:
        return Key(self.round_id, self.committee, self.part)


class Four(NamedTuple):
    """Serials of one key, by what became of them. `missed` is whoever is left."""

    owed: BitMap
    done: BitMap
    excused: BitMap
    released: BitMap

    @property
    def missed(self) -> BitMap:
        return self.owed - self.done - self.excused - self.released


class Known(NamedTuple):
    """One set and the version that it stands for."""

    key: Key
    version: int
    sets: Four
    is_drawn: bool  # from the facts just now, so worth storing


NOBODY = BitMap()
_TOTALS = """
    SELECT round_id, committee, part, version, n_owed, n_owed - n_done - n_excused - n_released, n_done
    FROM coverage_committeetotal WHERE round_id = ANY(%(rounds)s::bigint[])
      AND committee {not_} BETWEEN %(low)s / 1000000 AND %(high)s / 1000000"""
# a proof is held against the sheets: only who is owed there counts, whatever else the part has
DRAWN = (
    """(SELECT array_send(array_agg((o.id %% 1000000)::int)) FROM coverage_sheet h, unnest(h.owed) o(id)
        WHERE h.part = t.part AND h.round_id = t.round_id
          AND h.building_key BETWEEN t.committee * 1000000 AND t.committee * 1000000 + 999999)""",
    """(SELECT array_send(array_agg((f.subject_id %% 1000000)::int)) FROM coverage_proof f
        WHERE f.part = t.part AND f.round_id = t.round_id)""",
    """(SELECT array_send(array_agg((e.subject_id %% 1000000)::int)) FROM coverage_exemption e
        WHERE e.part = t.part AND e.round_id = t.round_id AND e.state = 'excused')""",
    """(SELECT array_send(array_agg((e.subject_id %% 1000000)::int)) FROM coverage_exemption e
        WHERE e.part = t.part AND e.round_id = t.round_id AND e.state = 'released')""",
)
NAMES = ("owed", "done", "excused", "released")
NEAR = """
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) k(round_id, committee, part)
    JOIN coverage_committeetotal t ON t.round_id = k.round_id AND t.committee = k.committee AND t.part = k.part
    LEFT JOIN coverage_subjectset s ON s.round_id = t.round_id AND s.committee = t.committee AND s.part = t.part
      AND s.version = t.version"""
KEYS = "SELECT t.round_id, t.committee, t.part, t.version, s.version IS NULL, "
_READ = (
    KEYS
    + ", ".join(
        f"CASE WHEN s.version IS NULL THEN {drawn} ELSE s.{name} END" for name, drawn in zip(NAMES, DRAWN, strict=True)
    )
    + NEAR
)
_PUT = """
    INSERT INTO coverage_subjectset (round_id, committee, part, version, owed, done, excused, released)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[],
                         %s::bytea[]) i(round_id, committee, part, version, owed, done, excused, released)
    ORDER BY 1, 2, 3
    ON CONFLICT (round_id, committee, part) DO UPDATE
    SET version = excluded.version, owed = excluded.owed, done = excluded.done, excused = excluded.excused,
        released = excluded.released
    WHERE coverage_subjectset.version < excluded.version"""


def totals(round_ids: Sequence[int], span: Span) -> list[Total]:
    """The totals of the rounds in the area. One range of keys a round."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS.format(not_=""), {"rounds": list(round_ids), "low": span.low, "high": span.high})
        return list(map(Total._make, cursor.fetchall()))


def totals_elsewhere(round_ids: Sequence[int], span: Span, parts: Iterable[int]) -> list[Total]:
    """Where else people of these parts are owed: whoever moved between two rounds stands there in the other one."""
    text = _TOTALS.format(not_="NOT") + " AND part = ANY(%(parts)s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(
            text, {"rounds": list(round_ids), "low": span.low, "high": span.high, "parts": sorted(set(parts))}
        )
        return list(map(Total._make, cursor.fetchall()))


def read(keys: Sequence[Key]) -> list[Known]:
    """The sets of the keys as of now, in one statement and so in one snapshot. Twin: coverage.comparing.slow."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, list(map(list, zip(*keys, strict=True))))
        return [_known(row) for row in cursor.fetchall()]


def put(known: Iterable[Known]) -> int:
    """Stores sets. An older draw never replaces a newer one. Returns how many were written."""
    rows = [(*k.key, k.version, *(packed(one) for one in k.sets)) for k in known]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_PUT, list(map(list, zip(*rows, strict=True))))
        return int(cursor.rowcount)


def is_in_transaction() -> bool:
    """True while what is read here may still be rolled back."""
    return bool(connection.in_atomic_block)


def packed(serials: BitMap) -> bytes:
    """Portable form, runs folded."""
    serials.run_optimize()
    return serials.serialize()


def _known(row: Sequence[object]) -> Known:
    round_id, committee, part, version, is_drawn, *packs = row
    key = Key(round_id, committee, part)  # type: ignore[arg-type]
    sets = four_of(packs) if is_drawn else Four(*(BitMap.deserialize(bytes(p)) for p in packs))  # type: ignore[call-overload]
    return Known(key, version, sets, bool(is_drawn))  # type: ignore[arg-type]


def four_of(packs: Sequence[object]) -> Four:
    owed, done, excused, released = map(serials_of, packs)
    return Four(owed, done & owed, excused & owed, released & owed)


def serials_of(sent: object) -> BitMap:
    """What `array_send` gives of an int[]: a head of 20 bytes, then length and value of each, big-endian."""
    if sent is None:
        return BitMap()
    words = array("I", bytes(sent)[20:])  # type: ignore[call-overload]
    words.byteswap()
    return BitMap(words[1::2])
