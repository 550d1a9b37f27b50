"""Care homes and the like: a roster of their own and inspections, online or on the spot."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Institution(models.Model):
    """A home with people in it who are no household."""

    class Kind(models.TextChoices):
        CARE_HOME = "care_home", _("care home")
        DAY_CARE = "day_care", _("day care")
        NURSING = "nursing", _("nursing station")
        SHELTER = "shelter", _("shelter")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the committee
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind of institution"), max_length=10, choices=Kind)
    address = models.CharField(_("address"), max_length=120, blank=True)
    manager = models.CharField(_("manager"), max_length=60, blank=True)
    phone_sealed = models.BinaryField(_("sealed telephone"), null=True)
    beds = models.PositiveSmallIntegerField(_("beds"))
    is_closed = models.BooleanField(_("closed to visitors"), default=False)

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [models.UniqueConstraint(fields=["part", "name"], name="institution_once")]

    def __str__(self) -> str:
        return str(self.id)


class Lodger(models.Model):
    """One person of an institution's own roster."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, db_constraint=False, related_name="lodgers",
        verbose_name=_("institution"),
    )  # fmt: skip
    name_sealed = models.BinaryField(_("sealed name"), null=True)
    born_on = models.DateField(_("born on"), null=True)
    bed = models.CharField(_("bed"), max_length=12, blank=True)
    needs_sealed = models.BinaryField(_("sealed words on needs"), null=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("resident of an institution")
        verbose_name_plural = _("residents of institutions")

    def __str__(self) -> str:
        return str(self.id)


class Inspection(models.Model):
    """Somebody looked, and what has to be put right by when."""

    class Way(models.TextChoices):
        ONLINE = "online", _("by video")
        SPOT = "spot", _("on the spot")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, db_constraint=False, related_name="inspections",
        verbose_name=_("institution"),
    )  # fmt: skip
    at = models.DateTimeField(_("at"))
    way = models.CharField(_("how inspected"), max_length=6, choices=Way)
    counted = models.PositiveSmallIntegerField(_("people counted"))
    found = models.CharField(_("what was found"), max_length=200, blank=True)
    fix_by = models.DateField(_("to be put right by"), null=True)
    fixed_at = models.DateTimeField(_("put right at"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")

    def __str__(self) -> str:
        return str(self.id)
