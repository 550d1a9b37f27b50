"""What a command is given, looked at before anything is written: whatever lacks is refused by its own name."""

from datetime import date, datetime

from wanjia.kernel.clock import local_date
from wanjia.platform import wording
from wanjia.supplies.refusals import AmountWanted, DayPast, HourPast, ReasonWanted, WordsWanted, WrongTimes

MOST = 99_999_999  # of anything; far below what a column holds


def amount(number: int, what: str, *, least: int = 1, most: int = MOST) -> int:
    """The number itself. Raises AmountWanted, which says of what and from where to where."""
    if not least <= number <= most:
        raise AmountWanted(what=what, least=wording.number(least), most=wording.number(most))
    return number


def said(text: str, what: str, length: int) -> str:
    """Without blanks around, cut to what is kept. Raises WordsWanted where nothing stands."""
    if not text.strip():
        raise WordsWanted(what=what)
    return text.strip()[:length]


def reason(text: str) -> str:
    """As it is kept. Raises ReasonWanted."""
    if not text.strip():
        raise ReasonWanted
    return text.strip()[:120]


def not_past(on: date, now: datetime) -> None:
    """Raises DayPast for a day before today."""
    if on < local_date(now):
        raise DayPast(on=on, today=local_date(now))


def to_come(at: datetime, now: datetime) -> None:
    """Raises HourPast."""
    if at <= now:
        raise HourPast(at=wording.moment(at, now))


def in_order(begin: datetime, end: datetime, now: datetime) -> None:
    """Raises WrongTimes where the end does not lie after the beginning; it carries both."""
    if end <= begin:
        raise WrongTimes(begin=wording.moment(begin, now), end=wording.moment(end, now))
