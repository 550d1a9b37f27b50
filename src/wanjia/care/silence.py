"""People who never ask, never answer, have no telephone: found by query, put on a visit list (沉默的少数).

Other rooms say who asked for something: `ASKED` is filled by flows, so that this room knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from wanjia.care import presets
from wanjia.care.models import CareRound
from wanjia.care.rules.owing import born_by, silent
from wanjia.coverage.models import CommitteeTotal, Proof, Round, Sheet
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import parts_of
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import Person, Presence, SpecialNeed

Asked = Callable[[int, datetime], set[int]]
ASKED: list[Asked] = []
SINCE = timedelta(days=30)
_OLD = 70


@dataclass(frozen=True, slots=True)
class Quiet:
    """One of them, with the reasons, and whether they are on this week's visit list."""

    door: Door
    why: tuple[str, ...]
    is_listed: bool


def quiet(committee: int, now: datetime) -> list[Quiet]:
    """Whoever might be missed: alone behind a door, seventy and over, or with a need. About nine queries."""
    watched = _watched(committee, now)
    ids = [person.pk for person in watched]
    asked: set[int] = set().union(*(source(committee, now - SINCE) for source in ASKED)) if ASKED else set()
    found = silent(
        ids, asked=asked, answered=_answered(ids, now), phones={one.pk for one in watched if one.phone_tails}
    )
    at, listed = doors("person", found), _listed(committee, now)
    return [Quiet(at[one], why, one in listed) for one, why in found.items() if one in at]


def _watched(committee: int, now: datetime) -> list[Person]:
    span = codes.buildings_under(committee)
    here = Person.objects.filter(building_key__range=span, presence=Presence.PRESENT, merged_into=None)
    alone = here.values("household_id").annotate(n=Count("id")).filter(n=1).values("household_id")
    parts = here.values("part").distinct()  # who moved here keeps their own
    needs = SpecialNeed.objects.filter(part__in=parts, until_on=None).values("person_id")
    old = Q(born_on__lte=born_by(_OLD, local_date(now)))
    return list(here.filter(Q(household_id__in=alone) | old | Q(id__in=needs)).order_by("building_key", "walk"))


def _answered(ids: list[int], now: datetime) -> set[int]:
    """Any proof of a round of the last month: they opened, they came, they picked up."""
    parts = parts_of(ids)
    theirs = CommitteeTotal.objects.filter(part__in=parts).values("round_id")  # a city opens thousands of others
    rounds = list(Round.objects.filter(opens_at__gte=now - SINCE, id__in=theirs).values_list("id", flat=True))
    rows = Proof.objects.filter(part__in=parts, round_id__in=rounds, subject_id__in=ids)
    return set(rows.values_list("subject_id", flat=True))


def _listed(committee: int, now: datetime) -> set[int]:
    monday = local_date(now) - timedelta(days=local_date(now).weekday())
    row = CareRound.objects.filter(part=committee, on=monday, what=presets.VISIT).first()
    if row is None:
        return set()
    return {one for owed in Sheet.objects.filter(round_id=row.round_id).values_list("owed", flat=True) for one in owed}
