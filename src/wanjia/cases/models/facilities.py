"""Where people are taken, in what, and who lies in which bed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BedKind(models.TextChoices):
    """Kinds of bed."""

    ORDINARY = "ordinary", _("ordinary bed")
    WITH_CARER = "with_carer", _("bed with a carer beside it")
    CHILD = "child", _("bed for a child")
    SEVERE = "severe", _("bed for severe cases")
    WOMEN = "women", _("bed for women")
    MEN = "men", _("bed for men")


class Facility(models.Model):
    """One place with beds. `area` is whom it serves: its free beds are offered there and nowhere else."""

    class Kind(models.TextChoices):
        SHELTER = "shelter", _("shelter hospital")
        HOSPITAL = "hospital", _("designated hospital")
        SITE = "site", _("isolation site")

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area served"))
    kind = models.CharField(_("kind of facility"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=120, blank=True)
    phone = models.CharField(_("telephone of the desk"), max_length=20, blank=True)  # an office, not a person
    position = models.PositiveSmallIntegerField(_("position"), default=0)  # filled in this order
    closed_at = models.DateTimeField(_("closed at"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        indexes = [models.Index(fields=["area"], name="facility_by_area")]

    def __str__(self) -> str:
        return self.name


class Beds(models.Model):
    """How many beds of a kind a facility has. How many are free is computed."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, db_constraint=False, related_name="beds", verbose_name=_("facility")
    )
    kind = models.CharField(_("kind of bed"), max_length=10, choices=BedKind)
    total = models.PositiveIntegerField(_("beds"))

    class Meta:
        verbose_name = _("beds of a kind")
        verbose_name_plural = _("beds of a kind")
        constraints = [models.UniqueConstraint(fields=["facility", "kind"], name="beds_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.kind}"


class Vehicle(models.Model):
    """What people ride in. `area` is where it drives."""

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area served"))
    plate = models.CharField(_("plate"), max_length=16)
    seats = models.PositiveSmallIntegerField(_("seats"))
    is_negative = models.BooleanField(_("negative pressure"), default=False)
    takes_wheelchairs = models.BooleanField(_("takes wheelchairs"), default=False)
    retired_at = models.DateTimeField(_("taken out of use at"), null=True)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.UniqueConstraint(fields=["plate"], name="vehicle_plate_once", condition=Q(retired_at=None))
        ]

    def __str__(self) -> str:
        return self.plate


class Stay(models.Model):
    """One person in one bed, since when until when. Whoever helps inside has skills (D3)."""

    class Skill(models.TextChoices):
        NURSE = "nurse", _("nurse or doctor")
        CARE = "care", _("looks after others")
        LANGUAGE = "language", _("other languages or sign language")
        ORGANISE = "organise", _("leads a group")
        REPAIR = "repair", _("repairs and technology")
        MEALS = "meals", _("hands out meals")

    class End(models.TextChoices):
        DISCHARGED = "discharged", _("discharged")
        MOVED = "moved", _("moved to another facility")
        BED = "bed", _("moved to another bed")
        DIED = "died", _("died")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # of the transfer
    transfer = models.ForeignKey(
        "cases.Transfer", on_delete=models.PROTECT, db_constraint=False, related_name="stays",
        verbose_name=_("transfer"),
    )  # fmt: skip
    person_id = models.BigIntegerField(_("person"), default=0)  # 0: its clock ran out
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, db_constraint=False, related_name="stays", verbose_name=_("facility")
    )
    kind = models.CharField(_("kind of bed"), max_length=10, choices=BedKind)
    bed = models.CharField(_("bed"), max_length=20, blank=True)
    since_at = models.DateTimeField(_("since"))
    until_at = models.DateTimeField(_("until"), null=True)
    end_reason = models.CharField(_("why it ended"), max_length=10, choices=End, blank=True)
    skills = ArrayField(models.CharField(max_length=10), verbose_name=_("skills"), default=list)

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.UniqueConstraint(fields=["part", "transfer"], name="stay_one_at_a_time", condition=Q(until_at=None)),
            models.CheckConstraint(name="stay_end_has_reason", condition=Q(until_at=None) | ~Q(end_reason="")),
        ]
        indexes = [models.Index(fields=["facility"], name="stay_here", condition=Q(until_at=None))]

    def __str__(self) -> str:
        return str(self.id)
