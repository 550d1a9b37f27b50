"""What the chain reads of laboratories, once for the whole board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wanjia.coverage.models import Round
from wanjia.hot import found as hot
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.labs import queries
from wanjia.labs.models import Cluster, Lab, Recheck
from wanjia.logistics import presets
from wanjia.logistics.rules.limits import Limit, Link

_KIND = "screening"
NAMED = 12


@dataclass(frozen=True, slots=True)
class Look:
    """Counts and the few items that are shown by name."""

    area: int
    now: datetime
    found: hot.Found
    in_test: Sequence[hot.InTest]
    asked: hot.Asked
    pools: Sequence[queries.Pool]
    loads: Mapping[UUID, queries.Load]
    unreceived: Sequence[str]
    loose: int
    runs: Sequence[queries.RunLine]  # with something doubtful in them
    clusters: Sequence[Cluster]  # undecided
    split: int  # households in several tubes; not counted above a town
    limits: Mapping[str, Limit]


def look(area: int, round_: Round | None, now: datetime) -> Look:
    """Some fifteen queries."""
    span = codes.codes_under(area)
    town = codes.parent_of(codes.committee_of(area)) if codes.level_of(area) >= Level.COMMITTEE else area
    around = codes.codes_under(town or area)
    rounds = None if round_ is None else [round_.pk, *_rechecks(round_)]
    counts = hot.found(span, around, rounds, now)
    labs = list(queries.labs_for(area))
    loads = {load.lab.id: load for load in queries.loads(labs, clock.local_date(now))}
    pools = [pool for pool in queries.pools(area, now) if round_ is None or pool.round_id == round_.pk]
    return Look(
        area, now, counts, hot.in_test(span, around, rounds, now),
        hot.asked(codes.buildings_under(area), [round_.pk] if round_ else None, now), pools, loads,
        hot.unreceived(span, around, rounds, now, NAMED) if counts.unreceived else (),
        sum(load.loose for load in loads.values()),
        queries.doubtful(labs, now),
        [one for one in queries.clusters(area, now) if one.decided_at is None], _split(area, round_),
        _limits(area, now),
    )  # fmt: skip


def _split(area: int, round_: Round | None) -> int:
    if round_ is None or codes.level_of(area) < Level.TOWN:
        return 0
    return hot.split_households(codes.codes_under(area), round_.pk)


def _rechecks(round_: Round) -> list[int]:
    """The rounds of the rechecks that a screening asked for. One query."""
    asked = Recheck.objects.filter(pool_round_id=round_.pk).values_list("round_id", flat=True)
    return sorted({pk for pk in asked if pk is not None})


def _limits(area: int, now: datetime) -> dict[str, Limit]:
    """Every limit that holds there today; the report's by the kind of a screening."""
    day, place = clock.local_date(now), codes.desk_of(area)
    known = presets.limits(place, day)
    found = {link: limit for (link, kind), limit in known.items() if not kind}
    screening = known.get((Link.LAB_REPORT.value, _KIND))
    return found | ({Link.LAB_REPORT.value: screening} if screening else {})


def names_of(labs: Sequence[UUID]) -> dict[UUID, str]:
    """One query."""
    return dict(Lab.objects.filter(id__in=labs).values_list("id", "name"))
