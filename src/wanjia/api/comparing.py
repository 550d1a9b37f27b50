"""Several rounds at once over the API: counts by area, and ids for who may see people."""

from ninja import Query, Router, Schema
from pydantic import Field

from wanjia.coverage.comparing.answer import answer
from wanjia.coverage.comparing.discretion import below_for, require_discretion
from wanjia.coverage.comparing.names import lines
from wanjia.coverage.comparing.question import Question, Wish, question
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, require
from wanjia.platform.audit import record
from wanjia.platform.calls import Call
from wanjia.platform.pages import area_from

router = Router(tags=["rounds"])


class CompareIn(Schema):
    """Rounds by what is wanted of them, one to five in all; every one of it has to be true."""

    area: int
    missed: list[int] = Field([], description="Owed there and open still.")
    done: list[int] = Field([], description="Proven there.")
    undone: list[int] = Field([], description="Not proven there: missed, excused, or not on that list.")
    need: list[str] = Field([], description="People with one of these needs.")
    min_age: int | None = Field(None, ge=0, le=130)
    subjects: bool = Field(False, description="Ids too, in walking order; for a committee, a compound or a building.")

    @property
    def wishes(self) -> list[tuple[int, Wish]]:
        wanted = ((Wish.MISSED, self.missed), (Wish.DONE, self.done), (Wish.UNDONE, self.undone))
        return [(number, wish) for wish, numbers in wanted for number in numbers]


class BelowOut(Schema):
    """One area below. `owed`: in the newest of the rounds."""

    area: str
    count: int
    owed: int


class ComparedOut(Schema):
    """Who it is, counted; `subjects` is null unless it was asked for."""

    count: int
    owed: int
    below: list[BelowOut]
    subjects: list[str] | None = None


@router.get("/rounds/compare", response=ComparedOut)
def compare(request: Call, asked: Query[CompareIn]) -> ComparedOut:
    """Who was missed in all of these rounds, done in that and missed in this, done in none. Exact as of now."""
    area = area_from(str(asked.area))
    is_named = asked.subjects and codes.level_of(area) >= Level.COMMITTEE
    require(request.auth, Act.SEE_PEOPLE if is_named else Act.SEE_COUNTS, area)
    wanted = question(asked.wishes, area, needs=asked.need, min_age=asked.min_age)
    require_discretion(request.auth, wanted, area)
    found = answer(wanted, area, request.now)
    below = below_for(request.auth, wanted, found, area)
    told = ComparedOut(
        count=found.count, owed=found.owed,
        below=[BelowOut(area=str(one.area), count=one.count, owed=one.owed) for one in below],
    )  # fmt: skip
    if is_named:
        told.subjects = [str(line.subject_id) for line in lines(wanted, found)]
        _log(request, wanted, area, found.count)
    return told


def _log(request: Call, wanted: Question, area: int, people: int) -> None:
    record(
        by=request.auth, act="round.read_gap", area=codes.desk_of(area), subject=f"round:{wanted.round_ids[0]}",
        now=request.now, detail={"rounds": wanted.round_ids, "people": people},
    )  # fmt: skip
