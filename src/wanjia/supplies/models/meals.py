"""Meals: how many of which set for which building on which day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Good, Supplier


class MealOrder(models.Model):
    """One set for one meal of one day in an area. Two sets are two orders."""

    class Meal(models.TextChoices):
        BREAKFAST = "breakfast", _("breakfast")
        LUNCH = "lunch", _("lunch")
        SUPPER = "supper", _("supper")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    on = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=9, choices=Meal)
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="meals", verbose_name=_("set")
    )
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="meals",
        verbose_name=_("supplier"),
    )  # fmt: skip
    delivery_id = models.UUIDField(_("delivery"), null=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    ordered_at = models.DateTimeField(_("ordered at"), null=True)
    ordered_by = models.CharField(_("ordered by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("order of meals")
        verbose_name_plural = _("orders of meals")
        constraints = [
            models.UniqueConstraint(fields=["part", "place", "on", "meal", "good"], name="meal_order_once"),
        ]
        indexes = [models.Index(fields=["supplier", "on"], name="meal_order_by_supplier")]

    def __str__(self) -> str:
        return f"{self.on} {self.meal}"


class MealCount(models.Model):
    """One building of an order, above a committee one committee. `counted`: people in care there."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    order = models.ForeignKey(
        MealOrder,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="counts",
        verbose_name=_("order of meals"),
    )
    place = models.BigIntegerField(_("place"))
    counted = models.PositiveIntegerField(_("people in care"))
    wanted = models.PositiveIntegerField(_("wanted"))

    class Meta:
        verbose_name = _("count of meals")
        verbose_name_plural = _("counts of meals")
        constraints = [models.UniqueConstraint(fields=["part", "order", "place"], name="meal_count_once")]

    def __str__(self) -> str:
        return f"{self.wanted}"
