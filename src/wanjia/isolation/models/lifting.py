"""What people were told of a lift date, and the paper that says that an order is over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.isolation.models.orders import Order
from wanjia.isolation.models.zones import ZoneDecision


class LiftNotice(models.Model):
    """One change of one lift date, as it was told: before, after, and why. Rows are added, never changed.

    The date itself is always computed; this is what the household read, so that what moves later is told as a move.
    """

    class Why(models.TextChoices):
        BEGINS = "begins", _("begins")
        POSITIVE = "positive", _("a positive in this unit")
        NEW_RULE = "new_rule", _("a new version of the rule")
        TAKEN_BACK = "taken_back", _("an event was taken back")
        CONDITION = "condition", _("a condition is open")
        MET = "met", _("every condition is met")
        HELD = "held", _("another desk holds it")
        ENDED = "ended", _("ended")
        COUNTED_ANEW = "counted_anew", _("counted anew from what is written down")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="notices",
        verbose_name=_("order to stay in"),
    )  # fmt: skip
    zone = models.ForeignKey(
        ZoneDecision, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="notices",
        verbose_name=_("zone"),
    )  # fmt: skip
    building_key = models.BigIntegerField(_("building key"))
    stair = models.PositiveSmallIntegerField(_("stair"), null=True)
    floor = models.SmallIntegerField(_("floor"), null=True)
    household_id = models.BigIntegerField(_("household"), null=True)
    told_at = models.DateTimeField(_("told at"))
    on = models.DateField(_("day"))  # on which it happened
    before_on = models.DateField(_("lift date before"), null=True)
    after_on = models.DateField(_("lift date after"), null=True)
    is_sure = models.BooleanField(_("the date stands"), default=True)
    why = models.CharField(_("reason"), max_length=12, choices=Why)
    rule = models.CharField(_("rule"), max_length=24)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("notice of a lift date")
        verbose_name_plural = _("notices of lift dates")
        constraints = [
            models.CheckConstraint(
                name="lift_notice_of_one",
                condition=Q(order=None, zone__isnull=False) | Q(order__isnull=False, zone=None),
            )
        ]
        indexes = [models.Index(fields=["part", "building_key", "told_at"], name="lift_notice_by_building")]

    def __str__(self) -> str:
        return str(self.id)


class Release(models.Model):
    """The certificate that an order is over. What its code says is a tag and a last day: nobody's name (ADR 0015)."""

    tag = models.CharField(_("tag"), max_length=16, primary_key=True)
    part = models.BigIntegerField(_("part"))
    order_id = models.UUIDField(_("order to stay in"))
    building_key = models.BigIntegerField(_("building key"))  # phones there hear when it is taken back
    issued_at = models.DateTimeField(_("issued at"))
    until = models.DateField(_("last valid day"))
    revoked_at = models.DateTimeField(_("taken back at"), null=True)
    revoked_by = models.CharField(_("taken back by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("release certificate")
        verbose_name_plural = _("release certificates")
        indexes = [models.Index(fields=["building_key", "until"], name="release_by_building")]

    def __str__(self) -> str:
        return str(self.order_id)  # never the tag: this string reaches logs
