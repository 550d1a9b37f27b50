"""What cards decline to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class TooWide(Refusal):
    """Cards are issued for a committee and less: a subdistrict's cards are nobody's to hand out."""

    code = "cards.too_wide"


class TooMany(Refusal):
    """More cards than one print can hold."""

    code = "cards.too_many"


class NoCard(Refusal):
    """The subject has no card in force."""

    code = "cards.no_card"


class IsGone(Refusal):
    """Moved away, died, or entered twice: no card is issued."""

    code = "cards.is_gone"


class WrongReason(Refusal):
    """The reason is not on the list."""

    code = "cards.wrong_reason"
    status = 422


class CorrectionClosed(Refusal):
    """Somebody has closed this request already."""

    code = "cards.correction_closed"


class BadDays(BadInput):
    """A card is good for 1 to 90 days."""

    code = "cards.bad_days"


for _refusal, _text in (
    (TooWide, _("Cards are issued by committee, compound or building. Choose one above.")),
    (TooMany, _("%(count)s cards are too many for one print, %(most)s is the most. Choose a compound or a building.")),
    (NoCard, _("There is no card in force. Issue one first.")),
    (IsGone, _("Moved away, died or entered twice: no card is issued.")),
    (WrongReason, _("This reason does not fit. Choose one from the list.")),
    (CorrectionClosed, _("%(by)s has closed this request already.")),
    (BadDays, _("A card is good for 1 to 90 days, not %(days)s.")),
):
    say(_refusal.code, _text)
