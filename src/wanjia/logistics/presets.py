"""Limits of links: those that come with the program, and versions that a town or district writes. None is ever edited.

Other rooms are handed a `Limit` by whoever composes the page: `presets.limit("lab_report", area, day, kind="fever")`,
or all of them at once by `limits(area, day)`, and judge with `rules.limits.standing`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import Max

from wanjia.kernel import area as codes
from wanjia.logistics.models import LinkLimit
from wanjia.logistics.refusals import BadLimit, LimitClosed, NoLimit, SecondPersonWanted, SourceWanted
from wanjia.logistics.rules import limits as rules
from wanjia.logistics.rules.limits import Limit, Link
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

_COMPILED = datetime(2022, 3, 1, tzinfo=UTC)  # rows of the file were made by no person at no moment
LONGEST = 14 * 24 * 60  # minutes; longer is a slip of the hand
KINDS = ("fever", "inpatient", "voluntary", "screening")  # of the link to the report


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """The file, row by row. Read from the disk once."""
    text = files("wanjia.logistics").joinpath("data/limits.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["limit"])


def load() -> int:
    """Writes the versions of the file that are missing; those that are there stay as they are. Returns how many."""
    made = {"origin": LinkLimit.Origin.FILE, "made_by": "wanjia", "made_at": _COMPILED}
    LinkLimit.objects.bulk_create([LinkLimit(**row, **made) for row in shipped()], ignore_conflicts=True)
    return LinkLimit.objects.count()


def ensure() -> None:
    """The same where there is none yet: `wanjia init` of an older installation did not know of limits."""
    if not LinkLimit.objects.exists():
        load()


def is_in_force(row: LinkLimit) -> bool:
    """What came with the program, and what a second person confirmed."""
    return row.origin == LinkLimit.Origin.FILE or row.confirmed_at is not None


def as_limit(row: LinkLimit) -> Limit:
    """The row as a value, for rules and for other rooms."""
    return Limit(row.link, row.minutes, row.warn_share, tuple(row.climbs), row.kind, row.source, str(row))


def limit(link: str, area: int, on: date, kind: str = "") -> Limit:
    """The limit that holds for a link in an area on a day. One query. Raises NoLimit where none is in effect yet."""
    found = _chosen(list(LinkLimit.objects.filter(link=link)), link, kind, area, on)
    if found is None and not LinkLimit.objects.exists():
        load()
        found = _chosen(list(LinkLimit.objects.filter(link=link)), link, kind, area, on)
    if found is None:
        raise NoLimit(link=link, on=on)
    return as_limit(found)


def limits(area: int, on: date) -> dict[tuple[str, str], Limit]:
    """Every limit that holds in an area on a day, by link and kind of test. One query."""
    ensure()
    rows = list(LinkLimit.objects.all())
    keys = [(link.value, "") for link in Link] + [(Link.LAB_REPORT.value, kind) for kind in KINDS]
    found = {key: _chosen(rows, *key, area, on) for key in keys}
    return {key: as_limit(row) for key, row in found.items() if row is not None}


def _chosen(rows: list[LinkLimit], link: str, kind: str, area: int, on: date) -> LinkLimit | None:
    held = [row for row in rows if is_in_force(row)]
    return rules.in_force(held, link, kind, area, on)


@dataclass(frozen=True, slots=True)
class LimitSaid:
    """What a desk writes."""

    link: str
    kind: str
    minutes: int | None
    warn_share: float
    climbs: tuple[int, ...]
    effective_on: date
    source: str
    note: str = ""


@transaction.atomic
def write_limit(*, by: Actor, area: int, said: LimitSaid, now: datetime) -> LinkLimit:
    """The next version for an area. Holds once another person has confirmed it. Raises SourceWanted, BadLimit."""
    require(by, Act.OPEN_ROUND, area)
    _look(said)
    same = LinkLimit.objects.filter(link=said.link, kind=said.kind, area=codes.desk_of(area))
    last = same.aggregate(last=Max("version"))["last"] or 0
    row = LinkLimit.objects.create(
        link=said.link, kind=said.kind, version=last + 1, area=codes.desk_of(area), minutes=said.minutes,
        warn_share=said.warn_share, climbs=list(said.climbs), effective_on=said.effective_on,
        source=said.source.strip()[:200], note=said.note.strip()[:300], origin=LinkLimit.Origin.DESK,
        made_by=by.name[:60], made_by_id=by.account_id, made_at=now,
    )  # fmt: skip
    _log(by, "chain.write_limit", row, now)
    return row


def _look(said: LimitSaid) -> None:
    if not said.source.strip():
        raise SourceWanted
    is_long = said.minutes is not None and not 0 < said.minutes <= LONGEST
    is_long |= said.minutes is None and said.link in (Link.SAMPLE_BOX, Link.BOX_LAB)  # a box has no day
    is_wild = len(said.climbs) != 4 or list(said.climbs) != sorted(said.climbs)
    is_kind = said.kind and (said.link != Link.LAB_REPORT or said.kind not in KINDS)
    if is_long or is_wild or is_kind or said.link not in set(Link) or not 0 < said.warn_share <= 1:
        raise BadLimit(most=LONGEST)


@transaction.atomic
def confirm_limit(*, by: Actor, limit_id: int, now: datetime) -> LinkLimit:
    """A second person says the same: from its day on the version holds. Raises SecondPersonWanted, LimitClosed."""
    row = _waiting(by, limit_id)
    row.confirmed_by, row.confirmed_by_id, row.confirmed_at = by.name[:60], by.account_id, now
    row.save(update_fields=["confirmed_by", "confirmed_by_id", "confirmed_at"])
    _log(by, "chain.confirm_limit", row, now)
    return row


@transaction.atomic
def decline_limit(*, by: Actor, limit_id: int, now: datetime) -> LinkLimit:
    """A second person does not agree: it never holds, and stays in the list."""
    row = _waiting(by, limit_id)
    row.declined_at = now
    row.save(update_fields=["declined_at"])
    _log(by, "chain.decline_limit", row, now)
    return row


def _waiting(by: Actor, limit_id: int) -> LinkLimit:
    row = LinkLimit.objects.select_for_update().get(pk=limit_id)
    require(by, Act.OPEN_ROUND, row.area or 0)
    if row.origin == LinkLimit.Origin.FILE or row.confirmed_at or row.declined_at:
        raise LimitClosed
    if by.account_id is None or by.account_id == row.made_by_id:
        raise SecondPersonWanted(by=row.made_by)
    return row


def _log(by: Actor, act: str, row: LinkLimit, now: datetime) -> None:
    record(
        by=by, act=act, area=row.area or 0, subject=f"limit:{row}", now=now,
        detail={"minutes": row.minutes, "effective_on": str(row.effective_on)},
    )  # fmt: skip
