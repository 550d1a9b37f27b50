"""Mobile vans: a day of one van, its stops, what it carries, what was handed out and left at each stop."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.supplies.models.stock import Good, Lot, Supplier


class VanRun(models.Model):
    """One van on one day. Closed when it is back and what is left has been booked."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    place = models.BigIntegerField(_("place"))
    on = models.DateField(_("day"))
    van = models.CharField(_("van"), max_length=40)
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="vans",
        verbose_name=_("supplier"),
    )  # fmt: skip
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=60)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("run of a van")
        verbose_name_plural = _("runs of vans")
        indexes = [models.Index(fields=["part", "on"], name="van_run_by_day")]

    def __str__(self) -> str:
        return self.van


class VanStop(models.Model):
    """Where it stands from when to when, and who comes: codes of buildings or areas, none for everybody."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    run = models.ForeignKey(
        VanRun, on_delete=models.PROTECT, db_constraint=False, related_name="stops", verbose_name=_("run of a van")
    )
    spot = models.CharField(_("place"), max_length=60)
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    comes = ArrayField(models.BigIntegerField(), verbose_name=_("who comes"), default=list)

    class Meta:
        verbose_name = _("stop of a van")
        verbose_name_plural = _("stops of vans")
        constraints = [models.CheckConstraint(name="van_stop_ends_after", condition=Q(until_at__gt=F("from_at")))]
        indexes = [models.Index(fields=["part", "until_at"], name="van_stop_by_hour")]

    def __str__(self) -> str:
        return self.spot


class VanLoad(models.Model):
    """So many of a good on board. Out of a lot of ours, or the supplier's own."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    run = models.ForeignKey(
        VanRun, on_delete=models.PROTECT, db_constraint=False, related_name="loads", verbose_name=_("run of a van")
    )
    good = models.ForeignKey(
        Good, on_delete=models.PROTECT, db_constraint=False, related_name="loads", verbose_name=_("good")
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, db_constraint=False, null=True, related_name="loads", verbose_name=_("lot")
    )
    loaded = models.PositiveIntegerField(_("loaded"))

    class Meta:
        verbose_name = _("load of a van")
        verbose_name_plural = _("loads of vans")
        indexes = [models.Index(fields=["part", "run"], name="van_load_by_run")]

    def __str__(self) -> str:
        return f"{self.loaded}"


class VanCount(models.Model):
    """A fact at a stop: so many handed out there, so many left on board. Of two for one stop the later one stands."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    stop = models.ForeignKey(
        VanStop, on_delete=models.PROTECT, db_constraint=False, related_name="counts", verbose_name=_("stop of a van")
    )
    load = models.ForeignKey(
        VanLoad, on_delete=models.PROTECT, db_constraint=False, related_name="counts", verbose_name=_("load of a van")
    )
    handed = models.PositiveIntegerField(_("handed out"))
    left = models.PositiveIntegerField(_("left on board"))
    seen_at = models.DateTimeField(_("seen at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60)

    class Meta:
        verbose_name = _("count at a stop")
        verbose_name_plural = _("counts at stops")
        indexes = [models.Index(fields=["part", "stop"], name="van_count_by_stop")]

    def __str__(self) -> str:
        return f"{self.handed}/{self.left}"
