"""What comes to one door: each delivery with how far it is, from the plan to the door, and why one does not come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wanjia.coverage.models import Exemption, Proof, Round, Sheet
from wanjia.kernel import area as codes
from wanjia.kernel.custody import TOOK
from wanjia.kernel.ids import part_of, parts_of
from wanjia.supplies import delivering, queries
from wanjia.supplies.models import Delivery, HandSign, LeftOut
from wanjia.supplies.rules import trips

PLANNED, OPEN, AT_GATE, AT_DROP, DONE, EXCUSED, RELEASED, LEFT_OUT = (
    "planned", "open", "at_gate", "at_drop", "done", "excused", "released", "left_out",
)  # fmt: skip
AHEAD, AFTER = timedelta(days=7), timedelta(days=2)  # how far the page looks in both directions


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery as a door sees it. `at`: since when it is so; `why` only for a door that was left out."""

    delivery: Delivery
    state: str
    at: datetime | None = None
    why: str = ""
    handed: str = ""

    @property
    def is_recalled(self) -> bool:
        """What this door has of it, or waits for, is of a lot that was recalled."""
        is_theirs = self.state in (OPEN, AT_GATE, AT_DROP, DONE)
        return is_theirs and self.delivery.lot is not None and self.delivery.lot.recalled_at is not None


def parcels(household_id: int, people: Iterable[int], key: int, now: datetime) -> list[Parcel]:
    """What is to come here, or came in the last days, by the day it comes. Six queries, one where there is nothing.

    A meal is owed to a person and a parcel to the flat; what is for other doors only is not told.
    """
    rows = _reaching(key, now)
    rounds = [row.round_id for row in rows if row.round_id]
    subjects = [household_id, *people]
    owed, settled = _owed(rounds, key, subjects), _settled(rounds, subjects)
    here, out = _arrived(rows, key), _left_out(rows, household_id)
    found = [_parcel(row, owed, settled, here, out) for row in rows]
    return [one for one in found if one is not None]


def _reaching(key: int, now: datetime) -> list[Delivery]:
    above = codes.ancestors(key)
    rows = Delivery.objects.select_related("lot").filter(
        part__in={codes.desk_of(one) for one in above}, place__in=above, cancelled_at=None,
        opens_at__lte=now + AHEAD, due_at__gte=now - AFTER,
    ).exclude(kind=Delivery.Kind.FREIGHT)  # fmt: skip
    return list(rows.annotate(is_called_off=queries.called_off()).order_by("opens_at", "id")[:30])


def _owed(rounds: Sequence[int], key: int, subjects: Sequence[int]) -> dict[int, int]:
    """Whom each round owes here: the flat, or the first of its people."""
    if not rounds:
        return {}
    found: dict[int, int] = {}
    parts = parts_of(subjects)
    sheets = Sheet.objects.filter(part__in=parts, round_id__in=rounds, building_key=key, owed__overlap=list(subjects))
    for round_id, owed in sheets.values_list("round_id", "owed"):
        found[round_id] = next(one for one in subjects if one in set(owed))
    return found


def _settled(rounds: Sequence[int], subjects: Sequence[int]) -> dict[tuple[int, int], tuple[str, datetime | None, str]]:
    """State, moment and how it was handed over, by round and subject. Two queries."""
    if not rounds:
        return {}
    where = {"part__in": parts_of(subjects), "round_id__in": rounds, "subject_id__in": subjects}
    found: dict[tuple[int, int], tuple[str, datetime | None, str]] = {
        (round_id, subject): (str(state), None, "")
        for round_id, subject, state in Exemption.objects.filter(**where).values_list("round_id", "subject_id", "state")
    }
    proofs = Proof.objects.filter(**where).values_list("round_id", "subject_id", "seen_at", "detail")
    for round_id, subject, at, detail in proofs:
        found[round_id, subject] = (DONE, at, str((detail or {}).get("handed", "")))
    return found


def _arrived(rows: Sequence[Delivery], key: int) -> dict[UUID, tuple[str, datetime]]:
    """Where the boxes of each delivery were signed for last on the way to this building. One query."""
    wanted = [row.pk for row in rows if row.round_id]
    if not wanted:
        return {}
    signs = HandSign.objects.filter(
        part__in={row.part for row in rows}, trip__delivery__in=wanted, trip__place__in=codes.ancestors(key),
        side=TOOK, taker__in=(trips.GATE, trips.DROP),
    ).order_by("seen_at")  # fmt: skip
    found: dict[UUID, tuple[str, datetime]] = {}
    for delivery, taker, at in signs.values_list("trip__delivery_id", "taker", "seen_at"):
        state = AT_DROP if taker == trips.DROP else AT_GATE
        if found.get(delivery, ("",))[0] != AT_DROP:
            found[delivery] = (state, at)
    return found


def _left_out(rows: Sequence[Delivery], household_id: int) -> dict[UUID, str]:
    """One query."""
    wanted = [row.pk for row in rows if row.opened_at]
    if not wanted:
        return {}
    out = LeftOut.objects.filter(part=part_of(household_id), delivery_id__in=wanted, household_id=household_id)
    return dict(out.values_list("delivery_id", "why"))


def _parcel(
    row: Delivery, owed: Mapping[int, int], settled: Mapping[tuple[int, int], tuple[str, datetime | None, str]],
    here: Mapping[UUID, tuple[str, datetime]], out: Mapping[UUID, str],
) -> Parcel | None:  # fmt: skip
    if row.opened_at is None:
        is_for_some = row.kind in (Delivery.Kind.MEAL, Delivery.Kind.GROUP)
        return None if is_for_some else Parcel(row, PLANNED)
    subject = owed.get(row.round_id or 0)
    if subject is None:
        return Parcel(row, LEFT_OUT, why=out[row.pk]) if row.pk in out else None
    state, at, handed = settled.get((row.round_id or 0, subject), (OPEN, None, ""))
    if state == OPEN and getattr(row, "is_called_off", False):
        state = RELEASED
    elif state == OPEN and row.pk in here:
        state, at = here[row.pk]
    return Parcel(row, state, at, handed=handed)


def is_brought(round_: Round) -> bool:
    """True for a round that a delivery opened: it brings something and asks nothing."""
    return round_.reason.startswith(delivering.REASON)
