"""Reservation by quota: so many a household, once; a number, a place and an hour instead of a queue."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Good


class Quota(models.Model):
    """Five masks an address, at one shop, so many people an hour."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="quotas", verbose_name=_("good")
    )
    title = models.CharField(_("title"), max_length=60)
    each = models.PositiveIntegerField(_("for each household"))
    total = models.PositiveIntegerField(_("there are"))
    shop = models.CharField(_("where it is fetched"), max_length=60)
    opens_at = models.DateTimeField(_("registration from"))
    closes_at = models.DateTimeField(_("registration until"))
    fetch_from = models.DateTimeField(_("fetched from"))
    fetch_until = models.TimeField(_("fetched until"), null=True)  # of each day, in local time; None: day and night
    slot_minutes = models.PositiveSmallIntegerField(_("minutes of a slot"), default=30)
    per_slot = models.PositiveSmallIntegerField(_("people in a slot"), default=20)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.CheckConstraint(name="quota_gives_something", condition=Q(each__gte=1, per_slot__gte=1)),
        ]
        indexes = [models.Index(fields=["part", "opens_at"], name="quota_by_part")]

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """One household's number. A fact that comes a second time is kept and flagged; a command is refused."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    quota = models.ForeignKey(
        Quota, on_delete=models.PROTECT, db_constraint=False, related_name="claims", verbose_name=_("quota")
    )
    household_id = models.BigIntegerField(_("household"))
    number = models.PositiveIntegerField(_("number"))
    slot_at = models.DateTimeField(_("slot"))
    document_hash = models.BinaryField(_("keyed hash of the document"), null=True)
    phone_hash = models.BinaryField(_("keyed hash of the telephone"), null=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    taken_at = models.DateTimeField(_("fetched at"), null=True)
    taken_by = models.CharField(_("handed out by"), max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [models.UniqueConstraint(fields=["part", "quota", "number"], name="claim_number_once")]
        indexes = [
            models.Index(fields=["part", "quota", "household_id"], name="claim_by_household"),
            models.Index(
                fields=["part", "quota", "document_hash"], name="claim_by_document",
                condition=Q(document_hash__isnull=False),
            ),
            models.Index(
                fields=["part", "quota", "phone_hash"], name="claim_by_phone", condition=Q(phone_hash__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.number)
