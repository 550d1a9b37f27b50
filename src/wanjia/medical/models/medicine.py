"""Medicine fetched for somebody: the order, every hand-over of its things, every amount of money, the runs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.medical.models.hospitals import Hospital


class Run(models.Model):
    """One way to one hospital with several books."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the committee
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, db_constraint=False, related_name="runs", verbose_name=_("hospital")
    )
    runner = models.CharField(_("who goes"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    back_at = models.DateTimeField(_("back at"), null=True)

    class Meta:
        verbose_name = _("run to a hospital")
        verbose_name_plural = _("runs to hospitals")

    def __str__(self) -> str:
        return str(self.id)


class HouseOrder(models.Model):
    """What an institution asked for many of its residents in one act. Each resident's order hangs on it."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the committee
    institution_id = models.UUIDField(_("institution"))
    name = models.CharField(_("name of the institution"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("medicine order of an institution")
        verbose_name_plural = _("medicine orders of institutions")
        indexes = [models.Index(fields=["part", "made_at"], name="house_order_by_time")]

    def __str__(self) -> str:
        return str(self.id)


class MedicineOrder(models.Model):
    """One home, one hospital, one list. Who holds its book and card is read from the hand-overs.

    Of a resident of an institution `person_id` is 0, `lodger_id` says who, and "home" is the institution's door.
    """

    class Urgency(models.TextChoices):
        RED = "red", _("red: none left, now")
        YELLOW = "yellow", _("yellow: the same day")
        GREEN = "green", _("green: the next day")

    class Outcome(models.TextChoices):
        DELIVERED = "delivered", _("delivered at the door")
        NOT_FOUND = "not_found", _("nowhere to be had")
        WITHDRAWN = "withdrawn", _("no longer wanted")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    lodger_id = models.UUIDField(_("resident of an institution"), null=True)
    house_order = models.ForeignKey(
        HouseOrder, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="orders",
        verbose_name=_("medicine order of an institution"),
    )  # fmt: skip
    building_key = models.BigIntegerField(_("building key"))
    urgency = models.CharField(_("urgency of medicine"), max_length=6, choices=Urgency)
    items_sealed = models.BinaryField(_("sealed list of medicine"), null=True)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="orders",
        verbose_name=_("hospital"),
    )  # fmt: skip
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="orders",
        verbose_name=_("run to a hospital"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("due at"))
    made_by = models.CharField(_("made by"), max_length=60)
    outcome = models.CharField(_("what came of it"), max_length=9, choices=Outcome, blank=True)
    receipt_sealed = models.BinaryField(_("sealed name on the receipt"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("medicine order")
        verbose_name_plural = _("medicine orders")
        constraints = [
            models.CheckConstraint(
                name="medicine_closed_with_outcome",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            )
        ]
        indexes = [
            models.Index(fields=["building_key", "closed_at"], name="medicine_by_building"),
            models.Index(fields=["part", "person_id"], name="medicine_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class HandOver(models.Model):
    """One thing from one hand to another. Never refused, never changed; what is odd is read by the rule."""

    class Thing(models.TextChoices):
        BOOK = "book", _("record book")
        CARD = "card", _("insurance card")
        CASH = "cash", _("cash")
        MEDICINE = "medicine", _("medicine")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    order = models.ForeignKey(
        MedicineOrder, on_delete=models.PROTECT, db_constraint=False, related_name="hands",
        verbose_name=_("medicine order"),
    )  # fmt: skip
    thing = models.CharField(_("thing"), max_length=8, choices=Thing)
    giver = models.CharField(_("who gave it"), max_length=60)
    taker = models.CharField(_("who took it"), max_length=60)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)

    class Meta:
        verbose_name = _("hand-over of a thing")
        verbose_name_plural = _("hand-overs of things")
        indexes = [models.Index(fields=["part", "order"], name="hand_by_order")]

    def __str__(self) -> str:
        return str(self.id)


class MoneyLine(models.Model):
    """One amount: given by the home, paid at the hospital, returned at the door."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("given by the home")
        PAID = "paid", _("paid at the hospital")
        RETURNED = "returned", _("returned to the home")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    order = models.ForeignKey(
        MedicineOrder, on_delete=models.PROTECT, db_constraint=False, related_name="money",
        verbose_name=_("medicine order"),
    )  # fmt: skip
    kind = models.CharField(_("kind of amount"), max_length=8, choices=Kind)
    fen = models.PositiveIntegerField(_("amount in fen"))
    at = models.DateTimeField(_("at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)

    class Meta:
        verbose_name = _("amount of money")
        verbose_name_plural = _("amounts of money")
        indexes = [models.Index(fields=["part", "order"], name="money_by_order")]

    def __str__(self) -> str:
        return str(self.id)
