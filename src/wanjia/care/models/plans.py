"""One person, one plan: versions that are added, the daily tasks with their hour, and who guides a visitor by video."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CarePlan(models.Model):
    """One version. What it says is one sealed text: signs, hospital, contact, equipment, medicine, allergies."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    building_key = models.BigIntegerField(_("building key"))
    version = models.PositiveSmallIntegerField(_("version"))
    said_sealed = models.BinaryField(_("sealed plan"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("care plan")
        verbose_name_plural = _("care plans")
        constraints = [models.UniqueConstraint(fields=["part", "person_id", "version"], name="care_plan_version_once")]

    def __str__(self) -> str:
        return str(self.id)


class CareTask(models.Model):
    """What equipment or medicine asks for every day at an hour; the day's round is due then."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))
    building_key = models.BigIntegerField(_("building key"))
    at = models.TimeField(_("every day at"))
    what_sealed = models.BinaryField(_("sealed task"), null=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("daily task")
        verbose_name_plural = _("daily tasks")
        indexes = [models.Index(fields=["building_key", "until_on"], name="care_task_by_building")]

    def __str__(self) -> str:
        return str(self.id)


class Guide(models.Model):
    """A relative elsewhere who shows a visitor by video what to do: how, when, step by step."""

    class Way(models.TextChoices):
        WECHAT = "wechat", _("WeChat")
        TENCENT = "tencent", _("Tencent Meeting")
        PHONE = "phone", _("telephone")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))  # who is cared for
    building_key = models.BigIntegerField(_("building key"))
    name_sealed = models.BinaryField(_("sealed name"), null=True)
    number_sealed = models.BinaryField(_("sealed number"), null=True)  # of the way: telephone, meeting, WeChat
    way = models.CharField(_("way of guiding"), max_length=7, choices=Way)
    can_from = models.TimeField(_("can from"), null=True)  # null: at any hour
    can_until = models.TimeField(_("can until"), null=True)
    steps_sealed = models.BinaryField(_("sealed steps"), null=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("video guide")
        verbose_name_plural = _("video guides")
        indexes = [models.Index(fields=["part", "person_id"], name="guide_by_person")]

    def __str__(self) -> str:
        return str(self.id)
