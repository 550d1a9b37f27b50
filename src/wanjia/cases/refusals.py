"""What the room declines to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class PoolIsNoCase(Refusal):
    """The result comes from a tube with several people: nobody in it is a case by it."""

    code = "cases.pool_is_no_case"


class NoTransferOnPool(Refusal):
    """Somebody without a case of their own: a pool, a rumour, a contact. Nobody is taken away by that."""

    code = "cases.no_transfer_on_pool"


class TubeUnknown(Refusal):
    """The tube that is named is not there, or holds somebody else."""

    code = "cases.tube_unknown"
    status = 422


class NotThatTime(Refusal):
    """A sample or a stay that is still to come."""

    code = "cases.not_that_time"
    status = 422


class WrongTimes(Refusal):
    """A stay that ends before it begins."""

    code = "cases.wrong_times"
    status = 422


class WordsWanted(Refusal):
    """A name, a place or an answer is missing; it says which."""

    code = "cases.words_wanted"
    status = 422


class WhyWanted(Refusal):
    """Done only with a reason, which is kept with the name."""

    code = "cases.why_wanted"
    status = 422


class SourceWanted(Refusal):
    """Nobody says from where it is known."""

    code = "cases.source_wanted"
    status = 422


class SeatsWanted(Refusal):
    """A vehicle that takes nobody."""

    code = "cases.seats_wanted"
    status = 422


class NotAlone(Refusal):
    """Neither a child nor an animal is left to manage alone."""

    code = "cases.not_alone"
    status = 422


class CaseClosed(Refusal):
    """Withdrawn or discharged already."""

    code = "cases.closed"


class Decided(Refusal):
    """Somebody has decided about this contact already."""

    code = "cases.decided"


class LeftBehindOpen(Refusal):
    """It is not settled who looks after those who stay in the flat."""

    code = "cases.left_behind_open"


class TransferHeld(Refusal):
    """It is held, with a reason."""

    code = "cases.transfer_held"


class TransferOver(Refusal):
    """It has left the queue, or the person is on the way."""

    code = "cases.transfer_over"


class NoBed(Refusal):
    """No bed of that kind is free there, or the facility serves other areas."""

    code = "cases.no_bed"


class NoSeat(Refusal):
    """The vehicle has no seat left for them, or cannot take what they need."""

    code = "cases.no_seat"


class BedTaken(Refusal):
    """Somebody lies in that bed."""

    code = "cases.bed_taken"


class NotEven(Refusal):
    """The identity of the day does not hold: it can't be signed."""

    code = "cases.not_even"


class ReasonsWanted(Refusal):
    """Somebody is left, and nobody has written why."""

    code = "cases.reasons_wanted"


class DayClosed(Refusal):
    """The day is signed, or has not come."""

    code = "cases.day_closed"


class BedsInUse(Refusal):
    """There are people in it, or on the way to it."""

    code = "cases.beds_in_use"


class BadTerms(BadInput):
    """The terms of a preset cannot be read."""

    code = "cases.bad_terms"


for _refusal, _text in (
    (PoolIsNoCase, _("This tube holds several people: nobody in it is a case. Recheck each of them singly.")),
    (NoTransferOnPool, _("No single positive of this person is known: nobody is taken away on a pool result.")),
    (TubeUnknown, _("This tube is not known, or does not hold this person.")),
    (NotThatTime, _("%(at)s is still to come. Write when it was.")),
    (WrongTimes, _("%(end)s does not lie after %(begin)s. Write a later time.")),
    (WordsWanted, _("Fill in: %(what)s.")),
    (WhyWanted, _("Write why: the reason is kept with your name.")),
    (SourceWanted, _("Write from where it is known: a report, a document, who says so.")),
    (SeatsWanted, _("Write how many seats it has, at least one.")),
    (NotAlone, _("A child or an animal is not left alone. Choose who looks after them.")),
    (CaseClosed, _("%(case)s is closed already: %(state)s.")),
    (Decided, _("%(by)s has decided this already.")),
    (LeftBehindOpen, _("First say who looks after those who stay in the flat: %(count)s open.")),
    (TransferHeld, _("It is held: %(why)s. Let it go first.")),
    (TransferOver, _("It can't be changed any more: %(state)s.")),
    (NoBed, _("No bed of this kind is free there.")),
    (NoSeat, _("This vehicle has no place for them.")),
    (BedTaken, _("Somebody lies in bed %(bed)s.")),
    (NotEven, _("The day does not balance by %(difference)s. Find the names first.")),
    (ReasonsWanted, _("%(count)s are left without a reason. Write one for each.")),
    (DayClosed, _("%(on)s is signed already, or has not come.")),
    (BedsInUse, _("%(count)s people lie there or are on the way. Empty it first.")),
    (BadTerms, _("The clocks can't be read: %(why)s.")),
):
    say(_refusal.code, _text)
