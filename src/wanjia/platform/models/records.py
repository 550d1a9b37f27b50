"""What is only ever added to: the audit log, the outbox, the counters of ids."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartSerial(models.Model):
    """The next free number of a part. One row a committee, so that two committees never wait for each other."""

    part = models.BigIntegerField(_("part"), primary_key=True)
    next = models.IntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("id counter")
        verbose_name_plural = _("id counters")

    def __str__(self) -> str:
        return str(self.part)


class AuditStrand(models.Model):
    """The head of one hash chain: the log of one area. Locked while a line is added."""

    area = models.BigIntegerField(_("area"), primary_key=True)
    length = models.BigIntegerField(_("length"), default=0)
    hash = models.BinaryField(_("hash"), default=bytes)

    class Meta:
        verbose_name = _("audit strand")
        verbose_name_plural = _("audit strands")

    def __str__(self) -> str:
        return str(self.area)


class AuditEntry(models.Model):
    """Who did what, where, why and when. The database refuses to change or delete one."""

    pk = models.CompositePrimaryKey("area", "number")
    area = models.BigIntegerField(_("area"))
    number = models.BigIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    account_id = models.BigIntegerField(_("account"), null=True)
    who = models.CharField(_("who"), max_length=120)
    act = models.CharField(_("act"), max_length=60)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    hash = models.BinaryField(_("hash"))

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["area", "at"], name="audit_by_area"),
            models.Index(fields=["subject", "at"], name="audit_by_subject"),
            models.Index(fields=["account_id", "at"], name="audit_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.area}/{self.number}"


class OutboxEvent(models.Model):
    """Something that happened and that another room may care about, written in the same transaction."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    name = models.CharField(_("event"), max_length=60)
    payload = models.JSONField(_("payload"))
    created_at = models.DateTimeField(_("created at"))
    handled_at = models.DateTimeField(_("handled at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    failure = models.CharField(_("failure"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("outbox event")
        verbose_name_plural = _("outbox events")
        constraints = [models.UniqueConstraint(fields=["part", "id"], name="event_in_part")]
        indexes = [models.Index(fields=["created_at"], name="outbox_waiting", condition=models.Q(handled_at=None))]

    def __str__(self) -> str:
        return self.name
