"""How long each link may take, version by version."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.logistics.rules.limits import Link


class LinkLimit(models.Model):
    """One version of one limit. Rows are added, never changed; one of a desk holds once a second person confirmed it.

    Versions are counted by area: those of the program never meet those of a town.
    """

    class Confidence(models.TextChoices):
        HIGH = "H", _("high")
        MIDDLE = "M", _("middle")
        LOW = "L", _("low")
        UNSAID = "", _("not said")

    class Origin(models.TextChoices):
        FILE = "file", _("came with the program")
        DESK = "desk", _("written here")

    link = models.CharField(_("link"), max_length=12, choices=[(link.value, link.value) for link in Link])
    kind = models.CharField(_("kind of test"), max_length=12, blank=True)
    version = models.PositiveSmallIntegerField(_("version"))
    area = models.BigIntegerField(_("area"), null=True)  # null: wherever
    minutes = models.PositiveIntegerField(_("minutes"), null=True)  # null: until the day ends
    warn_share = models.FloatField(_("share of the time after which it warns"), default=0.75)
    climbs = ArrayField(models.PositiveIntegerField(), verbose_name=_("minutes until it climbs"))  # after the end
    effective_on = models.DateField(_("in effect from"))
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence, blank=True)
    source = models.CharField(_("source"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_en = models.CharField(_("English note"), max_length=300, blank=True)
    origin = models.CharField(_("where it came from"), max_length=4, choices=Origin)
    made_by = models.CharField(_("made by"), max_length=60)
    made_by_id = models.BigIntegerField(_("account that made it"), null=True)
    made_at = models.DateTimeField(_("made at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=60, blank=True)
    confirmed_by_id = models.BigIntegerField(_("account that confirmed it"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    declined_at = models.DateTimeField(_("declined at"), null=True)

    class Meta:
        verbose_name = _("limit of a link")
        verbose_name_plural = _("limits of links")
        constraints = [
            models.UniqueConstraint(
                fields=["link", "kind", "area", "version"], name="limit_version_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="limit_names_its_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="limit_second_person",
                condition=Q(confirmed_by_id=None) | Q(made_by_id=None) | ~Q(confirmed_by_id=F("made_by_id")),
            ),
            models.CheckConstraint(name="limit_share", condition=Q(warn_share__gt=0, warn_share__lte=1)),
        ]

    def __str__(self) -> str:
        name = f"{self.link}-{self.kind}" if self.kind else self.link
        return f"{name} v{self.version}" if self.area is None else f"{name} {self.area} v{self.version}"
