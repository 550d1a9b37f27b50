"""What residents say is wrong about their own entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Correction(models.Model):
    """One request from a resident's page. The desk opens the entry, corrects it there, and closes this with a note."""

    class Field(models.TextChoices):
        NAME = "name", _("the name")
        DOOR = "door", _("the door")
        PHONE = "phone", _("the telephone")
        MOVED_IN = "moved_in", _("somebody moved in")
        MOVED_OUT = "moved_out", _("somebody moved out")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for the committee")
        DONE = "done", _("corrected")
        DECLINED = "declined", _("not changed")

    pk = models.CompositePrimaryKey("part", "id")
    part = models.BigIntegerField(_("part"))  # of the subject
    id = models.UUIDField(_("request"))
    subject_id = models.BigIntegerField(_("subject"))
    building_key = models.BigIntegerField(_("building key"))  # whose desk sees it
    field = models.CharField(_("what is wrong"), max_length=10, choices=Field)
    text_sealed = models.BinaryField(_("sealed words of the resident"), null=True)
    at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    decided_by = models.CharField(_("decided by"), max_length=60, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    note = models.CharField(_("note to the resident"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        indexes = [
            models.Index(fields=["building_key", "at"], name="correction_open", condition=models.Q(state="open")),
            models.Index(fields=["part", "subject_id"], name="correction_by_subject"),
        ]

    def __str__(self) -> str:
        return str(self.id)
