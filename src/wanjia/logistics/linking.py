"""The board's columns from swab to laboratory: counts, the oldest item with its clock, cards, the balance of each link.

Counts come from one statement a link (hot.custody) and hold from a committee to a city; cards are the few worst items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wanjia.hot import custody as hot
from wanjia.hot.custody import Where
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level, Span
from wanjia.logistics import presets
from wanjia.logistics.models import Box, LinkLimit
from wanjia.logistics.rules import limits as rules
from wanjia.logistics.rules.balance import (
    Balance,
    Named,
    boxes_out,
    hand_overs,
    packed,
    people,
    taken_in,
    tubes,
    tubes_out,
)
from wanjia.logistics.rules.boxes import State
from wanjia.logistics.rules.limits import Limit, Link, Standing
from wanjia.logistics.viewing import BoxView, views

CARDS = 6  # in a column
NAMED = 12  # items under a balance line; the line says how many there are in all
_LATELY = timedelta(days=3)  # without a round: what began within this


@dataclass(frozen=True, slots=True)
class Card:
    """One item of a column. `item` names it for alarm notes: box:…, tube:…"""

    item: str
    code: str
    tubes: int
    people: int
    holder: str  # who has it; empty: the site
    site: str
    place: int
    since: datetime | None
    standing: Standing | None
    box_id: UUID | None = None
    box: BoxView | None = None  # all about it, where the card is a box
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One link. `waiting`: what has not passed it yet; `passed`: what has."""

    link: str
    boxes: int
    tubes: int
    people: int
    passed: int  # tubes
    limit: Limit | None
    oldest: Card | None
    cards: tuple[Card, ...]
    over: int = 0  # items past their limit
    balances: tuple[Balance, ...] = ()

    @property
    def level(self) -> int:
        """How far its worst alarm has climbed."""
        return max((card.standing.level for card in self.cards if card.standing), default=0)

    @property
    def is_off(self) -> bool:
        return any(balance.is_off for balance in self.balances)


@dataclass(frozen=True, slots=True)
class Links:
    """采 (tubes waiting for a box), 送 (boxes on their way), 检 (what laboratories have taken in)."""

    sample: Column
    send: Column
    take_in: Column

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.sample, self.send, self.take_in)

    @property
    def slowest(self) -> Column | None:
        """The link whose alarm has climbed furthest, of equals the one whose item is longest over."""
        late = [(column.level, column.oldest.standing.minutes, column) for column in self.columns
                if column.oldest and column.oldest.standing and column.oldest.standing.is_over]  # fmt: skip
        return max(late, key=lambda one: one[:2])[2] if late else None


def links(area: int, round_id: int | None, now: datetime) -> Links:
    """The three columns of an area, from a committee to a city. Some thirty queries, whatever its size.

    round_id None: all that began in the last three days, whatever its round. Boxes that only a courier has named are
    shown to the town. Twin of the counts: queries.links_slow.
    """
    where, day = where_of(area, round_id, now), clock.local_date(now)
    presets.ensure()
    rows = [
        row for row in LinkLimit.objects.filter(link__in=[Link.SAMPLE_BOX, Link.BOX_LAB]) if presets.is_in_force(row)
    ]
    seen = _look(where, _minutes(rows, day), now)
    return Links(
        _sample(where, _limit(rows, Link.SAMPLE_BOX, area, day), now),
        _send(seen, _limit(rows, Link.BOX_LAB, area, day)),
        _take_in(seen),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the statements found, and the few boxes that are shown by name."""

    states: Sequence[hot.Boxes]
    signed: hot.HandOvers
    counted: hot.Counted
    near: Sequence[BoxView]  # not at a laboratory yet, the worst first
    late: Sequence[BoxView]  # on the way and over the limit
    one_sided: Sequence[BoxView]
    differing: Sequence[BoxView]
    fresh: Sequence[BoxView]  # at a laboratory


def _look(where: Where, spans: dict[Span, int], now: datetime) -> _Seen:
    """Four statements, then all named boxes at once."""
    states, signed, counted = hot.boxes(where, spans, now), hot.hand_overs(where), hot.counted(where)
    oldest = hot.oldest(where, spans, now, NAMED)
    ids = {
        "near": oldest.late + oldest.near, "late": oldest.late, "one_sided": signed.boxes[:NAMED],
        "differing": counted.differing[:NAMED], "fresh": oldest.fresh[:CARDS],
    }  # fmt: skip
    rows = list(Box.objects.filter(id__in={one for some in ids.values() for one in some}))
    at = {view.box.pk: view for view in views(rows, now)}
    shown = {name: [at[one] for one in some if one in at] for name, some in ids.items()}
    shown["near"].sort(key=_worst_first)
    return _Seen(states, signed, counted, **shown)


def where_of(area: int, round_id: int | None, now: datetime) -> Where:
    """The ranges that a look at the area is about."""
    span = codes.codes_under(area)
    town = codes.parent_of(codes.committee_of(area)) if codes.level_of(area) >= Level.COMMITTEE else area
    return Where(span, codes.codes_under(town or area), round_id, now - _LATELY)


def _limit(rows: Sequence[LinkLimit], link: Link, area: int, day: date) -> Limit | None:
    row = rules.in_force(rows, link, "", codes.desk_of(area), day)
    return presets.as_limit(row) if row else None


def _minutes(rows: Sequence[LinkLimit], day: date) -> dict[Span, int]:
    """Minutes from closing to the laboratory by area, the smallest areas first: towns may have their own."""
    areas = sorted({row.area for row in rows if row.area}, key=lambda code: -codes.level_of(code))
    found = {codes.codes_under(code): _limit(rows, Link.BOX_LAB, code, day) for code in areas}
    found[Span(0, 10**12)] = _limit([row for row in rows if row.area is None], Link.BOX_LAB, 10**11, day)
    return {span: limit.minutes for span, limit in found.items() if limit and limit.minutes}


def _sample(where: Where, limit: Limit | None, now: datetime) -> Column:
    counted, sampled = hot.tubes(where), hot.sampled(where)
    cards = tuple(_tube_card(row, limit, now) for row in hot.waiting(where, CARDS))
    odd = hot.odd(where, NAMED)
    unknown = [Named(one.code, one.box, str(one.box_id)) for one in odd if one.kind == "unknown"]
    twice = [Named(one.code, one.box or "", str(one.box_id or "")) for one in odd if one.kind == "twice"]
    balances = (
        people(sampled.in_tubes, sampled.without), tubes(
            counted.closed, counted.packed, counted.waiting, counted.settled, twice),
        packed(counted.packed, unknown, max((one.of for one in odd if one.kind == "unknown"), default=0)),
    )  # fmt: skip
    return Column(
        Link.SAMPLE_BOX, 0, counted.waiting, counted.waiting_people, counted.packed, limit,
        cards[0] if cards else None, cards, sum(card.is_bad for card in cards), balances,
    )  # fmt: skip


def _tube_card(row: hot.Waiting, limit: Limit | None, now: datetime) -> Card:
    standing = rules.standing(row.seen_at, limit, now) if limit else None
    return Card(
        f"tube:{row.part}:{row.event_id}", row.code, 1, row.people, "", "", row.place, row.seen_at, standing,
        is_bad=bool(standing and standing.is_over),
    )  # fmt: skip


def _send(seen: _Seen, limit: Limit | None) -> Column:
    cards = tuple(card_of(view) for view in seen.near[:CARDS])
    way = [row for row in seen.states if row.state == State.ON_THE_WAY]
    there, lost = _sum(seen.states, State.AT_LAB, State.ENDED), _sum(seen.states, State.LOST)
    late = [Named(view.box.code, holder_of(view), str(view.box.pk)) for view in seen.late]
    balances = (
        tubes_out(there[1], way, lost[1], late), boxes_out(there[0], way, lost[0], late),
        hand_overs(seen.signed.total, seen.signed.one_sided, _one_sided(seen.one_sided)),
    )  # fmt: skip
    return Column(
        Link.BOX_LAB, sum(row.boxes for row in way), sum(row.tubes for row in way),
        sum(view.people for view in seen.near if view.state is State.ON_THE_WAY), there[1], limit,
        next((card for card in cards if card.standing), None), cards, sum(row.boxes for row in way if row.is_over),
        balances,
    )  # fmt: skip


def _worst_first(view: BoxView) -> tuple[bool, datetime]:
    standing = view.standing
    return standing is None, standing.due_at if standing else view.box.made_at


def _sum(states: Sequence[hot.Boxes], *wanted: str) -> tuple[int, int]:
    """Boxes and tubes in these states."""
    rows = [row for row in states if row.state in wanted]
    return sum(row.boxes for row in rows), sum(row.tubes for row in rows)


def _one_sided(boxes: Sequence[BoxView]) -> list[Named]:
    """Hand-overs that lack a signature, with who has not signed."""
    return [
        Named(view.box.code, name_of(view, one.giver if one.missing == "gave" else one.taker), str(view.box.pk))
        for view in boxes for one in view.line.one_sided
    ]  # fmt: skip


def _take_in(seen: _Seen) -> Column:
    counted = seen.counted
    balance = taken_in(
        counted.tubes, counted.counted_tubes, counted.uncounted_tubes,
        [Named(view.box.code, holder_of(view), str(view.box.pk)) for view in seen.differing], len(counted.differing),
    )  # fmt: skip
    shown = {view.box.pk: view for view in (*seen.differing, *seen.fresh)}
    cards = tuple(card_of(view) for view in list(shown.values())[:CARDS])
    at_lab = _sum(seen.states, State.AT_LAB)
    return Column(
        "take_in", at_lab[0], at_lab[1], sum(card.people for card in cards), counted.tubes, None, None, cards,
        balances=(balance,),
    )  # fmt: skip


def card_of(view: BoxView) -> Card:
    """A box as a card."""
    return Card(
        f"box:{view.box.pk}", view.box.code, len(view.tubes), view.people, holder_of(view), view.box.site,
        view.box.place, view.standing.since if view.standing else view.closed_at, view.standing, view.box.pk, view,
        view.is_bad,
    )  # fmt: skip


def holder_of(view: BoxView) -> str:
    """Who has it now; empty for the site."""
    return name_of(view, view.line.now_with)


def name_of(view: BoxView, holder_id: UUID | None) -> str:
    holder = view.holder(holder_id)
    return str(holder) if holder else view.box.site
