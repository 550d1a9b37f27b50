"""What the rules of care say, version by version, and which round carries a day of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CareRule(models.Model):
    """One version of one line. Rows are added, never changed. `area` null: wherever no area has written its own."""

    code = models.SlugField(_("rule"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"))
    area = models.BigIntegerField(_("area"), null=True)
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=90)
    effective_on = models.DateField(_("in effect from"))
    source = models.CharField(_("source"), max_length=200)
    confidence = models.CharField(_("confidence"), max_length=1)
    terms = models.JSONField(_("terms"))  # rules.owing.read reads them
    made_by = models.CharField(_("made by"), max_length=60, blank=True)  # empty: came with the program
    made_at = models.DateTimeField(_("made at"), null=True)

    class Meta:
        verbose_name = _("rule of care")
        verbose_name_plural = _("rules of care")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="care_rule_version_once"),
            models.CheckConstraint(name="care_rule_names_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class CareRound(models.Model):
    """One round for one committee, obligation, day and hour; water at 18:00 and at 7:00 are two rounds."""

    pk = models.CompositePrimaryKey("part", "on", "what", "at")
    part = models.BigIntegerField(_("part"))  # the committee
    on = models.DateField(_("day"))
    what = models.CharField(_("what is asked"), max_length=20)  # the obligation
    at = models.TimeField(_("by what time"))
    round_id = models.BigIntegerField(_("round"))

    class Meta:
        verbose_name = _("care round of a day")
        verbose_name_plural = _("care rounds of a day")
        indexes = [models.Index(fields=["round_id"], name="care_round_by_round")]

    def __str__(self) -> str:
        return f"{self.part} {self.on} {self.what} {self.at}"
