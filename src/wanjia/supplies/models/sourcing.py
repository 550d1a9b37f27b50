"""What suppliers can bring in a day, and orders that a desk splits among them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Good, Supplier


class Capacity(models.Model):
    """How many of a good one supplier can bring a day, from a day on. Never changed: a surge is the next version."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # of the supplier
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, related_name="capacities", verbose_name=_("supplier")
    )
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="capacities", verbose_name=_("good")
    )
    version = models.PositiveIntegerField(_("version"))
    from_on = models.DateField(_("from day"))
    per_day = models.PositiveIntegerField(_("in a day"))
    price_fen = models.PositiveIntegerField(_("price"), null=True)
    source = models.CharField(_("source"), max_length=120)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("capacity of a supplier")
        verbose_name_plural = _("capacities of suppliers")
        constraints = [
            models.UniqueConstraint(fields=["part", "supplier", "good", "version"], name="capacity_version_once"),
            models.CheckConstraint(name="capacity_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.per_day}"


class Purchase(models.Model):
    """So many of a good for a place on a day. Proposed until a person decides; `each` None: a figure, not a ration."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="purchases", verbose_name=_("good")
    )
    on = models.DateField(_("needed on"))
    wanted = models.PositiveIntegerField(_("wanted"))
    homes = models.PositiveIntegerField(_("households"), null=True)
    each = models.PositiveIntegerField(_("for each household"), null=True)
    there = models.PositiveIntegerField(_("was there"), default=0)
    after_id = models.UUIDField(_("for the rest of"), null=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=60, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = [
            models.CheckConstraint(name="purchase_of_something", condition=Q(wanted__gte=1)),
            models.CheckConstraint(
                name="purchase_cancel_has_reason", condition=Q(cancelled_at=None) | ~Q(cancel_reason="")
            ),
        ]
        indexes = [models.Index(fields=["part", "on"], name="purchase_by_day")]

    def __str__(self) -> str:
        return str(self.id)


class PurchaseLine(models.Model):
    """One supplier's part of a purchase. What came of it is told by its lots."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    purchase = models.ForeignKey(
        Purchase, on_delete=models.PROTECT, db_constraint=False, related_name="lines", verbose_name=_("purchase")
    )
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, related_name="lines", verbose_name=_("supplier")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    price_fen = models.PositiveIntegerField(_("price"), null=True)
    ordered_at = models.DateTimeField(_("ordered at"), null=True)
    ordered_by = models.CharField(_("ordered by"), max_length=60, blank=True)
    promised = models.PositiveIntegerField(_("promised"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("line of a purchase")
        verbose_name_plural = _("lines of purchases")
        constraints = [
            models.UniqueConstraint(fields=["part", "purchase", "supplier"], name="purchase_line_once"),
            models.CheckConstraint(
                name="purchase_line_promise_fits",
                condition=Q(promised=None, answered_at=None)
                | Q(promised__lte=models.F("quantity"), answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["supplier"], name="purchase_line_by_supplier")]

    def __str__(self) -> str:
        return f"{self.quantity}"
