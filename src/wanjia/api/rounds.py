"""Rounds over the API: counts and gaps for programs. What devices report goes through `field`."""

from datetime import datetime

from ninja import Router, Schema

from wanjia.coverage import queries
from wanjia.coverage.models import Round
from wanjia.coverage.rounds import access_round
from wanjia.kernel import area as codes
from wanjia.platform.access import Act
from wanjia.platform.audit import record
from wanjia.platform.calls import Call

router = Router(tags=["rounds"])


class CountsOut(Schema):
    """owed = done + excused + released + open."""

    owed: int
    done: int
    excused: int
    released: int
    open: int
    strangers: int


class RoundOut(Schema):
    """A round with the head-count of its own area."""

    id: int
    name: str
    obligation: str
    area: str
    opens_at: datetime
    due_at: datetime
    state: str


def _as_out(round_: Round) -> RoundOut:
    return RoundOut(
        id=round_.pk, name=round_.name, obligation=round_.obligation_id, area=str(round_.area),
        opens_at=round_.opens_at, due_at=round_.due_at, state=round_.state,
    )  # fmt: skip


@router.get("/rounds", response=list[RoundOut])
def list_rounds(request: Call) -> list[RoundOut]:
    """Open rounds of the caller's areas and over them, by deadline; up to a subdistrict also those inside."""
    areas = [scope.area for scope in request.auth.scopes]
    return [_as_out(round_) for round_ in queries.open_rounds(areas, request.now)]


@router.get("/rounds/{round_id}/tally", response=CountsOut)
def tally(request: Call, round_id: int, area: int) -> dict[str, int]:
    """Head-count of a round in an area."""
    round_ = access_round(request.auth, Act.SEE_COUNTS, round_id, area)
    counted = queries.tally(round_, area)
    return {
        "owed": counted.owed, "done": counted.done, "excused": counted.excused, "released": counted.released,
        "open": counted.open, "strangers": queries.stranger_count(round_, area),
    }  # fmt: skip


class TargetOut(Schema):
    """One open target, in walking order."""

    subject: str
    building: str
    attempts: int
    last_outcome: str
    explained: str


@router.get("/rounds/{round_id}/gap", response=list[TargetOut])
def gap(request: Call, round_id: int, area: int, limit: int = 500) -> list[TargetOut]:
    """Who is still open in an area. Ids only: names are in the device's own list."""
    round_ = access_round(request.auth, Act.SEE_PEOPLE, round_id, area)
    record(
        by=request.auth, act="round.read_gap", area=codes.desk_of(area), subject=f"round:{round_.pk}", now=request.now
    )
    return [
        TargetOut(
            subject=str(target.subject_id), building=str(target.building_key), attempts=target.attempts,
            last_outcome=target.last_outcome, explained=target.explained,
        )
        for target in queries.gap(round_, area, limit=min(limit, 5000))
    ]  # fmt: skip
