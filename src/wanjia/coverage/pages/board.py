"""What one round looks like on the screen: tree, tiles, ladder. Reads only; values ready for a template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wanjia.coverage import pace, queries
from wanjia.coverage.models import Round
from wanjia.coverage.queries import Block, Branch, Tally
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, Actor, may
from wanjia.roster import places


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One area of the tree; `level` is how far it is set in."""

    area: int
    name: str
    level: int
    tally: Tally
    signed_by: str
    finish: datetime | None
    is_late: bool  # at this pace it ends after the deadline
    is_open: bool  # its children follow
    is_here: bool
    is_leaf: bool  # its buildings are tiles, not rows


@dataclass(frozen=True, slots=True)
class _Node:
    branch: Branch
    level: int
    finish: datetime | None
    is_open: bool


def tree(round_: Round, area: int, actor: Actor, now: datetime) -> list[TreeRow]:
    """From the subdistrict (or wherever one may begin) down to the area: each opened step sorted by its gap.

    Three queries for each opened step, and one for each kind of name.
    """
    path = _path(round_, area, actor)
    top = queries.top(round_, path[0])
    nodes = [_Node(top, 0, _finish(round_, top, now), is_open=True), *_below(round_, path, 1, now)]
    named = places.names(node.branch.area for node in nodes)
    return [_row(node, named, area, round_.due_at) for node in nodes]


def _path(round_: Round, area: int, actor: Actor) -> list[int]:
    """The areas to open: from the subdistrict, or the first one below it that the actor may see, to the area."""
    chain = [
        code for code in codes.ancestors(area)
        if may(actor, Act.SEE_COUNTS, code) and codes.contains(round_.area, code)
    ]  # fmt: skip
    if codes.level_of(area) <= Level.TOWN:
        return [area]
    return [code for code in chain if codes.level_of(code) >= Level.TOWN] or [area]


def _below(round_: Round, path: list[int], level: int, now: datetime) -> Iterable[_Node]:
    """Children of the first area of the path; the one that the path goes on with is opened in place."""
    at, rest = path[0], path[1:]
    if codes.level_of(at) >= Level.COMPOUND:
        return
    paces = pace.below(round_, at, now)
    for branch in sorted(queries.branches(round_, at), key=lambda branch: (-branch.tally.open, branch.area)):
        is_open = bool(rest) and rest[0] == branch.area and codes.level_of(branch.area) < Level.COMPOUND
        yield _Node(branch, level, paces.finish(branch.area, branch.tally.open, now), is_open)
        if is_open:
            yield from _below(round_, rest, level + 1, now)


def _finish(round_: Round, branch: Branch, now: datetime) -> datetime | None:
    return pace.of_area(round_, branch.area, now).finish(branch.area, branch.tally.open, now)


def _row(node: _Node, named: dict[int, str], here: int, due_at: datetime) -> TreeRow:
    branch = node.branch
    is_here = branch.area == here or (codes.level_of(here) == Level.BUILDING and branch.area == codes.compound_of(here))
    return TreeRow(
        branch.area, named[branch.area], min(node.level, 4), branch.tally, branch.signed_by, node.finish,
        node.finish is not None and node.finish > due_at and branch.tally.open > 0, node.is_open, is_here,
        codes.level_of(branch.area) >= Level.COMPOUND,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """One building of the board."""

    area: int
    name: str
    block: Block
    is_here: bool


@dataclass(frozen=True, slots=True)
class Compound:
    """The buildings of one compound, as on the ground."""

    area: int
    name: str
    open: int
    tiles: tuple[Tile, ...]


def compounds(round_: Round, area: int, actor: Actor) -> list[Compound]:
    """The board of a committee, a compound, or the compound around a building; nothing above. Six queries."""
    wide = _board_area(area, actor)
    if wide is None:
        return []
    blocks = queries.board(round_, wide)
    keys = [block.branch.area for block in blocks]
    named = places.names({*keys, *map(codes.compound_of, keys)})
    by_compound: dict[int, list[Tile]] = {}
    for block in blocks:
        key = block.branch.area
        by_compound.setdefault(codes.compound_of(key), []).append(Tile(key, named[key], block, key == area))
    return [
        Compound(code, named[code], sum(tile.block.branch.tally.open for tile in tiles), tuple(tiles))
        for code, tiles in by_compound.items()
    ]


def _board_area(area: int, actor: Actor) -> int | None:
    level = codes.level_of(area)
    if level < Level.COMMITTEE:
        return None
    compound = codes.compound_of(area) if level == Level.BUILDING else area
    return compound if may(actor, Act.SEE_COUNTS, compound) else area
