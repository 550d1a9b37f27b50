"""Passes of suppliers' vehicles and riders, and how many were looked at where."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Supplier


class TransportPass(models.Model):
    """A vehicle or rider of a firm on the whitelist, for an area and some days. Its code says a tag and the last."""

    class Kind(models.TextChoices):
        VEHICLE = "vehicle", _("vehicle")
        RIDER = "rider", _("rider")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("holds in"))
    tag = models.CharField(_("tag"), max_length=16)
    kind = models.CharField(_("kind of pass"), max_length=7, choices=Kind)
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, related_name="passes", verbose_name=_("supplier")
    )
    plate = models.CharField(_("plate"), max_length=20, blank=True)
    name_sealed = models.BinaryField(_("sealed name"), null=True)
    name_mask = models.CharField(_("masked name"), max_length=20, blank=True)
    phone_sealed = models.BinaryField(_("sealed telephone"), null=True)
    phone_tail = models.CharField(_("end of the telephone"), max_length=4, blank=True)
    purpose = models.CharField(_("what for"), max_length=80)
    from_on = models.DateField(_("from day"))
    until_on = models.DateField(_("last valid day"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(_("issued by"), max_length=60)
    revoked_at = models.DateTimeField(_("taken back at"), null=True)
    revoked_by = models.CharField(_("taken back by"), max_length=60, blank=True)
    revoke_reason = models.CharField(_("why it was taken back"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("pass of a supplier")
        verbose_name_plural = _("passes of suppliers")
        constraints = [
            models.UniqueConstraint(fields=["part", "tag"], name="transport_pass_tag_once"),
            models.CheckConstraint(name="transport_pass_days", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="transport_pass_revoke_has_reason", condition=Q(revoked_at=None) | ~Q(revoke_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["tag"], name="transport_pass_by_tag"),
            models.Index(fields=["part", "until_on"], name="transport_pass_by_day"),
        ]

    def __str__(self) -> str:
        return str(self.id)  # never the tag: this string reaches logs


class PassCheck(models.Model):
    """How many codes were looked at in a place on a day with which answer. Whose they were is not kept."""

    pk = models.CompositePrimaryKey("part", "place", "on", "verdict")
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    on = models.DateField(_("day"))
    verdict = models.CharField(_("answer"), max_length=12)
    n = models.PositiveIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("check of passes")
        verbose_name_plural = _("checks of passes")

    def __str__(self) -> str:
        return f"{self.verdict} {self.n}"
