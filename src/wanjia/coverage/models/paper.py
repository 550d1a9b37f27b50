"""Sheets on paper: what was printed, so that row 12 means the same person when the sheet comes back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperSheet(models.Model):
    """One printed list. Its rows are frozen: the register may change before the paper comes back.

    A building's sheet has a row for each target; a desk's has blocks for tubes, filled in by hand, and no rows.
    """

    class Kind(models.TextChoices):
        BUILDING = "building", _("building")
        DESK = "desk", _("sampling desk")

    pk = models.CompositePrimaryKey("part", "id")
    part = models.BigIntegerField(_("part"))  # committee of the place
    id = models.UUIDField(_("sheet"))  # drawn from round, place and rows: printing again gives the same sheet
    round_id = models.BigIntegerField(_("round"))
    kind = models.CharField(_("kind of sheet"), max_length=8, choices=Kind)
    place = models.BigIntegerField(_("place"))  # a building's key; a desk's committee, compound or building
    tag = models.CharField(_("tag"), max_length=16)  # what the QR says; its first six characters can be typed
    rows = ArrayField(models.BigIntegerField(), verbose_name=_("rows"), default=list)
    blocks = models.PositiveSmallIntegerField(_("tubes"), default=0)
    printed_at = models.DateTimeField(_("printed at"))
    printed_by = models.CharField(_("printed by"), max_length=60)
    entered_at = models.DateTimeField(_("last entered at"), null=True)
    entered_by = models.CharField(_("last entered by"), max_length=60, blank=True)
    n_entered = models.PositiveIntegerField(_("rows entered"), default=0)

    class Meta:
        verbose_name = _("paper sheet")
        verbose_name_plural = _("paper sheets")
        constraints = [models.UniqueConstraint(fields=["part", "tag"], name="one_tag_a_sheet")]
        indexes = [models.Index(fields=["part", "round_id", "printed_at"], name="papersheet_by_round")]

    def __str__(self) -> str:
        return str(self.id)
