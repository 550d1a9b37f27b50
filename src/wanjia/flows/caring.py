"""Care by the clock and across rooms: the day's checks, missed ones, carers who are kept in, trips that began."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.care import climbing, daily, helping, tending
from wanjia.care.models import CareRound
from wanjia.isolation import leaving, ordering
from wanjia.isolation.models import Order, Outing
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.leaving import URGENT_MEDICAL
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import part_of
from wanjia.medical import visiting
from wanjia.platform.access import system
from wanjia.roster.models import Person

HAND = system("wanjia")


def day(now: datetime) -> int:
    """Opens the checks of the day in every committee that needs them, and draws visits ahead. Idempotent."""
    visiting.draw_all(now)
    return _each(daily.settle, daily.committees(), now)


def watch(now: datetime) -> int:
    """Every committee with checks of today: what was missed climbs. Each in its own transaction, so that one that
    fails holds up no other. Returns how many ladders began.
    """
    parts = CareRound.objects.filter(on__lte=local_date(now)).values_list("part", flat=True).distinct()
    return _each(climbing.raise_missed, sorted(parts), now)


def _each(does: Callable[[int, datetime], int], committees: Iterable[int], now: datetime) -> int:
    """The sum over the committees. Raises an ExceptionGroup with what failed, after all the others are done."""
    done, failed = 0, list[Exception]()
    for committee in committees:
        try:
            done += does(committee, now)
        except Exception as why:  # noqa: BLE001  whatever it is, the elders of the next committee must not wait for it
            failed.append(why)
    if failed:
        raise ExceptionGroup(f"{len(failed)} committees", failed)
    return done


def cover_a_carer(payload: Mapping[str, object], now: datetime) -> None:
    """`isolation.order_began`: whoever is kept in can look after nobody elsewhere."""
    order = ordering.find_any(str(payload["order"]))
    people = _people_of(order)
    tending.cover_for(people, str(order.pk), now)
    helping.kept_in(people, order.pk, now)


def cover_after_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`, after the ties: an order over the one who stays keeps in who was entered twice."""
    _cover_who_is_kept_in(int(str(payload["kept"])), now)


def cover_a_new_carer(payload: Mapping[str, object], now: datetime) -> None:
    """`care.carer_known`: a carer or volunteer whom an order keeps in already when they are written down."""
    _cover_who_is_kept_in(int(str(payload["person"])), now)


def _cover_who_is_kept_in(person: int, now: datetime) -> None:
    home = Person.objects.get(part=part_of(person), id=person).household_id
    near = Order.objects.filter(part__in={part_of(person), part_of(home)}, subject_id__in=[person, home], ended_at=None)
    for order in near:
        if confirming.holds(ordering.steps_of(order), now):
            cover_a_carer({"order": order.pk}, now)


def carer_is_back(payload: Mapping[str, object], now: datetime) -> None:
    """`isolation.order_ended`. Whoever was taken to a bed elsewhere is not back until somebody says so."""
    if payload.get("reason") == Order.End.TRANSFERRED:
        return
    order = UUID(str(payload["order"]))
    tending.end_covers(str(order), now)
    helping.let_out(order)


def _people_of(order: Order) -> list[int]:
    """The person, or everybody behind the door: also who moved in from another committee, whose part is another."""
    if order.kind == Order.Unit.PERSON:
        return [order.subject_id]
    return list(Person.objects.filter(household_id=order.subject_id).values_list("id", flat=True))


@transaction.atomic
def let_out(payload: Mapping[str, object], now: datetime) -> None:
    """`medical.left_home` and `care.ambulance`: on the list of who went out, as urgent medical need, always let go."""
    leaving.may_leave(
        int(str(payload["person"])), URGENT_MEDICAL, by=HAND, now=now, place=int(str(payload["place"])),
        channel=Outing.Channel.DESK,
    )  # fmt: skip
