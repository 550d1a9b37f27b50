"""The one place that asks what time it is. Everything below the doors takes `now` as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL)


def local_date(moment: datetime) -> date:
    return local(moment).date()


def age_on(born_on: date, day: date) -> int:
    """Full years. Somebody born on 29 February grows older on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
