"""Clocks and measures, version by version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CasePreset(models.Model):
    """One version. Rows are added, never changed: what was late under a version stays late under it."""

    class Origin(models.TextChoices):
        FILE = "file", _("came with the program")
        DESK = "desk", _("written here")

    version = models.PositiveSmallIntegerField(_("version"))
    area = models.BigIntegerField(_("area"), null=True)  # null: wherever
    effective_on = models.DateField(_("in effect from"))
    source = models.CharField(_("source"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_en = models.CharField(_("English note"), max_length=300, blank=True)
    terms = models.JSONField(_("terms"))  # rules.terms reads them
    why = models.JSONField(_("source of each figure"), default=dict)
    origin = models.CharField(_("where it came from"), max_length=4, choices=Origin)
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("clocks of cases")
        verbose_name_plural = _("clocks of cases")
        constraints = [
            models.UniqueConstraint(fields=["version"], name="case_preset_version_once"),
            models.CheckConstraint(name="case_preset_names_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"
