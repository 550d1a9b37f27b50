"""Who is on duty at night while somebody's equipment must not stop, and what was said in the morning."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class NightDuty(models.Model):
    """One person's hours of one night. Two may share a night; a hole between them is an alarm."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the committee
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    account_id = models.BigIntegerField(_("account"), null=True)
    name = models.CharField(_("name"), max_length=60)
    phone_sealed = models.BinaryField(_("sealed telephone"), null=True)
    backup_name = models.CharField(_("name of the second person"), max_length=60, blank=True)
    backup_phone_sealed = models.BinaryField(_("sealed telephone of the second person"), null=True)
    note_sealed = models.BinaryField(_("sealed note"), null=True)  # what the night was like, and what is next
    handed_to = models.CharField(_("handed to"), max_length=60, blank=True)
    handed_at = models.DateTimeField(_("handed over at"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)
    dropped_at = models.DateTimeField(_("taken off at"), null=True)  # off the roster: nobody's hours any more

    class Meta:
        verbose_name = _("night duty")
        verbose_name_plural = _("night duties")
        constraints = [
            models.CheckConstraint(name="night_has_hours", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="night_handed_to_somebody", condition=Q(handed_at=None) | ~Q(handed_to="")),
        ]
        indexes = [models.Index(fields=["part", "ends_at"], name="night_by_end")]

    def __str__(self) -> str:
        return str(self.id)
