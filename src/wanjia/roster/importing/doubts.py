"""Rows that a person decides: kept sealed, each once, however often its file comes back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from wanjia.hot import roster as hot
from wanjia.kernel.area import committee_of
from wanjia.platform.vault import digest, seal, unseal
from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.pipeline import Pass
from wanjia.roster.importing.problems import KINDS, NOTE
from wanjia.roster.importing.rows import pick
from wanjia.roster.models.importing import Doubt

VALUES = "doubt"
_PORTION = 1000


def keep(walk: Pass, batch: UUID) -> None:
    """Stores the queued rows of a pass. A row that waits already from an earlier import stays as it is."""
    candidates = {verdict.row: list(verdict.candidates) for verdict in hot.verdicts() if verdict.state == "queued"}
    codes = _codes(walk)
    for portion in _portions(_queued(walk)):
        Doubt.objects.bulk_create(
            [
                Doubt(
                    part=part, id=id_, batch_id=batch, row=row, code=codes[row], candidates=candidates.get(row, []),
                    values_sealed=seal(values, field=VALUES),
                )
                for row, part, id_, values in portion
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def settle_decided(walk: Pass) -> None:
    """Queued rows that somebody has decided at an earlier import count as unchanged: nobody is asked twice."""
    for portion in _portions(_queued(walk)):
        rows = {id_: row for row, _part, id_, _values in portion}
        decided = Doubt.objects.filter(id__in=rows).exclude(resolution="").values_list("id", flat=True)
        for id_ in decided:
            _forget(walk, rows[id_])


def _forget(walk: Pass, row: int) -> None:
    walk.ledger.states[row] = "unchanged"
    walk.ledger.problems = [problem for problem in walk.ledger.problems if problem.row != row]
    walk.ledger.remark(row, "", "decided_before", "", "")


def _codes(walk: Pass) -> dict[int, str]:
    return {problem.row: problem.code for problem in reversed(walk.ledger.sorted_problems()) if problem.grave != NOTE}


def _queued(walk: Pass) -> Iterator[tuple[int, int, UUID, str]]:
    """Row, part, id and values (JSON: field → cells) of every queued row. The id is drawn from the values."""
    for number, cells in walk.rows_in("queued"):
        picked = pick(cells, walk.header.columns)
        plain = {name: list(map(_plain, said)) for name, said in picked.items()}
        values = json.dumps(plain, ensure_ascii=False, sort_keys=True)
        part = walk.places.committee(cell_words(picked.get("committee", [""])[0])) or committee_of(walk.area)
        yield number, part, UUID(bytes=digest(f"{part}:{values}", field=VALUES)), values


def _plain(cell: object) -> object:
    return cell if isinstance(cell, (str, int, float, bool)) else cell_words(cell)


def _portions(rows: Iterator[tuple[int, int, UUID, str]]) -> Iterator[list[tuple[int, int, UUID, str]]]:
    portion = []
    for row in rows:
        portion.append(row)
        if len(portion) == _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def values_of(doubt: Doubt) -> dict[str, list[object]]:
    """The row's cells by field, in the clear: for the one who decides."""
    values: dict[str, list[object]] = json.loads(unseal(bytes(doubt.values_sealed), field=VALUES))
    return values


def with_corrections(cells: Mapping[str, Sequence[object]], corrections: Mapping[str, str]) -> dict[str, list[object]]:
    """Typed values instead of the file's; an empty one leaves the cell out."""
    kept = {name: list(said) for name, said in cells.items() if name not in corrections}
    return kept | {name: [text] for name, text in corrections.items() if text}


__all__ = ["KINDS", "keep", "settle_decided", "values_of", "with_corrections"]
