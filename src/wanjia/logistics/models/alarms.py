"""Who took an alarm. The alarm itself is computed and stands nowhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.logistics.rules.limits import Link


class AlarmNote(models.Model):
    """Somebody has seen an alarm and says what they do about it."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    link = models.CharField(_("link"), max_length=12, choices=[(link.value, link.value) for link in Link])
    item = models.CharField(_("what it is about"), max_length=60)  # box:…, tube:…, case:…
    level = models.PositiveSmallIntegerField(_("how far it had climbed"))
    did = models.CharField(_("what was done"), max_length=200)
    taken_by = models.CharField(_("taken by"), max_length=60)
    taken_by_id = models.BigIntegerField(_("account that took it"), null=True)
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        verbose_name = _("note on an alarm")
        verbose_name_plural = _("notes on alarms")
        constraints = [models.UniqueConstraint(fields=["part", "id"], name="alarm_note_in_part")]
        indexes = [models.Index(fields=["part", "item", "taken_at"], name="alarm_note_by_item")]

    def __str__(self) -> str:
        return self.item
