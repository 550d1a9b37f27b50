"""What residents say of a lot, from how many doors."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Lot


class Complaint(models.Model):
    """One report about a lot. Added, never changed; whose door it was stands in the request for help, not here."""

    class Kind(models.TextChoices):
        BAD = "bad", _("rotten or spoiled")
        SHORT = "short", _("less than it should be")
        WRONG = "wrong", _("not what was ordered")
        ILL = "ill", _("somebody felt ill of it")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, db_constraint=False, related_name="complaints", verbose_name=_("lot")
    )
    kind = models.CharField(_("kind of complaint"), max_length=5, choices=Kind)
    doors = models.PositiveSmallIntegerField(_("from how many doors"), default=1)
    note = models.CharField(_("note"), max_length=120, blank=True)
    at = models.DateTimeField(_("at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)

    class Meta:
        verbose_name = _("complaint about a lot")
        verbose_name_plural = _("complaints about lots")
        constraints = [models.CheckConstraint(name="complaint_of_a_door", condition=Q(doors__gte=1))]
        indexes = [models.Index(fields=["part", "lot"], name="complaint_by_lot")]

    def __str__(self) -> str:
        return f"{self.kind} {self.doors}"
