"""Who answers for a kind of need in an area, and by when: set by the level itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KindLead(models.Model):
    """One version for one kind in one area. Rows are added, never changed: who had it before stays readable."""

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area"))
    kind = models.CharField(_("kind of need"), max_length=10)
    version = models.PositiveSmallIntegerField(_("version"))
    who = models.CharField(_("post or person"), max_length=60)
    until = models.DateTimeField(_("to be done by"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("lead of a kind of need")
        verbose_name_plural = _("leads of kinds of need")
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "version"], name="kind_lead_version_once"),
            models.CheckConstraint(name="kind_lead_names_somebody", condition=~Q(who="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"
