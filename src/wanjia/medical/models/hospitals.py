"""Hospitals with their departments, hours and pairing; cars that drive there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Hospital(models.Model):
    """Where people go. Which subdistricts it is paired with says who calls it first."""

    class Status(models.TextChoices):
        OPEN = "open", _("takes patients")
        EMERGENCY = "emergency", _("emergency only")
        CLOSED = "closed", _("closed now")

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area"))  # whose desk keeps it: a subdistrict or above
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=120, blank=True)
    line = models.CharField(_("public telephone"), max_length=30, blank=True)
    contact = models.CharField(_("named contact"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    status_note = models.CharField(_("note on the status"), max_length=120, blank=True)
    status_at = models.DateTimeField(_("status since"))
    paired = ArrayField(models.BigIntegerField(), verbose_name=_("paired subdistricts"), default=list)

    class Meta:
        verbose_name = _("hospital")
        verbose_name_plural = _("hospitals")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="hospital_once")]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """One department with its hours, as they stand at its door."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("emergency")
        DIALYSIS = "dialysis", _("dialysis unit")
        ONCOLOGY = "oncology", _("oncology")
        OBSTETRICS = "obstetrics", _("obstetrics")
        BLOOD = "blood", _("haematology")
        FEVER = "fever", _("fever clinic")
        PHARMACY = "pharmacy", _("pharmacy")
        OTHER = "other", _("other department")

    id = models.UUIDField(primary_key=True)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, related_name="departments", verbose_name=_("hospital")
    )
    kind = models.CharField(_("department"), max_length=10, choices=Kind)
    hours = models.CharField(_("hours"), max_length=60)
    is_open = models.BooleanField(_("is open"), default=True)
    since = models.DateTimeField(_("open or closed since"), null=True)  # null: as it stands at its door
    note = models.CharField(_("note on the department"), max_length=120, blank=True)
    changed_by = models.CharField(_("changed by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("department of a hospital")
        verbose_name_plural = _("departments of hospitals")
        constraints = [models.UniqueConstraint(fields=["hospital", "kind"], name="department_once")]

    def __str__(self) -> str:
        return f"{self.hospital_id} {self.kind}"


class Car(models.Model):
    """A car for closed-loop trips."""

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area"))
    plate = models.CharField(_("plate"), max_length=12)
    seats = models.PositiveSmallIntegerField(_("seats"))
    driver = models.CharField(_("driver"), max_length=60, blank=True)
    phone_sealed = models.BinaryField(_("sealed telephone of the driver"), null=True)
    phone_tail = models.CharField(_("telephone tail"), max_length=4, blank=True)
    takes_wheelchairs = models.BooleanField(_("takes wheelchairs"), default=False)
    stretchers = models.PositiveSmallIntegerField(_("stretchers"), default=0)
    opens = models.TimeField(_("drives from"), null=True)  # null: at all hours
    closes = models.TimeField(_("drives until"), null=True)
    is_fallback = models.BooleanField(_("kept for falling back"), default=False)
    out_since = models.DateTimeField(_("fell out at"), null=True)
    out_reason = models.CharField(_("why it fell out"), max_length=120, blank=True)
    out_by = models.CharField(_("said by"), max_length=60, blank=True)
    is_in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("car for medical trips")
        verbose_name_plural = _("cars for medical trips")
        constraints = [
            models.UniqueConstraint(fields=["area", "plate"], name="car_once"),
            models.CheckConstraint(name="car_out_has_reason", condition=Q(out_since=None) | ~Q(out_reason="")),
            models.CheckConstraint(
                name="car_hours_whole",
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.plate


class AmbulanceWait(models.Model):
    """How long 120 took, or said it would take, as somebody noted it. Append-only. `minutes` null: nobody answered."""

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField(_("area"))
    minutes = models.PositiveSmallIntegerField(_("minutes until 120 comes"), null=True)
    at = models.DateTimeField(_("at"))
    made_by = models.CharField(_("noted by"), max_length=60)

    class Meta:
        verbose_name = _("wait for 120")
        verbose_name_plural = _("waits for 120")
        indexes = [models.Index(fields=["area", "at"], name="wait_120_by_area")]

    def __str__(self) -> str:
        return str(self.id)
