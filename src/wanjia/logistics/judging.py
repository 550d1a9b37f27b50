"""What is odd about facts as they arrive, judged against everything that stands about their boxes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model, QuerySet

from wanjia.coverage.models import Tube
from wanjia.kernel import area as codes
from wanjia.kernel import custody
from wanjia.kernel.area import Level
from wanjia.kernel.custody import Signed
from wanjia.logistics.models import Box, Holder, Packed, Signature
from wanjia.logistics.reading import PACKED, UNPACKED, Fact
from wanjia.logistics.rules import packing
from wanjia.logistics.rules.packing import About, Difference, Move, TubeKnown

Seen = tuple[Fact, Box, datetime]


def is_in(model: type[Model], kind: str) -> bool:
    """Whether facts of this kind stand in that table."""
    return (model is Packed) == (kind in (PACKED, UNPACKED)) and (model is not Signature or kind in ("gave", "took"))


def tubes_of(boxes: Iterable[Box], wanted: Iterable[str]) -> dict[str, list[TubeKnown]]:
    """Every record of the tubes with these codes, near the boxes. Two queries: own committees, then their towns."""
    asked, parts = set(wanted), {codes.desk_of(box.place) for box in boxes}
    found = _known(Tube.objects.filter(part__in=parts, code__in=asked)) if asked else {}
    if rest := asked - found.keys():
        towns = {_town(part) for part in parts}
        for span in map(codes.codes_under, towns):
            found |= _known(Tube.objects.filter(part__range=span, code__in=rest))
    return found


def _town(part: int) -> int:
    return part if codes.level_of(part) <= Level.TOWN else codes.parent_of(codes.committee_of(part)) or part


def _known(rows: QuerySet[Tube]) -> dict[str, list[TubeKnown]]:
    found: dict[str, list[TubeKnown]] = {}
    for event, part, code, round_id, place, people, seen_at in rows.values_list(
        "event_id", "part", "code", "round_id", "place", "members__len", "seen_at"
    ):
        found.setdefault(code, []).append(TubeKnown(event, part, code, round_id, place, people or 0, seen_at))
    return found


def moves_of(boxes: Iterable[Box]) -> dict[UUID, list[Move]]:
    """What went in and out of each box. One query."""
    found: dict[UUID, list[Move]] = {}
    ids = {box.pk: box.part for box in boxes}
    rows = Packed.objects.filter(part__in=set(ids.values()), box_id__in=ids)
    for box_id, event, code, is_out, seen_at in rows.values_list("box_id", "event_id", "code", "is_out", "seen_at"):
        found.setdefault(box_id, []).append(Move(event, code, is_out, seen_at))
    return found


def elsewhere(
    wanted: Iterable[str], boxes: Iterable[Box], lists: Mapping[UUID, Iterable[str]] | None = None
) -> dict[str, list[Box]]:  # fmt: skip
    """The open boxes of the same committees in which tubes of these codes lie. Three queries.

    `lists`: what is in `boxes`, where that is known already; then only the others are read.
    """
    near = {box.pk: box for box in boxes}
    parts, found = {box.part for box in near.values()}, dict[str, list[Box]]()
    for box_id, codes_ in (lists or {}).items():
        for code in codes_ if near[box_id].ended_at is None else ():
            found.setdefault(code, []).append(near[box_id])
    rows = Packed.objects.filter(part__in=parts, code__in=set(wanted)).exclude(box_id__in=lists or ())
    ids = list(rows.order_by().values_list("box_id", flat=True).distinct())
    others = {box.pk: box for box in Box.objects.filter(part__in=parts, id__in=ids, ended_at=None)} if ids else {}
    for box_id, moves in moves_of(others.values()).items() if others else ():
        for code in packing.inside(moves):
            found.setdefault(code, []).append(others[box_id])
    return found


def oddities_of(packed: Sequence[Seen]) -> dict[UUID, tuple[str, ...]]:
    """What is odd about each tube that was put in. Five queries; nothing is odd about taking one out."""
    putting = [(fact, box, at) for fact, box, at in packed if fact.kind == PACKED]
    if not putting:
        return {}
    boxes = {box.pk: box for _fact, box, _at in putting}
    wanted = {fact.tube for fact, _box, _at in putting}
    tubes, others = tubes_of(boxes.values(), wanted), elsewhere(wanted, boxes.values())
    return {
        fact.id: packing.oddities(
            Move(fact.id, fact.tube, False, at), about(box), tubes.get(fact.tube, []),
            [other.code for other in others.get(fact.tube, []) if other.pk != box.pk],
        ) + (("box_lost",) if box.lost_at and not box.found_at else ())
        for fact, box, at in putting
    }  # fmt: skip


def about(box: Box) -> About:
    return About(box.place, box.round_id, box.sealed_at)


def signed_of(boxes: Iterable[Box]) -> dict[UUID, list[Signed]]:
    """The signatures of each box. One query."""
    ids = {box.pk: box.part for box in boxes}
    found: dict[UUID, list[Signed]] = {}
    for row in Signature.objects.filter(part__in=set(ids.values()), box_id__in=ids):
        found.setdefault(row.box_id, []).append(as_signed(row))
    return found


def as_signed(row: Signature) -> Signed:
    return Signed(
        row.event_id, row.side, row.holder_id, row.other_id, row.seen_at, row.counted,
        tuple(row.scanned) if row.scanned is not None else None, row.seal_seen, row.recorded_by, row.account_id,
        row.is_paper,
    )  # fmt: skip


def signature_oddities(signed: Sequence[Seen]) -> dict[UUID, tuple[str, ...]]:
    """What is odd about each signature: the seal, who gave, one hand for both sides, nobody we know. Two queries."""
    boxes = {box.pk: box for _fact, box, _at in signed}
    if not boxes:
        return {}
    lines = {pk: custody.line(some, boxes[pk].made_at) for pk, some in signed_of(boxes.values()).items()}
    named = {one for fact, _box, _at in signed for one in (fact.holder, fact.other) if one}
    known = set(Holder.objects.filter(id__in=named).values_list("id", flat=True))
    return {fact.id: tuple(_odd(fact, box, lines[box.pk], known)) for fact, box, _at in signed}


def _odd(fact: Fact, box: Box, line: custody.Line, known: set[UUID]) -> Iterable[str]:
    if {fact.holder, fact.other} - known - {None}:
        yield "holder_unknown"
    if fact.seal_seen == Signature.Seal.BROKEN:
        yield "seal_broken"
    if fact.seal_seen == Signature.Seal.OTHER:
        yield "seal_other"
    own = next((one for one in line.hand_overs if fact.id in _ids(one)), None)
    if own is not None and own in custody.breaks(line):
        yield "hand_over_missing"
    if own is not None and own.is_one_hand:
        yield "one_hand"
    if box.lost_at and not box.found_at:
        yield "box_lost"


def _ids(one: custody.HandOver) -> set[UUID]:
    return {signed.id for signed in (one.gave, one.took, *one.recounts) if signed is not None}


def differences(signed: Sequence[tuple[Fact, Box]]) -> dict[UUID, Difference]:
    """Where a hand-over was counted: what that says against the box's list. Six queries."""
    counted = [(fact, box) for fact, box in signed if fact.counted is not None or fact.scanned is not None]
    if not counted:
        return {}
    boxes = {box.pk: box for _fact, box in counted}
    moves = moves_of(boxes.values())
    lists = {pk: packing.inside(moves.get(pk, [])) for pk in boxes}
    extra = {code for fact, box in counted for code in set(fact.scanned or ()) - lists[box.pk].keys()}
    homes = {code: boxes[0].code for code, boxes in elsewhere(extra, boxes.values()).items()} if extra else {}
    return {
        fact.id: packing.difference(lists[box.pk], fact.counted, fact.scanned, homes)
        for fact, box in counted if lists[box.pk]  # of a box whose list has not arrived nothing can be said
    }  # fmt: skip


def difference_flags(found: Difference) -> dict[str, None]:
    """The difference as flags, for the device."""
    flags = {"tubes_missing": bool(found.missing), "tubes_extra": bool(found.extra),
             "count_differs": not found.missing and not found.extra and bool(found.by)}  # fmt: skip
    return {flag: None for flag, holds in flags.items() if holds}


def homes_of(extra: Iterable[str], box: Box) -> Mapping[str, str]:
    """The box that each tube belongs to, where one has it. Two queries."""
    return {code: boxes[0].code for code, boxes in elsewhere(extra, [box]).items() if boxes[0].pk != box.pk}
