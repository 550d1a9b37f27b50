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
    """A name, a note or an hour is missing."""

    code = "care.words_wanted"
    status = 422


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


class RuleMalformed(Refusal):
    """A rule that speaks of nobody, or whose hours can't be."""

    code = "care.rule_malformed"
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


class NightMalformed(Refusal):
    """Hours that are over, end before they begin or are longer than a night."""

    code = "care.night_malformed"
    status = 422


say(OutOfOrder.code, _("That is not the next step. The next one stands on the page; 120 is always open."))
say(NoOutcome.code, _("This outcome does not fit what was done. Write the step first."))
say(LadderClosed.code, _("The outcome is written already."))
say(WordsWanted.code, _("Something is missing. Fill in every field that is asked."))
say(SecondWanted.code, _("The second person has to be somebody else."))
say(StepsLeft.code, _("Still to do: %(steps)s."))
say(NotACarer.code, _("This account cannot look after people there."))
say(RuleMalformed.code, _("Say whom the rule is for: a need, an age or newborns; it opens before its hour."))
say(SourceWanted.code, _("Name the notice or the decision that says so."))
say(DayPast.code, _("Write a day from tomorrow on: today's checks are open already."))
say(VolunteerOut.code, _("This volunteer is out just now. Choose somebody else, or write first that they are back."))
say(LimitReached.code, _("This volunteer has %(most)s people already. Choose somebody else, or raise the limit."))
say(PairedAlready.code, _("These two are a pair already."))
say(LeaderStays.code, _("The leader can't leave the team. Name another leader first."))
say(NightMalformed.code, _("Write hours of a night that is not over: from evening until morning, at most 16 hours."))
