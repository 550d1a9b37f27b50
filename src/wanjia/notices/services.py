"""Commands on notices: publish, replace by a next version, withdraw. Each leaves a line in the log."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wanjia.kernel.area import desk_of
from wanjia.kernel.ids import new_event_id
from wanjia.notices import ending, queries, rules
from wanjia.notices.answering import Claim
from wanjia.notices.models import Notice
from wanjia.notices.models.notices import LONGEST
from wanjia.notices.refusals import (
    NextVersionWaits,
    NoLongerInForce,
    NoSource,
    NoText,
    ReasonWanted,
    RuleForResidents,
    TooLong,
    WrongTimes,
)  # fmt: skip
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell

PUBLISH = Act.OPEN_ROUND  # who may oblige an area may also tell it what holds: from the secretary up to the city


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody makes known. `until` None: open."""

    kind: str
    title: str
    text: str
    source: str
    source_on: date
    from_: datetime
    until: datetime | None = None
    audience: str = Notice.Audience.RESIDENTS
    title_en: str = ""
    text_en: str = ""
    answers: Claim | None = None


@transaction.atomic
def publish(*, by: Actor, area: int, said: Said, now: datetime) -> Notice:
    """Makes it known in the area. Raises NoText, NoSource, TooLong, WrongTimes, RuleForResidents."""
    require(by, PUBLISH, area)
    check(said)
    made = _written(by, area, said, now)
    _note(by, "notice.publish", made, now)
    if said.answers is not None:
        _tell_answered(said.answers, made, by, now)
    return made


@transaction.atomic
def replace(*, by: Actor, notice: Notice, said: Said, now: datetime) -> Notice:
    """The next version, for the same area and of the same kind; the old one holds until it begins.

    Raises what publish raises, and NoLongerInForce, NextVersionWaits.
    """
    require(by, PUBLISH, notice.area)
    check(said)
    held = _hold(notice, now)
    if Notice.objects.filter(replaces=held.pk, withdrawn_at=None).exists():
        raise NextVersionWaits(title=held.title)
    made = _written(by, held.area, said, now, replaces=held)
    _note(by, "notice.replace", made, now, replaced=str(held.pk))
    return made


@transaction.atomic
def withdraw(*, by: Actor, notice: Notice, reason: str, now: datetime) -> None:
    """It no longer holds, from now on; what was below it holds again. Who was not told of it yet need not be.

    Raises ReasonWanted, NoLongerInForce.
    """
    require(by, PUBLISH, notice.area)
    held = _hold(notice, now)
    if not reason.strip():
        raise ReasonWanted
    Notice.objects.filter(pk=held.pk).update(
        withdrawn_at=now, withdrawn_by=by.name[:60], withdrawn_reason=reason.strip()[:200]
    )
    _note(by, "notice.withdraw", held, now, reason)
    ending.end(by=by, notice_id=held.pk, reason=reason.strip()[:200], now=now)
    tell("notices.withdrawn", part=desk_of(held.area), payload={"notice": str(held.pk), "by": by.name}, now=now)


def check(said: Said) -> None:
    """Raises for whatever can't be published, whoever asks."""
    if not (said.title.strip() and said.text.strip()):
        raise NoText
    if not said.source.strip():
        raise NoSource
    for text, most in ((said.text, LONGEST), (said.text_en, 2 * LONGEST)):
        if len(text.strip()) > most:
            raise TooLong(most=most, count=len(text.strip()))
    if said.until is not None and said.until <= said.from_:
        raise WrongTimes
    if said.kind == Notice.Kind.RULE and said.audience == Notice.Audience.PHONES:
        raise RuleForResidents


def draft(by: Actor, area: int, said: Said, now: datetime, *, replaces: Notice | None = None) -> Notice:
    """The row as it would be written; the preview shows it."""
    return Notice(
        id=new_event_id(), area=area, kind=replaces.kind if replaces else said.kind, title=said.title.strip()[:60],
        title_en=said.title_en.strip()[:120], text=said.text.strip(), text_en=said.text_en.strip(),
        source=said.source.strip()[:120], source_on=said.source_on, in_force_from=said.from_, in_force_until=said.until,
        audience=said.audience, replaces=replaces.pk if replaces else None,
        answers=said.answers.ticket_id if said.answers else replaces.answers if replaces else None,
        made_by=by.name[:60], made_at=now,
    )  # fmt: skip


def _tell_answered(claim: Claim, made: Notice, by: Actor, now: datetime) -> None:
    payload = {
        "ticket": str(claim.ticket_id), "notice": str(made.pk), "title": made.title, "by": by.name,
        "area": str(made.area),
    }  # fmt: skip
    tell("notices.answered", part=desk_of(claim.place), payload=payload, now=now)


def _written(by: Actor, area: int, said: Said, now: datetime, *, replaces: Notice | None = None) -> Notice:
    made = draft(by, area, said, now, replaces=replaces)
    made.save(force_insert=True)
    return made


def _hold(notice: Notice, now: datetime) -> Notice:
    """The row until the transaction ends. Raises NoLongerInForce."""
    held = Notice.objects.select_for_update().get(pk=notice.pk)
    if rules.state_of(held, queries.versions_of(held.area), now) not in rules.STANDING:
        raise NoLongerInForce(title=held.title)
    return held


def _note(by: Actor, act: str, notice: Notice, now: datetime, reason: str = "", **detail: object) -> None:
    record(
        by=by, act=act, area=desk_of(notice.area), subject=f"notice:{notice.pk}", reason=reason, now=now,
        detail={"area": str(notice.area), "kind": notice.kind, **detail},
    )  # fmt: skip
