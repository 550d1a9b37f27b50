"""The end of a day: the names that are left with their reasons, and who signed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.cases.models.transfers import Transfer


class DayReason(models.Model):
    """Why somebody was not taken on a day. Typed by a person, anew each day."""

    class Reason(models.TextChoices):
        NO_BED = "no_bed", _("no bed")
        NO_VEHICLE = "no_vehicle", _("no vehicle")
        CARE = "care", _("care for those who stay is not settled")
        HELD = "held", _("held for a recheck")
        ILL = "ill", _("medical reason")
        FAMILY = "family", _("family is not ready")
        ON_WAY = "on_way", _("on the way, not confirmed")
        OTHER = "other", _("other reason")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, db_constraint=False, related_name="reasons", verbose_name=_("transfer")
    )
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    note_sealed = models.BinaryField(_("sealed note"), null=True)
    written_by = models.CharField(_("written by"), max_length=60)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("why somebody was left")
        verbose_name_plural = _("why people were left")
        constraints = [models.UniqueConstraint(fields=["part", "transfer", "on"], name="day_reason_once")]

    def __str__(self) -> str:
        return str(self.id)


class DayClosing(models.Model):
    """A signed day of an area: the figures as they stood when somebody put their name under them."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the area whose day it is
    on = models.DateField(_("day"))
    figures = models.JSONField(_("figures"))
    signed_by = models.CharField(_("signed by"), max_length=60)
    signed_by_id = models.BigIntegerField(_("account that signed"), null=True)
    signed_at = models.DateTimeField(_("signed at"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("closing of a day")
        verbose_name_plural = _("closings of a day")
        constraints = [
            models.UniqueConstraint(fields=["part", "on"], name="day_closed_once"),
            models.CheckConstraint(name="day_closed_by_somebody", condition=~Q(signed_by="")),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.on}"
