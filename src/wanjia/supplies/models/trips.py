"""Boxes on their way: a trip, and each signature of each hand-over."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.deliveries import Delivery


class Trip(models.Model):
    """Boxes of a delivery from one place to another: by road to a gate, or by hand from the gate to a drop point."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, db_constraint=False, related_name="trips", verbose_name=_("delivery")
    )
    number = models.PositiveIntegerField(_("number"))
    after = models.UUIDField(_("boxes of this trip"), null=True)  # a drop point is served from the trip at its gate
    place = models.BigIntegerField(_("goes to"))  # an area's gate, or a building's drop point
    boxes = models.PositiveIntegerField(_("boxes"))
    vehicle = models.CharField(_("vehicle"), max_length=20, blank=True)
    driver = models.CharField(_("driver"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        indexes = [
            models.Index(fields=["part", "delivery", "number"], name="trip_by_delivery"),
            models.Index(fields=["place", "made_at"], name="trip_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.number:03}"


class HandSign(models.Model):
    """One side of one hand-over of a trip's boxes, signed by whoever was there. A fact: odd ones are flagged."""

    class Hand(models.TextChoices):
        DEPOT = "depot", _("store")
        DRIVER = "driver", _("driver")
        GATE = "gate", _("gate")
        DROP = "drop", _("drop point")

    class Side(models.TextChoices):
        GAVE = "gave", _("gave")
        TOOK = "took", _("took")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    trip = models.ForeignKey(
        Trip, on_delete=models.PROTECT, db_constraint=False, related_name="signs", verbose_name=_("trip")
    )
    side = models.CharField(_("side"), max_length=4, choices=Side)
    giver = models.CharField(_("giver"), max_length=6, choices=Hand)
    taker = models.CharField(_("taker"), max_length=6, choices=Hand)
    place = models.BigIntegerField(_("place"))  # where it was signed
    boxes = models.PositiveIntegerField(_("boxes"))
    signed_by = models.CharField(_("signed by"), max_length=60)
    account_id = models.BigIntegerField(_("account"), null=True)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    note = models.CharField(_("note"), max_length=120, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("signature of a trip")
        verbose_name_plural = _("signatures of trips")
        indexes = [models.Index(fields=["part", "trip"], name="hand_sign_by_trip")]

    def __str__(self) -> str:
        return f"{self.side} {self.boxes}"
