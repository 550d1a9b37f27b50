"""What people decided about a target, and who put their name under an area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """The log of commands on targets: amend, excuse, release, reopen, explain. Append-only."""

    class Kind(models.TextChoices):
        ADD = "add", _("added")
        EXCUSE = "excuse", _("excused")
        RELEASE = "release", _("released")
        REOPEN = "reopen", _("reopened")
        EXPLAIN = "explain", _("explained")

    pk = models.CompositePrimaryKey("part", "id")
    part = models.BigIntegerField(_("part"))
    id = models.UUIDField(_("decision"))
    round_id = models.BigIntegerField(_("round"))
    subject_id = models.BigIntegerField(_("subject"))
    building_key = models.BigIntegerField(_("building key"))
    kind = models.CharField(_("kind of decision"), max_length=8, choices=Kind)
    reason = models.CharField(_("reason"), max_length=20)
    note = models.CharField(_("note"), max_length=200, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=60)
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["part", "round_id", "subject_id"], name="decision_by_target"),
            models.Index(fields=["round_id", "building_key"], name="decision_by_building"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Exemption(models.Model):
    """A target that is excused or released now. Few, so a row each; the history is in the decisions."""

    class State(models.TextChoices):
        EXCUSED = "excused", _("excused")  # still ours, need not comply
        RELEASED = "released", _("released")  # no longer ours: moved, died, entered twice

    pk = models.CompositePrimaryKey("part", "round_id", "subject_id")
    part = models.BigIntegerField(_("part"))
    round_id = models.BigIntegerField(_("round"))
    subject_id = models.BigIntegerField(_("subject"))
    building_key = models.BigIntegerField(_("building key"))
    state = models.CharField(_("state"), max_length=8, choices=State)
    decision_id = models.UUIDField(_("decision"))

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        indexes = [models.Index(fields=["round_id", "building_key"], name="exemption_by_building")]

    def __str__(self) -> str:
        return f"{self.state} {self.subject_id}"


class Explanation(models.Model):
    """Why a target is still open although the area signs: it stays in the gap, with a name under it."""

    pk = models.CompositePrimaryKey("part", "round_id", "subject_id")
    part = models.BigIntegerField(_("part"))
    round_id = models.BigIntegerField(_("round"))
    subject_id = models.BigIntegerField(_("subject"))
    building_key = models.BigIntegerField(_("building key"))
    decision_id = models.UUIDField(_("decision"))
    reason = models.CharField(_("reason"), max_length=20)

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        indexes = [models.Index(fields=["round_id", "building_key"], name="explanation_by_building")]

    def __str__(self) -> str:
        return f"{self.reason} {self.subject_id}"


class SignOff(models.Model):
    """Somebody's name under a building, a committee or a subdistrict, with the figures that it rests on."""

    id = models.UUIDField(primary_key=True)
    round_id = models.BigIntegerField(_("round"))
    area = models.BigIntegerField(_("area"))  # building key, committee or town code
    rests_on = models.JSONField(_("rests on"))
    signed_by = models.CharField(_("signed by"), max_length=60)
    signed_at = models.DateTimeField(_("signed at"))
    lapsed_at = models.DateTimeField(_("lapsed at"), null=True)
    lapse_reason = models.CharField(_("why it lapsed"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        constraints = [
            models.UniqueConstraint(
                fields=["round_id", "area"], condition=models.Q(lapsed_at=None), name="one_signature_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.area}"
