"""A code at a gate: does it open for this vehicle, here, today, and if not, why."""

from dataclasses import dataclass
from datetime import date

from wanjia.kernel import area as codes
from wanjia.kernel.codes import Flaw

MOST_DAYS = 30  # a signed code holds no longer, see kernel.codes
GOOD, MEDICAL, NOT_OURS, INCOMPLETE, FORGED, EXPIRED, REVOKED, NOT_YET, OTHER_AREA, FIRM, OTHER_CODE = (
    "good", "medical", "not_ours", "incomplete", "forged", "expired", "revoked", "not_yet", "other_area", "firm",
    "other_code",
)  # fmt: skip
OPENS = frozenset({GOOD, MEDICAL})  # the gate opens
_FLAWS = {Flaw.NOT_OURS: NOT_OURS, Flaw.INCOMPLETE: INCOMPLETE, Flaw.FORGED: FORGED, Flaw.EXPIRED: EXPIRED}


@dataclass(frozen=True, slots=True)
class Held:
    """What the register knows of a tag."""

    place: int
    from_on: date
    until_on: date
    is_revoked: bool
    is_firm_open: bool


def of_flaw(flaw: Flaw) -> str:
    """For a code that can't be trusted, whatever the register knows."""
    return _FLAWS.get(flaw, FORGED)


def verdict(held: Held | None, gate: int, today: date) -> str:
    """For a code that is ours. A tag that nobody knows was signed with a key of ours and never written down: forged.

    What a person decided comes before the calendar: who was taken off the road hears that, not that it is Tuesday.
    """
    if held is None:
        return FORGED
    if held.is_revoked:
        return REVOKED
    if held.until_on < today:
        return EXPIRED
    if not held.is_firm_open:
        return FIRM
    if held.from_on > today:
        return NOT_YET
    return GOOD if codes.contains(held.place, gate) else OTHER_AREA


def is_span(from_on: date, until_on: date, today: date) -> bool:
    """Whether a pass may be issued for these days: not over, and not longer than a signature holds from today."""
    return today <= until_on and from_on <= until_on and (until_on - today).days <= MOST_DAYS
