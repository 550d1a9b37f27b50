"""What a case is at a moment, from the steps that people took."""

from datetime import datetime

OPEN, REPORTED, COMPLETE, ENDED, WITHDRAWN = "open", "reported", "complete", "ended", "withdrawn"
LIVE = (OPEN, REPORTED, COMPLETE)


def standing(
    *, reported_at: datetime | None, completed_at: datetime | None, ended_at: datetime | None,
    withdrawn_at: datetime | None,
) -> str:  # fmt: skip
    """Withdrawn beats discharged: what was no case cannot have ended well."""
    if withdrawn_at is not None:
        return WITHDRAWN
    if ended_at is not None:
        return ENDED
    if completed_at is not None:
        return COMPLETE
    return REPORTED if reported_at is not None else OPEN
