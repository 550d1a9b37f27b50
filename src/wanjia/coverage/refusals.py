"""What coverage declines to do, each with its stable code."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import say


class EmptyPopulation(Refusal):
    """Nobody in the area fits: a round over nobody would be signed off by itself."""

    code = "coverage.empty_population"


class DueTooEarly(Refusal):
    """The deadline does not lie after the opening."""

    code = "coverage.due_too_early"
    status = 422


class RoundClosed(Refusal):
    """Signed off or cancelled: facts are still taken, decisions are not."""

    code = "coverage.round_closed"


class WrongReason(Refusal):
    """The reason is not on the list for this decision."""

    code = "coverage.wrong_reason"
    status = 422


class NotOwed(Refusal):
    """The subject is not a target of this round."""

    code = "coverage.not_owed"


class AlreadySettled(Refusal):
    """The target is not in a state that this decision changes: somebody was faster, or evidence exists."""

    code = "coverage.already_settled"


class NotInRegister(Refusal):
    """Nobody and nothing in the register has this id."""

    code = "coverage.not_in_register"
    status = 404


class NotReady(Refusal):
    """The area cannot be signed: facts say who is open, how many strangers wait, what below is unsigned."""

    code = "coverage.not_ready"


class AlreadySigned(Refusal):
    """A signature for this area is in force."""

    code = "coverage.already_signed"


class NothingToSign(Refusal):
    """The round owes nobody there, or areas of this kind do not sign."""

    code = "coverage.nothing_to_sign"


class StrangerResolved(Refusal):
    """Somebody has resolved this stranger already."""

    code = "coverage.stranger_resolved"


class NoSuchRoom(Refusal):
    """The building has no such door."""

    code = "coverage.no_such_room"
    status = 422


for _refusal, _text in (
    (
        EmptyPopulation,
        _("Nobody in this area fits. Import the register first, or choose a wider population."),
    ),
    (DueTooEarly, _("The deadline has to lie after the opening.")),
    (RoundClosed, _("The round “%(round)s” is closed. Records are still taken, decisions are not.")),
    (WrongReason, _("This reason does not fit. Choose one from the list.")),
    (NotOwed, _("Not on this round's list. Add the person to the round first.")),
    (AlreadySettled, _("Nothing was changed: this one is %(state)s already. Reload the list.")),
    (NotInRegister, _("Nobody in the register has this number.")),
    (
        NotReady,
        _(
            "It can't be signed yet: %(open)s not reached, of these %(explained)s explained; %(strangers)s strangers "
            "wait; %(unsigned)s below are not signed."
        ),
    ),
    (AlreadySigned, _("It is signed already.")),
    (NothingToSign, _("There is nothing to sign here: the round owes nobody in this area.")),
    (NoSuchRoom, _("The building has no room “%(room)s”. Add the door in the register first.")),
    (StrangerResolved, _("%(by)s has resolved this one already.")),
):
    say(_refusal.code, _text)
