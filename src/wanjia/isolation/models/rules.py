"""What plans and notices said, version by version."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RegimeRule(models.Model):
    """One version of one rule. Rows are added, never changed: what was decided under a version keeps its meaning."""

    class Kind(models.TextChoices):
        PERSON = "person", _("for people")
        ZONE = "zone", _("for places")

    class Confidence(models.TextChoices):
        HIGH = "H", _("high")
        MIDDLE = "M", _("middle")
        LOW = "L", _("low")
        UNSAID = "", _("not said")

    class Precision(models.TextChoices):
        DAY = "day", _("the day")
        MONTH = "month", _("the month")
        SPAN = "span", _("a few days")
        UNKNOWN = "unknown", _("not said")

    class Origin(models.TextChoices):
        FILE = "file", _("came with the program")
        DESK = "desk", _("written here")

    line = models.SlugField(_("rule"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind of rule"), max_length=6, choices=Kind)
    area = models.BigIntegerField(_("area"), null=True)  # null: wherever
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=90, blank=True)
    plan = models.CharField(_("plan or notice"), max_length=60)
    plan_en = models.CharField(_("English name of the plan"), max_length=90, blank=True)
    effective_on = models.DateField(_("in effect from"), null=True)
    precision = models.CharField(_("how exactly the date is known"), max_length=7, choices=Precision)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence, blank=True)
    source = models.CharField(_("source"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_en = models.CharField(_("English note"), max_length=300, blank=True)
    terms = models.JSONField(_("terms"))  # phases, restart, lift, unit: rules.terms reads them
    applies_to_running = models.BooleanField(_("also for what runs already"), default=False)
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, verbose_name=_("made from"), related_name="copies"
    )
    origin = models.CharField(_("where it came from"), max_length=4, choices=Origin)
    made_by = models.CharField(_("made by"), max_length=60)
    made_by_id = models.BigIntegerField(_("account that made it"), null=True)
    made_at = models.DateTimeField(_("made at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=60, blank=True)
    confirmed_by_id = models.BigIntegerField(_("account that confirmed it"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    declined_at = models.DateTimeField(_("declined at"), null=True)
    declined_reason = models.CharField(_("why declined"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("rule of isolation")
        verbose_name_plural = _("rules of isolation")
        constraints = [
            models.UniqueConstraint(fields=["line", "version"], name="rule_version_once"),
            models.CheckConstraint(name="rule_names_its_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="rule_date_as_known",
                condition=Q(precision="unknown", effective_on=None)
                | (~Q(precision="unknown") & Q(effective_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="rule_second_person",
                condition=Q(confirmed_by_id=None) | Q(made_by_id=None) | ~Q(confirmed_by_id=F("made_by_id")),
            ),
            models.CheckConstraint(
                name="rule_declined_or_confirmed", condition=Q(confirmed_at=None) | Q(declined_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} v{self.version}"

    @property
    def is_usable(self) -> bool:
        """The file's own, or one that a second person confirmed."""
        return self.origin == self.Origin.FILE or self.confirmed_at is not None

    @property
    def waits(self) -> bool:
        """Written here, and nobody else has looked at it yet."""
        return not self.is_usable and self.declined_at is None
