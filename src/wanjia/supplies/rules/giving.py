"""The public account of donations: offered, came, allocated, handed over, left. Every sum balances or says why not."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Used:
    """So much for one need. `arrived` None: under way. `returned`: not handed over, and in the store again."""

    quantity: int
    arrived: int | None = None
    returned: int = 0

    @property
    def lost(self) -> int:
        return self.quantity - self.arrived - self.returned if self.arrived is not None else 0


@dataclass(frozen=True, slots=True)
class Account:
    """came = handed over + under way + lost + left. `lost`: allocated, and neither handed over nor brought back; what
    was brought back is left again."""

    offered: int
    came: int | None
    handed: int
    under_way: int
    lost: int

    @property
    def allocated(self) -> int:
        return self.handed + self.under_way + self.lost

    @property
    def left(self) -> int:
        return (self.came or 0) - self.allocated

    @property
    def short(self) -> int:
        """Offered and not come. 0 while it is still awaited."""
        return self.offered - self.came if self.came is not None else 0

    @property
    def is_balanced(self) -> bool:
        return self.left >= 0 and self.lost == 0


def account(offered: int, came: int | None, uses: Iterable[Used]) -> Account:
    handed = under_way = lost = 0
    for use in uses:
        if use.arrived is None:
            under_way += use.quantity
        else:
            handed += use.arrived
            lost += use.lost
    return Account(offered, came, handed, under_way, lost)


def still_wanted(wanted: int, uses: Iterable[Used]) -> int:
    """What a need still lacks; what is under way counts as coming."""
    return max(wanted - sum(use.quantity if use.arrived is None else use.arrived for use in uses), 0)


MET, PARTLY, NOT_NEEDED, NOT_FOUND = "met", "partly", "not_needed", "not_found"
UNDER_WAY, STILL_LACKING, NOTHING_CAME, SOMETHING_CAME = "under_way", "still_lacking", "nothing_came", "something_came"


def wrong_outcome(outcome: str, wanted: int, uses: Iterable[Used]) -> str:
    """Why a need can't be closed like that; empty where the outcome says what happened.

    Nothing is closed over goods that are still on their way. No longer needed may be said whatever came.
    """
    found = list(uses)
    handed = sum(use.arrived or 0 for use in found)
    if any(use.arrived is None for use in found):
        return UNDER_WAY
    if outcome == MET and handed < wanted:
        return STILL_LACKING
    if outcome == PARTLY and not 0 < handed < wanted:
        return SOMETHING_CAME if handed else NOTHING_CAME
    return SOMETHING_CAME if outcome == NOT_FOUND and handed else ""
