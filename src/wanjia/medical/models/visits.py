"""Appointments, the courses that repeat them, the four stations of a trip, the pass of the green channel."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.medical.models.hospitals import Car, Hospital


class VisitKind(models.TextChoices):
    """What a visit is for."""

    DIALYSIS = "dialysis", _("dialysis")
    CHEMOTHERAPY = "chemotherapy", _("chemotherapy")
    PRENATAL = "prenatal", _("prenatal visit")
    BLOOD = "blood", _("blood disease")
    OTHER = "other", _("other visit")


class Course(models.Model):
    """Visits that repeat: dialysis three times a week. Appointments are written two weeks ahead."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    building_key = models.BigIntegerField(_("building key"))
    kind = models.CharField(_("kind of visit"), max_length=12, choices=VisitKind)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="courses",
        verbose_name=_("hospital"),
    )  # fmt: skip
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("weekdays"))  # 1 Monday to 7 Sunday
    every_weeks = models.PositiveSmallIntegerField(_("every so many weeks"), default=1)
    at = models.TimeField(_("expected at"))
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("course of visits")
        verbose_name_plural = _("courses of visits")
        constraints = [models.CheckConstraint(name="course_has_weeks", condition=Q(every_weeks__gte=1))]
        indexes = [models.Index(fields=["building_key", "until_on"], name="course_by_building")]

    def __str__(self) -> str:
        return str(self.id)


class Appointment(models.Model):
    """One visit of one person. Where the trip stands is read from its confirmations, never written here."""

    class Ride(models.TextChoices):
        SEAT = "seat", _("sits")
        WHEELCHAIR = "wheelchair", _("in a wheelchair")
        STRETCHER = "stretcher", _("lying")

    class Failed(models.TextChoices):
        OUT = "out", _("its car fell out")
        AMBULANCE = "ambulance", _("120 is late")
        FULL = "full", _("its car cannot take it")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    building_key = models.BigIntegerField(_("building key"))
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="visits",
        verbose_name=_("course of visits"),
    )  # fmt: skip
    kind = models.CharField(_("kind of visit"), max_length=12, choices=VisitKind)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="visits",
        verbose_name=_("hospital"),
    )  # fmt: skip
    on = models.DateField(_("day"))
    expected_at = models.DateTimeField(_("expected at"))
    car = models.ForeignKey(
        Car, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="visits",
        verbose_name=_("car for medical trips"),
    )  # fmt: skip
    ride = models.CharField(_("how somebody rides"), max_length=10, choices=Ride, default=Ride.SEAT)
    car_failed_at = models.DateTimeField(_("without a car since"), null=True)
    car_failed_why = models.CharField(_("why without a car"), max_length=9, choices=Failed, blank=True)
    companion_sealed = models.BinaryField(_("sealed companion"), null=True)
    note_sealed = models.BinaryField(_("sealed note"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=60, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(fields=["part", "course", "on"], name="visit_once_a_day_per_course"),
            models.CheckConstraint(
                name="visit_car_failed_has_reason", condition=Q(car_failed_at=None) | ~Q(car_failed_why="")
            ),
            models.CheckConstraint(
                name="visit_cancel_has_reason", condition=Q(cancelled_at=None) | ~Q(cancel_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["building_key", "on"], name="visit_by_building"),
            models.Index(fields=["part", "person_id", "on"], name="visit_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class VisitStep(models.Model):
    """One side of one station, confirmed. A fact: the first one of an end stands, a second is kept by its id only."""

    class Station(models.TextChoices):
        LEFT_HOME = "left_home", _("left home")
        AT_HOSPITAL = "at_hospital", _("at the hospital")
        LEFT_HOSPITAL = "left_hospital", _("left the hospital")
        HOME = "home", _("home again")
        ADMITTED = "admitted", _("kept in hospital")

    class Side(models.TextChoices):
        GIVES = "gives", _("gives")
        TAKES = "takes", _("takes")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    visit = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, db_constraint=False, related_name="steps",
        verbose_name=_("appointment"),
    )  # fmt: skip
    station = models.CharField(_("station"), max_length=13, choices=Station)
    side = models.CharField(_("side"), max_length=5, choices=Side)
    who = models.CharField(_("who confirmed"), max_length=60)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)

    class Meta:
        verbose_name = _("station of a trip")
        verbose_name_plural = _("stations of a trip")
        indexes = [models.Index(fields=["part", "visit"], name="visit_step_by_visit")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.station} {self.side}"


class Pass(models.Model):
    """The paper of the green channel. Its code says a tag and the day: nobody's name, no illness (ADR 0015)."""

    tag = models.CharField(_("tag"), max_length=16, primary_key=True)
    part = models.BigIntegerField(_("part"))
    visit_id = models.UUIDField(_("appointment"))
    building_key = models.BigIntegerField(_("building key"))  # phones there hear when it is taken back
    until = models.DateField(_("last valid day"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(_("issued by"), max_length=60)
    revoked_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name = _("green-channel pass")
        verbose_name_plural = _("green-channel passes")
        indexes = [
            models.Index(fields=["building_key", "until"], name="pass_by_building"),
            models.Index(fields=["visit_id"], name="pass_by_visit"),
        ]

    def __str__(self) -> str:
        return str(self.visit_id)  # never the tag: this string reaches logs
