"""Who may have been in contact with a case: the reasons, and what a person decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.cases.models.cases import Case


class Contact(models.Model):
    """One person proposed for one case. Proposed by the machine or named in the interview; decided by a person."""

    class Decision(models.TextChoices):
        CLOSE = "close", _("close contact")
        SECONDARY = "secondary", _("contact's contact")
        DECLINED = "declined", _("no contact")

    class Declined(models.TextChoices):
        NOT_THERE = "not_there", _("was not there")
        APART = "apart", _("too far apart, or too short")
        PROTECTED = "protected", _("protected as the rule asks")
        NEGATIVE = "negative", _("rule asks no more after a negative test")
        IS_CASE = "is_case", _("is a case")
        WITHDRAWN = "withdrawn", _("the case was withdrawn")
        OTHER = "other", _("other reason")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # of the case
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, db_constraint=False, related_name="contacts", verbose_name=_("case")
    )
    person_id = models.BigIntegerField(_("person"), null=True)  # null: not in the register
    building_key = models.BigIntegerField(_("building key"))  # where they live; of the case where nobody knows
    name_sealed = models.BinaryField(_("sealed name"), null=True)
    phone_sealed = models.BinaryField(_("sealed phone"), null=True)
    place_sealed = models.BinaryField(_("sealed whereabouts"), null=True)
    reasons = models.JSONField(_("reasons"), default=list)  # reason with its evidence: tube, desk, minutes, place
    last_met_on = models.DateField(_("last met on"), null=True)
    proposed_by = models.CharField(_("proposed by"), max_length=60)
    proposed_at = models.DateTimeField(_("proposed at"))
    decision = models.CharField(_("decision"), max_length=9, choices=Decision, blank=True)
    decline_reason = models.CharField(_("why no contact"), max_length=10, choices=Declined, blank=True)
    note_sealed = models.BinaryField(_("sealed note"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    order = models.UUIDField(_("order to stay in"), null=True)  # of isolation, that `flows` drafted
    order_problem = models.CharField(_("why no order"), max_length=40, blank=True)  # code of a refusal
    review_since = models.DateTimeField(_("to be looked at again since"), null=True)  # the case fell, the order stands

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "case", "person_id"], name="contact_once_per_case", condition=Q(person_id__isnull=False)
            ),
            models.CheckConstraint(
                name="contact_decided_by_somebody", condition=Q(decision="") | Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="contact_declined_with_reason",
                condition=Q(decision="declined") & ~Q(decline_reason="") | ~Q(decision="declined"),
            ),
        ]
        indexes = [
            models.Index(fields=["building_key", "proposed_at"], name="case_contact_by_building"),
            models.Index(fields=["person_id"], name="case_contact_by_person", condition=Q(person_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)
