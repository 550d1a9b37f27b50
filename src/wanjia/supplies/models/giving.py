"""Donations: an offer, a need, what of the one goes to the other. Together they are the public account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Good, Lot


class Donation(models.Model):
    """What a firm or a resident gives. Without `lot` it is offered and has not come."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    giver = models.CharField(_("giver"), max_length=80, blank=True)  # a person: goes with its clock
    firm = models.CharField(_("firm that gave"), max_length=80, blank=True)  # stays: a firm is nobody
    is_anonymous = models.BooleanField(_("not named in public"), default=False)
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="donations", verbose_name=_("good")
    )
    quantity = models.PositiveIntegerField(_("offered"))
    came = models.PositiveIntegerField(_("came"), null=True)
    value_fen = models.PositiveBigIntegerField(_("value"), null=True)
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="donations", verbose_name=_("lot")
    )
    offered_at = models.DateTimeField(_("offered at"))
    came_at = models.DateTimeField(_("came at"), null=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60)
    thanked_at = models.DateTimeField(_("thanked at"), null=True)
    thanked_by = models.CharField(_("thanked by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = [models.CheckConstraint(name="donation_of_something", condition=Q(quantity__gte=1))]
        indexes = [models.Index(fields=["part", "offered_at"], name="donation_by_part")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def called(self) -> str:
        """Whoever gave, as it may be said in the room. Empty where a person's name has gone."""
        return self.firm or self.giver


class Need(models.Model):
    """What a place lacks. It is met by uses of donations, and closed by a person who says what came of it."""

    class Outcome(models.TextChoices):
        MET = "met", _("met")
        PARTLY = "partly", _("partly met")
        NOT_NEEDED = "not_needed", _("no longer needed")
        NOT_FOUND = "not_found", _("nobody gave it")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="needs", verbose_name=_("good")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    why = models.CharField(_("for whom"), max_length=120)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.CharField(_("asked by"), max_length=60)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=60, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)  # why it was not met in full

    class Meta:
        verbose_name = _("lack of a good")
        verbose_name_plural = _("lacks of goods")
        constraints = [
            models.CheckConstraint(name="need_of_something", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="need_closed_with_outcome",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(name="need_unmet_has_reason", condition=Q(outcome__in=("", "met")) | ~Q(note="")),
        ]
        indexes = [models.Index(fields=["part", "asked_at"], name="need_by_part")]

    def __str__(self) -> str:
        return str(self.id)


class DonationUse(models.Model):
    """So much of a donation for one need; `arrived` is what was handed over there, `returned` is in the store again."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, db_constraint=False, related_name="uses", verbose_name=_("donation")
    )
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, db_constraint=False, related_name="uses", verbose_name=_("need")
    )
    quantity = models.PositiveIntegerField(_("allocated"))
    allocated_at = models.DateTimeField(_("allocated at"))
    allocated_by = models.CharField(_("allocated by"), max_length=60)
    arrived = models.PositiveIntegerField(_("handed over"), null=True)
    arrived_at = models.DateTimeField(_("handed over at"), null=True)
    arrived_by = models.CharField(_("handed over by"), max_length=60, blank=True)
    returned = models.PositiveIntegerField(_("back in the store"), default=0)
    note = models.CharField(_("note"), max_length=120, blank=True)  # why less was handed over than allocated

    class Meta:
        verbose_name = _("use of a donation")
        verbose_name_plural = _("uses of donations")
        constraints = [
            models.CheckConstraint(name="use_arrived_fits", condition=Q(arrived=None) | Q(arrived__lte=F("quantity"))),
            models.CheckConstraint(
                name="use_shortage_has_reason",
                condition=Q(arrived=None) | Q(arrived=F("quantity")) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="use_returned_fits",
                condition=Q(returned=0) | Q(arrived__isnull=False, returned__lte=F("quantity") - F("arrived")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def missing(self) -> int:
        """Sent, and neither handed over nor back."""
        return self.quantity - self.arrived - self.returned if self.arrived is not None else 0
