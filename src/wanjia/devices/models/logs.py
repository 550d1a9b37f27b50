"""The numbered log of each device, as blocks of 64 numbers: what it made, what of it is here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeviceSpan(models.Model):
    """One block of a log. `hash` says which ids it was checked by; only ids that are not here are kept."""

    pk = models.CompositePrimaryKey("part", "device_id", "first")
    part = models.BigIntegerField(_("part"))
    device_id = models.UUIDField(_("device"))
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    hash = models.CharField(_("hash"), max_length=64)
    missing = ArrayField(models.UUIDField(), verbose_name=_("records not here"), default=list)  # void ones too
    missing_numbers = ArrayField(models.PositiveIntegerField(), verbose_name=_("numbers not here"), default=list)
    confirmed_at = models.DateTimeField(_("complete since"), null=True)

    class Meta:
        verbose_name = _("part of a device's log")
        verbose_name_plural = _("parts of devices' logs")

    def __str__(self) -> str:
        return f"{self.device_id} {self.first}–{self.last}"


class DeviceVoid(models.Model):
    """A number whose record was undone on the phone before it was sent: it is not missing."""

    pk = models.CompositePrimaryKey("part", "device_id", "number")
    part = models.BigIntegerField(_("part"))
    device_id = models.UUIDField(_("device"))
    number = models.PositiveIntegerField(_("number"))
    event_id = models.UUIDField(_("event"))
    at = models.DateTimeField(_("at"))
    why = models.CharField(_("why"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("record undone on the phone")
        verbose_name_plural = _("records undone on the phone")

    def __str__(self) -> str:
        return str(self.event_id)
