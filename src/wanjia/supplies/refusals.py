"""What supplies decline to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class BadCreditCode(BadInput):
    """The 18 characters of GB 32100 do not fit together."""

    code = "supplies.bad_credit_code"


class NotVetted(Refusal):
    """Nobody has looked at the supplier's papers, they have run out, or it was stopped."""

    code = "supplies.not_vetted"


class NegativeStock(Refusal):
    """More would go out than there is."""

    code = "supplies.negative_stock"


class LotClosed(Refusal):
    """Recalled, or past its date: nothing of it goes out."""

    code = "supplies.lot_closed"


class AmountWanted(Refusal):
    """A number is missing or lies outside what can be meant: of what, from where to where."""

    code = "supplies.amount_wanted"
    status = 422


class MoneyWanted(Refusal):
    """An amount in yuan is missing or can't be read."""

    code = "supplies.money_wanted"
    status = 422


class WordsWanted(Refusal):
    """A name, a title or a place is missing."""

    code = "supplies.words_wanted"
    status = 422


class ReasonWanted(Refusal):
    """Done only with a reason, which is kept with the name."""

    code = "supplies.reason_wanted"
    status = 422


class SourceWanted(Refusal):
    """Nobody is named who says what a supplier can bring."""

    code = "supplies.source_wanted"
    status = 422


class DayWanted(Refusal):
    """What was written is no day."""

    code = "supplies.day_wanted"
    status = 422


class DayPast(Refusal):
    """Nothing is planned for a day that is over."""

    code = "supplies.day_past"
    status = 422


class HourPast(Refusal):
    """A cut-off that is over can't be kept."""

    code = "supplies.hour_past"
    status = 422


class WrongTimes(Refusal):
    """The end does not lie after the beginning."""

    code = "supplies.wrong_times"
    status = 422


class OtherDay(Refusal):
    """A stop of another day than its van's."""

    code = "supplies.other_day"
    status = 422


class RationOrFigure(Refusal):
    """A ration and a figure at once, or neither."""

    code = "supplies.ration_or_figure"
    status = 422


class NothingNeeded(Refusal):
    """What lies there is enough, nobody lives there, or nobody eats."""

    code = "supplies.nothing_needed"
    status = 422


class NothingChosen(Refusal):
    """Not one of what could be chosen has a number."""

    code = "supplies.nothing_chosen"
    status = 422


class OtherLot(Refusal):
    """The lot holds another good than the one that was chosen."""

    code = "supplies.other_lot"
    status = 422


class NothingOnBoard(Refusal):
    """A van that carries nothing has nothing to count."""

    code = "supplies.nothing_on_board"
    status = 422


class CutOffAhead(Refusal):
    """Orders are still taken: what came is shared out after the cut-off."""

    code = "supplies.cut_off_ahead"


class NameTaken(Refusal):
    """There is one of this name or number here already."""

    code = "supplies.name_taken"


class DeliveryOpen(Refusal):
    """The delivery is under way or was cancelled already."""

    code = "supplies.delivery_open"


class NobodyToServe(Refusal):
    """Nobody gets anything of it."""

    code = "supplies.nobody_to_serve"


class Elsewhere(Refusal):
    """The place or the household does not belong to it."""

    code = "supplies.elsewhere"
    status = 422


class AfterCutOff(Refusal):
    """The order came after the moment that everybody was told."""

    code = "supplies.after_cut_off"


class OrderedAlready(Refusal):
    """The household has an order in this group buy."""

    code = "supplies.ordered_already"


class OrderGone(Refusal):
    """The order was cancelled: there is nothing to change."""

    code = "supplies.order_gone"


class NotPaid(Refusal):
    """More would be given back than was paid."""

    code = "supplies.not_paid"


class ArrivedAlready(Refusal):
    """What came has been written down."""

    code = "supplies.arrived_already"


class BuyGone(Refusal):
    """The group buy was called off: nothing of it comes."""

    code = "supplies.buy_gone"


class MoreThanThere(Refusal):
    """More would be allocated than came and is left."""

    code = "supplies.more_than_there"


class OtherGood(Refusal):
    """The need asks for something else."""

    code = "supplies.other_good"
    status = 422


class NeedClosed(Refusal):
    """The need was closed: nothing more is allocated to it, and it is not closed again."""

    code = "supplies.need_closed"


class WrongOutcome(Refusal):
    """The need can't be closed like that: the account says something else."""

    code = "supplies.wrong_outcome"


class NothingCame(Refusal):
    """Nothing of the donation has come: there is nothing to thank for yet."""

    code = "supplies.nothing_came"


class ClaimedAlready(Refusal):
    """The household, or the document, has a number."""

    code = "supplies.claimed_already"


class NotNow(Refusal):
    """Registration is not open, or everything is given out."""

    code = "supplies.not_now"


class TakenAlready(Refusal):
    """It was handed out, or the number was given back."""

    code = "supplies.taken_already"


class OverCapacity(Refusal):
    """The supplier can't bring so many that day beside what is promised already."""

    code = "supplies.over_capacity"


class MoreThanWanted(Refusal):
    """More would be ordered than is wanted, or promised than was ordered."""

    code = "supplies.more_than_wanted"


class PurchaseClosed(Refusal):
    """The purchase does not stand where this step is taken: decided, answered, come or cancelled already."""

    code = "supplies.purchase_closed"


class MealOrdered(Refusal):
    """The kitchen has been told: the numbers stand."""

    code = "supplies.meal_ordered"


class MealPlanned(Refusal):
    """The delivery of this meal is in the schedule already."""

    code = "supplies.meal_planned"


class StopsOverlap(Refusal):
    """The van would stand in two places at one time."""

    code = "supplies.stops_overlap"


class RunClosed(Refusal):
    """The van's day is closed, cancelled, or has begun already."""

    code = "supplies.run_closed"


class WhoWanted(Refusal):
    """A pass lacks its plate or name, a telephone, or what it is for."""

    code = "supplies.who_wanted"
    status = 422


class PassDays(Refusal):
    """The days are over, turned round, or more than a signed code holds."""

    code = "supplies.pass_days"
    status = 422


class PassGone(Refusal):
    """It was taken back already."""

    code = "supplies.pass_gone"


for _refusal, _text in (
    (BadCreditCode, _("“%(value)s” is no credit code: it has 18 characters, the last one checks the others.")),
    (NotVetted, _("%(name)s can't be bought from now: %(why)s.")),
    (NegativeStock, _("There are %(there)s of this lot, not %(asked)s. Count it first if more lies there.")),
    (LotClosed, _("Nothing of this lot goes out: %(why)s.")),
    (AmountWanted, _("%(what)s: write a whole number from %(least)s to %(most)s.")),
    (MoneyWanted, _("%(what)s: write an amount in yuan, like 38 or 38.50.")),
    (WordsWanted, _("Fill in: %(what)s.")),
    (ReasonWanted, _("Write why: the reason is kept with your name.")),
    (SourceWanted, _("Write who says so and when.")),
    (DayWanted, _("%(what)s: write a day, like 2022-04-03.")),
    (DayPast, _("%(on)s is over. Write a day from %(today)s on.")),
    (HourPast, _("%(at)s is over. Write a time that is still to come.")),
    (WrongTimes, _("%(end)s does not lie after %(begin)s. Write a later time.")),
    (OtherDay, _("This van goes on %(on)s. Its stops are of that day.")),
    (RationOrFigure, _("Write a ration or a figure, one of the two.")),
    (NothingNeeded, _("Nothing is needed: %(why)s.")),
    (NothingChosen, _("Write how many of at least one. If nothing is wanted, cancel it.")),
    (OtherLot, _("Lot %(batch)s holds %(good)s. Choose that good, or another lot.")),
    (NothingOnBoard, _("Nothing is on board. Load the van first.")),
    (BuyGone, _("The group buy was called off: %(why)s. What was paid is given back.")),
    (CutOffAhead, _("Orders are taken until %(at)s. Write down what came after that.")),
    (NameTaken, _("There is %(name)s here already.")),
    (DeliveryOpen, _("%(title)s is under way, closed or cancelled already.")),
    (NobodyToServe, _("Nobody would get anything of it: there is no stock, or nobody lives there.")),
    (Elsewhere, _("That does not lie in %(area)s.")),
    (AfterCutOff, _("The cut-off was %(at)s. Nothing can be ordered or changed any more.")),
    (OrderedAlready, _("This household has ordered already. Change that order, or cancel it.")),
    (OrderGone, _("This order was cancelled. Order again.")),
    (NotPaid, _("Only %(paid)s yuan were paid and not given back.")),
    (ArrivedAlready, _("What came of %(title)s is written down already.")),
    (MoreThanThere, _("%(there)s are left, not %(asked)s.")),
    (OtherGood, _("The need is for %(wanted)s, the donation is %(given)s.")),
    (NeedClosed, _("This need was closed already: %(outcome)s.")),
    (WrongOutcome, _("The account says something else: %(why)s.")),
    (NothingCame, _("Nothing of it has come yet.")),
    (ClaimedAlready, _("There is number %(number)s for this %(what)s already.")),
    (NotNow, _("No number can be given now: %(why)s.")),
    (OverCapacity, _("%(name)s has %(free)s free on %(on)s, not %(asked)s. Write down what it can bring first.")),
    (MoreThanWanted, _("%(wanted)s are wanted, not %(asked)s.")),
    (PurchaseClosed, _("This purchase is no longer at this step: %(state)s.")),
    (MealOrdered, _("The kitchen was told at %(at)s. Order what lacks as another set.")),
    (MealPlanned, _("The delivery of this meal is in the schedule already.")),
    (StopsOverlap, _("From %(a)s to %(b)s the van stands somewhere else.")),
    (RunClosed, _("The day of this van is closed, cancelled, or has begun.")),
    (WhoWanted, _("A vehicle needs its plate, a rider a name; both a telephone and what the pass is for.")),
    (PassDays, _("A pass holds from today on, for %(most)s days at most.")),
    (PassGone, _("This pass was taken back already.")),
    (TakenAlready, _("Number %(number)s was handed out or given back already.")),
):
    say(_refusal.code, _text)
