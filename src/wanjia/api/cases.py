"""Cases and transfers over the API: counts for the chain board, the zero check of a day. Never a name."""

from dataclasses import asdict
from datetime import date

from ninja import Query, Router, Schema
from pydantic import Field

from wanjia.cases import queries, zero
from wanjia.kernel.clock import local_date
from wanjia.platform.access import Act, require
from wanjia.platform.calls import Call
from wanjia.platform.pages import area_from

router = Router(tags=["cases"])


class AreaIn(Schema):
    """Which area."""

    area: str = Field(description="12, 14 or 18 digits, as text.")


class DayIn(AreaIn):
    """Which area and day."""

    on: date | None = Field(default=None, description="Today in Shanghai where none is given.")


@router.get("/cases/links", response=dict)
def case_links(request: Call, said: Query[AreaIn]) -> dict[str, object]:
    """Informed and kept at home, cases and undecided contacts, waiting and transferred, and the identity."""
    area = area_from(said.area)
    require(request.auth, Act.SEE_COUNTS, area)
    found = queries.links(area, request.now)
    return asdict(found) | {"even": found.balance.is_even, "difference": found.balance.difference}


@router.get("/cases/zero", response=dict)
def case_zero(request: Call, said: Query[DayIn]) -> dict[str, object]:
    """Waiting at the start + new = transferred + cleared + withdrawn + waiting; who is left, by case number."""
    area = area_from(said.area)
    require(request.auth, Act.SEE_COUNTS, area)
    return zero.told(zero.check(area, said.on or local_date(request.now), request.now))
