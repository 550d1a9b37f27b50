"""The invitation, and the phone that took it up: one device is one phone for one shift."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the phone is for."""

    DESK = "desk", _("sampling desk")
    SWEEP = "sweep", _("door to door")
    PRECHECK = "precheck", _("pre-check of codes")
    POST = "post", _("counting at a post")
    CARE = "care", _("a carer's list")


class Task(models.Model):
    """What a phone is let in for: the same words on the invitation and on the device that took it up."""

    part = models.BigIntegerField(_("part"))  # the committee in which all its areas lie, and where its records belong
    kind = models.CharField(_("what the phone is for"), max_length=8, choices=Kind)
    label = models.CharField(_("label"), max_length=40)  # 2号台
    holder = models.CharField(_("holder"), max_length=40, blank=True)
    round_id = models.BigIntegerField(_("round"), null=True)  # a post may count without one
    areas = ArrayField(models.BigIntegerField(), verbose_name=_("areas"))  # committee, compounds, buildings
    place = models.BigIntegerField(_("place"))  # where its records are made, unless they say otherwise
    site = models.UUIDField(_("site"), null=True)
    post = models.CharField(_("post"), max_length=20, blank=True)
    carer_id = models.BigIntegerField(_("account of the carer"), null=True)  # whose list a care phone carries
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label


class Invitation(Task):
    """A signed code that lets one phone in, or as many as a printed sheet is for. Cancelled, never deleted."""

    id = models.UUIDField(primary_key=True)
    tag = models.CharField(_("tag of the invitation"), max_length=16, unique=True)
    starts_at = models.DateTimeField(_("starts at"))
    max_uses = models.PositiveSmallIntegerField(_("phones at most"), default=1)
    uses_left = models.PositiveSmallIntegerField(_("phones left"), default=1)
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("invited at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(name="invitation_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="invitation_uses_fit", condition=Q(uses_left__lte=F("max_uses"))),
        ]
        indexes = [models.Index(fields=["part", "ends_at"], name="invitation_by_end")]


class Device(Task):
    """One phone for one shift. `made`, `here`, `void` are what its log said last, counted against what arrived."""

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(_("number"))  # in its committee
    phone = models.UUIDField(_("phone"))  # made on the phone
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, verbose_name=_("invitation"))
    account = models.OneToOneField("platform.Account", on_delete=models.PROTECT, verbose_name=_("account"))
    enrolled_at = models.DateTimeField(_("let in at"))
    heard_at = models.DateTimeField(_("last heard of"))
    made = models.PositiveIntegerField(_("records made"), default=0)
    here = models.PositiveIntegerField(_("records here"), default=0)
    void = models.PositiveIntegerField(_("records undone"), default=0)
    unsent = models.PositiveIntegerField(_("records not sent"), default=0)  # as the phone said last
    skew_ms = models.BigIntegerField(_("clock skew in milliseconds"), default=0)
    wipe_asked_at = models.DateTimeField(_("wipe asked at"), null=True)
    wipe_asked_by = models.CharField(_("wipe asked by"), max_length=60, blank=True)
    wiped_at = models.DateTimeField(_("wiped at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)  # its key was revoked
    ended_by = models.CharField(_("ended by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.UniqueConstraint(fields=["part", "number"], name="device_number_in_part"),
            models.UniqueConstraint(fields=["invitation", "phone"], name="phone_once_per_invitation"),
        ]
        indexes = [models.Index(fields=["part", "ends_at"], name="device_by_end")]
