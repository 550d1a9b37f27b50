"""Clocks and fields of each kind, version by version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KindTerms(models.Model):
    """One version for one kind. Rows are added, never changed: what was late under a version stays late under it.

    `area` null: wherever no area has written its own.
    """

    kind = models.CharField(_("kind of need"), max_length=10)
    version = models.PositiveSmallIntegerField(_("version"))
    area = models.BigIntegerField(_("area"), null=True)
    effective_on = models.DateField(_("in effect from"))
    terms = models.JSONField(_("terms"))  # rules.terms reads them
    confidence = models.CharField(_("confidence"), max_length=1, blank=True)
    source = models.CharField(_("source"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_en = models.CharField(_("English note"), max_length=300, blank=True)
    made_by = models.CharField(_("made by"), max_length=60, blank=True)  # empty: came with the program
    made_at = models.DateTimeField(_("made at"), null=True)

    class Meta:
        verbose_name = _("clocks of a kind of need")
        verbose_name_plural = _("clocks of kinds of need")
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="kind_terms_version_once"),
            models.CheckConstraint(name="kind_terms_name_their_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"
