"""What needs declines to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class NothingAsked(Refusal):
    """Without a kind or without words."""

    code = "needs.nothing_asked"
    status = 422


class NoDoor(Refusal):
    """Neither the register nor the words say where it is."""

    code = "needs.no_door"
    status = 422


class PersonElsewhere(Refusal):
    """The person that was chosen does not live behind that door."""

    code = "needs.person_elsewhere"
    status = 422


class OutcomeWanted(Refusal):
    """A ticket is not closed without an outcome, and without somebody having told it to the person."""

    code = "needs.outcome_wanted"
    status = 422


class TicketClosed(Refusal):
    """Closed already."""

    code = "needs.closed"


class TicketOpen(Refusal):
    """Still open: nothing to reopen or to rate."""

    code = "needs.open"


class StaysHere(Refusal):
    """It was handed down twice, or nobody is below: it stays with this level."""

    code = "needs.stays_here"


class TopReached(Refusal):
    """The highest level has it."""

    code = "needs.top_reached"


class WordsWanted(Refusal):
    """A reason is missing."""

    code = "needs.words_wanted"
    status = 422


class NoteWanted(Refusal):
    """Nobody has written what was done or said."""

    code = "needs.note_wanted"
    status = 422


class Checked(Refusal):
    """Somebody has decided on this proposal already."""

    code = "needs.checked"


class NoColumns(BadInput):
    """No column says what is asked."""

    code = "needs.no_columns"


class TooMuchChat(BadInput):
    """More than can be looked through at once."""

    code = "needs.too_much_chat"


class NotAlike(Refusal):
    """These tickets are not about one thing: each is answered for itself."""

    code = "needs.not_alike"


class ClocksMalformed(Refusal):
    """Clocks that can't be used: less urgent is never sooner, four numbers each."""

    code = "needs.clocks_malformed"
    status = 422


class SourceWanted(Refusal):
    """Nobody knows why."""

    code = "needs.source_wanted"
    status = 422


class DayPast(Refusal):
    """Clocks don't hold for days that are over."""

    code = "needs.day_past"
    status = 422


class LeadWanted(Refusal):
    """Nobody is named for the kind."""

    code = "needs.lead_wanted"
    status = 422


class HourPast(Refusal):
    """A time that is over can't be kept."""

    code = "needs.hour_past"
    status = 422


class CallPromised(Refusal):
    """A call is promised and not made: nothing else ends it."""

    code = "needs.call_promised"


class NoPromise(Refusal):
    """No call is promised, or it was made already."""

    code = "needs.no_promise"


class NobodyToCall(Refusal):
    """No number and nobody of the register: a call could not be made."""

    code = "needs.nobody_to_call"
    status = 422


for _refusal, _text in (
    (NothingAsked, _("Say what is asked for, and choose a kind.")),
    (PersonElsewhere, _("The person does not live at this door. Look them up again.")),
    (NoDoor, _("Say where: a building of this committee, or choose a household.")),
    (OutcomeWanted, _("Say how it ended, who told the person, and how.")),
    (TicketClosed, _("Ticket %(number)s is closed already.")),
    (TicketOpen, _("Ticket %(number)s is still open.")),
    (StaysHere, _("It stays with this level: it was handed down %(times)s times, or nobody is below.")),
    (TopReached, _("The highest level has it.")),
    (WordsWanted, _("Write why, in a few words.")),
    (NoteWanted, _("Write what was done or said, in a few words.")),
    (Checked, _("%(by)s has decided this already.")),
    (NotAlike, _("These tickets are not about one thing. Answer each for itself.")),
    (ClocksMalformed, _("Write four numbers of minutes each, from 1 to 43,200; less urgent is never sooner.")),
    (SourceWanted, _("Name the notice or the decision that says so.")),
    (DayPast, _("Write a day from today on: what was late stays late.")),
    (LeadWanted, _("Name the post or the person who answers for it.")),
    (HourPast, _("Write a time that is still to come.")),
    (CallPromised, _("A call back is promised on ticket %(number)s. Call, or tell them at the door or in the chat.")),
    (NoPromise, _("No call is promised on ticket %(number)s, or it was made already.")),
    (NobodyToCall, _("Nobody can be called: write down a number, or choose who calls.")),
    (NoColumns, _("%(file)s: no column says what is asked for. Found: %(found)s")),
    (TooMuchChat, _("%(count)s lines are more than %(most)s. Paste it in parts.")),
):  # fmt: skip
    say(_refusal.code, _text)
