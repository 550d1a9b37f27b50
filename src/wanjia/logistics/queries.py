"""What other code asks of logistics: boxes and their custody, the board's links, who took which alarm.

For the chain board: `links(area, round_id, now)` gives the columns 采, 送 and the first part of 检 with counts, cards
and balance lines. For laboratories: `tubes_on_the_way(lab, now)`, `received_by(lab, since, until, now)`,
`boxes_of(part, event)`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from wanjia.coverage.models import Tube
from wanjia.kernel import area as codes
from wanjia.kernel.custody import HandOver, Line
from wanjia.logistics import judging
from wanjia.logistics.linking import Card, Column, Links, links, where_of
from wanjia.logistics.models import AlarmNote, Box, Holder, Packed, Sealing, Signature
from wanjia.logistics.presets import limit, limits
from wanjia.logistics.rules import packing
from wanjia.logistics.rules.boxes import State
from wanjia.logistics.viewing import BoxView, views

__all__ = [
    "BoxView", "Card", "Column", "Links", "alarm_notes", "box_events", "boxes_in", "boxes_of", "boxes_with",
    "custody_of_box", "find", "holders_in", "limit", "limits", "links", "over_count", "received_by",
    "tubes_on_the_way", "view_of", "views", "where_of",
]  # fmt: skip

MOST = 400  # boxes in one list; of more, the open ones


def view_of(box: Box, now: datetime) -> BoxView:
    """One box in full. Eight queries."""
    return views([box], now)[0]


def custody_of_box(box: Box) -> Line:
    """Who held it from when to when, and which hand-over lacks its second signature. One query."""
    from wanjia.kernel import custody

    return custody.line(judging.signed_of([box]).get(box.pk, []), box.made_at)


def boxes_in(area: int, round_id: int | None, now: datetime) -> list[BoxView]:
    """The boxes of an area, those that are longest over first. Nine queries; at most 400 boxes, open ones first."""
    rows = Box.objects.filter(part__range=codes.codes_under(area))
    lately = Q(made_at__gte=where_of(area, None, now).since)
    rows = rows.filter(Q(round_id=round_id) | Q(round_id=None) & lately) if round_id else rows.filter(lately)
    found = sorted(rows.order_by("ended_at", "-made_at")[:MOST], key=lambda box: box.made_at)
    return sorted(views(found, now), key=_order)


_ORDER = (State.ON_THE_WAY, State.SEALED, State.PACKING, State.LOST, State.AT_LAB, State.ENDED)


def _order(view: BoxView) -> tuple[object, ...]:
    standing = view.standing
    is_late = standing is not None and standing.state != "ok"
    return not is_late, _ORDER.index(view.state), standing.due_at if standing else view.box.made_at


def boxes_of(part: int, event: UUID) -> list[Box]:
    """The boxes in which a tube was, the one where it is last. Two queries. By the tube's part and event."""
    tube = Tube.objects.filter(part=part, event_id=event).first()
    return _boxes_with_code(tube.code, [part]) if tube else []


def _boxes_with_code(code: str, parts: Iterable[int]) -> list[Box]:
    rows = Packed.objects.filter(part__in=list(parts), code=code).order_by("seen_at", "event_id")
    order = list(dict.fromkeys(rows.values_list("box_id", flat=True)))
    at = {box.pk: box for box in Box.objects.filter(id__in=order)}
    return [at[one] for one in order if one in at]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a box's history, as it was recorded."""

    at: datetime
    kind: str  # packed, unpacked, sealed, gave, took
    what: str  # the tube, the seal
    by: str
    device: str
    received_at: datetime
    flags: tuple[str, ...] = ()
    holder_id: UUID | None = None
    other_id: UUID | None = None
    is_paper: bool = False


def box_events(box: Box) -> list[Event]:
    """Everything that was recorded about a box, in order. Three queries."""
    of = {"part": box.part, "box_id": box.pk}
    found = [
        Event(row.seen_at, "unpacked" if row.is_out else "packed", row.code, row.recorded_by, row.device,
              row.received_at, tuple(row.flags))
        for row in Packed.objects.filter(**of)
    ]  # fmt: skip
    found += [
        Event(row.seen_at, "sealed", row.number, row.recorded_by, row.device, row.received_at)
        for row in Sealing.objects.filter(**of)
    ]
    found += [
        Event(row.seen_at, row.side, "", row.recorded_by, row.device, row.received_at, tuple(row.flags), row.holder_id,
              row.other_id, row.is_paper)
        for row in Signature.objects.filter(**of)
    ]  # fmt: skip
    return sorted(found, key=lambda event: event.at)


def boxes_with(holder: Holder, now: datetime) -> list[BoxView]:
    """The boxes that are in a courier's or depot's hands now, or at a laboratory and not emptied. Ten queries."""
    ids = Signature.objects.filter(Q(holder=holder) | Q(other=holder), seen_at__gte=now - timedelta(days=7))
    rows = Box.objects.filter(id__in=set(ids.values_list("box_id", flat=True)), ended_at=None)
    return [view for view in views(list(rows), now) if view.line.now_with == holder.pk and view.state is not State.LOST]


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """What a laboratory has to expect."""

    boxes: tuple[BoxView, ...]

    @property
    def tubes(self) -> int:
        return sum(len(view.tubes) for view in self.boxes)


def tubes_on_the_way(lab_id: UUID, now: datetime) -> OnTheWay:
    """Boxes for this laboratory that have been closed and not taken in, the oldest first. Nine queries."""
    rows = Box.objects.filter(to_lab_id=lab_id, ended_at=None, made_at__gte=now - timedelta(days=3))
    found = [view for view in views(list(rows), now) if view.state in (State.SEALED, State.ON_THE_WAY)]
    return OnTheWay(tuple(sorted(found, key=lambda view: view.closed_at or now)))


@dataclass(frozen=True, slots=True)
class Received:
    """A box that a laboratory took in."""

    view: BoxView
    hand_over: HandOver


def received_by(lab_id: UUID, since: datetime, until: datetime, now: datetime) -> list[Received]:
    """What a laboratory signed for from `since` until before `until`, in order. Ten queries."""
    signed = Signature.objects.filter(holder_id=lab_id, side="took", seen_at__gte=since, seen_at__lt=until)
    rows = Box.objects.filter(id__in=set(signed.values_list("box_id", flat=True)))
    found = [Received(view, view.taken_in) for view in views(list(rows), now) if view.taken_in is not None]
    return sorted((one for one in found if since <= one.hand_over.at < until), key=lambda one: one.hand_over.at)


def holders_in(area: int, kinds: Sequence[str] = ()) -> list[Holder]:
    """Couriers, depots and laboratories that work in the area or around it, open ones. One query."""
    rows = Holder.objects.filter(closed_at=None).order_by("kind", "name", "id")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return [row for row in rows if codes.contains(row.area, area) or codes.contains(area, row.area)]


def alarm_notes(part: int, items: Iterable[str]) -> Mapping[str, list[AlarmNote]]:
    """Who took which alarm, the newest first, by item. One query."""
    found: dict[str, list[AlarmNote]] = {}
    for note in AlarmNote.objects.filter(part=part, item__in=list(items)).order_by("-taken_at"):
        found.setdefault(note.item, []).append(note)
    return found


def over_count(area: int) -> int:
    """Boxes that a report of loss waits for a second person for. One query; what the rail counts."""
    return Box.objects.filter(part__range=codes.codes_under(area), ended_at=None).exclude(reported_at=None).count()


@dataclass(frozen=True, slots=True)
class Found:
    """What a code is: boxes of this code, boxes in which a tube of this code lies, tubes of it."""

    boxes: tuple[Box, ...]
    holding: tuple[Box, ...]
    tubes: tuple[Tube, ...]


def find(code: str, area: int, person: int | None = None) -> Found:
    """A box or tube by its code, or the tubes of a person. Five queries at most, all within the area."""
    span = codes.codes_under(area)
    if person is not None:
        tubes = list(Tube.objects.filter(part__range=span, members__contains=[person]).order_by("-seen_at")[:20])
    else:
        tubes = list(Tube.objects.filter(part__range=span, code=code).order_by("-seen_at")[:20])
    boxes = Box.objects.filter(part__range=span, code=code).order_by("-made_at")[:20]
    wanted = {tube.code for tube in tubes} | {code}
    rows = Packed.objects.filter(part__range=span, code__in=wanted).values_list("box_id", flat=True).distinct()
    holding = Box.objects.filter(part__range=span, id__in=list(rows)).order_by("-made_at")[:20]
    return Found(tuple(boxes), tuple(holding), tuple(tubes))


def links_slow(area: int, round_id: int, now: datetime) -> Mapping[str, int]:
    """Twin of hot.custody, from the rules: what each state holds, what waits, what is one-sided. Reads everything."""
    shown = views(list(Box.objects.filter(part__range=codes.codes_under(area), round_id=round_id, end_note="")), now)
    around = where_of(area, round_id, now).around
    near = list(Box.objects.filter(part__range=around, round_id=round_id, end_note=""))
    boxed = {code for moves in judging.moves_of(near).values() for code in packing.inside(moves)}
    closed = list(Tube.objects.filter(part__range=codes.codes_under(area), round_id=round_id))
    single = {tube.code for tube in closed}
    counts = {
        "closed": len(closed), "packed": len(single & boxed), "waiting": len(single - boxed),
        "twice": len(closed) - len(single), "hand_overs": sum(len(view.line.hand_overs) for view in shown),
        "one_sided": sum(len(view.line.one_sided) for view in shown),
        "over": sum(1 for view in shown
                    if view.state is State.ON_THE_WAY and view.standing is not None and view.standing.is_over),
    }  # fmt: skip
    for state in State:
        counts[f"{state}_boxes"] = sum(1 for view in shown if view.state is state)
        counts[f"{state}_tubes"] = sum(len(view.tubes) for view in shown if view.state is state)
    return counts
