"""Who had to go out: above all urgent medical need, which nothing refuses (trap 16)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Outing(models.Model):
    """One time that somebody asked to go out, what was answered, and who of the committee has seen it."""

    class Channel(models.TextChoices):
        GATE = "gate", _("at the gate")
        PAGE = "page", _("on the resident's page")
        PHONE = "phone", _("by telephone")
        DESK = "desk", _("at the desk")

    class Why(models.TextChoices):
        URGENT_MEDICAL = "urgent_medical", _("urgent medical need")
        MEDICAL = "medical", _("a doctor, not urgent")
        GOODS = "goods", _("goods")
        NEEDED = "needed", _("something that cannot wait")
        OTHER = "other", _("something else")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"), null=True)  # null: its clock ran out
    building_key = models.BigIntegerField(_("building key"), null=True)  # null: the register does not have them
    why = models.CharField(_("reason"), max_length=14, choices=Why)
    channel = models.CharField(_("asked where"), max_length=5, choices=Channel)
    may = models.BooleanField(_("may go"))
    how = models.CharField(_("how it was answered"), max_length=14)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.CharField(_("written down by"), max_length=60)
    seen_at = models.DateTimeField(_("seen at"), null=True)
    seen_by = models.CharField(_("seen by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("outing")
        verbose_name_plural = _("outings")
        constraints = [
            models.CheckConstraint(name="urgent_need_is_never_refused", condition=~Q(why="urgent_medical", may=False))
        ]
        indexes = [models.Index(fields=["part", "asked_at"], name="outing_by_time")]

    def __str__(self) -> str:
        return str(self.id)
