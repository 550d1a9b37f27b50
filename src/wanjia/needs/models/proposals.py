"""What a chat log or a file seems to ask for, until a person has looked at it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.needs.models.tickets import Kind, Urgency, Way


class Batch(models.Model):
    """One pasted log or one file. The text itself is not kept: its proposals are."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    way = models.CharField(_("way in"), max_length=5, choices=Way)
    name = models.CharField(_("name"), max_length=60, blank=True)
    lines = models.PositiveIntegerField(_("lines"))
    left_out = models.JSONField(_("lines left out"), default=dict)  # why → how many
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("batch of proposed tickets")
        verbose_name_plural = _("batches of proposed tickets")
        indexes = [models.Index(fields=["part", "made_at"], name="batch_by_time")]

    def __str__(self) -> str:
        return self.name or str(self.id)


class Proposal(models.Model):
    """One proposed ticket. It counts nowhere until a person accepts it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be checked")
        ACCEPTED = "accepted", _("became a ticket")
        DROPPED = "dropped", _("no ticket")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    batch_id = models.UUIDField(_("batch"))
    line = models.PositiveIntegerField(_("line"))
    building_key = models.BigIntegerField(_("building key"))
    building = models.CharField(_("building as written"), max_length=20, blank=True)
    room = models.CharField(_("room"), max_length=12, blank=True)
    household_id = models.BigIntegerField(_("household"), default=0)
    kind = models.CharField(_("kind of need"), max_length=10, choices=Kind)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency)
    items = models.JSONField(_("things asked for"), default=list)
    text_sealed = models.BinaryField(_("what was asked"), null=True)
    caller_sealed = models.BinaryField(_("who asked"), null=True)
    phone_sealed = models.BinaryField(_("telephone"), null=True)
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    decided_by = models.CharField(_("decided by"), max_length=60, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    ticket_id = models.UUIDField(_("ticket"), null=True)

    class Meta:
        verbose_name = _("proposed ticket")
        verbose_name_plural = _("proposed tickets")
        constraints = [
            models.CheckConstraint(
                name="proposal_accepted_has_ticket", condition=~Q(state="accepted") | Q(ticket_id__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["part", "line"], name="proposal_waiting", condition=Q(state="waiting")),
            models.Index(fields=["part", "batch_id", "line"], name="proposal_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.line}"
