"""Cards, and the one table that leads from what a code says to whom it stands for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Card(models.Model):
    """The code of one subject. Renewed in place: tag and short number stay, so that the paper in a drawer and a phone
    that was offline still name the same one. What is lost is cancelled, and gets a new tag.

    The text of the code is not kept: tag, day and the key of the moment give it again (kernel.codes.write).
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        HOUSEHOLD = "household", _("household")

    class Cancelled(models.TextChoices):
        LOST = "lost", _("lost")
        MISPRINT = "misprint", _("printed wrongly")
        WRONG_HANDS = "wrong_hands", _("given to somebody else")
        MOVED = "moved", _("moved away")
        DIED = "died", _("died")
        MERGED = "merged", _("entered twice")

    class Undelivered(models.TextChoices):
        NOBODY_HOME = "nobody_home", _("nobody home")
        REFUSED = "refused", _("not wanted")
        MOVED = "moved", _("moved away")
        MISPRINT = "misprint", _("printed wrongly")

    class Receiver(models.TextChoices):
        SELF = "self", _("in person")
        FAMILY = "family", _("family")
        CARER = "carer", _("carer or neighbour")

    pk = models.CompositePrimaryKey("part", "id")
    part = models.BigIntegerField(_("part"))  # of the subject
    id = models.UUIDField(_("card"))
    tag = models.CharField(_("tag"), max_length=16)
    short = models.CharField(_("short number"), max_length=8)
    kind = models.CharField(_("kind of card"), max_length=9, choices=Kind)
    subject_id = models.BigIntegerField(_("subject"))
    building_key = models.BigIntegerField(_("building key"))  # where it was issued: those phones hear of its end
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(_("issued by"), max_length=60)
    until = models.DateField(_("last valid day"))
    pin_hash = models.BinaryField(_("keyed hash of the PIN"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=60, blank=True)
    cancelled_reason = models.CharField(_("why cancelled"), max_length=12, choices=Cancelled, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    delivered_by = models.CharField(_("delivered by"), max_length=60, blank=True)
    delivered_to = models.CharField(_("received by"), max_length=8, choices=Receiver, blank=True)
    undelivered = models.CharField(_("why not delivered"), max_length=12, choices=Undelivered, blank=True)
    tried_at = models.DateTimeField(_("last tried at"), null=True)

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "subject_id"], condition=Q(cancelled_at=None), name="one_card_in_force"
            ),
            models.UniqueConstraint(fields=["part", "short"], name="short_once_in_part"),
            models.UniqueConstraint(fields=["part", "tag"], name="tag_once_in_part"),
            models.CheckConstraint(
                name="card_cancelled_has_reason",
                condition=Q(cancelled_at=None, cancelled_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_reason="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["building_key", "until"], name="card_revoked", condition=Q(cancelled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)  # never the tag: this string reaches logs


class TagIndex(models.Model):
    """Tag → part, subject: the only way from a code to anybody, and the only look-up over all parts."""

    tag = models.CharField(_("tag"), max_length=16, primary_key=True)
    part = models.BigIntegerField(_("part"))
    subject_id = models.BigIntegerField(_("subject"))

    class Meta:
        verbose_name = _("tag index entry")
        verbose_name_plural = _("tag index entries")

    def __str__(self) -> str:
        return str(self.subject_id)
