"""What somebody made known, version by version."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LONGEST = 600


class Notice(models.Model):
    """One version of a rule or a notice. Written once; afterwards only a withdrawal is added to it.

    A next version names the one whose place it takes (`replaces`), so that no row is ever changed for another. For a
    past day the page says what held then. No personal data belongs in here: it hangs in stairwells.
    """

    class Kind(models.TextChoices):
        RULE = "rule", _("rule")
        NOTICE = "notice", _("notice")

    class Audience(models.TextChoices):
        RESIDENTS = "residents", _("residents")
        PHONES = "phones", _("phones in the field")
        BOTH = "both", _("residents and phones in the field")

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area"))  # from a province down to one building
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    text = models.CharField(_("text"), max_length=LONGEST)
    text_en = models.CharField(_("text in English"), max_length=2 * LONGEST, blank=True)
    source = models.CharField(_("source"), max_length=120)  # who ordered it, and the number of the document
    source_on = models.DateField(_("date of the document"))
    in_force_from = models.DateTimeField(_("in force from"))
    in_force_until = models.DateTimeField(_("in force until"), null=True)
    audience = models.CharField(_("for whom"), max_length=9, choices=Audience, default=Audience.RESIDENTS)
    replaces = models.UUIDField(_("replaces"), null=True)
    answers = models.UUIDField(_("answers the ticket"), null=True)  # of a rumour or a question that was asked
    made_by = models.CharField(_("published by"), max_length=60)
    made_at = models.DateTimeField(_("published at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=60, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(withdrawn_at=None), name="notice_replaced_by_one_at_most"
            ),
            models.CheckConstraint(name="notice_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="notice_has_length", condition=Q(in_force_until=None) | Q(in_force_until__gt=F("in_force_from"))
            ),
            models.CheckConstraint(name="a_rule_is_for_residents", condition=~Q(kind="rule") | ~Q(audience="phones")),
            models.CheckConstraint(
                name="notice_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "in_force_from"], name="notice_by_area"),
            models.Index(fields=["answers"], name="notice_by_answer"),
        ]

    def __str__(self) -> str:
        return self.title
