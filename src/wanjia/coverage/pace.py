"""When a gap is empty if it goes on like the last hour. An estimate from counts, never a promise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from wanjia.coverage.models import Round
from wanjia.coverage.queries import STEP, code_of
from wanjia.coverage.rules import expected_finish
from wanjia.hot import pace as hot
from wanjia.hot import tally as hot_tally
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level

_WINDOW = timedelta(minutes=60)
_KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many were done in each area during the last `minutes`."""

    done: dict[int, int]
    minutes: float

    def finish(self, area: int, open_: int, now: datetime) -> datetime | None:
        """When the area's gap is empty at this pace. None where nobody was done lately."""
        return expected_finish(
            open_=open_, done_lately=max(0, self.done.get(area, 0)), minutes=self.minutes, now=now
        )  # fmt: skip


def of_area(round_: Round, area: int, now: datetime) -> Pace:
    """The area's own pace. Two queries, three once something was noted."""
    span = codes.buildings_under(area)
    since = _since(round_, now)
    if codes.level_of(area) > Level.COMMITTEE:
        done = hot.proven_since(round_.pk, span, 10**18, since)
        return _pace({area: done.get(0, 0)}, since, now)
    at = hot.noted_at(round_.pk, since)
    before = hot.noted(round_.pk, at, span, 10**12).get(0, 0) if at else 0
    return _pace({area: hot_tally.tally(round_.pk, span).done - before}, at or round_.opens_at, now)


def below(round_: Round, area: int, now: datetime) -> Pace:
    """The pace of each area one step below. Two queries, three once something was noted."""
    span, step = codes.buildings_under(area), STEP[codes.level_of(area)]
    since = _since(round_, now)
    if step < codes.BUILDINGS_IN_COMMITTEE:
        done = hot.proven_since(round_.pk, span, step, since)
        return _pace({code_of(group, step): n for group, n in done.items()}, since, now)
    at = hot.noted_at(round_.pk, since)
    before = hot.noted(round_.pk, at, span, step // codes.BUILDINGS_IN_COMMITTEE) if at else {}
    counted = hot_tally.tally_by(round_.pk, span, step)
    done = {code_of(group, step): counts.done - before.get(group, 0) for group, counts in counted.items()}
    return _pace(done, at or round_.opens_at, now)


def _since(round_: Round, now: datetime) -> datetime:
    return max(round_.opens_at, now - _WINDOW)


def _pace(done: dict[int, int], since: datetime, now: datetime) -> Pace:
    return Pace(done, max(1.0, (now - since).total_seconds() / 60))


def note(now: datetime) -> int:
    """The worker's note of every open round. Returns how many committees it wrote down."""
    hot.forget(now - _KEPT)
    return hot.note(now)
