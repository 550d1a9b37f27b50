"""An unanswered check and what was done about it, step by step. Steps are added, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Ladder(models.Model):
    """One person who was not heard of. Open until somebody writes the outcome."""

    class Outcome(models.TextChoices):
        WELL = "well", _("at home, well")
        HELPED = "helped", _("at home, helped")
        TREATED = "treated", _("treated at home by the crew")
        HOSPITAL = "hospital", _("taken to hospital")
        ELSEWHERE = "elsewhere", _("found elsewhere")
        DIED = "died", _("found dead")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    building_key = models.BigIntegerField(_("building key"))
    round_id = models.BigIntegerField(_("round"), null=True)  # the check that was missed
    began_at = models.DateTimeField(_("began at"))
    owner_id = models.BigIntegerField(_("account in charge"), null=True)
    owner_name = models.CharField(_("in charge"), max_length=60, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=9, choices=Outcome, blank=True)
    outcome_sealed = models.BinaryField(_("sealed words on the outcome"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("care ladder")
        verbose_name_plural = _("care ladders")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "person_id"], name="ladder_one_at_a_time", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="ladder_never_ends_without_outcome",
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(closed_by="")),
            ),
        ]
        indexes = [models.Index(fields=["building_key", "began_at"], name="ladder_by_building")]

    def __str__(self) -> str:
        return str(self.id)


class LadderStep(models.Model):
    """Who did what when, and what they found."""

    class Rung(models.TextChoices):
        FIRST = "first", _("knock and telephone")
        RETRY = "retry", _("knock again")
        SECOND = "second", _("fetch a second person")
        DOOR = "door", _("community police open the door")
        AMBULANCE = "ambulance", _("call 120")
        HANDED = "handed", _("hand over to the crew")

    class Result(models.TextChoices):
        NO_ANSWER = "no_answer", _("no answer")
        MET = "met", _("met or heard")
        THREAT = "threat", _("life in danger")
        WENT = "went", _("done")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    ladder = models.ForeignKey(
        Ladder, on_delete=models.PROTECT, db_constraint=False, related_name="steps", verbose_name=_("care ladder")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    rung = models.CharField(_("step"), max_length=9, choices=Rung)
    result = models.CharField(_("result"), max_length=9, choices=Result)
    signs = models.JSONField(_("signs of danger"), default=list)
    note_sealed = models.BinaryField(_("sealed note"), null=True)
    at = models.DateTimeField(_("at"))
    done_by = models.CharField(_("done by"), max_length=60)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("step of a ladder")
        verbose_name_plural = _("steps of a ladder")
        constraints = [models.UniqueConstraint(fields=["part", "ladder", "number"], name="ladder_step_in_order")]

    def __str__(self) -> str:
        return f"{self.ladder_id} {self.number}"
