"""The board as plain values, for `wanjia chain --json`. Codes stay codes; ids travel as text."""

from wanjia.flows.chain.board import Board, LinkColumn
from wanjia.flows.chain.books import Line
from wanjia.flows.chain.items import Item
from wanjia.kernel import clock
from wanjia.logistics.rules.limits import LEVELS


def told(board: Board) -> dict[str, object]:
    """`balanced` says whether every book agrees and no item is named as odd."""
    slowest = board.slowest
    return {
        "area": str(board.area), "round": board.round_id,
        "at": clock.local(board.at).isoformat(timespec="seconds"), "balanced": not board.off,
        "slowest": slowest.link if slowest else None, "links": [_column(column) for column in board.columns],
        "identities": [_line(line) for line in board.books], "alarms": [_item(item) for item in board.alarms],
    }  # fmt: skip


def _column(column: LinkColumn) -> dict[str, object]:
    return {
        "link": column.link, **dict(column.big), "limit_minutes": column.limit_minutes,
        "oldest": _item(column.oldest) if column.oldest else None, "items": len(column.items),
    }  # fmt: skip


def _line(line: Line) -> dict[str, object]:
    return {
        "name": line.name, "unit": line.unit, "left": line.left, "parts": dict(line.parts),
        "difference": line.difference, "balanced": not line.is_off,
        "named": [{"code": one.code, "where": one.where} for one in line.named],
    }  # fmt: skip


def _item(item: Item) -> dict[str, object]:
    found = item.standing
    return {
        "item": item.key, "code": item.code, item.word: item.count, "holder": item.holder,
        "since": clock.local(item.since).isoformat(timespec="seconds") if item.since else None,
        "due": clock.local(found.due_at).isoformat(timespec="seconds") if found else None,
        "state": found.state if found else None, "minutes": found.minutes if found else None,
        "climbed_to": LEVELS[found.level] if found else "",
    }  # fmt: skip
