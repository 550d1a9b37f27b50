"""Special needs: the reason why somebody must not be left to the end of a list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedKind(models.TextChoices):
    """The words of domain §5. The order is the order of urgency on screens."""

    OXYGEN = "oxygen", _("oxygen or ventilator")
    DIALYSIS = "dialysis", _("dialysis")
    CHEMOTHERAPY = "chemotherapy", _("chemotherapy")
    PREGNANT = "pregnant", _("pregnant")
    INFANT = "infant", _("infant")
    LIVES_ALONE = "lives_alone", _("lives alone")
    SOLE_ELDER = "sole_elder", _("sole elder")
    DISABLED = "disabled", _("disabled")
    CHRONIC_MEDICINE = "chronic_medicine", _("chronic medicine")
    NO_SMARTPHONE = "no_smartphone", _("no smartphone")
    LANGUAGE = "language", _("speaks another language")


class SpecialNeed(models.Model):
    """One need of one person, with where we know it from and by what right we keep it."""

    class Basis(models.TextChoices):
        CONSENT = "consent", _("the person's own word")
        EMERGENCY = "emergency", _("public health emergency, PIPL article 13 (4)")
        WELFARE = "welfare", _("welfare register")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    kind = models.CharField(_("kind of need"), max_length=20, choices=NeedKind)
    detail = models.CharField(_("detail"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=80)
    legal_basis = models.CharField(_("legal basis"), max_length=10, choices=Basis)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("special need")
        verbose_name_plural = _("special needs")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "person_id", "kind"],
                condition=models.Q(until_on=None),
                name="need_once_per_person",
            ),
            models.UniqueConstraint(fields=["part", "id"], name="need_in_part"),
        ]
        indexes = [models.Index(fields=["part", "kind"], name="need_by_kind", condition=models.Q(until_on=None))]

    def __str__(self) -> str:
        return self.kind
