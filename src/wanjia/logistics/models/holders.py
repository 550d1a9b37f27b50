"""Who can hold a box beside the site where it was packed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holder(models.Model):
    """One courier, laboratory or depot. A laboratory is kept here by its own room; the others by a desk."""

    class Kind(models.TextChoices):
        COURIER = "courier", _("courier")
        LAB = "lab", _("laboratory")
        DEPOT = "depot", _("depot")

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(_("kind of holder"), max_length=7, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    plate = models.CharField(_("number plate"), max_length=20, blank=True)
    area = models.BigIntegerField(_("area"))  # where it collects and delivers
    phone_sealed = models.BinaryField(_("sealed telephone"), null=True)
    phone_tail = models.CharField(_("end of the telephone"), max_length=4, blank=True)
    account_id = models.BigIntegerField(_("account"), null=True)  # whose sign-in signs as this holder
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("holder of boxes")
        verbose_name_plural = _("holders of boxes")
        indexes = [models.Index(fields=["area", "kind"], name="holder_by_area")]

    def __str__(self) -> str:
        return f"{self.plate} {self.name}" if self.plate else self.name
