"""What the field reported. Rows are added, never refused; oddities are flags."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Arrival(models.Model):
    """One record of one device, as it arrived first. Its key is what makes sending again harmless.

    `part` is where the device belongs, whatever the record says, so that a changed body meets its own id.
    """

    class Kind(models.TextChoices):
        PROOF = "proof", _("proof")
        TUBE = "tube", _("tube")
        ATTEMPT = "attempt", _("attempt")

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    kind = models.CharField(_("kind of record"), max_length=7, choices=Kind)
    round_id = models.BigIntegerField(_("round"))
    digest = models.BinaryField(_("digest of the body"))
    received_at = models.DateTimeField(_("received at"))
    skew = models.IntegerField(_("clock skew in milliseconds"), default=0)
    answer = models.JSONField(_("what was odd"), null=True)  # flags, for the device that missed the first answer

    class Meta:
        verbose_name = _("record that arrived")
        verbose_name_plural = _("records that arrived")

    def __str__(self) -> str:
        return str(self.event_id)


class Tube(models.Model):
    """One vessel with the swabs of several people. The people's proofs carry its event; `members` is the tube's side.

    A result will be an attribute of the tube and reach its people by this join.
    """

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))  # of the place where it was filled
    event_id = models.UUIDField(_("event"))
    round_id = models.BigIntegerField(_("round"))
    code = models.CharField(_("code on the tube"), max_length=40)
    place = models.BigIntegerField(_("place"))
    members = ArrayField(models.BigIntegerField(), verbose_name=_("people in the tube"))  # 0: without a record
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    device = models.CharField(_("device"), max_length=60, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("tube")
        verbose_name_plural = _("tubes")
        indexes = [models.Index(fields=["code"], name="tube_by_code")]  # a laboratory knows the code and no part

    def __str__(self) -> str:
        return self.code


class Proof(models.Model):
    """Evidence that a target was served. One a target; the primary key is both that rule and idempotence."""

    pk = models.CompositePrimaryKey("part", "round_id", "subject_id")
    part = models.BigIntegerField(_("part"))
    round_id = models.BigIntegerField(_("round"))
    subject_id = models.BigIntegerField(_("subject"))
    building_key = models.BigIntegerField(_("building key"))  # the sheet it settled
    event_id = models.UUIDField(_("event"))
    tube_part = models.BigIntegerField(_("part of the tube"), null=True)  # with the event: the tube it went into
    seen_at = models.DateTimeField(_("seen at"))  # by the device's clock
    received_at = models.DateTimeField(_("received at"))
    device = models.CharField(_("device"), max_length=60, blank=True)  # empty where the tube says it
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("proof")  # no index but the key: each would be written ten times a tube (ADR 0012)
        verbose_name_plural = _("proofs")

    def __str__(self) -> str:
        return str(self.event_id)


class Aside(models.Model):
    """A fact that settles no target: a stranger, an extra proof, a repeat that contradicts itself, a proof undone."""

    class Kind(models.TextChoices):
        STRANGER = "stranger", _("stranger")
        EXTRA = "extra", _("extra proof")
        CONFLICT = "conflict", _("conflicting repeat")
        UNDONE = "undone", _("undone proof")

    pk = models.CompositePrimaryKey("part", "event_id", "kind", "position")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    kind = models.CharField(_("kind of aside"), max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField(_("position in the tube"), default=0)  # several of one tube
    round_id = models.BigIntegerField(_("round"))
    subject_id = models.BigIntegerField(_("subject"), null=True)
    building_key = models.BigIntegerField(_("building key"))  # where it was recorded, as far as known
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    device = models.CharField(_("device"), max_length=60, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)
    detail_sealed = models.BinaryField(_("sealed detail"), null=True)  # what a stranger said of themselves
    resolution = models.CharField(_("resolution"), max_length=20, blank=True)
    resolved_by = models.CharField(_("resolved by"), max_length=60, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("fact set aside")
        verbose_name_plural = _("facts set aside")
        indexes = [
            models.Index(
                fields=["round_id", "building_key"],
                name="aside_waiting",
                condition=models.Q(resolved_at=None),
            ),
            models.Index(fields=["part", "round_id", "subject_id"], name="aside_by_subject"),
        ]

    def __str__(self) -> str:
        return str(self.event_id)


class Attempt(models.Model):
    """A visit or a call that did not serve. Explains a gap, never closes it."""

    class Outcome(models.TextChoices):
        NOBODY_HOME = "nobody_home", _("nobody home")
        ASLEEP = "asleep", _("asleep")
        REFUSED = "refused", _("refused")
        AWAY = "away", _("out, comes back")  # the note says when
        MOVED = "moved", _("said to have moved")  # a person at the desk releases them
        AT_HOME = "at_home", _("has to be served at home")
        NO_ANSWER = "no_answer", _("no answer on the phone")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        REACHED = "reached", _("reached, will come")
        LATER = "later", _("call back later")
        DAMAGED = "damaged", _("what was brought is damaged")
        TEXTED = "texted", _("SMS sent")  # by the machine; nobody knows who read it

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    round_id = models.BigIntegerField(_("round"))
    subject_id = models.BigIntegerField(_("subject"))
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["part", "round_id", "subject_id"], name="attempt_by_target")]

    def __str__(self) -> str:
        return str(self.event_id)
