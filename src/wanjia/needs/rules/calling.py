"""A promise to call back: by which hour, and when a late one climbs."""

from datetime import datetime, time, timedelta

PICKS = ("30", "120", "today", "own")
GRACE = timedelta(minutes=15)  # so late, and the level above has it
EVENING = time(20)  # "today" ends here, while there is half an hour left until then
LAST = time(23, 59)


def hour_of(pick: str, own: time | None, now: datetime) -> datetime | None:
    """The hour that a pick means; None where nothing is promised. `now` in local time.

    An own hour that is over today means tomorrow's. Raises ValueError for what is no pick or no hour.
    """
    if not pick:
        return None
    if pick in ("30", "120"):
        return now + timedelta(minutes=int(pick))
    if pick == "today":
        evening = datetime.combine(now.date(), EVENING, now.tzinfo)
        return evening if now + timedelta(minutes=30) <= evening else datetime.combine(now.date(), LAST, now.tzinfo)
    if pick != "own" or own is None:
        raise ValueError(pick)
    at = datetime.combine(now.date(), own, now.tzinfo)
    return at if at > now else at + timedelta(days=1)


def climbs_at(own: datetime | None, since: datetime, call_by: datetime | None) -> datetime | None:
    """When a level loses the ticket: by its own clock, or earlier where the promised call is late.

    A level that got it because of the late call keeps its own clock. None at the top: there is nobody above.
    """
    if own is None or call_by is None or call_by + GRACE <= since:
        return own
    return min(own, call_by + GRACE)
