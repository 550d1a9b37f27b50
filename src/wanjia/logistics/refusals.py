"""What logistics declines to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import say


class NoLimit(Refusal):
    """No version of this limit is in effect on that day."""

    code = "logistics.no_limit"
    status = 404


class SourceWanted(Refusal):
    """A limit names the notice that says so."""

    code = "logistics.source_wanted"
    status = 422


class BadLimit(Refusal):
    """Minutes, share or steps of the alarm are no sensible figures."""

    code = "logistics.bad_limit"
    status = 422


class LimitClosed(Refusal):
    """Confirmed or declined already, or came with the program."""

    code = "logistics.limit_closed"


class SecondPersonWanted(Refusal):
    """Needs somebody else, with an account of their own."""

    code = "logistics.second_person_wanted"
    status = 403


class BadCode(Refusal):
    """A code is one to forty signs without blanks."""

    code = "logistics.bad_code"
    status = 422


class ReasonWanted(Refusal):
    """Done only with a reason, which is kept with the name."""

    code = "logistics.reason_wanted"
    status = 422


class NameWanted(Refusal):
    """A courier or depot without a name, or with a telephone that is none."""

    code = "logistics.name_wanted"
    status = 422


class HolderClosed(Refusal):
    """This courier, depot or laboratory works no more here."""

    code = "logistics.holder_closed"


class HolderHasBoxes(Refusal):
    """Still holds boxes."""

    code = "logistics.holder_has_boxes"


class LabElsewhere(Refusal):
    """A laboratory is kept by its own room."""

    code = "logistics.lab_elsewhere"


class BoxEmpty(Refusal):
    """Nothing is in the box: nothing to seal."""

    code = "logistics.box_empty"


class BoxClosed(Refusal):
    """The box was emptied or given up."""

    code = "logistics.box_closed"


class BoxOut(Refusal):
    """The box has left the site: it can't be given up, only reported lost."""

    code = "logistics.box_out"


class BoxLost(Refusal):
    """Reported lost already."""

    code = "logistics.box_lost"


class BoxNotLost(Refusal):
    """Nobody reported it lost."""

    code = "logistics.box_not_lost"


class TakenIn(Refusal):
    """A laboratory has signed for the box: what happens there is no loss on the way."""

    code = "logistics.taken_in"


class NotTakenIn(Refusal):
    """No laboratory has signed for the box."""

    code = "logistics.not_taken_in"


for _refusal, _text in (
    (NoLimit, _("No limit of this link is in effect on %(on)s.")),
    (SourceWanted, _("Name the notice that says so.")),
    (BadLimit, _("Write 1 to %(most)s minutes, and steps of the alarm that do not go back.")),
    (LimitClosed, _("This version waits for nobody any more.")),
    (SecondPersonWanted, _("This needs a second person with an account of their own. %(by)s made it.")),
    (BadCode, _("“%(code)s” is no code. Scan it again, or type 1 to 40 signs without blanks.")),
    (ReasonWanted, _("Write why: the reason is kept with your name.")),
    (NameWanted, _("Write a name, and a telephone that can be called.")),
    (HolderClosed, _("%(name)s works no more here.")),
    (HolderHasBoxes, _("%(name)s still holds %(count)s boxes. Have them signed for first.")),
    (LabElsewhere, _("Laboratories are added on their own page.")),
    (BoxEmpty, _("Nothing is in the box. Scan the tubes first.")),
    (BoxClosed, _("Box %(code)s was emptied or given up.")),
    (BoxOut, _("Box %(code)s has left the site. Report it lost if nobody has it.")),
    (BoxLost, _("Box %(code)s was reported lost already.")),
    (BoxNotLost, _("Nobody reported box %(code)s lost.")),
    (TakenIn, _("A laboratory has signed for box %(code)s. It is there.")),
    (NotTakenIn, _("No laboratory has signed for box %(code)s yet.")),
):
    say(_refusal.code, _text)
