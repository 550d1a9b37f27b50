"""What a committee puts on its cards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Letterhead(models.Model):
    """One committee's choices: how a name stands on the card, whom to call, for how long a card is good.

    Its row is also what issuing locks, so that two desks never number the same committee's cards at once.
    """

    class Shown(models.TextChoices):
        NAME = "name", _("masked name and door")
        DOOR = "door", _("door only")
        NOTHING = "nothing", _("neither, only the number")

    part = models.BigIntegerField(_("part"), primary_key=True)
    shown = models.CharField(_("on the card"), max_length=8, choices=Shown, default=Shown.NAME)
    phone = models.CharField(_("telephone of the committee"), max_length=20, blank=True)
    days = models.PositiveSmallIntegerField(_("valid for days"), default=30)

    class Meta:
        verbose_name = _("letterhead of cards")
        verbose_name_plural = _("letterheads of cards")
        constraints = [
            models.CheckConstraint(name="card_days_1_to_90", condition=models.Q(days__gte=1, days__lte=90)),
        ]

    def __str__(self) -> str:
        return str(self.part)
