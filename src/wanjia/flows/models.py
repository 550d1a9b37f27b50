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


class NotedBacklog(models.Model):
    """Tubes that one laboratory had in hand when the worker last counted. Derived; overwritten every five minutes."""

    lab_id = models.UUIDField(_("laboratory"), primary_key=True)
    tubes = models.IntegerField(_("tubes"))
    at = models.DateTimeField(_("at"))
    seconds = models.FloatField(_("seconds"))  # that counting all of them took

    class Meta:
        verbose_name = _("noted backlog")
        verbose_name_plural = _("noted backlogs")

    def __str__(self) -> str:
        return str(self.lab_id)


place(Placement.LOCAL, "flows.DrawnBoard", "flows.NotedBacklog")
