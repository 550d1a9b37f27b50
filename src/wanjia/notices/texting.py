"""SMS about a notice: asked for by a person, sent by the worker. An SMS that was sent is a try, never a proof."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from wanjia.coverage import intake
from wanjia.coverage.models import Round
from wanjia.coverage.rules import OPEN
from wanjia.coverage.rulings import states_of
from wanjia.hot.gap import gap
from wanjia.kernel.area import buildings_under, committee_of, desk_of
from wanjia.kernel.ids import part_of, parts_of
from wanjia.notices import queries, rules
from wanjia.notices.channels import sms
from wanjia.notices.models import Message, Notice, Telling
from wanjia.notices.refusals import SmsOff
from wanjia.notices.saying import words_of
from wanjia.notices.services import PUBLISH
from wanjia.platform import texting
from wanjia.platform.access import Actor, require, system
from wanjia.platform.audit import record
from wanjia.platform.texting import Answer
from wanjia.roster.texting import recipient

HAND, DEVICE, OUTCOME = system("sms"), "sms", "texted"
BATCH = 50
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20))  # after the first, second and third try
STUCK = timedelta(minutes=10)  # a worker that died while sending: it may have gone out, so nobody sends it again
State = Message.State


@transaction.atomic
def ask(*, by: Actor, telling: Telling, area: int, now: datetime) -> int:
    """One for each household of the area that nobody has told yet, unless it has one. Failed ones are tried again.

    Returns how many now wait. Raises SmsOff.
    """
    require(by, PUBLISH, area)
    if not texting.is_on():
        raise SmsOff
    span = buildings_under(area)
    Message.objects.bulk_create(
        (
            Message(
                part=part_of(one.subject_id), notice_id=telling.notice_id, household_id=one.subject_id,
                building_key=one.building_key, round_id=telling.round_id, next_at=now, asked_at=now,
                asked_by=by.name[:60],
            ) for one in gap(telling.round_id, span)
        ),
        ignore_conflicts=True, batch_size=2000,
    )  # fmt: skip
    near = Message.objects.filter(notice_id=telling.notice_id, building_key__range=span)
    near.filter(state=State.FAILED).update(state=State.WAITING, tries=0, next_at=now)
    near.filter(state=State.WAITING).update(round_id=telling.round_id)
    waiting = near.filter(state=State.WAITING).count()
    record(
        by=by, act="notice.text", area=desk_of(area), now=now,
        subject=f"notice:{telling.notice_id}", detail={"households": waiting},
    )  # fmt: skip
    return waiting


@transaction.atomic
def send_again(*, by: Actor, telling: Telling, area: int, households: Sequence[int], now: datetime) -> int:
    """A person decides to risk a second SMS to these, of whom nobody knows whether they got the first.

    Returns how many now wait; whoever is not unclear is left alone. Raises SmsOff.
    """
    require(by, PUBLISH, area)
    if not texting.is_on():
        raise SmsOff
    near = Message.objects.filter(
        part__in=parts_of(households), notice_id=telling.notice_id, household_id__in=households,
        building_key__range=buildings_under(area), state=State.UNCLEAR,
    )  # fmt: skip
    waiting = near.update(state=State.WAITING, tries=0, next_at=now, settled_at=None, round_id=telling.round_id)
    record(
        by=by, act="notice.text_again", area=desk_of(area), now=now,
        subject=f"notice:{telling.notice_id}", detail={"households": waiting},
    )  # fmt: skip
    return waiting


def send_due(now: datetime) -> int:
    """What waits, the oldest first: each claimed, sent, settled. Returns how many were handled."""
    Message.objects.filter(state=State.SENDING, next_at__lte=now).update(
        state=State.UNCLEAR, next_at=None, settled_at=now
    )
    waiting = Message.objects.filter(state=State.WAITING, next_at__lte=now).order_by("next_at", "asked_at")
    told: Counter[tuple[int, UUID]] = Counter()
    keys = list(waiting.values_list("part", "notice_id", "household_id")[:BATCH])
    for key in keys:
        message = _claim(key, now)
        if message is not None and _send(message, now):
            told[committee_of(message.building_key), message.notice_id] += 1
    for (committee, notice), count in sorted(told.items()):
        record(
            by=HAND, act="notice.texted", area=committee, subject=f"notice:{notice}", now=now, detail={"sent": count}
        )
    return len(keys)


@transaction.atomic
def _claim(key: tuple[int, UUID, int], now: datetime) -> Message | None:
    """Ours alone from here on, on record before anything goes out."""
    part, notice, household = key
    message = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(part=part, notice_id=notice, household_id=household, state=State.WAITING).first()
    )  # fmt: skip
    if message is not None:
        _write(message, state=State.SENDING, tries=message.tries + 1, next_at=now + STUCK)
    return message


def _send(message: Message, now: datetime) -> bool:
    """True when it went out."""
    notice = Notice.objects.get(pk=message.notice_id)
    if not _is_wanted(message, notice, now):
        _write(message, state=State.NOT_NEEDED, next_at=None, settled_at=now)
        return False
    number, is_foreign = recipient(message.household_id)
    if not number:
        _write(message, state=State.NO_PHONE, next_at=None, settled_at=now)
        return False
    words = words_of(notice)
    text = sms.message_en(words) if is_foreign and words.has_english else sms.message(words)
    answer = texting.send(number, text.text)
    if answer == Answer.SENT:
        _sent(message, len(text.parts), now)
    elif answer == Answer.NOT_SENT:
        _again(message, now)
    else:  # neither reached nor not: it stands by name until somebody decides
        _write(message, state=State.UNCLEAR, next_at=None, settled_at=now)
    return answer == Answer.SENT


def _is_wanted(message: Message, notice: Notice, now: datetime) -> bool:
    """Nobody who was told meanwhile, and nothing that was withdrawn, replaced or over meanwhile."""
    if rules.state_of(notice, queries.versions_of(notice.area), now) not in rules.STANDING:
        return False
    if not Telling.objects.filter(round_id=message.round_id, ended_at=None).exists():
        return False
    return states_of(message.round_id, [message.household_id])[message.household_id] == OPEN


def _again(message: Message, now: datetime) -> None:
    if message.tries > len(WAITS):
        _write(message, state=State.FAILED, next_at=None, settled_at=now)
    else:
        _write(message, state=State.WAITING, next_at=now + WAITS[message.tries - 1])


@transaction.atomic
def _sent(message: Message, parts: int, now: datetime) -> None:
    """An attempt in the books of the round: it explains the gap and does not close it."""
    _write(message, state=State.SENT, next_at=None, settled_at=now, parts=parts)
    intake.record_attempt(
        event_id=uuid5(NAMESPACE_URL, f"wanjia:sms:{message.notice_id}:{message.household_id}"),
        round_=Round.objects.get(pk=message.round_id), subject_id=message.household_id, outcome=OUTCOME, seen_at=now,
        by=HAND.name, device=DEVICE, note="", now=now,
    )  # fmt: skip


def _write(message: Message, **values: object) -> None:
    for name, value in values.items():
        setattr(message, name, value)
    Message.objects.filter(part=message.part, notice_id=message.notice_id, household_id=message.household_id).update(
        **values
    )
