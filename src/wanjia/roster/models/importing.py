"""Imports: the file, what became of its rows, what it changed, and what a person still has to decide."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One uploaded file on its way from upload to report, and back for seven days."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        PREVIEWING = "previewing", _("being checked")
        PREVIEWED = "previewed", _("checked")
        COMMITTING = "committing", _("being written")
        COMMITTED = "committed", _("written")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("failed")

    class Policy(models.TextChoices):
        MERGE = "merge", _("merge")
        QUEUE = "queue", _("queue")
        SKIP = "skip", _("skip")

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area"))
    file_name = models.CharField(_("file name"), max_length=200)
    file_token = models.CharField(_("kept file"), max_length=40, blank=True)
    report_token = models.CharField(_("kept report"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UPLOADED)
    policy = models.CharField(_("policy for likely duplicates"), max_length=8, choices=Policy, default=Policy.QUEUE)
    mapping = models.JSONField(_("column mapping"), default=dict)
    outcome = models.JSONField(_("outcome"), default=dict)
    step = models.CharField(_("step"), max_length=40, blank=True)
    done = models.IntegerField(_("rows done"), default=0)
    total = models.IntegerField(_("rows in all"), default=0)
    failure = models.CharField(_("failure"), max_length=200, blank=True)
    created_by = models.CharField(_("uploaded by"), max_length=60)
    created_at = models.DateTimeField(_("uploaded at"))
    committed_at = models.DateTimeField(_("written at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["area", "created_at"], name="import_by_area")]

    def __str__(self) -> str:
        return str(self.id)


class ImportChange(models.Model):
    """What one import did to one row of the register: the sealed row before it, or nothing when it made the row."""

    pk = models.CompositePrimaryKey("part", "batch_id", "kind", "subject_id")
    part = models.BigIntegerField(_("part"))
    batch_id = models.UUIDField(_("import"))
    kind = models.CharField(_("kind"), max_length=10)
    subject_id = models.BigIntegerField(_("subject"))
    before_sealed = models.BinaryField(_("sealed row before"), null=True)

    class Meta:
        verbose_name = _("imported change")
        verbose_name_plural = _("imported changes")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class ColumnMapping(models.Model):
    """How somebody mapped a file's columns: remembered for the next file with the same headers."""

    area = models.BigIntegerField(_("area"))
    signature = models.CharField(_("header signature"), max_length=64)
    mapping = models.JSONField(_("column mapping"))
    used_at = models.DateTimeField(_("used at"))

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [models.UniqueConstraint(fields=["area", "signature"], name="mapping_once_per_area")]

    def __str__(self) -> str:
        return self.signature


class Doubt(models.Model):
    """A row that a person has to decide: the same person, a new one, or nobody."""

    pk = models.CompositePrimaryKey("part", "id")
    part = models.BigIntegerField(_("part"))
    id = models.UUIDField(_("doubt"))
    batch_id = models.UUIDField(_("import"))
    row = models.IntegerField(_("row"))
    code = models.CharField(_("problem"), max_length=40)
    values_sealed = models.BinaryField(_("sealed values"))
    candidates = ArrayField(models.BigIntegerField(), verbose_name=_("candidates"), default=list)
    resolution = models.CharField(_("resolution"), max_length=8, blank=True)
    resolved_by = models.CharField(_("resolved by"), max_length=60, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)

    class Meta:
        verbose_name = _("doubtful row")
        verbose_name_plural = _("doubtful rows")
        indexes = [models.Index(fields=["batch_id", "row"], name="doubt_by_import")]

    def __str__(self) -> str:
        return str(self.id)
