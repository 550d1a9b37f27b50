"""How alarms, holders and stations are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wanjia.medical.models import Appointment, Department, HandOver, MedicineOrder, VisitKind, VisitStep
from wanjia.medical.models.hospitals import Hospital
from wanjia.medical.models.medicine import MoneyLine

Words = Mapping[str, "str | Promise"]
ALARMS: Words = {
    "not_left": _("has not left home"), "not_arrived": _("left, not at the hospital"),
    "stays_long": _("longer at the hospital than usual"), "not_home": _("on the way home for too long"),
    "one_sided": _("one side has not confirmed"),
}  # fmt: skip
BREAKS: Words = {
    "never_had": _("given by somebody who never had it"),
    "no_longer": _("given by somebody who had passed it on already"),
}  # fmt: skip
STATIONS: Words = dict(VisitStep.Station.choices)
SIDES: Words = dict(VisitStep.Side.choices)
KINDS: Words = dict(VisitKind.choices)
THINGS: Words = dict(HandOver.Thing.choices)
URGENCY: Words = {"red": _("red, now"), "yellow": _("yellow, today"), "green": _("green, tomorrow")}
OUTCOMES: Words = dict(MedicineOrder.Outcome.choices)
DEPARTMENTS: Words = dict(Department.Kind.choices)
RIDES: Words = dict(Appointment.Ride.choices)
FAILED: Words = dict(Appointment.Failed.choices)
STATUS: Words = dict(Hospital.Status.choices)
MONEY: Words = dict(MoneyLine.Kind.choices)
_HOLDERS: Words = {"home": _("with the home"), "pharmacy": _("at the pharmacy")}


def holder(name: str) -> str:
    """Somebody's name, or the two places that are nobody."""
    return str(_HOLDERS.get(name, name))


def break_words(thing: str, giver: str, taker: str, why: str) -> str:
    """记录本：李 → 孙，交出的人从没拿过."""
    return gettext("%(thing)s, from %(giver)s to %(taker)s: %(why)s") % {
        "thing": THINGS[thing], "giver": holder(giver), "taker": holder(taker), "why": BREAKS[why],
    }  # fmt: skip
