"""What the field's door says no to: never a fact, only a request."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal, Unavailable
from wanjia.platform.words import say


class Busy(Unavailable):
    """More waits than can be written now, or the database is away. Nothing was accepted; send again."""

    code = "field.busy"


class Unreadable(BadInput):
    """The body as a whole is no batch of records."""

    code = "field.unreadable"
    status = 400


class TooLarge(BadInput):
    """The body is larger than a batch may be."""

    code = "field.too_large"
    status = 413


class TooManyPeople(BadInput):
    """The records of one request speak of more people than a batch may."""

    code = "field.too_many_people"
    status = 413


class NoKey(Refusal):
    """No key, or one that is not in force."""

    code = "field.no_key"
    status = 401


say(Busy.code, _("Too many phones at once. Nothing of this batch was taken; it is sent again by itself."))
say(Unreadable.code, _("This is no batch of records: %(why)s"))
say(TooLarge.code, _("A batch is at most %(most)s bytes. Send it in parts."))
say(TooManyPeople.code, _("A batch holds at most %(most)s people. Send it in parts."))
say(NoKey.code, _("This device's key is not in force. Ask the committee for a new invitation."))
