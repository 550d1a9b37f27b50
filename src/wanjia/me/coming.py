"""What comes to this door and who comes for this person: parcels, trips to a doctor, medicine fetched by others."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel import clock
from wanjia.me.lines import Line, Panel
from wanjia.me.opening import Resident
from wanjia.medical import queries as medical
from wanjia.medical import sealing
from wanjia.medical import wording as words
from wanjia.medical.models import Appointment
from wanjia.medical.queries import OrderRow
from wanjia.medical.rules import custody, money, trips
from wanjia.platform import wording
from wanjia.supplies import coming, vans
from wanjia.supplies.coming import Parcel
from wanjia.supplies.vans import NextStop

_MEDICINE_FOR = timedelta(days=3)  # how long a closed order is shown
_HANDED = {"in_person": gettext_lazy("into your hands"), "at_the_door": gettext_lazy("left at the door")}
_STEPS = {
    "home": gettext_lazy("asked for"), "committee": gettext_lazy("the committee has your things"),
    "run": gettext_lazy("being fetched"), "settle": gettext_lazy("bought, comes to your door"),
}  # fmt: skip


def parcels(resident: Resident, now: datetime) -> Sequence[Panel]:
    """Deliveries to this door, planned, on the way and brought; and the ones that leave it out, with the reason."""
    people = [resident.subject.id] if resident.is_shared else [person.pk for person in resident.people]
    found = coming.parcels(resident.home.pk, people, resident.subject.building_key, now)
    lines = tuple(_parcel(one, now) for one in found)
    return [Panel(_("My parcels"), lines, "parcels")] if lines else []


def _parcel(one: Parcel, now: datetime) -> Line:
    at = wording.moment(one.at, now) if one.at else ""
    due = wording.moment(one.delivery.due_at, now)
    glyph, says = {
        coming.PLANNED: ("", _("planned, %(when)s") % {"when": wording.moment(one.delivery.opens_at, now)}),
        coming.OPEN: ("open", _("on its way, by %(when)s") % {"when": due}),
        coming.AT_GATE: ("open", _("at the gate since %(when)s") % {"when": at}),
        coming.AT_DROP: ("open", _("downstairs since %(when)s") % {"when": at}),
        coming.DONE: ("done", _("brought %(when)s") % {"when": at}),
        coming.EXCUSED: ("excused", _("not wanted")), coming.RELEASED: ("released", _("no longer for this door")),
        coming.LEFT_OUT: ("", _("not this time")),
    }[one.state]  # fmt: skip
    if one.is_recalled:
        is_there = one.state == coming.DONE
        says = _("recalled: do not use it, it is taken back") if is_there else _("recalled: it does not come")
        return Line(one.delivery.title, "alarm", says)
    more = _left_out(one) if one.state == coming.LEFT_OUT else str(_HANDED.get(one.handed, ""))
    return Line(one.delivery.title, glyph, says, more)


def _left_out(one: Parcel) -> str:
    return {
        "stock_out": _("There is not enough. Whoever can't wait asks for help here."),
        "had_one": _("You had one not long ago. The next one comes."),
        "nobody_lives": _("Nobody is registered here. Tell the committee if somebody is."),
    }.get(one.why, "")  # fmt: skip


def van(resident: Resident, now: datetime) -> Sequence[Panel]:
    """The next stop of each mobile van for this building, with what it brings. Two queries."""
    lines = tuple(_stop(one, now) for one in vans.next_for(resident.subject.building_key, now))
    return [Panel(_("Mobile van"), lines, "van")] if lines else []


def _stop(one: NextStop, now: datetime) -> Line:
    when = {"from": wording.moment(one.stop.from_at, now), "until": wording.time(one.stop.until_at)}
    brings = _("brings %(goods)s") % {"goods": _(", ").join(one.goods)} if one.goods else ""
    is_here = one.stop.from_at <= now
    says = _("here until %(until)s") % when if is_here else _("%(from)s–%(until)s") % when
    where = _("%(van)s, %(spot)s") % {"van": one.stop.run.van, "spot": one.stop.spot}
    return Line(where, "open" if is_here else "", says, brings)


def visits(resident: Resident, now: datetime) -> Sequence[Panel]:
    """This person's own trips to a hospital, today and in the next two weeks. What they are for is not said here: the
    page opens with four digits that a family knows. Two queries."""
    if resident.person is None:
        return []
    today = clock.local_date(now)
    found = medical.visits_of(resident.person.pk, today, today + timedelta(days=14))
    said = medical.confirmed(one.pk for one in found) if found else {}
    lines = tuple(_visit(one, said.get(one.pk, {}), now) for one in found)
    return [Panel(_("My trips to hospital"), lines, "trips")] if lines else []


def _visit(one: Appointment, said: trips.Confirmed, now: datetime) -> Line:
    trip = trips.trip(said, one.kind, one.expected_at, now)
    where = one.hospital.name if one.hospital else _("hospital not chosen yet")
    at = trips.moment(said, trip.station) if trip.station else None
    says = f"{words.STATIONS[trip.station]} {wording.moment(at, now)}" if at else ""
    glyph = "done" if trip.is_over else "open" if at else ""
    with_ = sealing.said(one.companion_sealed, sealing.COMPANION)
    more = [_way(one), _("%(who)s goes along") % {"who": with_} if with_ else ""]
    return Line(_("%(when)s, %(where)s") % {"when": wording.moment(one.expected_at, now), "where": where}, glyph, says,
                "\n".join(filter(None, more)))  # fmt: skip


def _way(one: Appointment) -> str:
    if one.car is None:
        return _("No car is arranged yet. Without your own, call the committee.")
    return _("Picked up by %(car)s") % {"car": _(", ").join(filter(None, (one.car.plate, one.car.driver)))}


def medicine(resident: Resident, now: datetime) -> Sequence[Panel]:
    """This person's own medicine that others fetch: who has card and book, what is bought, whose money it is."""
    if resident.person is None:
        return []
    found = medical.orders_of(resident.person.pk, now - _MEDICINE_FOR)
    lines = tuple(_order(one, now) for one in found)
    return [Panel(_("My medicine"), lines, "medicine")] if lines else []


def _order(one: OrderRow, now: datetime) -> Line:
    closed, house = one.order.closed_at is not None, one.order.hospital
    says = str(words.OUTCOMES[one.order.outcome]) if closed else str(_STEPS[one.step])
    more = [house.name if house else "", *_holders(one, now), _money(one)]
    items = sealing.said(one.order.items_sealed, sealing.ITEMS)
    return Line(items or _("Medicine"), "done" if closed else "open", says, "\n".join(filter(None, more)))


def _holders(one: OrderRow, now: datetime) -> list[str]:
    """Where each thing is that does not lie at home."""
    lines = [one.lines[thing] for thing in custody.THINGS if thing in one.lines]
    return [
        _("%(thing)s: %(who)s, since %(when)s") % {
            "thing": words.THINGS[line.thing], "who": words.holder(line.holder),
            "when": wording.moment(line.holds[-1].since, now),
        } for line in lines if line.holder != custody.HOME and line.thing != custody.CASH
    ]  # fmt: skip


def _money(one: OrderRow) -> str:
    sums = one.balance
    if not (sums.given or sums.paid):
        return ""
    said = {"given": money.yuan(sums.given), "paid": money.yuan(sums.paid), "back": money.yuan(sums.returned)}
    told = _("Given %(given)s, paid %(paid)s, returned %(back)s yuan.") % said
    if sums.open > 0:
        return f"{told}\n" + _("%(open)s yuan are still to come back.") % {"open": money.yuan(sums.open)}
    if sums.open < 0:
        return f"{told}\n" + _("%(open)s yuan were laid out for you.") % {"open": money.yuan(-sums.open)}
    return told
