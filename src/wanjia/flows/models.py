"""What flows keep of their own: drawings that are too dear to make while somebody waits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.platform.sharding import Placement, place


class DrawnBoard(models.Model):
    """The chain board of one wide area as the worker last drew it (ADR 0028). Derived; a day old, it goes.

    `round_id` 0: the last three days. `body`: flows.chain.Board as JSON; counts, codes, who holds a box; no resident.
    """

    pk = models.CompositePrimaryKey("area", "round_id")
    area = models.BigIntegerField(_("area"))
    round_id = models.BigIntegerField(_("round"))
    at = models.DateTimeField(_("at"))  # what was read is of this moment or later
    seconds = models.FloatField(_("seconds"))  # that drawing it took
    body = models.BinaryField(_("body"))

    class Meta:
        verbose_name = _("drawn board")
        verbose_name_plural = _("drawn boards")

    def __str__(self) -> str:
        return f"{self.area}/{self.round_id}"


place(Placement.LOCAL, "flows.DrawnBoard")
