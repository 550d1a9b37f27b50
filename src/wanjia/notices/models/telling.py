"""Making sure that everybody was told: the round over an area, what was played or hung, each SMS."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.notices.models.notices import Notice


class Telling(models.Model):
    """One notice told to every household of one area. It is a round: its proofs say who was reached, and how."""

    id = models.UUIDField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="tellings", verbose_name=_("notice"))
    area = models.BigIntegerField(_("area"))
    round_id = models.BigIntegerField(_("round"))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.CharField(_("opened by"), max_length=60)
    ended_at = models.DateTimeField(_("ended at"), null=True)  # withdrawn, or the next version is told

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "area"], condition=Q(ended_at=None), name="notice_told_once_in_an_area"
            ),
            models.UniqueConstraint(fields=["round_id"], name="one_telling_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.area}"


class Broadcast(models.Model):
    """It was played or hung somewhere, by somebody, at a time. Nobody knows who heard it: it reaches no household."""

    class Channel(models.TextChoices):
        LOUDSPEAKER = "loudspeaker", _("loudspeaker")
        POSTER = "poster", _("poster")
        LED = "led", _("LED display")
        CHAT = "chat", _("chat group")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    notice_id = models.UUIDField(_("notice"))
    place = models.BigIntegerField(_("place"))
    channel = models.CharField(_("channel"), max_length=11, choices=Channel)
    spot = models.CharField(_("where"), max_length=60, blank=True)  # 南门大喇叭, 3号楼门厅, the name of a group
    at = models.DateTimeField(_("at"))
    done_by = models.CharField(_("by whom"), max_length=60)
    recorded_by = models.CharField(_("recorded by"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        indexes = [models.Index(fields=["notice_id", "at"], name="broadcast_of_notice")]

    def __str__(self) -> str:
        return f"{self.channel} {self.place}"


class Message(models.Model):
    """One SMS about one notice to one household. The key is what keeps anybody from getting it twice.

    The number is not kept here: the job takes it out of the register, dials and forgets it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")
        NO_PHONE = "no_phone", _("no telephone in the register")
        NOT_NEEDED = "not_needed", _("reached in the meantime")
        UNCLEAR = "unclear", _("not known whether it was sent")

    pk = models.CompositePrimaryKey("part", "notice_id", "household_id")
    part = models.BigIntegerField(_("part"))
    notice_id = models.UUIDField(_("notice"))
    household_id = models.BigIntegerField(_("household"))
    building_key = models.BigIntegerField(_("building key"))
    round_id = models.BigIntegerField(_("round"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    parts = models.PositiveSmallIntegerField(_("parts of the message"), default=0)
    next_at = models.DateTimeField(_("next try at"), null=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.CharField(_("asked by"), max_length=60)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        verbose_name = _("short message")
        verbose_name_plural = _("short messages")
        indexes = [
            models.Index(fields=["next_at"], name="message_waits", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["notice_id", "building_key"], name="message_of_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.household_id}"
