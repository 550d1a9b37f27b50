"""What an abnormal pool asks for, what looks like too many positives, and who saw which version."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Recheck(models.Model):
    """One member of an abnormal pool, asked for a swab of their own. Rows only for pools that are not negative.

    The swab itself is a proof of the recheck's round. A pool says nothing about a person: this row is a question.
    """

    class Outcome(models.TextChoices):
        NEGATIVE = "negative", _("negative")
        POSITIVE = "positive", _("positive")
        WITHDRAWN = "withdrawn", _("the pool was corrected")

    pk = models.CompositePrimaryKey("part", "subject_id", "pool_id")
    part = models.BigIntegerField(_("part"))  # the person's
    subject_id = models.BigIntegerField(_("subject"))
    pool_part = models.BigIntegerField(_("part of the tube"))
    pool_id = models.UUIDField(_("tube"))
    pool_round_id = models.BigIntegerField(_("round"))
    building_key = models.BigIntegerField(_("building key"))
    round_id = models.BigIntegerField(_("round of the recheck"), null=True)
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("due at"))
    told_at = models.DateTimeField(_("the household was told at"), null=True)
    told_by = models.CharField(_("told by"), max_length=60, blank=True)
    outcome = models.CharField(_("outcome of the recheck"), max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("recheck")
        verbose_name_plural = _("rechecks")
        indexes = [
            models.Index(fields=["building_key", "asked_at"], name="recheck_open",
                         condition=models.Q(decided_at=None)),
            models.Index(fields=["pool_part", "pool_id"], name="recheck_by_pool"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject_id} {self.pool_id}"


class Cluster(models.Model):
    """More positives of one run, laboratory or desk than chance explains: rechecked before anybody is moved."""

    class Scope(models.TextChoices):
        RUN = "run", _("run")
        LAB = "lab", _("laboratory")
        DESK = "desk", _("desk")

    class Finding(models.TextChoices):
        REAL = "real", _("real positives")
        FALSE = "false", _("a fault of the laboratory")
        SAMPLING = "sampling", _("a fault at the desk")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # where most of its positives are from
    parts = ArrayField(models.BigIntegerField(), verbose_name=_("parts"), default=list)  # where any is from
    scope = models.CharField(_("of what"), max_length=4, choices=Scope)
    key = models.CharField(_("which"), max_length=100)
    is_pool = models.BooleanField(_("of pools"))
    lab_id = models.UUIDField(_("laboratory"))
    day = models.DateField(_("day"))
    positives = models.PositiveIntegerField(_("positive tubes"))
    tubes = models.PositiveIntegerField(_("tubes"))
    expected = models.FloatField(_("positives by chance"))
    found_at = models.DateTimeField(_("found at"))
    finding = models.CharField(_("finding"), max_length=8, choices=Finding, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=60, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("cluster of positives")
        verbose_name_plural = _("clusters of positives")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="cluster_in_part"),
            models.UniqueConstraint(fields=["part", "scope", "key", "is_pool", "day"], name="cluster_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Seen(models.Model):
    """Who was shown which version of a result first: they are told when a newer one says something else."""

    class Viewer(models.TextChoices):
        RESIDENT = "resident", _("resident's page")
        DESK = "desk", _("desk")
        PROGRAM = "program", _("by program")

    pk = models.CompositePrimaryKey("part", "tube_id", "version", "viewer", "who")
    part = models.BigIntegerField(_("part"))
    tube_id = models.UUIDField(_("tube"))
    version = models.PositiveSmallIntegerField(_("version"))
    viewer = models.CharField(_("shown where"), max_length=8, choices=Viewer)
    who = models.CharField(_("to whom"), max_length=60)  # id of the person whose page it was, or the account's name
    seen_at = models.DateTimeField(_("seen at"))
    told_at = models.DateTimeField(_("told of the correction at"), null=True)

    class Meta:
        verbose_name = _("sight of a result")
        verbose_name_plural = _("sights of results")

    def __str__(self) -> str:
        return f"{self.tube_id} v{self.version} {self.who}"
