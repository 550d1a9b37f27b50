"""At which hours of a day a thing is asked for. Readings twice a day are a morning's and an evening's (ADR 0020)."""

from datetime import time

_SPAN = {"test": (7, 21), "reading": (6, 21), "call": (8, 20), "waste": (6, 22)}
_TWICE = ((6, 12), (14, 21))  # 早晚测温: morning and evening, with the afternoon's rest between them


def hours_of(what: str, number: int, times: int) -> tuple[time, time]:
    """From and until of the `number`-th time, counted from 1. More than two times share the day equally."""
    first, last = _SPAN[what]
    if times == 2 and what == "reading":
        first, last = _TWICE[number - 1]
        return time(first), time(last)
    step = (last - first) * 60 // times
    start = first * 60 + step * (number - 1)
    return _clock(start), _clock(start + step)


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
