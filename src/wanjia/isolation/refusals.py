"""What isolation declines to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class HasOrder(Refusal):
    """The person or household is under an order already, or one waits for its second person."""

    code = "isolation.has_order"


class NoLength(Refusal):
    """The version does not say how long: nobody is kept in without an end."""

    code = "isolation.no_length"


class NoIsolation(Refusal):
    """The version asks nobody to stay in."""

    code = "isolation.no_isolation"


class NotInEffect(Refusal):
    """The version takes effect later than the first day, or is for other places."""

    code = "isolation.not_in_effect"


class WrongKind(Refusal):
    """A rule for places was meant for a person, or the other way round."""

    code = "isolation.wrong_kind"
    status = 422


class WordsWanted(Refusal):
    """A title, the explanation or the answer to the person is missing; it says which."""

    code = "isolation.words_wanted"
    status = 422


class ReasonWanted(Refusal):
    """Done only with a reason, which is kept with the name."""

    code = "isolation.reason_wanted"
    status = 422


class SourceWanted(Refusal):
    """Nobody says from where it is known."""

    code = "isolation.source_wanted"
    status = 422


class NotThatTime(Refusal):
    """What is still to come did not happen."""

    code = "isolation.not_that_time"
    status = 422


class SecondPersonWanted(Refusal):
    """Who made it cannot confirm it, answer the appeal against it, or speak for two."""

    code = "isolation.second_person_wanted"
    status = 403


class OrderClosed(Refusal):
    """Confirmed, ended, lapsed or declined already."""

    code = "isolation.order_closed"


class TooEarly(Refusal):
    """It does not lift yet."""

    code = "isolation.too_early"


class HasZone(Refusal):
    """The place is under a rule already."""

    code = "isolation.has_zone"


class TooWide(Refusal):
    """The rule is drawn on something smaller."""

    code = "isolation.too_wide"


class NotThatDay(Refusal):
    """The day lies too far back or ahead."""

    code = "isolation.not_that_day"
    status = 422


class NoPlace(Refusal):
    """A positive without a building, or a place that the register does not have."""

    code = "isolation.no_place"
    status = 422


class AppealOpen(Refusal):
    """An appeal waits for its answer already."""

    code = "isolation.appeal_open"


class AppealClosed(Refusal):
    """Somebody has answered this appeal already."""

    code = "isolation.appeal_closed"


class RuleClosed(Refusal):
    """A second person has looked at this version already, or it came with the program."""

    code = "isolation.rule_closed"


class NoCertificate(Refusal):
    """Nothing was issued: the order still holds, or never held."""

    code = "isolation.no_certificate"


class BadTerms(BadInput):
    """The terms of a rule cannot be read."""

    code = "isolation.bad_terms"


for _refusal, _text in (
    (HasOrder, _("There is an order already, or one waits for its second person. End that one first.")),
    (NoLength, _("%(rule)s does not say how long. Choose another version, or write one with its source.")),
    (NoIsolation, _("Under %(rule)s nobody has to stay in.")),
    (NotInEffect, _("%(rule)s is in effect from %(on)s, not on that day and place.")),
    (WrongKind, _("%(rule)s is not a rule of this kind.")),
    (WordsWanted, _("Fill in: %(what)s.")),
    (ReasonWanted, _("Write why: the reason is kept with your name.")),
    (SourceWanted, _("Write from where it is known: a report, a document, who says so.")),
    (NotThatTime, _("%(at)s is still to come. Write when it was.")),
    (SecondPersonWanted, _("This needs a second person with an account of their own. %(by)s made it.")),
    (OrderClosed, _("This order is no longer open: %(state)s.")),
    (TooEarly, _("It lifts on %(on)s, not before. To end it now choose another reason.")),
    (HasZone, _("This place is under a rule already. End that one first.")),
    (TooWide, _("%(rule)s is drawn on %(units)s, not on more.")),
    (NotThatDay, _("%(on)s lies too far back or ahead.")),
    (NoPlace, _("A positive is written on its building or more exactly.")),
    (AppealOpen, _("An appeal waits for its answer already.")),
    (AppealClosed, _("%(by)s has answered this appeal already.")),
    (RuleClosed, _("%(rule)s does not wait for anybody.")),
    (NoCertificate, _("There is no certificate: the order still holds, or never did.")),
    (BadTerms, _("The rule can't be read: %(why)s.")),
):
    say(_refusal.code, _text)
