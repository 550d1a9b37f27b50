"""A box as people see it: its tubes, who held it, its state, its clock, what a count says against its list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wanjia.kernel import clock, custody
from wanjia.kernel.custody import HandOver, Line, Signed
from wanjia.logistics import judging, presets
from wanjia.logistics.models import Box, Holder, LinkLimit
from wanjia.logistics.rules import boxes as states
from wanjia.logistics.rules import limits, packing
from wanjia.logistics.rules.boxes import State
from wanjia.logistics.rules.limits import Limit, Link, Standing
from wanjia.logistics.rules.packing import Difference, Move, TubeKnown

_RUNS = (State.PACKING, State.SEALED, State.ON_THE_WAY)  # the states in which a clock runs


@dataclass(frozen=True, slots=True)
class TubeIn:
    """One tube in a box. `record` None: no record of it has arrived."""

    code: str
    since: datetime
    record: TubeKnown | None
    flags: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()  # other open boxes that it was put into

    @property
    def people(self) -> int:
        return self.record.people if self.record else 0


@dataclass(frozen=True, slots=True)
class BoxView:
    """Everything about one box at one moment."""

    box: Box
    tubes: tuple[TubeIn, ...]
    line: Line
    state: State
    holders: Mapping[UUID, Holder]  # everybody who stands in its line
    taken_in: HandOver | None  # by a laboratory that signed for it
    limit: Limit | None
    standing: Standing | None  # None where no clock runs
    difference: Difference | None  # the last count or list, against what was packed; None: nobody counted
    counted_by: Signed | None

    @property
    def people(self) -> int:
        return sum(tube.people for tube in self.tubes)

    @property
    def odd_tubes(self) -> tuple[TubeIn, ...]:
        return tuple(tube for tube in self.tubes if tube.flags)

    @property
    def closed_at(self) -> datetime | None:
        """Since when the way to the laboratory is counted: the seal, or leaving without one."""
        moments = [moment for moment in (self.box.sealed_at, self.line.left_site_at) if moment]
        return min(moments, default=None)

    @property
    def now_with(self) -> Holder | None:
        """Whose hands it is in; None: the site's."""
        return self.holder(self.line.now_with)

    @property
    def sampled(self) -> tuple[datetime, datetime] | None:
        """When its first and its last tube were filled."""
        moments = [tube.record.seen_at for tube in self.tubes if tube.record]
        return (min(moments), max(moments)) if moments else None

    @property
    def is_bad(self) -> bool:
        """Something in it does not balance, or its time is over."""
        is_over = self.standing is not None and self.standing.is_over
        differs = self.difference is not None and not self.difference.agrees
        return is_over or differs or self.state is State.LOST

    def holder(self, holder_id: UUID | None) -> Holder | None:
        return self.holders.get(holder_id) if holder_id else None


def views(boxes: Sequence[Box], now: datetime) -> list[BoxView]:
    """The boxes in their order. Eight queries, however many; for lists, not for a city."""
    if not boxes:
        return []
    moves, signed = judging.moves_of(boxes), judging.signed_of(boxes)
    inside = {box.pk: packing.inside(moves.get(box.pk, [])) for box in boxes}
    wanted = {code for codes in inside.values() for code in codes}
    records, others = judging.tubes_of(boxes, wanted), judging.elsewhere(wanted, boxes, inside)
    lines = {box.pk: custody.line(signed.get(box.pk, []), box.made_at) for box in boxes}
    holders = _holders(boxes, signed)
    presets.ensure()
    rows = list(LinkLimit.objects.filter(link__in=[Link.SAMPLE_BOX, Link.BOX_LAB]))
    found = []
    for box in boxes:
        tubes = _tubes(box, inside[box.pk], records, others)
        found.append(_view(box, tubes, lines[box.pk], holders, rows, others, now))
    return found


def _holders(boxes: Sequence[Box], signed: Mapping[UUID, Sequence[Signed]]) -> dict[UUID, Holder]:
    ids = {hand for some in signed.values() for one in some for hand in (one.holder, one.other) if hand}
    ids |= {box.to_lab_id for box in boxes if box.to_lab_id}
    return {holder.pk: holder for holder in Holder.objects.filter(id__in=ids)}


def _tubes(
    box: Box, inside: Mapping[str, Move], records: Mapping[str, Sequence[TubeKnown]],
    others: Mapping[str, Sequence[Box]],
) -> tuple[TubeIn, ...]:  # fmt: skip
    found = []
    for code, move in inside.items():
        known = sorted(records.get(code, ()), key=lambda one: (one.round_id != box.round_id, one.seen_at, one.event_id))
        elsewhere = tuple(other.code for other in others.get(code, ()) if other.pk != box.pk)
        flags = packing.oddities(move, judging.about(box), known, elsewhere)
        found.append(TubeIn(code, move.seen_at, known[0] if known else None, flags, elsewhere))
    return tuple(found)


def _view(
    box: Box, tubes: tuple[TubeIn, ...], line: Line, holders: Mapping[UUID, Holder], rows: Iterable[LinkLimit],
    others: Mapping[str, Sequence[Box]], now: datetime,
) -> BoxView:  # fmt: skip
    labs = {pk for pk, holder in holders.items() if holder.kind == Holder.Kind.LAB}
    taken_in = line.taken_in_by(labs)
    state = states.state_of(
        states.Known(
            box.sealed_at, box.lost_at, box.found_at, box.ended_at, line.now_with is not None, taken_in is not None
        )
    )
    limit, standing = _clock(box, tubes, line, state, rows, now)
    counted = _last_count(line)
    homes = {code: boxes[0].code for code, boxes in others.items()}
    return BoxView(
        box, tubes, line, state, holders, taken_in, limit, standing, _difference(box, tubes, counted, homes), counted
    )


def _clock(
    box: Box, tubes: Sequence[TubeIn], line: Line, state: State, rows: Iterable[LinkLimit], now: datetime
) -> tuple[Limit | None, Standing | None]:
    """To the laboratory since it was closed; while it is packed, since its first tube was filled."""
    closed = min((at for at in (box.sealed_at, line.left_site_at) if at), default=None)
    begun = min((tube.record.seen_at if tube.record else tube.since for tube in tubes), default=None)
    link, since = (Link.BOX_LAB, closed) if closed else (Link.SAMPLE_BOX, begun)
    if since is None:
        return None, None
    held = [row for row in rows if presets.is_in_force(row)]
    row = limits.in_force(held, link, "", box.part, clock.local_date(since))
    limit = presets.as_limit(row) if row else None
    if limit is None or state not in _RUNS:
        return limit, None
    return limit, limits.standing(since, limit, now)


def _last_count(line: Line) -> Signed | None:
    """Of the last hand-over that was counted at all."""
    counts = [one.last_count for one in line.hand_overs if one.last_count is not None]
    return counts[-1] if counts else None


def _difference(
    box: Box, tubes: Sequence[TubeIn], counted: Signed | None, homes: Mapping[str, str]
) -> Difference | None:
    if counted is None:
        return None
    packed = [tube.code for tube in tubes]
    extra = set(counted.scanned or ()) - set(packed)
    if extra:  # rare: only then it is asked where they belong
        homes = dict(homes) | dict(judging.homes_of(extra, box))
    return packing.difference(packed, counted.counted, counted.scanned, homes)
