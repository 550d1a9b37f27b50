"""What testing declines to do, each with its stable code."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import say


class SiteClosed(Refusal):
    """The site was taken down."""

    code = "testing.site_closed"


class WrongPlace(Refusal):
    """A site serves a committee or one of its compounds, nothing wider and nothing smaller."""

    code = "testing.wrong_place"
    status = 422


class WrongHours(Refusal):
    """The end does not lie after the beginning."""

    code = "testing.wrong_hours"
    status = 422


class ReasonWanted(Refusal):
    """Done only with a reason, which is kept with the name."""

    code = "testing.reason_wanted"
    status = 422


class NothingToCall(Refusal):
    """Every building of the site was called, or there is no timetable."""

    code = "testing.nothing_to_call"


class QueueUnknown(Refusal):
    """Nobody counted the queue in the last ten minutes. Goes ahead with a reason."""

    code = "testing.queue_unknown"


class QueueNotShort(Refusal):
    """More than half of the line is taken. Goes ahead with a reason."""

    code = "testing.queue_not_short"


class NoRoom(Refusal):
    """With these people the line would be longer than its marks. Goes ahead with a reason."""

    code = "testing.no_room"


class AlreadyCalled(Refusal):
    """Somebody was faster."""

    code = "testing.already_called"


class NotCalled(Refusal):
    """There is nothing to take back."""

    code = "testing.not_called"


class NoSuchLane(Refusal):
    """The site has no lane of this number."""

    code = "testing.no_such_lane"
    status = 404


class WrongPrefix(Refusal):
    """A prefix is one to six capital letters, digits and dashes, not ending in a digit."""

    code = "testing.wrong_prefix"
    status = 422


class LabelsTaken(Refusal):
    """Some of these numbers were given out already."""

    code = "testing.labels_taken"


class WrongNumbers(Refusal):
    """More labels than one range may have, or numbers with more digits than are printed."""

    code = "testing.wrong_numbers"
    status = 422


for _refusal, _text in (
    (SiteClosed, _("The site “%(site)s” was taken down.")),
    (WrongPlace, _("A site serves a committee or one of its compounds. Choose one of them.")),
    (WrongHours, _("The end has to lie after the beginning.")),
    (ReasonWanted, _("Write why: the reason is kept with your name.")),
    (NothingToCall, _("Nobody is left to call. Write a timetable, or look at who has not come.")),
    (QueueUnknown, _("Nobody counted the queue in the last 10 minutes. Count it, or write why the next may come.")),
    (
        QueueNotShort,
        _("%(waiting)s wait, the queue holds %(capacity)s. Wait until it is half empty, or write why."),
    ),
    (
        NoRoom,
        _("%(waiting)s wait and %(expected)s would come: the queue holds %(capacity)s. Wait, or write why."),
    ),
    (AlreadyCalled, _("Called already, %(by)s.")),
    (NotCalled, _("Nobody called this one, nothing to take back.")),
    (NoSuchLane, _("The site has no lane %(number)s.")),
    (WrongPrefix, _("Write one to six capital letters, digits and dashes; the last is no digit, such as T- or CH3-.")),
    (LabelsTaken, _("Some of these numbers were given out already. The next free one is %(next)s.")),
    (WrongNumbers, _("At most %(most)s labels at once, with at most %(digits)s digits.")),
):
    say(_refusal.code, _text)
