"""What medical access declines to do. It never declines to let somebody go (trap 16)."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import say


class WordsWanted(Refusal):
    """A name, a day, a list or an amount is missing."""

    code = "medical.words_wanted"
    status = 422


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


say(WordsWanted.code, _("Something is missing. Fill in every field that is asked."))
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
