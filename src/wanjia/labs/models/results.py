"""What was found: one row a tube and version. People are reached through the tube's members, never written out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Value(models.TextChoices):
    """What a laboratory says of one tube. Of a pool, *abnormal* is never said of a person."""

    NEGATIVE = "negative", _("negative")
    POSITIVE = "positive", _("positive")
    DOUBTFUL = "doubtful", _("doubtful")
    INVALID = "invalid", _("invalid")


class Result(models.Model):
    """One version of what was found in one tube. The highest version is the one of record; none is ever changed."""

    pk = models.CompositePrimaryKey("part", "tube_id", "version")
    part = models.BigIntegerField(_("part"))  # the tube's
    tube_id = models.UUIDField(_("tube"))  # its event
    version = models.PositiveSmallIntegerField(_("version"))
    round_id = models.BigIntegerField(_("round"))
    value = models.CharField(_("what was found"), max_length=8, choices=Value)
    is_pool = models.BooleanField(_("of a pool"))  # more than one swab in the tube when it was reported
    lab_id = models.UUIDField(_("laboratory"))
    run_id = models.UUIDField(_("run"), null=True)
    well = models.CharField(_("well"), max_length=8, blank=True)
    report_id = models.UUIDField(_("report"))
    tested_at = models.DateTimeField(_("tested at"))
    received_at = models.DateTimeField(_("received at"))
    reason = models.CharField(_("why it differs from the version before"), max_length=200, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        indexes = [
            models.Index(
                fields=["part", "round_id", "received_at"],
                name="result_abnormal",
                condition=~models.Q(value="negative"),
            ),
            models.Index(fields=["run_id"], name="result_by_run", condition=~models.Q(well="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.tube_id} {self.value} v{self.version}"


class LooseResult(models.Model):
    """A result that fits no tube, or two. Kept until a person has found out whose it is."""

    class Why(models.TextChoices):
        UNKNOWN_TUBE = "unknown_tube", _("no tube has this code")
        TWO_TUBES = "two_tubes", _("two tubes have this code")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the laboratory's
    lab_id = models.UUIDField(_("laboratory"))
    report_id = models.UUIDField(_("report"))
    code = models.CharField(_("code on the tube"), max_length=40)
    value = models.CharField(_("what was found"), max_length=8, choices=Value)
    run_code = models.CharField(_("code of the run"), max_length=40, blank=True)
    tested_at = models.DateTimeField(_("tested at"))
    received_at = models.DateTimeField(_("received at"))
    why = models.CharField(_("why it is loose"), max_length=12, choices=Why)
    resolution = models.CharField(_("resolution"), max_length=20, blank=True)
    resolved_by = models.CharField(_("resolved by"), max_length=60, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("loose result")
        verbose_name_plural = _("loose results")
        constraints = [models.UniqueConstraint(fields=["part", "lab_id", "code", "value", "tested_at"],
                                               name="loose_result_once")]  # fmt: skip
        indexes = [models.Index(fields=["part", "lab_id"], name="loose_waiting", condition=models.Q(resolved_at=None))]

    def __str__(self) -> str:
        return self.code
