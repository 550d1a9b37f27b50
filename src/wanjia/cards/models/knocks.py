"""Wrong answers at the residents' door, counted where every process sees them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Knock(models.Model):
    """How often somebody was wrong about one code, or from one address. Only a keyed hash says which."""

    hash = models.BinaryField(_("keyed hash"), primary_key=True)
    tries = models.PositiveIntegerField(_("wrong tries"), default=0)
    rests = models.PositiveSmallIntegerField(_("rests so far"), default=0)
    since = models.DateTimeField(_("counted since"))
    rests_until = models.DateTimeField(_("rests until"), null=True)

    class Meta:
        verbose_name = _("wrong tries at a code")
        verbose_name_plural = _("wrong tries at codes")

    def __str__(self) -> str:
        return str(self.tries)
