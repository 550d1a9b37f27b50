"""Commands on sites: made, corrected, opened for a round, switched to rain, lanes, posts, the set-up list, counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import models, transaction

from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.testing.models import Lane, Opening, Post, PostCount, PostHolder, Site, SiteCheck, SitePlan, Variant
from wanjia.testing.refusals import NoSuchLane, ReasonWanted, SiteClosed, WrongHours, WrongPlace

AT_THE_DESK = "console"  # the device of a count that was made at the console
_MOST_WAITING = 9999
Choice = TypeVar("Choice", bound=models.TextChoices)


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """How the site stands in one kind of weather."""

    stands: str
    is_indoor: bool
    queue_metres: int
    lanes: int


@dataclass(frozen=True, slots=True)
class SiteSaid:
    """What somebody writes about a site."""

    name: str
    place: int
    near_building: int | None
    spacing_metres: Decimal
    note: str
    plans: Mapping[str, PlanSaid]


@transaction.atomic
def make_site(*, by: Actor, said: SiteSaid, now: datetime) -> Site:
    """A new site with both plans and as many lanes as the larger of them. Raises WrongPlace."""
    if codes.level_of(said.place) not in (Level.COMMITTEE, Level.COMPOUND):
        raise WrongPlace(place=said.place)
    require(by, Act.EDIT_REGISTER, said.place)
    site = Site(id=new_event_id(), part=codes.committee_of(said.place), made_at=now)
    _write(site, said, is_new=True)
    _note(by, "site.make", site, now)
    return site


@transaction.atomic
def correct_site(*, by: Actor, site: Site, said: SiteSaid, now: datetime) -> None:
    """Writes down how it really stands. The place stays in its committee."""
    require(by, Act.EDIT_REGISTER, site.place)
    held = _hold(site)
    if codes.committee_of(said.place) != held.part or codes.level_of(said.place) == Level.BUILDING:
        raise WrongPlace(place=said.place)
    _write(held, said, is_new=False)
    _note(by, "site.correct", held, now)


def _write(site: Site, said: SiteSaid, *, is_new: bool) -> None:
    site.name, site.place, site.near_building = said.name, said.place, said.near_building
    site.spacing_metres, site.note = said.spacing_metres, said.note
    site.save(force_insert=is_new)
    SitePlan.objects.filter(part=site.part, site=site).delete()
    SitePlan.objects.bulk_create(
        SitePlan(
            part=site.part, site=site, variant=variant, stands=plan.stands, is_indoor=plan.is_indoor,
            queue_metres=plan.queue_metres, lanes=plan.lanes,
        )
        for variant, plan in said.plans.items()
    )  # fmt: skip
    most = max(plan.lanes for plan in said.plans.values())
    Lane.objects.bulk_create(
        [Lane(part=site.part, site=site, number=number) for number in range(1, most + 1)], ignore_conflicts=True
    )


@transaction.atomic
def close_site(*, by: Actor, site: Site, reason: str, now: datetime) -> None:
    """Takes the site down; what was counted and called there stays. Slots not called yet are dropped."""
    require(by, Act.EDIT_REGISTER, site.place)
    held = _hold(site)
    _want(reason)
    Site.objects.filter(part=held.part, id=held.id).update(closed_at=now)
    held.slots.filter(part=held.part, called_at=None).delete()
    _note(by, "site.close", held, now, reason)


@transaction.atomic
def set_openings(
    *, by: Actor, site: Site, round_: Round, windows: Sequence[tuple[datetime, datetime]], now: datetime
) -> None:
    """From when to when the site serves the round; replaces what was said before. Raises WrongHours."""
    require(by, Act.EDIT_REGISTER, site.place)
    held = _hold(site)
    for opens, closes in windows:
        if closes <= opens:
            raise WrongHours(opens=opens, closes=closes)
    Opening.objects.filter(part=held.part, site=held, round=round_).delete()
    Opening.objects.bulk_create(
        Opening(id=new_event_id(), part=held.part, site=held, round=round_, opens_at=opens, closes_at=closes)
        for opens, closes in windows
    )
    _note(by, "site.hours", held, now)


@transaction.atomic
def switch_variant(*, by: Actor, site: Site, variant: str, reason: str, now: datetime) -> None:
    """From the plan for sun to the one for rain, or back. Wants a reason."""
    require(by, Act.DECIDE, site.place)
    held = _hold(site)
    _want(reason)
    held.variant = _known(Variant, variant)
    held.save(update_fields=["variant"])
    _note(by, "site.switch", held, now, reason, variant=variant)


@transaction.atomic
def set_lane(*, by: Actor, site: Site, number: int, is_open: bool, kind: str, now: datetime) -> None:
    """Opens or closes a lane, or gives it to another kind of people. Raises NoSuchLane."""
    require(by, Act.RECORD, site.place)
    held = _hold(site)
    if kind not in Lane.Kind.values:
        raise NoSuchLane(number=number)
    changed = Lane.objects.filter(part=held.part, site=held, number=number).update(is_open=is_open, kind=kind)
    if not changed:
        raise NoSuchLane(number=number)
    _note(by, "site.lane", held, now, lane=number, open=is_open, kind=kind)


@transaction.atomic
def set_holder(*, by: Actor, site: Site, post: str, name: str, place: str, now: datetime) -> None:
    """Who stands at the post from now on. An empty name: nobody."""
    require(by, Act.RECORD, site.place)
    held = _hold(site)
    PostHolder.objects.filter(part=held.part, site=held, post=_known(Post, post), until_at=None).update(until_at=now)
    if name:
        PostHolder.objects.create(
            id=new_event_id(), part=held.part, site=held, post=post, name=name, place=place, since_at=now
        )
    _note(by, "site.post", held, now, post=post)


@transaction.atomic
def tick(*, by: Actor, site: Site, round_: Round, item: str, is_done: bool, now: datetime) -> None:
    """A line of the set-up list, done or not after all."""
    require(by, Act.RECORD, site.place)
    held = _hold(site)
    line = {"part": held.part, "site": held, "round_id": round_.pk, "item": _known(SiteCheck.Item, item)}
    if is_done:
        SiteCheck.objects.get_or_create(**line, defaults={"done_by": by.name, "done_at": now})
    else:
        SiteCheck.objects.filter(**line).delete()
    _note(by, "site.check", held, now, item=item, done=is_done)


def count_at_desk(*, by: Actor, site: Site, post: str, waiting: int, now: datetime) -> UUID:
    """What somebody at the console sees waiting there now. Many a minute: facts of their own, not in the log."""
    require(by, Act.RECORD, site.place)
    if site.closed_at is not None:
        raise SiteClosed(site=site.name)
    event = new_event_id()
    PostCount.objects.create(
        part=site.part, event_id=event, site_id=site.pk, post=_known(Post, post),
        waiting=min(max(waiting, 0), _MOST_WAITING), seen_at=now, received_at=now, device=AT_THE_DESK,
        recorded_by=by.name,
    )  # fmt: skip
    return event


def _known(kind: type[Choice], text: str) -> Choice:
    """Raises NotFound for a word that no form of ours sends."""
    try:
        return kind(text)
    except ValueError as why:
        raise NotFound from why


def _hold(site: Site) -> Site:
    """The row until the transaction ends. Raises SiteClosed."""
    held = Site.objects.select_for_update().get(part=site.part, id=site.id)
    if held.closed_at is not None:
        raise SiteClosed(site=held.name)
    return held


def _want(reason: str) -> None:
    if not reason.strip():
        raise ReasonWanted


def _note(by: Actor, act: str, site: Site, now: datetime, reason: str = "", **detail: object) -> None:
    record(by=by, act=act, area=site.part, subject=f"site:{site.pk}", reason=reason, detail=detail, now=now)
