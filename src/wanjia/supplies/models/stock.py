"""What there is: suppliers, goods, lots, and every movement of a lot."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Supplier(models.Model):
    """A firm that may be bought from, once somebody has looked at its papers."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    area = models.BigIntegerField(_("area"))
    name = models.CharField(_("name"), max_length=80)
    credit_code = models.CharField(_("credit code"), max_length=18)  # GB 32100
    licence = models.CharField(_("food licence"), max_length=40, blank=True)
    licence_until = models.DateField(_("licence until"), null=True)
    vetted_at = models.DateTimeField(_("vetted at"), null=True)
    vetted_by = models.CharField(_("vetted by"), max_length=60, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True)
    stop_reason = models.CharField(_("why it was stopped"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints = [models.UniqueConstraint(fields=["part", "credit_code"], name="supplier_once_per_part")]

    def __str__(self) -> str:
        return self.name


class Good(models.Model):
    """A thing that is handed out: a vegetable parcel, a mask, a protective suit."""

    class Kind(models.TextChoices):
        FOOD = "food", _("food")
        KIT = "kit", _("antigen kits, masks")
        CARE = "care", _("care goods")
        PPE = "ppe", _("protective gear for staff")
        STAFF_FOOD = "staff_food", _("food for staff")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    area = models.BigIntegerField(_("area"))
    name = models.CharField(_("name"), max_length=40)
    unit = models.CharField(_("counted in"), max_length=10)
    kind = models.CharField(_("kind of good"), max_length=10, choices=Kind)
    reference_fen = models.PositiveIntegerField(_("reference price"), null=True)
    reference_source = models.CharField(_("source of the reference price"), max_length=120, blank=True)
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("good")
        verbose_name_plural = _("goods")
        constraints = [models.UniqueConstraint(fields=["part", "name"], name="good_once_per_part")]

    def __str__(self) -> str:
        return self.name


class Lot(models.Model):
    """One batch of one good. What is on hand is computed from its moves, never written down."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="lots", verbose_name=_("good")
    )
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="lots",
        verbose_name=_("supplier"),
    )  # fmt: skip
    line = models.ForeignKey(
        "supplies.PurchaseLine", on_delete=models.PROTECT, db_constraint=False, null=True, related_name="lots",
        verbose_name=_("line of a purchase"),
    )  # fmt: skip
    batch = models.CharField(_("batch"), max_length=40)
    expires_on = models.DateField(_("best before"), null=True)
    price_fen = models.PositiveIntegerField(_("price"), null=True)  # None: given, not bought
    source = models.CharField(_("source"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    recalled_at = models.DateTimeField(_("recalled at"), null=True)
    recalled_by = models.CharField(_("recalled by"), max_length=60, blank=True)
    recall_reason = models.CharField(_("why it was recalled"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.CheckConstraint(name="lot_recall_has_reason", condition=Q(recalled_at=None) | ~Q(recall_reason="")),
        ]
        indexes = [models.Index(fields=["part", "made_at"], name="lot_by_part")]

    def __str__(self) -> str:
        return self.batch


class Move(models.Model):
    """A fact about a lot. Never changed; a count that does not fit stands beside what was computed."""

    class Kind(models.TextChoices):
        IN = "in", _("came in")
        OUT = "out", _("went out")
        SPOILED = "spoiled", _("spoiled")
        RETURNED = "returned", _("returned")
        COUNTED = "counted", _("counted")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, db_constraint=False, related_name="moves", verbose_name=_("lot")
    )
    kind = models.CharField(_("kind of move"), max_length=8, choices=Kind)
    quantity = models.PositiveIntegerField(_("quantity"))
    delivery_id = models.UUIDField(_("delivery"), null=True)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)
    note = models.CharField(_("note"), max_length=120, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("move of a lot")
        verbose_name_plural = _("moves of lots")
        indexes = [models.Index(fields=["part", "lot", "seen_at"], name="move_by_lot")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"


class StaffIssue(models.Model):
    """Something out of staff stock into one person's hands, with what they were exposed to."""

    id = models.UUIDField(primary_key=True)  # the move's own id: issued once, moved once
    part = models.BigIntegerField(_("part"))
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, db_constraint=False, related_name="issues", verbose_name=_("lot")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    who = models.CharField(_("given to"), max_length=60)
    post = models.CharField(_("post"), max_length=60, blank=True)
    exposure = models.CharField(_("exposure"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)

    class Meta:
        verbose_name = _("issue to staff")
        verbose_name_plural = _("issues to staff")
        indexes = [models.Index(fields=["part", "at"], name="staff_issue_by_day")]

    def __str__(self) -> str:
        return str(self.id)
