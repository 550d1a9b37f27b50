"""Who is called when, how many wait where, and which numbers a site may stick on tubes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.coverage.models import Round
from wanjia.testing.models.sites import Post, Site


class Slot(models.Model):
    """One building, one stair or some floors of it, called to a site for a time. No names: it hangs in the stairwell.

    Of the slots that fit a person, the one for their group holds; without one, the slot for everyone.
    """

    class Group(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        STUDENTS = "students", _("students")
        ELDERS = "elders", _("elders")
        HOME = "home", _("at home")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("round"),
    )  # fmt: skip
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="slots",
        verbose_name=_("site"),
    )  # fmt: skip
    building_key = models.BigIntegerField(_("building key"))
    stair = models.SmallIntegerField(_("stair"), null=True)  # null: all of them
    floor_low = models.SmallIntegerField(_("lowest floor"), null=True)  # null: all of them
    floor_high = models.SmallIntegerField(_("highest floor"), null=True)
    group = models.CharField(_("group"), max_length=8, choices=Group, default=Group.EVERYONE)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    position = models.PositiveSmallIntegerField(_("position"))
    expected = models.PositiveIntegerField(_("people expected"))  # when the timetable was written
    called_at = models.DateTimeField(_("called at"), null=True)
    called_by = models.CharField(_("called by"), max_length=60, blank=True)
    moved_by = models.CharField(_("moved by"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="slot_in_part"),
            models.UniqueConstraint(
                fields=["part", "round", "building_key", "group", "stair", "floor_low"],
                nulls_distinct=False,
                name="one_slot_for_the_same_doors",
            ),
            models.CheckConstraint(name="slot_has_length", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="slot_floors_are_a_pair",
                condition=Q(floor_low=None, floor_high=None)
                | Q(stair__isnull=False, floor_low__isnull=False, floor_high__gte=F("floor_low")),
            ),
        ]
        indexes = [models.Index(fields=["part", "site", "round", "starts_at"], name="slot_by_site")]

    def __str__(self) -> str:
        return f"{self.building_key} {self.starts_at:%H:%M}"


class PostCount(models.Model):
    """How many somebody saw waiting at a post. A fact: added, never changed; the latest seen counts."""

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    site_id = models.UUIDField(_("site"))
    post = models.CharField(_("post"), max_length=12, choices=Post)
    waiting = models.PositiveSmallIntegerField(_("people waiting"))
    seen_at = models.DateTimeField(_("seen at"))  # corrected by the skew of the device's clock
    received_at = models.DateTimeField(_("received at"))
    device = models.CharField(_("device"), max_length=60, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("count at a post")
        verbose_name_plural = _("counts at posts")
        indexes = [models.Index(fields=["part", "site_id", "post", "-seen_at"], name="count_latest")]

    def __str__(self) -> str:
        return f"{self.post} {self.waiting}"


class LabelRange(models.Model):
    """Numbers that a committee or one of its sites may stick on tubes or boxes. No number is given out twice.

    `span` holds prefix and numbers as one range of integers (rules.numbers.span): the rule against overlaps is one of
    the database, for all committees at once.
    """

    class Kind(models.TextChoices):
        TUBE = "tube", _("tube")
        BOX = "box", _("box")

    kind = models.CharField(_("kind"), max_length=4, choices=Kind, default=Kind.TUBE)
    area = models.BigIntegerField(_("area"))  # the committee
    site_id = models.UUIDField(_("site"), null=True)  # null: any site of the committee
    round_id = models.BigIntegerField(_("round"), null=True)
    prefix = models.CharField(_("prefix"), max_length=6)
    first = models.BigIntegerField(_("first number"))
    last = models.BigIntegerField(_("last number"))
    digits = models.PositiveSmallIntegerField(_("digits"))
    span = BigIntegerRangeField(_("span"))
    assigned_at = models.DateTimeField(_("assigned at"))
    assigned_by = models.CharField(_("assigned by"), max_length=60)
    printed_at = models.DateTimeField(_("printed at"), null=True)

    class Meta:
        verbose_name = _("label range")
        verbose_name_plural = _("label ranges")
        constraints = [
            ExclusionConstraint(name="no_label_twice", expressions=[("span", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(name="label_range_has_length", condition=Q(last__gte=F("first"), first__gte=0)),
        ]
        indexes = [models.Index(fields=["area", "site_id"], name="labels_by_area")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.first}"
