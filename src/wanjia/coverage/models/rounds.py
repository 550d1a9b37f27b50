"""What is owed to whom by when: the obligation, the round, and one sheet for each building."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What one target is."""

    PERSON = "person", _("person")
    HOUSEHOLD = "household", _("household")
    PLACE = "place", _("place")


class Obligation(models.Model):
    """A kind of promise: a test, a parcel, a call. A row, so that a new kind needs no new code."""

    code = models.SlugField(_("code"), primary_key=True, max_length=20)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    done_word = models.CharField(_("word for done"), max_length=12)  # 已采, 送达, 已通话
    done_word_en = models.CharField(_("English word for done"), max_length=24)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    of_stairwells = models.BooleanField(_("of stairwells"), default=False)  # of places: stairwells and nothing else
    in_tubes = models.BooleanField(_("sampled into tubes"), default=False)  # for a laboratory, at sites, in boxes
    hours = models.PositiveSmallIntegerField(_("usual length in hours"))
    pool_size = models.PositiveSmallIntegerField(_("people in one tube"), default=10)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    fields = models.JSONField(_("fields"), default=list)  # what is asked beside the tick: presets.py shows the form

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")

    def __str__(self) -> str:
        return self.code

    @property
    def owes(self) -> str:
        """What the register calls its subjects: the unit, but stairwells are told from all other places."""
        return "stair" if self.of_stairwells else self.unit


class Round(models.Model):
    """Population + obligation + deadline. The population is frozen at opening; later changes are amendments."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SIGNED = "signed", _("signed off")
        CANCELLED = "cancelled", _("cancelled")

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, verbose_name=_("obligation"))
    name = models.CharField(_("name"), max_length=60)
    area = models.BigIntegerField(_("area"))
    population = models.JSONField(_("population"), default=dict)  # the filter as opened: rules.Population
    opens_at = models.DateTimeField(_("opens at"))
    due_at = models.DateTimeField(_("due at"))
    frozen_at = models.DateTimeField(_("frozen at"))
    pool_size = models.PositiveSmallIntegerField(_("people in one tube"), default=10)  # beyond it a swab is marked
    owed_at_opening = models.PositiveIntegerField(_("owed at opening"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    opened_by = models.CharField(_("opened by"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [models.CheckConstraint(name="round_due_after_opening", condition=Q(due_at__gt=F("opens_at")))]
        indexes = [models.Index(fields=["area", "state"], name="round_by_area")]

    def __str__(self) -> str:
        return self.name


class Sheet(models.Model):
    """Who is owed in one building, of one part. The counters are the truth; `wanjia check` recounts them.

    Somebody who moved between committees keeps the part of their id, so a building may have a second, small sheet.
    """

    pk = models.CompositePrimaryKey("part", "round_id", "building_key")
    part = models.BigIntegerField(_("part"))
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, db_constraint=False, db_index=False, verbose_name=_("round")
    )
    building_key = models.BigIntegerField(_("building key"))
    owed = ArrayField(models.BigIntegerField(), verbose_name=_("owed"))
    n_owed = models.IntegerField(_("number owed"))
    n_done = models.IntegerField(_("number done"), default=0)
    n_excused = models.IntegerField(_("number excused"), default=0)
    n_released = models.IntegerField(_("number released"), default=0)

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        constraints = [
            models.CheckConstraint(
                name="sheet_counts_fit",
                condition=Q(n_done__gte=0, n_excused__gte=0, n_released__gte=0)
                & Q(n_owed__gte=F("n_done") + F("n_excused") + F("n_released")),
            )
        ]  # no index but the key: counters change in place, without touching one (ADR 0012)

    def __str__(self) -> str:
        return f"{self.round_id}/{self.building_key}"


class CommitteeTotal(models.Model):
    """The sheets of one committee and one part, summed in the same transaction. What stands above adds these.

    Also the list of parts that have sheets in a committee: nearly always its own alone (ADR 0004).
    """

    pk = models.CompositePrimaryKey("round_id", "committee", "part")
    round_id = models.BigIntegerField(_("round"))
    committee = models.BigIntegerField(_("committee"))  # where the buildings stand
    part = models.BigIntegerField(_("part"))  # of the people
    n_owed = models.IntegerField(_("number owed"), default=0)
    n_done = models.IntegerField(_("number done"), default=0)
    n_excused = models.IntegerField(_("number excused"), default=0)
    n_released = models.IntegerField(_("number released"), default=0)
    n_buildings = models.IntegerField(_("number of buildings"), default=0)  # counted once, however many sheets
    version = models.BigIntegerField(_("version"), default=0)  # grows with each change: tells whether a set is fresh

    class Meta:
        verbose_name = _("total of a committee")
        verbose_name_plural = _("totals of committees")

    def __str__(self) -> str:
        return f"{self.round_id}/{self.committee}"


class Pace(models.Model):
    """How many were done in a committee at a moment, noted by the worker: what a finishing time is drawn from."""

    pk = models.CompositePrimaryKey("round_id", "at", "committee")
    round_id = models.BigIntegerField(_("round"))
    at = models.DateTimeField(_("at"))
    committee = models.BigIntegerField(_("committee"))
    n_done = models.IntegerField(_("number done"))

    class Meta:
        verbose_name = _("pace")
        verbose_name_plural = _("paces")

    def __str__(self) -> str:
        return f"{self.round_id}/{self.committee}"


class SubjectSet(models.Model):
    """The targets of one committee and one part as four compressed sets of serials. Derived; rebuilt from facts.

    `version` is the total's version that it was drawn from: another one there, and the set is drawn anew.
    """

    pk = models.CompositePrimaryKey("round_id", "committee", "part")
    round_id = models.BigIntegerField(_("round"))
    committee = models.BigIntegerField(_("committee"))
    part = models.BigIntegerField(_("part"))
    version = models.BigIntegerField(_("version"))
    owed = models.BinaryField(_("owed"))  # Roaring bitmaps in their portable form
    done = models.BinaryField(_("done"))
    excused = models.BinaryField(_("excused"))
    released = models.BinaryField(_("released"))

    class Meta:
        verbose_name = _("set of targets")
        verbose_name_plural = _("sets of targets")

    def __str__(self) -> str:
        return f"{self.round_id}/{self.committee}"
