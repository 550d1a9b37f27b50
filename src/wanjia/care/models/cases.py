"""People without an address, and a death in a family: cases with their steps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CareCase(models.Model):
    """One case. It closes when each of its steps is done."""

    class Kind(models.TextChoices):
        NO_ADDRESS = "no_address", _("person without an address")
        BEREAVEMENT = "bereavement", _("death in a family")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the committee
    kind = models.CharField(_("kind of case"), max_length=11, choices=Kind)
    person_id = models.BigIntegerField(_("person"), null=True)
    who_sealed = models.BinaryField(_("sealed words on who it is"), null=True)
    where_sealed = models.BinaryField(_("sealed words on where"), null=True)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.CharField(_("opened by"), max_length=60)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("care case")
        verbose_name_plural = _("care cases")
        constraints = [
            models.CheckConstraint(name="care_case_closed_by_somebody", condition=Q(closed_at=None) | ~Q(closed_by=""))
        ]
        indexes = [models.Index(fields=["part", "closed_at"], name="care_case_open")]

    def __str__(self) -> str:
        return str(self.id)


class CareCaseStep(models.Model):
    """One step of a case, done."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, db_constraint=False, related_name="steps", verbose_name=_("care case")
    )
    step = models.CharField(_("step"), max_length=12)
    note_sealed = models.BinaryField(_("sealed note"), null=True)
    at = models.DateTimeField(_("at"))
    done_by = models.CharField(_("done by"), max_length=60)

    class Meta:
        verbose_name = _("step of a care case")
        verbose_name_plural = _("steps of care cases")
        constraints = [models.UniqueConstraint(fields=["part", "case", "step"], name="care_case_step_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
