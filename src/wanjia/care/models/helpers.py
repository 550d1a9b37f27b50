"""Volunteers of a committee, the teams they form, and the list of people that a team is bound to."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Volunteer(models.Model):
    """Somebody who helps, with or without an account. Pairs are `InformalCarer` rows that name them."""

    class Out(models.TextChoices):
        ILL = "ill", _("ill")
        AWAY = "away", _("away")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the committee
    name = models.CharField(_("name"), max_length=60)
    phone_sealed = models.BinaryField(_("sealed telephone"), null=True)
    account_id = models.BigIntegerField(_("account"), null=True)
    person_id = models.BigIntegerField(_("person"), null=True)  # in the register: an order at home takes them out
    building_key = models.BigIntegerField(_("building key"), null=True)  # where they live
    speaks = models.CharField(_("speaks"), max_length=60, blank=True)  # beside Mandarin, as the register says it
    most = models.PositiveSmallIntegerField(_("at most"))  # people in pairs
    out = models.CharField(_("why out"), max_length=4, choices=Out, blank=True)  # said by somebody
    order_id = models.UUIDField(_("order that keeps them in"), null=True)
    out_since = models.DateTimeField(_("out since"), null=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        constraints = [
            models.CheckConstraint(
                name="volunteer_out_since_some_time",
                condition=Q(out="", order_id=None, out_since=None)
                | (Q(out_since__isnull=False) & (~Q(out="") | Q(order_id__isnull=False))),
            ),
            models.UniqueConstraint(
                fields=["part", "person_id"],
                name="volunteer_once",
                condition=Q(until_on=None, person_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="volunteer_by_person", condition=Q(until_on=None)),
            models.Index(fields=["order_id"], name="volunteer_by_order", condition=Q(order_id__isnull=False)),
        ]

    @property
    def is_out(self) -> bool:
        return self.out_since is not None

    def __str__(self) -> str:
        return str(self.id)


class Team(models.Model):
    """Volunteers bound to a list: people named one by one, and whoever has one of the needs."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the committee
    name = models.CharField(_("name"), max_length=40)
    leader = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, db_constraint=False, related_name="leads", verbose_name=_("leader")
    )
    needs = ArrayField(models.CharField(max_length=20), verbose_name=_("kinds of need"), default=list)
    every_days = models.PositiveSmallIntegerField(_("every how many days"), default=1)
    due = models.TimeField(_("by what time"), default=time(18))
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)
    made_by = models.CharField(_("made by"), max_length=60)

    class Meta:
        verbose_name = _("volunteer team")
        verbose_name_plural = _("volunteer teams")
        constraints = [
            models.UniqueConstraint(fields=["part", "name"], name="team_name_once", condition=Q(until_on=None)),
            models.CheckConstraint(name="team_sees_them_at_all", condition=Q(every_days__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TeamMember(models.Model):
    """A volunteer of a team, from a day until a day."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, db_constraint=False, related_name="members", verbose_name=_("volunteer team")
    )
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, db_constraint=False, related_name="teams", verbose_name=_("volunteer")
    )
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "team", "volunteer"], name="team_member_once", condition=Q(until_on=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class TeamPerson(models.Model):
    """Somebody on a team's list by name."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # the team's: a person's own part may be another
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, db_constraint=False, related_name="people", verbose_name=_("volunteer team")
    )
    person_id = models.BigIntegerField(_("person"))
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("person on a team's list")
        verbose_name_plural = _("people on teams' lists")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "team", "person_id"], name="team_person_once", condition=Q(until_on=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class CarerIndex(models.Model):
    """Under which parts an account looks after somebody: a phone asks those nodes and no other. Only grows."""

    pk = models.CompositePrimaryKey("account_id", "part")
    account_id = models.BigIntegerField(_("account"))
    part = models.BigIntegerField(_("part"))

    class Meta:
        verbose_name = _("carer index entry")
        verbose_name_plural = _("carer index entries")

    def __str__(self) -> str:
        return f"{self.account_id} {self.part}"
