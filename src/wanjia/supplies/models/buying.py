"""Group buying: what is offered at which price until when, who ordered what, what was paid and given back."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Good, Supplier


class GroupBuy(models.Model):
    """One offer of a vetted supplier to one area, at a fixed price, until a moment."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, related_name="buys", verbose_name=_("supplier")
    )
    good = models.ForeignKey(  # what a package takes of the supplier's day; None: nothing is known of it
        Good, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="buys", verbose_name=_("good")
    )
    title = models.CharField(_("title"), max_length=60)
    closes_at = models.DateTimeField(_("cut-off"))
    arrives_at = models.DateTimeField(_("arrives at"))
    delivery_id = models.UUIDField(_("delivery"), null=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    called_off_at = models.DateTimeField(_("called off at"), null=True)
    called_off_by = models.CharField(_("called off by"), max_length=60, blank=True)
    call_off_reason = models.CharField(_("why it was called off"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("group buy")
        verbose_name_plural = _("group buys")
        constraints = [
            models.CheckConstraint(name="buy_arrives_after_cut", condition=Q(arrives_at__gte=F("closes_at"))),
            models.CheckConstraint(
                name="buy_called_off_has_reason",
                condition=Q(called_off_at=None) | (~Q(call_off_reason="") & Q(arrived_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["part", "closes_at"], name="buy_by_cut")]

    def __str__(self) -> str:
        return self.title

    def takes_orders(self, now: datetime) -> bool:
        return now <= self.closes_at and self.arrived_at is None and self.called_off_at is None


class Package(models.Model):
    """套餐 A: what it holds and what it costs. The price is fixed once the buy is open."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    buy = models.ForeignKey(
        GroupBuy, on_delete=models.PROTECT, db_constraint=False, related_name="packages", verbose_name=_("group buy")
    )
    letter = models.CharField(_("letter"), max_length=4)
    name = models.CharField(_("name"), max_length=60)
    price_fen = models.PositiveIntegerField(_("price"))
    came = models.PositiveIntegerField(_("came"), null=True)  # None: not arrived

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        constraints = [models.UniqueConstraint(fields=["part", "buy", "letter"], name="package_letter_once")]

    def __str__(self) -> str:
        return self.letter


class Order(models.Model):
    """What one household orders. Money is written down, not moved: paid and refunded say what somebody did."""

    class Way(models.TextChoices):
        PAGE = "page", _("on the page")
        PHONE = "phone", _("by telephone")
        CHAT = "chat", _("from a chat list")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    buy = models.ForeignKey(
        GroupBuy, on_delete=models.PROTECT, db_constraint=False, related_name="orders", verbose_name=_("group buy")
    )
    household_id = models.BigIntegerField(_("household"))
    way = models.CharField(_("how it came"), max_length=5, choices=Way)
    said_sealed = models.BinaryField(_("sealed line of the list"), null=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    paid_fen = models.PositiveIntegerField(_("paid"), default=0)
    paid_at = models.DateTimeField(_("paid at"), null=True)
    refunded_fen = models.PositiveIntegerField(_("given back"), default=0)
    refunded_at = models.DateTimeField(_("given back at"), null=True)
    money_by = models.CharField(_("money written down by"), max_length=60, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    class Meta:
        verbose_name = _("order of a household")
        verbose_name_plural = _("orders of households")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "buy", "household_id"], name="order_once_per_household",
                condition=Q(cancelled_at=None),
            ),
            models.CheckConstraint(name="order_refund_was_paid", condition=Q(refunded_fen__lte=F("paid_fen"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)


class OrderLine(models.Model):
    """So many of one package. `given` is what the sharing-out said once the goods had come."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, db_constraint=False, related_name="lines", verbose_name=_("order")
    )
    package = models.ForeignKey(
        Package, on_delete=models.PROTECT, db_constraint=False, related_name="lines", verbose_name=_("package")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    given = models.PositiveIntegerField(_("given"), null=True)

    class Meta:
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        constraints = [
            models.UniqueConstraint(fields=["part", "order", "package"], name="order_line_once"),
            models.CheckConstraint(name="order_line_given_fits", condition=Q(given=None) | Q(given__lte=F("quantity"))),
        ]

    def __str__(self) -> str:
        return f"{self.quantity}"
