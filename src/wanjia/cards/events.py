"""What cards do when the register changes. `flows.wiring` runs these in the transaction that told of it."""

from collections.abc import Mapping
from datetime import datetime

from wanjia.cards.models import Card, Correction, TagIndex
from wanjia.cards.services import end_cards
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of
from wanjia.platform.access import system
from wanjia.platform.audit import record
from wanjia.platform.moving import hand_on
from wanjia.roster.models import Person

_ENDS = ("moved", "died")


def cards_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: every code of the entry that goes stands for the one that stays.

    The card itself goes over where the survivor has none of the same part, so that the paper in the hand stays good;
    else it ends. Either way a swab that was taken with it counts for the survivor.
    What was asked to be corrected goes along.
    """
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    TagIndex.objects.filter(subject_id=gone).update(part=part_of(kept), subject_id=kept)
    hand_on(Correction.objects.filter(part=part_of(gone), subject_id=gone), part_of(kept), subject_id=kept)
    card = Card.objects.filter(part=part_of(gone), subject_id=gone, cancelled_at=None).first()
    if card is None:
        return
    has_one = Card.objects.filter(part=part_of(kept), subject_id=kept, cancelled_at=None).exists()
    if has_one or part_of(kept) != part_of(gone):
        end_cards([gone], reason=Card.Cancelled.MERGED, by="merge", now=now)
        act = "card.cancel"
    else:
        Card.objects.filter(part=card.part, id=card.id).update(subject_id=kept)
        act = "card.hand_over"
    record(
        by=system("merge"), act=act, area=committee_of(card.building_key), subject=f"person:{gone}", now=now,
        detail={"kept": str(kept)},
    )  # fmt: skip


def cards_follow_move(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.person_moved`: the paper stays good, and the phones of the new door hear of its end. What was asked to be
    corrected is for the desk there.
    """
    moved = Person.objects.get(part=part_of(int(str(payload["person"]))), id=int(str(payload["person"])))
    mine = {"part": moved.part, "subject_id": moved.pk}
    Card.objects.filter(cancelled_at=None, **mine).update(building_key=moved.building_key)
    Correction.objects.filter(state=Correction.State.OPEN, **mine).update(building_key=moved.building_key)


def cards_end_with_presence(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.presence_changed`: whoever moved away or died has no card. Who comes back gets a new one at the desk."""
    person, presence = int(str(payload["person"])), str(payload["presence"])
    if presence not in _ENDS:
        return
    card = Card.objects.filter(part=part_of(person), subject_id=person, cancelled_at=None).first()
    if card is not None and end_cards([person], reason=presence, by="register", now=now):
        record(
            by=system("register"), act="card.cancel", area=committee_of(card.building_key), subject=f"person:{person}",
            reason=presence, now=now,
        )  # fmt: skip
