"""Who looks after whom: the committee's carers with a second person, and relatives and neighbours beside them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Carership(models.Model):
    """One person on one carer's list. A hand-over ends this row and begins the next."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    building_key = models.BigIntegerField(_("building key"))
    carer_id = models.BigIntegerField(_("account of the carer"))
    carer_name = models.CharField(_("name of the carer"), max_length=60)
    backup_id = models.BigIntegerField(_("account of the second person"), null=True)
    backup_name = models.CharField(_("name of the second person"), max_length=60, blank=True)
    since_at = models.DateTimeField(_("since"))
    until_at = models.DateTimeField(_("until"), null=True)
    handed_note = models.CharField(_("said at the hand-over"), max_length=200, blank=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("place on a carer's list")
        verbose_name_plural = _("places on carers' lists")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "person_id"], name="carer_one_at_a_time", condition=Q(until_at=None)
            ),
            models.CheckConstraint(
                name="carer_second_is_another", condition=Q(backup_id=None) | ~Q(backup_id=F("carer_id"))
            ),
        ]
        indexes = [
            models.Index(fields=["carer_id", "until_at"], name="carership_by_carer"),
            models.Index(fields=["backup_id", "until_at"], name="carership_by_backup"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class InformalCarer(models.Model):
    """A relative, a neighbour or a paired volunteer who cares. Known here, or only by name and telephone.

    A pair (老伙伴, 养老顾问, 跑腿) is a tie that names its volunteer: whoever falls out is covered in the same way.
    """

    class Kind(models.TextChoices):
        RELATIVE = "relative", _("relative or neighbour")
        OLD_PARTNER = "old_partner", _("old partner")
        ADVISER = "adviser", _("elder-care adviser")
        ERRAND = "errand", _("errand helper")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))  # who is cared for
    building_key = models.BigIntegerField(_("building key"))
    carer_person_id = models.BigIntegerField(_("carer in the register"), null=True)
    name_sealed = models.BinaryField(_("sealed name"), null=True)
    phone_sealed = models.BinaryField(_("sealed telephone"), null=True)
    does_sealed = models.BinaryField(_("sealed words on what they do"), null=True)
    kind = models.CharField(_("kind of tie"), max_length=11, choices=Kind, default=Kind.RELATIVE)
    volunteer_id = models.UUIDField(_("volunteer"), null=True)  # stands under their committee, maybe another part
    every_days = models.PositiveSmallIntegerField(_("every how many days"), null=True)  # null: owes nothing
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("informal carer")
        verbose_name_plural = _("informal carers")
        constraints = [
            models.CheckConstraint(
                name="pair_names_its_volunteer",
                condition=Q(kind="relative", volunteer_id=None) | (~Q(kind="relative") & Q(volunteer_id__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["part", "person_id", "volunteer_id"],
                name="pair_once",
                condition=Q(until_on=None, volunteer_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["carer_person_id"], name="informal_by_carer"),
            models.Index(fields=["volunteer_id"], name="informal_by_volunteer", condition=Q(until_on=None)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Cover(models.Model):
    """A carer cannot come: somebody else has to, from now on. Raised by an order to stay in, or by hand."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    informal = models.ForeignKey(
        InformalCarer, on_delete=models.PROTECT, db_constraint=False, related_name="covers",
        verbose_name=_("informal carer"),
    )  # fmt: skip
    person_id = models.BigIntegerField(_("person"))
    building_key = models.BigIntegerField(_("building key"))
    cause = models.CharField(_("raised by"), max_length=60)  # `order:UUID` or `hand`
    raised_at = models.DateTimeField(_("raised at"))
    covered_by = models.CharField(_("covered by"), max_length=60, blank=True)
    volunteer_id = models.UUIDField(_("volunteer"), null=True)  # who stands in, where it is one
    covered_at = models.DateTimeField(_("covered at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("cover for a carer")
        verbose_name_plural = _("covers for carers")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "informal", "cause"], name="cover_once_per_cause", condition=Q(ended_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer_id"], name="cover_by_volunteer", condition=Q(volunteer_id__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.id)
