"""What notices decline to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import say


class NoSource(Refusal):
    """Nothing is made known without who ordered it."""

    code = "notices.no_source"
    status = 422


class NoText(Refusal):
    """Without a title or a text."""

    code = "notices.no_text"
    status = 422


class TooLong(Refusal):
    """Longer than somebody reads in a stairwell."""

    code = "notices.too_long"
    status = 422


class WrongTimes(Refusal):
    """The end does not lie after the beginning."""

    code = "notices.wrong_times"
    status = 422


class RuleForResidents(Refusal):
    """A rule that residents may not read would hold for nobody."""

    code = "notices.rule_for_residents"
    status = 422


class ReasonWanted(Refusal):
    """Withdrawn only with a reason, which is kept with the name."""

    code = "notices.reason_wanted"
    status = 422


class NoLongerInForce(Refusal):
    """Ended, replaced or withdrawn: nothing is left to change."""

    code = "notices.no_longer_in_force"


class NextVersionWaits(Refusal):
    """Somebody has written its next version already."""

    code = "notices.next_version_waits"


class Elsewhere(Refusal):
    """Outside the area that the notice is for."""

    code = "notices.elsewhere"
    status = 422


class NotForResidents(Refusal):
    """Residents don't read it, so nobody can be told of it."""

    code = "notices.not_for_residents"


class AlreadyTold(Refusal):
    """A round tells it there already."""

    code = "notices.already_told"


class HowWanted(Refusal):
    """Told, but not how; or by something that tells nobody in particular."""

    code = "notices.how_wanted"
    status = 422


class WhoWanted(Refusal):
    """Played or hung by nobody."""

    code = "notices.who_wanted"
    status = 422


class NameWanted(Refusal):
    """A group without a name."""

    code = "notices.name_wanted"
    status = 422


class GroupTooWide(Refusal):
    """Groups are of buildings and compounds."""

    code = "notices.group_too_wide"
    status = 422


class GroupExists(Refusal):
    """Written down already."""

    code = "notices.group_exists"


class SmsOff(Refusal):
    """No service is named that would send them."""

    code = "notices.sms_off"


for _refusal, _text in (
    (NoSource, _("Write who ordered it and the number of the document. Nothing is published without a source.")),
    (NoText, _("Write a title and a text.")),
    (TooLong, _("At most %(most)s characters: it has to be read in a stairwell. These are %(count)s.")),
    (WrongTimes, _("The end has to lie after the beginning.")),
    (RuleForResidents, _("A rule is for residents too. Choose residents, or both.")),
    (ReasonWanted, _("Write why: the reason is kept with your name.")),
    (NoLongerInForce, _("“%(title)s” is no longer in force. Publish a new one.")),
    (NextVersionWaits, _("The next version of “%(title)s” is written already. Replace or withdraw that one.")),
    (Elsewhere, _("That lies outside the area of this notice.")),
    (NotForResidents, _("This is for phones in the field. Publish it for residents too, then tell everybody.")),
    (AlreadyTold, _("“%(title)s” is being told there already.")),
    (HowWanted, _("Say how: at the door, by telephone, answered in the chat.")),
    (WhoWanted, _("Write who did it.")),
    (NameWanted, _("Write what the group is called.")),
    (GroupTooWide, _("A group is for a building or a compound. Choose one.")),
    (GroupExists, _("“%(name)s” is written down there already.")),
    (SmsOff, _("No SMS service is set up. Reach them at the door, by telephone or in the chat.")),
):
    say(_refusal.code, _text)
