"""A delivery: planned for a day, then a round over households; what came back of it, and who was left out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Lot


class Delivery(models.Model):
    """One thing for many doors on one day. With a round it is under way; who got it is told by the round's proofs."""

    class Kind(models.TextChoices):
        PARCEL = "parcel", _("parcels for every household")
        GROUP = "group", _("group buy")
        DONATION = "donation", _("donated goods")
        KIT = "kit", _("kits")
        MEAL = "meal", _("meals for people in care")
        FREIGHT = "freight", _("freight to other places")  # ends at a gate; no round of its own

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    kind = models.CharField(_("kind of delivery"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=60)
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="deliveries", verbose_name=_("lot")
    )
    each = models.PositiveIntegerField(_("for each household"), default=1)
    per_box = models.PositiveIntegerField(_("in one box"), default=1)
    opens_at = models.DateTimeField(_("opens at"))
    due_at = models.DateTimeField(_("due at"))
    round_id = models.BigIntegerField(_("round"), null=True)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(name="delivery_due_after_opening", condition=Q(due_at__gt=F("opens_at"))),
            models.CheckConstraint(name="delivery_gives_something", condition=Q(each__gte=1, per_box__gte=1)),
        ]
        indexes = [
            models.Index(fields=["part", "opens_at"], name="delivery_by_day"),
            models.Index(fields=["round_id"], name="delivery_by_round"),
        ]

    def __str__(self) -> str:
        return self.title


class LeftOut(models.Model):
    """A household that gets nothing of a delivery, and why. So that nobody has to ask."""

    class Why(models.TextChoices):
        STOCK_OUT = "stock_out", _("there is not enough")
        HAD_ONE = "had_one", _("had one not long ago")
        NOBODY_HOME = "nobody_lives", _("nobody is there")

    pk = models.CompositePrimaryKey("part", "delivery_id", "household_id")
    part = models.BigIntegerField(_("part"))  # of the household
    delivery_id = models.UUIDField(_("delivery"))
    household_id = models.BigIntegerField(_("household"))
    building_key = models.BigIntegerField(_("building key"))
    why = models.CharField(_("why"), max_length=12, choices=Why)

    class Meta:
        verbose_name = _("household left out")
        verbose_name_plural = _("households left out")

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.household_id}"


class Remainder(models.Model):
    """A fact about parcels of a delivery that no household has: back, spoiled, or still there when counted."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("returned")
        SPOILED = "spoiled", _("spoiled")
        ON_HAND = "on_hand", _("counted on hand")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, db_constraint=False, related_name="remainders", verbose_name=_("delivery")
    )
    kind = models.CharField(_("kind of remainder"), max_length=8, choices=Kind)
    quantity = models.PositiveIntegerField(_("quantity"))
    place = models.BigIntegerField(_("place"))
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)
    note = models.CharField(_("note"), max_length=120, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("remainder")
        verbose_name_plural = _("remainders")
        indexes = [models.Index(fields=["part", "delivery"], name="remainder_by_delivery")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
