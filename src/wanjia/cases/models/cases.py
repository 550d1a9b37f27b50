"""One person with a single positive."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CaseCounter(models.Model):
    """The last number that a committee gave in a year."""

    pk = models.CompositePrimaryKey("part", "year")
    part = models.BigIntegerField(_("part"))
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("numbers of cases")
        verbose_name_plural = _("numbers of cases")

    def __str__(self) -> str:
        return f"{self.part} {self.year}"


class Case(models.Model):
    """A confirmed single positive, never a pool. What it is today is computed from what people did with it."""

    class Withdrawn(models.TextChoices):
        FALSE_POSITIVE = "false_positive", _("false positive")
        CORRECTED = "corrected", _("the laboratory corrected its result")
        MISTAKE = "mistake", _("made by mistake")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # of the person
    person_id = models.BigIntegerField(_("person"), default=0)  # 0: its clock ran out
    household_id = models.BigIntegerField(_("household"), default=0)
    building_key = models.BigIntegerField(_("building key"))  # where they lived when it was opened
    committee = models.BigIntegerField(_("committee"))  # gave the number
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    sampled_at = models.DateTimeField(_("sampled at"))
    round_id = models.BigIntegerField(_("round"), null=True)
    tube_part = models.BigIntegerField(_("part of the tube"), null=True)
    tube_event = models.UUIDField(_("tube"), null=True)  # with its part: the single tube
    lab = models.CharField(_("laboratory"), max_length=60)
    source = models.CharField(_("source"), max_length=120, blank=True)
    opened_by = models.CharField(_("opened by"), max_length=60)
    opened_at = models.DateTimeField(_("opened at"))
    informed_at = models.DateTimeField(_("household informed at"), null=True)
    informed_by = models.CharField(_("informed by"), max_length=60, blank=True)
    reported_at = models.DateTimeField(_("first report at"), null=True)
    reported_by = models.CharField(_("first report by"), max_length=60, blank=True)
    completed_at = models.DateTimeField(_("complete at"), null=True)
    completed_by = models.CharField(_("completed by"), max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=60, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=14, choices=Withdrawn, blank=True)
    withdrawn_source = models.CharField(_("known from"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)  # discharged
    unit_event = models.UUIDField(_("event in a unit"), null=True)  # of isolation, that `flows` wrote for its door

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "person_id", "tube_event"], name="case_once_per_tube",
                condition=Q(tube_event__isnull=False) & ~Q(person_id=0),
            ),
            models.UniqueConstraint(
                fields=["part", "person_id", "sampled_at"], name="case_once_per_sample",
                condition=Q(tube_event=None) & ~Q(person_id=0),
            ),
            models.UniqueConstraint(
                fields=["part", "person_id"], name="case_one_at_a_time",
                condition=Q(withdrawn_at=None, ended_at=None) & ~Q(person_id=0),
            ),
            models.CheckConstraint(
                name="case_withdrawal_has_reason", condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason="")
            ),
            models.CheckConstraint(
                name="case_tube_whole",
                condition=Q(tube_part=None, tube_event=None) | Q(tube_part__isnull=False, tube_event__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["building_key", "opened_at"], name="case_by_building"),
            models.Index(fields=["committee", "year", "number"], name="case_by_number"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """C-0031; the area and the year stand beside it."""
        return f"C-{self.number:04}"
