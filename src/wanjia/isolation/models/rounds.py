"""Which round of coverage carries what the rules ask for on a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayRound(models.Model):
    """One round for one committee, thing and day; readings twice a day are two rounds (ADR 0020)."""

    pk = models.CompositePrimaryKey("part", "on", "what", "number")
    part = models.BigIntegerField(_("part"))  # the committee
    on = models.DateField(_("day"))
    what = models.CharField(_("what is asked"), max_length=8)  # test, reading, call, waste
    number = models.PositiveSmallIntegerField(_("which time of the day"))
    round_id = models.BigIntegerField(_("round"))

    class Meta:
        verbose_name = _("round of a day")
        verbose_name_plural = _("rounds of a day")
        indexes = [models.Index(fields=["round_id"], name="day_round_by_round")]

    def __str__(self) -> str:
        return f"{self.part} {self.on} {self.what} {self.number}"
