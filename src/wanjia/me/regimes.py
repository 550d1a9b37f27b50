"""Which rule keeps this person in, as they read it: the phase and the day, what is asked today, what would lift it, why
it changed, the paper that it is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wanjia.isolation import appealing, obligations, ordering, queries, reading, releasing, told
from wanjia.isolation.explaining import Regime, explain
from wanjia.isolation.models import Appeal, LiftNotice, Order, Release
from wanjia.isolation.obligations import Owed
from wanjia.isolation.rules.calendar import Cell, cells
from wanjia.isolation.subjects import spot_of
from wanjia.isolation.wording import title_of
from wanjia.kernel import clock
from wanjia.kernel.ids import parts_of
from wanjia.me.opening import Resident
from wanjia.platform.qr import qr

_TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """One rule that holds them."""

    whom: str
    regime: Regime
    days: tuple[tuple[date, Cell | None], ...]  # in whole weeks, Monday first
    explanation: str
    appeals: tuple[tuple[Appeal, str], ...]  # with what was answered; their own words are not shown again
    may_appeal: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate as the page shows it."""

    order: Order
    release: Release
    ended_on: date
    code: SafeString


@dataclass(frozen=True, slots=True)
class Regimes:
    """Everything of isolation on one resident's page."""

    kept: tuple[Kept, ...]
    today: tuple[tuple[Owed, str], ...]  # with the title of the rule that asks for it
    notices: tuple[LiftNotice, ...]
    papers: tuple[Paper, ...]
    on: date


def of(resident: Resident, now: datetime) -> Regimes:
    """Some fifteen queries where something holds them, ten where nothing does."""
    on, subject = clock.local_date(now), resident.subject
    held = explain(subject, on, now).held
    tested = reading.tested_days([subject.id])[subject.id] if held else set()
    titles = {str(regime.row): title_of(regime.row) for regime in held}
    orders = [regime.order for regime in held if regime.order]
    ended = _ended(resident, now)
    notices = told.at_door(spot_of(subject), [order.pk for order in (*orders, *ended)], now - _TOLD_FOR)
    return Regimes(
        kept=tuple(_kept(resident, regime, tested) for regime in held),
        today=tuple((one, titles[one.rule]) for one in obligations.owed(subject, on, on, now)) if held else (),
        notices=tuple(notices), papers=tuple(_papers(ended, now)), on=on,
    )  # fmt: skip


def weekdays() -> list[str]:
    """One character or two, Monday first."""
    return [_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su")]


def _kept(resident: Resident, regime: Regime, tested: set[date]) -> Kept:
    order = regime.order
    asked = queries.appeals_of(order) if order else []
    return Kept(
        whom=_whom(resident, regime), regime=regime, days=_weeks(cells(regime.standing, regime.dues, tested)),
        explanation=ordering.explanation_of(order) if order else "",
        appeals=tuple((one, appealing.words_of(one)[1]) for one in asked),
        may_appeal=order is not None and all(one.answered_at is not None for one in asked),
    )  # fmt: skip


def _whom(resident: Resident, regime: Regime) -> str:
    if regime.order is None:
        return _("Your building")
    return _("You") if regime.order.subject_id == resident.subject.id else _("Your household")


def _weeks(found: Mapping[date, Cell]) -> tuple[tuple[date, Cell | None], ...]:
    """At most six weeks, from the Monday of the first day to the Sunday of the last."""
    if not found:
        return ()
    first, last = min(found), max(found)
    start = first - timedelta(days=first.weekday())
    count = min(42, (last - start).days // 7 * 7 + 7)
    days = [start + timedelta(days=number) for number in range(count)]
    return tuple((day, found.get(day)) for day in days)


def _ended(resident: Resident, now: datetime) -> list[Order]:
    """Their orders and the household's that ended lately. One query."""
    ids = {resident.subject.id, resident.home.pk}
    return list(
        Order.objects.filter(part__in=parts_of(ids), subject_id__in=ids, ended_at__gte=now - _TOLD_FOR).order_by(
            "-ended_at"
        )
    )


def _papers(ended: list[Order], now: datetime) -> list[Paper]:
    held = releasing.of_orders(order.pk for order in ended) if ended else {}
    return [
        Paper(
            order, held[order.pk], clock.local_date(order.ended_at or now),
            qr(releasing.text_of(held[order.pk], now)),
        )
        for order in ended if order.pk in held
    ]  # fmt: skip
