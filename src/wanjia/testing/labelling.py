"""Giving out numbers for tubes and boxes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from wanjia.hot import locking
from wanjia.kernel import area as codes
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.testing.models import LabelRange
from wanjia.testing.refusals import LabelsTaken, WrongNumbers, WrongPrefix
from wanjia.testing.rules import numbers


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants. `first` is None for the next numbers that are free."""

    kind: str
    committee: int
    site: UUID | None
    round: int | None
    prefix: str
    first: int | None
    count: int
    digits: int = 5


def next_free(prefix: str) -> int:
    """The first number after all that were given out under the prefix, in any committee. One query."""
    taken = LabelRange.objects.filter(prefix=prefix).values_list("first", "last")
    return numbers.next_free(taken)


@transaction.atomic
def assign(*, by: Actor, asked: Asked, now: datetime) -> LabelRange:
    """Gives out a range that nobody else has; who asks for the same prefix at that moment waits. Raises WrongPrefix,
    WrongNumbers, LabelsTaken.
    """
    require(by, Act.EDIT_REGISTER, asked.committee)
    if not numbers.is_prefix(asked.prefix):
        raise WrongPrefix(prefix=asked.prefix)
    locking.hold(f"labels:{asked.prefix}")  # two that meet at the constraint wait for each other: a deadlock
    first = next_free(asked.prefix) if asked.first is None else asked.first
    _look(asked, first)
    try:
        return _write(by, asked, first, now)
    except IntegrityError as why:
        raise LabelsTaken(next=next_free(asked.prefix)) from why


def _look(asked: Asked, first: int) -> None:
    is_wide = asked.digits <= numbers.MOST_DIGITS and first + asked.count - 1 < 10**asked.digits
    if not 0 < asked.count <= numbers.MOST_LABELS or first < 0 or not is_wide:
        raise WrongNumbers(most=numbers.MOST_LABELS, digits=min(asked.digits, numbers.MOST_DIGITS))


@transaction.atomic
def _write(by: Actor, asked: Asked, first: int, now: datetime) -> LabelRange:
    """The database refuses what overlaps, whoever writes it."""
    last = first + asked.count - 1
    made = LabelRange.objects.create(
        kind=asked.kind, area=codes.committee_of(asked.committee), site_id=asked.site, round_id=asked.round,
        prefix=asked.prefix, first=first, last=last, digits=asked.digits,
        span=numbers.span(asked.prefix, first, last), assigned_at=now, assigned_by=by.name,
    )  # fmt: skip
    record(
        by=by, act="labels.assign", area=made.area, subject=f"labels:{made.pk}", now=now,
        detail={"prefix": asked.prefix, "first": first, "last": last},
    )  # fmt: skip
    return made


@transaction.atomic
def note_printed(*, by: Actor, labels: LabelRange, now: datetime) -> None:
    """Somebody printed them: printing again is allowed, and seen."""
    require(by, Act.EDIT_REGISTER, labels.area)
    if labels.printed_at is None:
        LabelRange.objects.filter(pk=labels.pk).update(printed_at=now)
        record(by=by, act="labels.print", area=labels.area, subject=f"labels:{labels.pk}", now=now)
