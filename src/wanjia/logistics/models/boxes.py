"""The box: what tubes are carried in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.logistics.models.holders import Holder


class Box(models.Model):
    """One filling of one box, from the first tube until it is emptied. The same code may be filled again afterwards.

    Seal and destination are the last that somebody wrote; what state it is in is computed (rules.boxes).
    """

    class Lost(models.TextChoices):
        COURIER = "courier", _("the courier says it is lost")
        SEAL = "seal", _("the seal was broken")
        TOO_OLD = "too_old", _("kept longer than allowed")
        DAMAGED = "damaged", _("tubes leaked or froze")
        OTHER = "other", _("other, as noted")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # its committee; a wider area where only a courier has named it yet
    code = models.CharField(_("code on the box"), max_length=40)
    round_id = models.BigIntegerField(_("round"), null=True)
    place = models.BigIntegerField(_("place"))
    site = models.CharField(_("site"), max_length=40, blank=True)
    to_lab = models.ForeignKey(
        Holder, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("to which laboratory"),
    )  # fmt: skip
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    seal = models.CharField(_("seal"), max_length=40, blank=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True)
    sealed_by = models.CharField(_("sealed by"), max_length=60, blank=True)
    reported_at = models.DateTimeField(_("reported lost at"), null=True)  # waits for a second person
    lost_at = models.DateTimeField(_("lost since"), null=True)
    lost_reason = models.CharField(_("why lost"), max_length=8, choices=Lost, blank=True)
    lost_note = models.CharField(_("note on the loss"), max_length=200, blank=True)
    lost_by = models.CharField(_("reported by"), max_length=60, blank=True)
    lost_by_id = models.BigIntegerField(_("account that reported it"), null=True)
    lost_second_by = models.CharField(_("second person"), max_length=60, blank=True)
    lost_second_id = models.BigIntegerField(_("account of the second person"), null=True)
    reopened = ArrayField(models.BigIntegerField(), verbose_name=_("people opened again"), default=list)
    found_at = models.DateTimeField(_("found at"), null=True)
    found_note = models.CharField(_("where it was found"), max_length=200, blank=True)
    found_by = models.CharField(_("found by"), max_length=60, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=60, blank=True)
    end_note = models.CharField(_("why it ended"), max_length=120, blank=True)  # empty: emptied as usual

    class Meta:
        verbose_name = _("box")
        verbose_name_plural = _("boxes")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="box_in_part"),
            models.UniqueConstraint(fields=["part", "code"], name="box_filled_once", condition=Q(ended_at=None)),
            models.CheckConstraint(name="box_has_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="box_loss_has_reason", condition=Q(reported_at=None, lost_at=None) | ~Q(lost_reason="")
            ),
            models.CheckConstraint(
                name="box_loss_second_person",
                condition=Q(lost_second_id=None) | Q(lost_by_id=None) | ~Q(lost_second_id=F("lost_by_id")),
            ),
        ]
        indexes = [
            models.Index(fields=["part", "round_id", "made_at"], name="box_by_round"),
            models.Index(fields=["code"], name="box_by_code"),
        ]

    def __str__(self) -> str:
        return self.code
