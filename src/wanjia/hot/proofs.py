"""Sheets as facts and rulings meet them: found by subject, locked in one order, counted with their total."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wanjia.hot.dialogue import Ask, Dialogue, hold
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of

SheetKey = tuple[int, int]  # part, building key: the order in which the sheets of a round are locked
Shift = tuple[int, int, int]  # how many more are done, excused, released


class Owing(NamedTuple):
    """One sheet of one round. Sorted, it is the order in which sheets are locked: batches can't block each other."""

    part: int
    round_id: int
    building_key: int


class Asked(NamedTuple):
    """Somebody about whom a round is asked."""

    subject_id: int
    round_id: int


Found = tuple[int | None, int | None]  # the building whose sheet owes a subject; whom the register merged them into


_REGISTER = {  # where the register says that a subject lives now: the first sheet to look at
    "person": "LEFT JOIN roster_person r ON r.part = i.id / 1000000 AND r.id = i.id",
    "household": "LEFT JOIN (SELECT *, NULL::bigint AS merged_into FROM roster_household) r"
    " ON r.part = i.id / 1000000 AND r.id = i.id",
    "place": "LEFT JOIN (SELECT *, NULL::bigint AS merged_into FROM roster_premises) r"
    " ON r.part = i.id / 1000000 AND r.id = i.id",
    "any": """
        LEFT JOIN LATERAL (
            SELECT building_key, merged_into FROM roster_person WHERE part = i.id / 1000000 AND id = i.id UNION ALL
            SELECT building_key, NULL FROM roster_household WHERE part = i.id / 1000000 AND id = i.id UNION ALL
            SELECT building_key, NULL FROM roster_premises WHERE part = i.id / 1000000 AND id = i.id) r ON true""",
}


def _find_text(unit: str) -> str:
    return f"""
        SELECT array_agg(s.building_key ORDER BY i.n), array_agg(r.merged_into ORDER BY i.n)
        FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY i(id, round_id, n)
        {_REGISTER[unit]}
        LEFT JOIN coverage_sheet s ON s.part = i.id / 1000000 AND s.round_id = i.round_id
            AND s.building_key = r.building_key AND i.id = ANY(s.owed)"""


FIND = {unit: _find_text(unit) for unit in _REGISTER}
SEARCH = """
    SELECT i.id, i.round_id, s.building_key FROM unnest($1::bigint[], $2::bigint[]) i(id, round_id)
    JOIN coverage_sheet s ON s.part = i.id / 1000000 AND s.round_id = i.round_id AND i.id = ANY(s.owed)"""
LOCK = """
    SELECT s.part, s.round_id, s.building_key
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) k(part, round_id, building_key)
    JOIN coverage_sheet s ON s.part = k.part AND s.round_id = k.round_id AND s.building_key = k.building_key
    ORDER BY s.part, s.round_id, s.building_key FOR NO KEY UPDATE OF s"""
COUNT = """
    UPDATE coverage_sheet s
    SET n_done = s.n_done + k.done, n_excused = s.n_excused + k.excused, n_released = s.n_released + k.released
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::int[])
         k(part, round_id, building_key, done, excused, released)
    WHERE s.part = k.part AND s.round_id = k.round_id AND s.building_key = k.building_key"""
TOTAL = """
    INSERT INTO coverage_committeetotal AS t
        (round_id, committee, part, n_owed, n_done, n_excused, n_released, n_buildings, version)
    SELECT k.round_id, k.committee, k.part, 0, k.done, k.excused, k.released, 0, 1
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::int[])
         WITH ORDINALITY k(round_id, committee, part, done, excused, released, n) ORDER BY k.n
    ON CONFLICT (round_id, committee, part) DO UPDATE
    SET n_done = t.n_done + excluded.n_done, n_excused = t.n_excused + excluded.n_excused,
        n_released = t.n_released + excluded.n_released, version = t.version + 1"""


def find(asked: Sequence[Asked], unit: str = "any") -> Dialogue[list[Found]]:
    """One answer for each that was asked, in their order. The register's building is the hint; whoever moved since
    the round was frozen is searched among the sheets of their part, about a millisecond each."""
    if not asked:
        return []
    ids, rounds = [a.subject_id for a in asked], [a.round_id for a in asked]
    [(keys, merged_into)] = yield Ask(FIND[unit], (ids, rounds))
    found: list[Found] = list(zip(keys, merged_into, strict=True))
    lost = [a for a, seen in zip(asked, found, strict=True) if seen == (None, None)]
    if lost:
        rows = yield Ask(SEARCH, ([a.subject_id for a in lost], [a.round_id for a in lost]))
        elsewhere = {(subject, round_id): key for subject, round_id, key in rows}
        found = [(key or elsewhere.get(a), merged) for a, (key, merged) in zip(asked, found, strict=True)]
    return found


def lock(sheets: Iterable[Owing]) -> Dialogue[None]:
    """Holds the sheets until the transaction ends."""
    keys = sorted(set(sheets))
    if keys:
        yield Ask(LOCK, tuple(map(list, zip(*keys, strict=True))))


def shift(moved: Mapping[Owing, Shift]) -> Dialogue[None]:
    """Adds to the counters of sheets and of their committees, both in sorted order (else batches block each other)."""
    if not moved:
        return
    keys = sorted(moved)
    columns = [list(column) for column in zip(*((*key, *moved[key]) for key in keys), strict=True)]
    yield Ask(COUNT, tuple(columns))
    totals: dict[tuple[int, int, int], list[int]] = {}
    for key in keys:
        sums = totals.setdefault((key.round_id, committee_of(key.building_key), key.part), [0, 0, 0])
        for at, step in enumerate(moved[key]):
            sums[at] += step
    rows = [(*total, *sums) for total, sums in sorted(totals.items())]
    yield Ask(TOTAL, tuple(map(list, zip(*rows, strict=True))))


def sheets_of(round_id: int, subjects: Sequence[int]) -> dict[int, SheetKey]:
    """The sheet that owes each subject. Subjects that no sheet owes are left out: strangers."""
    found = hold(find([Asked(subject, round_id) for subject in subjects]))
    missing = [s for s, (key, merged) in zip(subjects, found, strict=True) if key is None and merged is not None]
    keys = {s: key for s, (key, _merged) in zip(subjects, found, strict=True) if key is not None}
    if missing:  # merged into another, and moved before that
        keys |= {row[0]: row[2] for row in hold(_search(round_id, missing))}
    return {subject: (part_of(subject), key) for subject, key in keys.items()}


def owed_of(asked: Sequence[Asked]) -> set[Asked]:
    """Those that a sheet of their round owes, whatever became of them. One statement for any number of rounds."""
    found = hold(find(asked)) if asked else []
    return {one for one, (key, _merged) in zip(asked, found, strict=True) if key is not None}


def _search(round_id: int, subjects: Sequence[int]) -> Dialogue[list[tuple[int, int, int]]]:
    rows = yield Ask(SEARCH, (list(subjects), [round_id] * len(subjects)))
    return [(row[0], row[1], row[2]) for row in rows]


def lock_sheets(round_id: int, keys: Sequence[SheetKey]) -> None:
    """Holds the sheets of one round until the transaction ends."""
    hold(lock(Owing(part, round_id, key) for part, key in keys))


def count(round_id: int, moved: Mapping[SheetKey, Shift]) -> None:
    """Adds (done, excused, released) to the sheets of one round and to their committees."""
    hold(shift({Owing(part, round_id, key): by for (part, key), by in moved.items()}))
