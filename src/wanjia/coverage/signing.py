"""Signing off: building → committee → subdistrict, only when nobody is left unnamed. Signatures lapse, never vanish."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wanjia.coverage.intake import keeping
from wanjia.coverage.models import Aside, Explanation, Round, SignOff
from wanjia.coverage.refusals import AlreadySigned, NothingToSign, NotReady, RoundClosed
from wanjia.coverage.rules import Standing
from wanjia.hot.dialogue import Dialogue, hold
from wanjia.hot.tally import tally, tally_by
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell

_ACT = {Level.BUILDING: Act.SIGN_BUILDING, Level.COMMITTEE: Act.SIGN_COMMITTEE, Level.TOWN: Act.SIGN_TOWN}
_BELOW = {  # building keys in one area of the step below; a compound is not signed, but it is complete or not
    Level.COMPOUND: 1,
    Level.COMMITTEE: 1,
    Level.TOWN: 10**6,
}


def standing(round_: Round, area: int) -> Standing:
    """What a signature for the area would rest on now. Five small queries."""
    span = codes.buildings_under(area)
    counts = tally(round_.pk, span)
    return Standing(
        owed=counts.owed, done=counts.done, excused=counts.excused, released=counts.released,
        explained=explained_in(round_, area),
        strangers=Aside.objects.filter(round_id=round_.pk, building_key__range=span, resolved_at=None).count(),
        unsigned=len(unsigned(round_, area)),
    )  # fmt: skip


def unsigned(round_: Round, area: int) -> list[int]:
    """The areas one step below that the round owes something and that nobody has signed, in order."""
    width = _BELOW.get(codes.level_of(area))
    if width is None:
        return []
    below = tally_by(round_.pk, codes.buildings_under(area), width)
    signed = set(SignOff.objects.filter(round_id=round_.pk, lapsed_at=None).values_list("area", flat=True))
    return [code for code in below if code not in signed]


@transaction.atomic
def sign(*, by: Actor, round_: Round, area: int, now: datetime) -> SignOff:
    """Puts a name under an area, with the figures that it rests on.

    Raises NotReady with what is missing, NothingToSign where the round owes nobody, AlreadySigned.
    """
    level = codes.level_of(area)
    if level not in _ACT or not (codes.contains(round_.area, area) or codes.contains(area, round_.area)):
        raise NothingToSign(area=area)
    require(by, _ACT[level], area)
    Round.objects.select_for_update().get(pk=round_.pk)
    state = _ready(round_, area)
    signature = SignOff.objects.create(
        id=new_event_id(),
        round_id=round_.pk,
        area=area,
        rests_on=state.as_json(),
        signed_by=by.name,
        signed_at=now,
    )
    _close_when_complete(round_, now)
    tell("coverage.signed", part=codes.desk_of(area), payload={"round": round_.pk, "area": str(area)}, now=now)
    record(
        by=by,
        act="round.sign",
        area=codes.desk_of(area),
        subject=f"round:{round_.pk}",
        detail=state.as_json(),
        now=now,
    )
    return signature


def _ready(round_: Round, area: int) -> Standing:
    if round_.state != Round.State.OPEN:
        raise RoundClosed(round=round_.name)
    if SignOff.objects.filter(round_id=round_.pk, area=area, lapsed_at=None).exists():
        raise AlreadySigned(area=area)
    state = standing(round_, area)
    if state.owed == 0:
        raise NothingToSign(area=area)
    if not state.is_ready:
        raise NotReady(**state.as_json())
    return state


def _close_when_complete(round_: Round, now: datetime) -> None:
    """The round is signed off when its own area is, or every subdistrict in it, or every building of its compound."""
    level = codes.level_of(round_.area)
    if level == Level.COMPOUND:
        complete = not unsigned(round_, round_.area)
    elif level >= Level.TOWN:
        complete = SignOff.objects.filter(round_id=round_.pk, area=round_.area, lapsed_at=None).exists()
    else:
        towns = {key * 10**3 for key in tally_by(round_.pk, codes.buildings_under(round_.area), 10**9)}
        signed = SignOff.objects.filter(round_id=round_.pk, lapsed_at=None, area__in=towns).count()
        complete = signed == len(towns)
    if complete:
        Round.objects.filter(pk=round_.pk).update(state=Round.State.SIGNED)


def lapse(round_id: int, places: Sequence[int], reason: str, now: datetime) -> int:
    """Ends the signatures above the places: they no longer rest on the truth. Returns how many ended."""
    if not places:
        return 0
    return hold(_lapse([(round_id, place) for place in places], reason, now))


def _lapse(places: Sequence[tuple[int, int]], reason: str, now: datetime) -> Dialogue[int]:
    rows = yield keeping.lapse(places, reason, now)
    return int(rows[0][0])


def explained_in(round_: Round, area: int) -> int:
    """How many open targets are explained: explanations stand on open targets only, a proof or a ruling ends them."""
    return Explanation.objects.filter(round_id=round_.pk, building_key__range=codes.buildings_under(area)).count()
