"""What is said no to about phones, and the words for it."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class InvitationUsed(Refusal):
    """As many phones as it is for have taken it up."""

    code = "devices.invitation_used"


class InvitationOver(Refusal):
    """Its shift has ended, or somebody cancelled it."""

    code = "devices.invitation_over"
    status = 410


class InvitationUnknown(Refusal):
    """No code of ours: something else, cut off, forged, or never issued here. `flaw` says which."""

    code = "devices.invitation_unknown"
    status = 404


class HolderWanted(BadInput):
    """The invitation names nobody: whoever takes it up says who they are."""

    code = "devices.holder_wanted"


class TooManyTries(Refusal):
    """Somebody tries codes that are none."""

    code = "devices.too_many_tries"
    status = 429


class NoDevice(Refusal):
    """The key belongs to a person or a program, not to a phone that was let in."""

    code = "devices.no_device"
    status = 403


class ShiftOver(Refusal):
    """After its shift a phone may still send, and gets no list any more."""

    code = "devices.shift_over"
    status = 403


class BadInvitation(BadInput):
    """Something in the form can't be so; `field` and `why` say what."""

    code = "devices.bad_invitation"


class NothingToEnd(Refusal):
    """The phone has been ended or wiped already."""

    code = "devices.nothing_to_end"


say(InvitationUsed.code, _("This invitation has been used. Ask the committee for one of your own."))
say(InvitationOver.code, _("This invitation is over. Ask the committee for a new one."))
say(InvitationUnknown.code, _("This is not an invitation of this installation. Scan the whole code again."))
say(HolderWanted.code, _("Write your name, so that people know who holds the phone."))
say(TooManyTries.code, _("Too many codes that are none. Wait five minutes."))
say(NoDevice.code, _("This key is not a phone's. Scan an invitation."))
say(ShiftOver.code, _("The shift is over. What you made is still taken; the list is not given any more."))
say(BadInvitation.code, _("%(field)s: %(why)s"))
say(NothingToEnd.code, _("This phone's key has ended already."))
