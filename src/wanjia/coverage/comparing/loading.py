"""The sets that a question needs: from the shelf, from the table, or drawn from the facts, and always as of now."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from wanjia.coverage.comparing.algebra import EMPTY, Held, narrowed
from wanjia.coverage.comparing.question import Question, Wish
from wanjia.coverage.comparing.shelf import SHELF
from wanjia.hot import sets as hot
from wanjia.hot.sets import Key, Known, Total
from wanjia.kernel import area as codes
from wanjia.kernel.area import Span

CHUNK = 200  # committees in one statement: some 800,000 people when all of them are drawn

Piece = tuple[Total, Held]
Loaded = dict[int, list[list[Piece]]]  # by part, by round as asked: the committees with a set that holds anybody


def pieces(question: Question, span: Span) -> Loaded:
    """The sets of the area, and those elsewhere that hold people of the same parts.

    One statement when nothing changed since the last question; two more for each 200 committees that did. No set is
    older than the moment of asking.
    """
    totals = hot.totals(question.round_ids, span)
    if not all(span.low <= low and high <= span.high for low, high in _reach(question)):
        totals += hot.totals_elsewhere(question.round_ids, span, {total.part for total in totals})
    order = {round_id: index for index, round_id in enumerate(question.round_ids)}
    loaded: Loaded = {total.part: [[] for _each in order] for total in totals}
    for total, held in _held(question, totals):
        loaded[total.part][order[total.round_id]].append((total, held))
    return loaded


def _reach(question: Question) -> Iterator[Span]:
    return (codes.buildings_under(each.round.area) for each in question.asked)


def _held(question: Question, totals: Sequence[Total]) -> Iterator[Piece]:
    """Each total with its set, narrowed to what is wished of its round."""
    wishes = {each.round.pk: each.wish for each in question.asked}
    drawers = {round_id: SHELF.drawer(round_id, wish) for round_id, wish in wishes.items()}
    missing: list[Total] = []
    for total in totals:
        version, held = drawers[total.round_id].get((total.committee, total.part), _NEVER)
        if version == total.version:
            yield total, held
        elif _is_nobody(total, wishes[total.round_id]):
            yield total, EMPTY
        else:
            missing.append(total)
    keeps = not hot.is_in_transaction()  # what is not committed must not outlive its transaction on the shelf
    for total, known in _read(missing):
        held = narrowed(known.sets, wishes[total.round_id])
        if keeps:
            SHELF.put(total._replace(version=known.version), wishes[total.round_id], held)
        yield total, held


_NEVER = (-1, EMPTY)


def _is_nobody(total: Total, wish: Wish) -> bool:
    """The counters say it without a look at the set."""
    return (wish is Wish.MISSED and total.open == 0) or (wish is Wish.DONE and total.done == 0)


def _read(totals: Sequence[Total]) -> Iterator[tuple[Total, Known]]:
    by_key = {total.key: total for total in totals}
    for known in refreshed(sorted(by_key)):
        yield by_key[known.key], known


def refreshed(keys: Iterable[Key]) -> Iterator[Known]:
    """Reads sets as of now; those drawn anew are stored on the way. Two statements for each 200 keys."""
    for chunk in chunks(keys):
        known = hot.read(chunk)
        hot.put(each for each in known if each.is_drawn)
        yield from known


def chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    left = iter(keys)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
