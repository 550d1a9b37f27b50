"""Boards of areas that are too large to be read while somebody waits: the worker draws them, pages show the last one.

A board reads every tube of its round: a town's in a second, a city's of 25 million people in minutes (ADR 0028).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from wanjia.coverage.models import Round
from wanjia.flows.chain.board import Board, board, rounds_of
from wanjia.flows.models import DrawnBoard
from wanjia.hot import tally as hot
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.roster.models import Area

LIVE = 200_000  # people: up to so many, a page waits for its board
FRESH = timedelta(minutes=2)  # whoever looks at an older one has a new one drawn
EVERY = timedelta(minutes=10)  # nobody has to look for one to be drawn as often as this
KEPT = timedelta(days=1)

_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Board).decode


@dataclass(frozen=True, slots=True)
class Sight:
    """What a page can show at once: a board that was read this moment, or the last one drawn; None before the first."""

    board: Board | None
    is_drawn: bool = False
    seconds: float = 0.0  # that the drawing took

    def is_old(self, now: datetime) -> bool:
        """Somebody should have it drawn anew."""
        return self.is_drawn and (self.board is None or now - self.board.at >= FRESH)


def sight(area: int, round_: Round | None, rounds: Sequence[Round], now: datetime) -> Sight:
    """`rounds`: those of `rounds_of`. Two queries for a large area; what `board` costs for another."""
    return last(area, round_) if is_large(area, rounds) else Sight(board(area, round_, now))


def is_large(area: int, rounds: Sequence[Round]) -> bool:
    """Wider than a subdistrict, and its newest round owes more people than a page waits for. One query at most."""
    if codes.level_of(area) >= Level.TOWN or not rounds:
        return False
    return hot.tally(rounds[0].pk, codes.buildings_under(area)).owed > LIVE


def last(area: int, round_: Round | None) -> Sight:
    """What the worker drew last. One query."""
    row = DrawnBoard.objects.filter(area=area, round_id=round_.pk if round_ else 0).first()
    return Sight(_decode(bytes(row.body)), is_drawn=True, seconds=row.seconds) if row else Sight(None, is_drawn=True)


def draw(area: int, round_: Round | None, now: datetime) -> bool:
    """Reads it now and keeps it. False, and nothing is read, where the last one is fresh. Minutes for a city."""
    if not last(area, round_).is_old(now):
        return False
    began = time.perf_counter()
    found = board(area, round_, now)
    seconds = round(time.perf_counter() - began, 1)
    DrawnBoard.objects.update_or_create(
        area=area, round_id=round_.pk if round_ else 0,
        defaults={"at": now, "seconds": seconds, "body": _encode(found)},
    )  # fmt: skip
    return True


def due(now: datetime) -> list[tuple[int, Round]]:
    """Large areas with the newest round there, whose board is ten minutes old or was never drawn; the widest first.

    Cities and districts: a province is drawn when somebody looks at it.
    """
    drawn = {(row.area, row.round_id): row.at for row in DrawnBoard.objects.defer("body")}
    wide = (
        Area.objects.filter(level__in=(Level.CITY, Level.DISTRICT))
        .order_by("level", "code")
        .values_list("code", flat=True)
    )
    found = [(area, rounds) for area in wide if is_large(area, rounds := rounds_of(area, now))]
    return [
        (area, rounds[0]) for area, rounds in found
        if (area, rounds[0].pk) not in drawn or now - drawn[area, rounds[0].pk] >= EVERY
    ]  # fmt: skip


def forget(now: datetime) -> int:
    """Drops what nobody has had drawn for a day. Returns how many."""
    return DrawnBoard.objects.filter(at__lt=now - KEPT).delete()[0]
