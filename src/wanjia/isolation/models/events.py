"""What happened in a unit, and who says so."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UnitEvent(models.Model):
    """One fact that a rule looks at. Never a name: a positive is written on a building, a stair or a household.

    The room of cases will write positives here; until then the desk does, with the source of each.
    """

    class Kind(models.TextChoices):
        POSITIVE = "positive_confirmed", _("positive, confirmed")
        ALL_NEGATIVE = "all_negative", _("a round without a positive")
        CONTACTS_CLEAR = "contacts_clear", _("the last contacts are clear")
        OTHERS_LIFTED = "others_lifted", _("all other zones are lifted")
        TESTED = "tested", _("tested")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    kind = models.CharField(_("what happened"), max_length=18, choices=Kind)
    place = models.BigIntegerField(_("where it lies"))  # a building, or what speaks for more
    stair = models.PositiveSmallIntegerField(_("stair"), null=True)
    floor = models.SmallIntegerField(_("floor"), null=True)
    household_id = models.BigIntegerField(_("household"), null=True)
    person_id = models.BigIntegerField(_("person"), null=True)  # only of a test
    happened_at = models.DateTimeField(_("happened at"))
    source = models.CharField(_("source"), max_length=120)
    recorded_by = models.CharField(_("recorded by"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=60, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("event in a unit")
        verbose_name_plural = _("events in units")
        constraints = [
            models.CheckConstraint(name="event_names_its_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="positive_is_no_person", condition=Q(person_id=None) | Q(kind="tested")
            ),
            models.CheckConstraint(
                name="withdrawal_has_reason", condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason="")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["part", "place", "happened_at"], name="event_by_place")]

    def __str__(self) -> str:
        return str(self.id)
