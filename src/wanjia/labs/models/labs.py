"""Who tests, in which run, and what was sent as one report."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Lab(models.Model):
    """One laboratory: where it is, when it works, how much it can. Few rows, the same everywhere.

    `layout` remembers whose column is what in this laboratory's own files, by the signature of their header.
    """

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area"))  # whoever holds the laboratory's role here may speak for it
    name = models.CharField(_("name"), max_length=60)
    licence = models.CharField(_("licence"), max_length=40, blank=True)
    tubes_a_day = models.PositiveIntegerField(_("tubes a day"))
    opens_at = models.TimeField(_("opens at"), null=True)  # null, null: day and night
    closes_at = models.TimeField(_("closes at"), null=True)
    report_hours = models.PositiveSmallIntegerField(_("hours until the report"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    layout = models.JSONField(_("columns of its files"), default=dict)
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("laboratory")
        verbose_name_plural = _("laboratories")
        constraints = [
            models.CheckConstraint(name="lab_can_test", condition=Q(tubes_a_day__gt=0, report_hours__gt=0)),
            models.CheckConstraint(
                name="lab_hours_are_a_pair",
                condition=Q(opens_at=None, closes_at=None) | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["area"], name="lab_by_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def part(self) -> int:
        """Where the rows that belong to the laboratory itself live: the area's code stands for a committee's."""
        return self.area


class Run(models.Model):
    """One plate in one machine, as the laboratory tells it. `tests` is how many reactions it was."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    lab = models.ForeignKey(
        Lab, on_delete=models.PROTECT, db_constraint=False, related_name="runs", verbose_name=_("laboratory")
    )
    code = models.CharField(_("code of the run"), max_length=40)
    tests = models.PositiveIntegerField(_("reactions in the run"), null=True)  # null: not told
    # counted when reports come: tubes of several people, tubes of one, and how many of each were not negative
    pools = models.PositiveIntegerField(_("pools"), default=0)
    pools_abnormal = models.PositiveIntegerField(_("abnormal pools"), default=0)
    own = models.PositiveIntegerField(_("single swabs"), default=0)
    own_positive = models.PositiveIntegerField(_("positive single swabs"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="run_in_part"),
            models.UniqueConstraint(fields=["part", "lab", "code"], name="run_once_a_lab"),
            models.CheckConstraint(
                name="run_ends_after_start",
                condition=Q(started_at=None) | Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LabDay(models.Model):
    """What one laboratory reported on one day; counted in the transaction that stores the results."""

    pk = models.CompositePrimaryKey("part", "lab_id", "day")
    part = models.BigIntegerField(_("part"))
    lab_id = models.UUIDField(_("laboratory"))
    day = models.DateField(_("day"))
    pools = models.PositiveIntegerField(_("pools"), default=0)
    pools_abnormal = models.PositiveIntegerField(_("abnormal pools"), default=0)
    own = models.PositiveIntegerField(_("single swabs"), default=0)
    own_positive = models.PositiveIntegerField(_("positive single swabs"), default=0)

    class Meta:
        verbose_name = _("day of a laboratory")
        verbose_name_plural = _("days of laboratories")

    def __str__(self) -> str:
        return f"{self.lab_id} {self.day}"


class Report(models.Model):
    """One file or call with results. Every line of it has one outcome; `counts` adds up to the lines."""

    class Form(models.TextChoices):
        FILE = "file", _("a file")
        API = "api", _("by program")
        FHIR = "fhir", _("FHIR bundle")
        DESK = "desk", _("by hand")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    lab = models.ForeignKey(
        Lab, on_delete=models.PROTECT, db_constraint=False, related_name="reports", verbose_name=_("laboratory")
    )
    form = models.CharField(_("how it came"), max_length=4, choices=Form)
    name = models.CharField(_("name of the file"), max_length=120, blank=True)
    digest = models.BinaryField(_("digest of the body"))
    lines = models.PositiveIntegerField(_("lines"))
    counts = models.JSONField(_("outcomes"), default=dict)
    problems = models.JSONField(_("lines to look at"), default=list)  # row, field, code, value; no names of people
    recorded_by = models.CharField(_("recorded by"), max_length=60)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["part", "id"], name="report_in_part")]
        indexes = [models.Index(fields=["part", "lab", "-received_at"], name="report_latest")]

    def __str__(self) -> str:
        return self.name or self.form
