"""What a case told: answers piece by piece, and where they were when. All words of a person are sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.cases.models.cases import Case


class Answer(models.Model):
    """One field of the interview as somebody filled it in. A later answer to the same field wins; both stay."""

    class Field(models.TextChoices):
        SYMPTOMS = "symptoms", _("symptoms")
        ONSET = "onset", _("first day of symptoms")
        VACCINATION = "vaccination", _("vaccination")
        OCCUPATION = "occupation", _("occupation and workplace")
        DEPENDANTS = "dependants", _("who depends on them")
        NEEDS = "needs", _("what they need")
        OTHER = "other", _("what else they say")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, db_constraint=False, related_name="answers", verbose_name=_("case")
    )
    field = models.CharField(_("question"), max_length=12, choices=Field)
    text_sealed = models.BinaryField(_("sealed words of the resident"), null=True)
    written_by = models.CharField(_("written by"), max_length=60)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("answer of an interview")
        verbose_name_plural = _("answers of an interview")
        indexes = [models.Index(fields=["part", "case"], name="answer_by_case")]

    def __str__(self) -> str:
        return str(self.id)


class Exposure(models.Model):
    """One place with its time. What is in the register is named by its number; other places by their words."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, db_constraint=False, related_name="exposures", verbose_name=_("case")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    premises_id = models.BigIntegerField(_("premises"), null=True)
    household_id = models.BigIntegerField(_("household"), null=True)
    place_sealed = models.BinaryField(_("sealed place"), null=True)
    place_hash = models.BinaryField(_("keyed hash of the place"), null=True)  # the same place of several cases
    with_sealed = models.BinaryField(_("sealed names of those met"), null=True)
    written_by = models.CharField(_("written by"), max_length=60)
    written_at = models.DateTimeField(_("written at"))
    struck_at = models.DateTimeField(_("struck out at"), null=True)
    struck_by = models.CharField(_("struck out by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        constraints = [
            models.CheckConstraint(
                name="exposure_ends_after_it_starts", condition=models.Q(ends_at__gte=models.F("starts_at"))
            )
        ]
        indexes = [models.Index(fields=["part", "case"], name="exposure_by_case")]

    def __str__(self) -> str:
        return str(self.id)
