"""Chat groups of buildings and compounds, and which doors are in them: whom a message there can reach at all."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ChatGroup(models.Model):
    """One group and whom it is for. Closed, never deleted."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    area = models.BigIntegerField(_("area"))  # a building, or a compound
    name = models.CharField(_("name"), max_length=60)
    kept_by = models.CharField(_("who runs it"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("chat group")
        verbose_name_plural = _("chat groups")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "area", "name"], condition=Q(closed_at=None), name="one_group_of_a_name"
            )
        ]
        indexes = [models.Index(fields=["part", "area"], name="chatgroup_by_area")]

    def __str__(self) -> str:
        return self.name


class ChatMember(models.Model):
    """Somebody of this household is in the group, when it was last looked at."""

    pk = models.CompositePrimaryKey("part", "group_id", "household_id")
    part = models.BigIntegerField(_("part"))  # of the household
    group_id = models.UUIDField(_("chat group"))
    household_id = models.BigIntegerField(_("household"))
    building_key = models.BigIntegerField(_("building key"))
    seen_at = models.DateTimeField(_("seen at"))
    seen_by = models.CharField(_("seen by"), max_length=60)

    class Meta:
        verbose_name = _("household in a chat group")
        verbose_name_plural = _("households in chat groups")
        indexes = [
            models.Index(fields=["building_key"], name="chatmember_by_building"),
            models.Index(fields=["group_id"], name="chatmember_by_group"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.household_id}"
