"""How fast a site really goes, and when it is done at that speed. Says nothing where too little was measured."""

from datetime import datetime, timedelta

ENOUGH_PEOPLE = 10
ENOUGH_MINUTES = 10.0
RATE = 60  # people a lane and hour where nothing was measured: population / 360 over six hours (domain §2.1)


def per_hour(done_30: int, done_60: int, minutes_open: float) -> float | None:
    """People an hour over the last half hour, else over the last hour. None: too few people or minutes to say."""
    if minutes_open < ENOUGH_MINUTES:
        return None
    for done, window in ((done_30, 30.0), (done_60, 60.0)):
        if done >= ENOUGH_PEOPLE:
            return done * 60 / min(window, minutes_open)
    return None


def finish(open_: int, rate: float | None, now: datetime) -> datetime | None:
    """When nobody is left at this speed. `now` when nobody is left already, None without a measured speed."""
    if open_ == 0:
        return now
    return now + timedelta(hours=open_ / rate) if rate else None
