"""The list of key needs (群众重点需求清单) of an area, from the tickets of its inbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate

from wanjia.kernel.clock import LOCAL, local_date
from wanjia.needs.models import Kind
from wanjia.needs.queries import ever_in, open_in
from wanjia.needs.rules.catalogue import Group, KindLine, first_day, lines


def catalogue(area: int, now: datetime) -> list[KindLine]:
    """One line a kind. Two queries: the open tickets of the inbox, and what was closed in the days of the trend."""
    today = local_date(now)
    return lines([*_open(area, now), *_closed(area, now)], Kind.values, today)


def _open(area: int, now: datetime) -> list[Group]:
    grouped = open_in(area).values_list("kind", TruncDate("opened_at", tzinfo=LOCAL))
    counted = grouped.annotate(n=Count("id"), over=Count("id", filter=Q(due_at__lte=now)), first=Min("opened_at"))
    return [Group(kind, on, None, n, over, first) for kind, on, n, over, first in counted.order_by()]


def _closed(area: int, now: datetime) -> list[Group]:
    since = datetime.combine(first_day(local_date(now)), time.min, LOCAL)
    days = TruncDate("opened_at", tzinfo=LOCAL), TruncDate("closed_at", tzinfo=LOCAL)
    grouped = ever_in(area).filter(closed_at__gte=since).values_list("kind", *days)
    return [Group(*row) for row in grouped.annotate(n=Count("id")).order_by()]


def oldest(area: int, found: Sequence[KindLine]) -> Mapping[str, UUID]:
    """Per kind the ticket that has been open longest. One query, by the moments that the lines name."""
    wanted = Q(pk__in=[])
    for line in found:
        if line.oldest is not None:
            wanted |= Q(kind=line.kind, opened_at=line.oldest)
    return dict(open_in(area).filter(wanted).values_list("kind", "id"))
