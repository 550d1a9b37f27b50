"""Places under a rule."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.isolation.models.rules import RegimeRule


class ZoneDecision(models.Model):
    """A committee, compound, building or stair under one version of a rule. Until when is computed, by unit."""

    class Reason(models.TextChoices):
        POSITIVE = "positive", _("somebody there is positive")
        CONTACT = "contact", _("contacts live there")
        NOTICE = "notice", _("by a notice from above")
        NEXT = "next", _("follows the rule before")

    class End(models.TextChoices):
        LIFTED = "lifted", _("the time is over")
        MISTAKE = "mistake", _("made by mistake")
        REPLACED = "replaced", _("another rule took its place")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("where it lies"))
    stair = models.PositiveSmallIntegerField(_("stair"), null=True)
    rule = models.ForeignKey(
        RegimeRule, on_delete=models.PROTECT, db_constraint=False, related_name="zones",
        verbose_name=_("rule of isolation"),
    )  # fmt: skip
    since_on = models.DateField(_("since"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    source = models.CharField(_("source"), max_length=120)
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=60, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=8, choices=End, blank=True)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "place", "stair"], name="zone_one_at_a_time", condition=Q(ended_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="zone_has_reason_and_source", condition=~Q(reason="") & ~Q(source="")),
            models.CheckConstraint(name="zone_end_has_reason", condition=Q(ended_at=None) | ~Q(end_reason="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)
