"""What medical access declines to do. It never declines to let somebody go (trap 16)."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import say


class WordsWanted(Refusal):
    """A name, a plate or a list is missing; it says which."""

    code = "medical.words_wanted"
    status = 422


class ReasonWanted(Refusal):
    """Done only with a reason, which is kept with the name."""

    code = "medical.reason_wanted"
    status = 422


class NumberWanted(Refusal):
    """A number is missing or lies outside what can be meant: of what, from where to where."""

    code = "medical.number_wanted"
    status = 422


class MoneyWanted(Refusal):
    """An amount in yuan is missing or can't be read."""

    code = "medical.money_wanted"
    status = 422


class DayWanted(Refusal):
    """What was written is no day."""

    code = "medical.day_wanted"
    status = 422


class EndsBefore(Refusal):
    """A course whose last day lies before its first: it would have no visit."""

    code = "medical.ends_before"
    status = 422


class HourWanted(Refusal):
    """What was written is no time of the day."""

    code = "medical.hour_wanted"
    status = 422


class HalfHours(Refusal):
    """A beginning without an end, or the other way round."""

    code = "medical.half_hours"
    status = 422


class NothingChosen(Refusal):
    """No order, no resident, no weekday."""

    code = "medical.nothing_chosen"
    status = 422


class ListTooLong(Refusal):
    """More residents than one list holds."""

    code = "medical.list_too_long"
    status = 422


class RunTaken(Refusal):
    """An order of the run was closed, or goes with another run."""

    code = "medical.run_taken"


class NotBack(Refusal):
    """Something that belongs into the home is not there: the order stays open."""

    code = "medical.not_back"


class MoneyOpen(Refusal):
    """What the home gave is not what was paid and returned."""

    code = "medical.money_open"


class OrderClosed(Refusal):
    """The receipt is written already."""

    code = "medical.order_closed"


class Underway(Refusal):
    """Somebody has left already: a trip is not cancelled, it is brought home."""

    code = "medical.underway"


class CarOut(Refusal):
    """The vehicle does not drive."""

    code = "medical.car_out"


class SeatGone(Refusal):
    """Another desk took the seat first; the next vehicle is named."""

    code = "medical.seat_gone"


class NoSeatLeft(Refusal):
    """The vehicle has no room for the trip, and no other has."""

    code = "medical.no_seat_left"


class NotThere(Refusal):
    """Somebody on the list does not live in the institution."""

    code = "medical.not_there"
    status = 422


say(WordsWanted.code, _("Fill in: %(what)s."))
say(ReasonWanted.code, _("Write why: the reason is kept with your name."))
say(NumberWanted.code, _("%(what)s: write a whole number from %(least)s to %(most)s."))
say(MoneyWanted.code, _("Write an amount in yuan, like 38 or 38.50."))
say(DayWanted.code, _("Write a day, like 2022-04-03."))
say(EndsBefore.code, _("Until when: write %(since)s or a later day."))
say(HourWanted.code, _("Write a time of the day, like 08:30."))
say(HalfHours.code, _("Write both hours, or neither."))
say(NothingChosen.code, _("Choose at least one."))
say(ListTooLong.code, _("At most %(most)s residents stand on one list. Send the others on a second one."))
say(RunTaken.code, _("One of these orders is closed or goes with another run. Look at the board again."))
say(NotBack.code, _("Not back in the home yet: %(things)s. Write down who holds it."))
say(MoneyOpen.code, _("The money does not add up: %(open)s yuan are open."))
say(OrderClosed.code, _("The receipt is written already."))
say(Underway.code, _("They have left already. Confirm the way back instead."))
say(CarOut.code, _("%(plate)s does not drive at the moment. Choose another vehicle."))
say(SeatGone.code, _("%(plate)s has no seat for this trip any more. %(next)s has one."))
say(
    NoSeatLeft.code,
    _("%(plate)s has no seat for this trip any more, and no other vehicle has one. Call 120 or ask outside."),
)
say(NotThere.code, _("Somebody on the list does not live there any more. Open the list again."))
