"""What was done with boxes, as somebody saw it. Rows are added, never changed; oddities are flags."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.logistics.models.holders import Holder


class Scan(models.Model):
    """One record of one device, by its own id: what makes sending again harmless, and where the record went."""

    event_id = models.UUIDField(_("event"), primary_key=True)
    part = models.BigIntegerField(_("part"))
    box_id = models.UUIDField(_("box"))
    digest = models.BinaryField(_("digest of the body"))
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("record of a box")
        verbose_name_plural = _("records of boxes")

    def __str__(self) -> str:
        return str(self.event_id)


class Packed(models.Model):
    """A tube was put into a box, or taken out again. The last seen counts."""

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    box_id = models.UUIDField(_("box"))
    code = models.CharField(_("code on the tube"), max_length=40)
    is_out = models.BooleanField(_("taken out"), default=False)
    seen_at = models.DateTimeField(_("seen at"))  # corrected by the skew of the device's clock
    received_at = models.DateTimeField(_("received at"))
    device = models.CharField(_("device"), max_length=60, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)  # on arrival

    class Meta:
        verbose_name = _("tube in a box")
        verbose_name_plural = _("tubes in boxes")
        indexes = [
            models.Index(fields=["part", "box_id", "code"], name="packed_by_box"),
            models.Index(fields=["part", "code"], name="packed_by_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Sealing(models.Model):
    """A box was closed with a seal. Sealed again after it was opened: another row, both numbers stay."""

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    box_id = models.UUIDField(_("box"))
    number = models.CharField(_("seal"), max_length=40)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    device = models.CharField(_("device"), max_length=60, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("sealing")
        verbose_name_plural = _("sealings")
        indexes = [models.Index(fields=["part", "box_id"], name="sealing_by_box")]

    def __str__(self) -> str:
        return self.number


class Signature(models.Model):
    """One side of a hand-over, by the person who stood there. The other side is another row, from another person."""

    class Side(models.TextChoices):
        GAVE = "gave", _("gave")
        TOOK = "took", _("took")

    class Seal(models.TextChoices):
        INTACT = "intact", _("intact")
        BROKEN = "broken", _("broken")
        OTHER = "other", _("another number")
        UNSEEN = "", _("not looked at")

    pk = models.CompositePrimaryKey("part", "event_id")
    part = models.BigIntegerField(_("part"))
    event_id = models.UUIDField(_("event"))
    box_id = models.UUIDField(_("box"))
    side = models.CharField(_("side"), max_length=4, choices=Side)
    holder = models.ForeignKey(
        Holder,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("who signs"),
    )  # fmt: skip  null: the site
    other = models.ForeignKey(
        Holder,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("the other side"),
    )  # fmt: skip  null: the site
    counted = models.PositiveSmallIntegerField(_("tubes counted"), null=True)
    scanned = ArrayField(models.CharField(max_length=40), verbose_name=_("tubes scanned"), null=True)
    seal_seen = models.CharField(_("seal as seen"), max_length=6, choices=Seal, blank=True)
    is_paper = models.BooleanField(_("entered from paper"), default=False)
    seen_at = models.DateTimeField(_("seen at"))
    received_at = models.DateTimeField(_("received at"))
    device = models.CharField(_("device"), max_length=60, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=60, blank=True)
    account_id = models.BigIntegerField(_("account"), null=True)
    flags = ArrayField(models.CharField(max_length=24), verbose_name=_("flags"), default=list)

    class Meta:
        verbose_name = _("signature of a hand-over")
        verbose_name_plural = _("signatures of hand-overs")
        indexes = [models.Index(fields=["part", "box_id", "seen_at"], name="signature_by_box")]

    def __str__(self) -> str:
        return str(self.event_id)
