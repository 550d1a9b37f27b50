"""What care declines to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import say


class OutOfOrder(Refusal):
    """A step that skips one, goes back in the order or in time."""

    code = "care.out_of_order"


class NoOutcome(Refusal):
    """The outcome does not fit what was done; 120 and the hand-over come before it."""

    code = "care.no_outcome"


class LadderClosed(Refusal):
    """Somebody has written the outcome already."""

    code = "care.ladder_closed"


class WordsWanted(Refusal):
    """A name, a telephone or a note is missing; it says which."""

    code = "care.words_wanted"
    status = 422


class NumberWanted(Refusal):
    """A number lies outside what can be meant: of what, from where to where."""

    code = "care.number_wanted"
    status = 422


class DayWanted(Refusal):
    """What was written is no day."""

    code = "care.day_wanted"
    status = 422


class HourWanted(Refusal):
    """What was written is no time of the day."""

    code = "care.hour_wanted"
    status = 422


class HalfHours(Refusal):
    """A beginning without an end, or the other way round."""

    code = "care.half_hours"
    status = 422


class DueTooEarly(Refusal):
    """The lists open at eight: an hour before that is over when they begin."""

    code = "care.due_too_early"
    status = 422


class HandedAlready(Refusal):
    """The night is in somebody else's hands."""

    code = "care.handed_already"


class SecondWanted(Refusal):
    """The second person is the carer."""

    code = "care.second_wanted"


class StepsLeft(Refusal):
    """A case with steps that are still to do."""

    code = "care.steps_left"


class NotACarer(Refusal):
    """The account cannot look after people there."""

    code = "care.not_a_carer"
    status = 422


class RuleForNobody(Refusal):
    """A rule that speaks of nobody."""

    code = "care.rule_for_nobody"
    status = 422


class NotOnList(Refusal):
    """A word that the program does not know: a page offers none such, another program may send one."""

    code = "care.not_on_list"
    status = 422


class SourceWanted(Refusal):
    """Nobody knows why."""

    code = "care.source_wanted"
    status = 422


class DayPast(Refusal):
    """Nobody is owed a check on a day that is over."""

    code = "care.day_past"
    status = 422


class VolunteerOut(Refusal):
    """Somebody who has to stay in, is ill or away gets nobody new."""

    code = "care.volunteer_out"


class LimitReached(Refusal):
    """The volunteer has as many people as they can take."""

    code = "care.limit_reached"


class PairedAlready(Refusal):
    """The two are a pair already, or one person."""

    code = "care.paired_already"


class LeaderStays(Refusal):
    """A team has a leader."""

    code = "care.leader_stays"


class NightOver(Refusal):
    """Nobody can be on duty in hours that are over."""

    code = "care.night_over"
    status = 422


class NightEndsFirst(Refusal):
    """Hours that end before they begin."""

    code = "care.night_ends_first"
    status = 422


class NightTooLong(Refusal):
    """Longer than a night: a day was mistyped."""

    code = "care.night_too_long"
    status = 422


say(OutOfOrder.code, _("That is not the next step. The next one stands on the page; 120 is always open."))
say(NoOutcome.code, _("This outcome does not fit what was done. Write the step first."))
say(LadderClosed.code, _("The outcome is written already."))
say(WordsWanted.code, _("Fill in: %(what)s."))
say(NumberWanted.code, _("%(what)s: write a whole number from %(least)s to %(most)s."))
say(DayWanted.code, _("Write a day, like 2022-04-03."))
say(HourWanted.code, _("Write a time of the day, like 08:30."))
say(HalfHours.code, _("Write both hours, or neither."))
say(DueTooEarly.code, _("Write an hour after %(opens)s: that is when the lists open."))
say(HandedAlready.code, _("The night was handed over to %(to)s already."))
say(SecondWanted.code, _("The second person has to be somebody else."))
say(StepsLeft.code, _("Still to do: %(steps)s."))
say(NotACarer.code, _("This account cannot look after people there."))
say(RuleForNobody.code, _("Say whom the rule is for: a need, an age or newborns."))
say(NotOnList.code, _("%(what)s: “%(word)s” is not on the list. Choose one that is."))
say(SourceWanted.code, _("Name the notice or the decision that says so."))
say(DayPast.code, _("Write a day from tomorrow on: today's checks are open already."))
say(VolunteerOut.code, _("This volunteer is out just now. Choose somebody else, or write first that they are back."))
say(LimitReached.code, _("This volunteer has %(most)s people already. Choose somebody else, or raise the limit."))
say(PairedAlready.code, _("These two are a pair already."))
say(LeaderStays.code, _("The leader can't leave the team. Name another leader first."))
say(NightOver.code, _("These hours ended %(ends)s. Write some that are still to come."))
say(NightEndsFirst.code, _("Until %(ends)s is before from %(starts)s. Write a later end."))
say(NightTooLong.code, _("That is %(hours)s hours. A night has at most %(most)s: check the day, or write two people."))
