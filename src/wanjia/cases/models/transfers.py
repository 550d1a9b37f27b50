"""The way from a door to a bed: what somebody needs, who stays behind, which bed, each end confirmed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.cases.models.cases import Case
from wanjia.cases.models.facilities import BedKind, Facility, Vehicle


class Need(models.TextChoices):
    """What has to be thought of on the way."""

    WHEELCHAIR = "wheelchair", _("wheelchair")
    STRETCHER = "stretcher", _("stretcher")
    CHILD = "child", _("child")
    CARER = "carer", _("carer goes along")
    MEDICINE = "medicine", _("takes medicine along")
    PET = "pet", _("has a pet")
    DIALYSIS = "dialysis", _("dialysis")
    PREGNANT = "pregnant", _("pregnant")


class Transfer(models.Model):
    """One case on its way to a bed; one row a case. Its state is computed, `out_*` keep how it left the queue."""

    class Hold(models.TextChoices):
        CLUSTER = "cluster", _("many positives of one laboratory and batch; recheck first")
        RECHECK = "recheck", _("waits for a recheck")
        FAMILY = "family", _("the family is being brought together")
        OTHER = "other", _("other reason")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # of the case
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, db_constraint=False, related_name="transfers", verbose_name=_("case")
    )
    person_id = models.BigIntegerField(_("person"), default=0)  # 0: its clock ran out
    household_id = models.BigIntegerField(_("household"), default=0)
    building_key = models.BigIntegerField(_("building key"))
    asked_at = models.DateTimeField(_("waiting since"))
    needs = ArrayField(models.CharField(max_length=10, choices=Need), verbose_name=_("needs on the way"), default=list)
    is_severe = models.BooleanField(_("severe"), default=False)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    hold_reason = models.CharField(_("why held"), max_length=8, choices=Hold, blank=True)
    held_by = models.CharField(_("held by"), max_length=60, blank=True)
    held_at = models.DateTimeField(_("held at"), null=True)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="transfers",
        verbose_name=_("facility"),
    )  # fmt: skip
    bed_kind = models.CharField(_("kind of bed"), max_length=10, choices=BedKind, blank=True)
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="transfers",
        verbose_name=_("vehicle"),
    )  # fmt: skip
    assigned_by = models.CharField(_("bed given by"), max_length=60, blank=True)
    assigned_at = models.DateTimeField(_("bed given at"), null=True)
    cleared_at = models.DateTimeField(_("cleared at"), null=True)
    cleared_by = models.CharField(_("cleared by"), max_length=60, blank=True)
    cleared_source = models.CharField(_("cleared on"), max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    hospital_at = models.DateTimeField(_("taken by 120 at"), null=True)
    hospital_by = models.CharField(_("120 noted by"), max_length=60, blank=True)
    out_at = models.DateTimeField(_("left the queue at"), null=True)
    out_as = models.CharField(_("how it left the queue"), max_length=9, blank=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(fields=["part", "case"], name="transfer_one_per_case"),
            models.CheckConstraint(
                name="transfer_bed_whole",
                condition=Q(facility=None, bed_kind="", assigned_at=None)
                | (Q(facility__isnull=False, assigned_at__isnull=False) & ~Q(bed_kind="")),
            ),
            models.CheckConstraint(name="transfer_hold_has_reason", condition=Q(held_at=None) | ~Q(hold_reason="")),
            models.CheckConstraint(
                name="transfer_out_whole",
                condition=Q(out_at=None, out_as="") | (Q(out_at__isnull=False) & ~Q(out_as="")),
            ),
        ]
        indexes = [
            models.Index(fields=["building_key", "asked_at"], name="transfer_by_building"),
            models.Index(fields=["facility"], name="transfer_to", condition=Q(out_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TransferStep(models.Model):
    """One end of one step, as a named person confirmed it. A fact: never refused, its id comes from the phone."""

    class Step(models.TextChoices):
        DISPATCHED = "dispatched", _("vehicle sent")
        PICKED_UP = "picked_up", _("picked up at the door")
        HANDED_OVER = "handed_over", _("handed over at the facility")
        RETURNED = "returned", _("brought back home")

    class Side(models.TextChoices):
        GIVES = "gives", _("gives")
        TAKES = "takes", _("takes over")

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, db_constraint=False, related_name="steps", verbose_name=_("transfer")
    )
    step = models.CharField(_("step"), max_length=12, choices=Step)
    side = models.CharField(_("end"), max_length=5, choices=Side)
    who = models.CharField(_("confirmed by"), max_length=60)
    recorded_by = models.CharField(_("recorded by"), max_length=60)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("step of a transfer")
        verbose_name_plural = _("steps of a transfer")
        indexes = [models.Index(fields=["part", "transfer"], name="step_by_transfer")]

    def __str__(self) -> str:
        return str(self.event_id)


class LeftBehind(models.Model):
    """Somebody, or a pet, who stays in the flat: who looks after them, and who confirmed it."""

    class Why(models.TextChoices):
        MINOR = "minor", _("under age")
        ELDER = "elder", _("elder")
        NEED = "need", _("special need")
        PET = "pet", _("pet")

    class Carer(models.TextChoices):
        FAMILY = "family", _("family in the flat")
        RELATIVE = "relative", _("relative who comes or takes them in")
        NEIGHBOUR = "neighbour", _("neighbour")
        COMMITTEE = "committee", _("committee or volunteer")
        ALONG = "along", _("goes along as a companion")
        INSTITUTION = "institution", _("home, hospital or pet shelter")
        ALONE = "alone", _("manages alone, asked in person")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, db_constraint=False, related_name="left_behind", verbose_name=_("transfer")
    )
    person_id = models.BigIntegerField(_("person"), null=True)  # null: a pet
    why = models.CharField(_("why not alone"), max_length=5, choices=Why)
    carer = models.CharField(_("who looks after them"), max_length=11, choices=Carer)
    carer_sealed = models.BinaryField(_("sealed name of the carer"), null=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=60)
    confirmed_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("somebody left behind")
        verbose_name_plural = _("people left behind")
        constraints = [
            models.UniqueConstraint(fields=["part", "transfer", "person_id"], name="left_behind_once"),
            models.UniqueConstraint(fields=["part", "transfer"], name="left_behind_one_pet", condition=Q(why="pet")),
        ]

    def __str__(self) -> str:
        return str(self.id)
