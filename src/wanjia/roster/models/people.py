"""Households and people: who lives behind which door, and when somebody last checked."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Presence(models.TextChoices):
    """Where a person is, as far as the committee knows."""

    PRESENT = "present", _("present")
    AWAY = "away", _("away")
    MOVED = "moved", _("moved away")
    DIED = "died", _("died")


class Household(models.Model):
    """One door. An empty flat is a household with nobody in it: it is still knocked at."""

    class Kind(models.TextChoices):
        OWN = "own", _("owned")
        LET = "let", _("let")
        EMPTY = "empty", _("empty")
        COLLECTIVE = "collective", _("collective")
        UNKNOWN = "unknown", _("not known")

    id = models.BigIntegerField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    building_key = models.BigIntegerField(_("building key"))
    stair = models.PositiveSmallIntegerField(_("stair"), default=1)
    floor = models.SmallIntegerField(_("floor"), default=1)
    room = models.CharField(_("room"), max_length=20)
    walk = models.IntegerField(_("walking order"))  # kernel.walk: stair, then from the top floor down
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.UNKNOWN)
    note = models.CharField(_("note"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [
            models.UniqueConstraint(fields=["part", "building_key", "stair", "room"], name="one_household_per_door"),
        ]
        indexes = [models.Index(fields=["building_key", "walk"], name="household_walk")]

    def __str__(self) -> str:
        return self.room


class Person(models.Model):
    """Somebody who lives here. Document and telephones are sealed; what is searched is a keyed hash or a tail."""

    class Sex(models.TextChoices):
        FEMALE = "f", _("female")
        MALE = "m", _("male")
        UNKNOWN = "", _("not known")

    class Document(models.TextChoices):
        RESIDENT_ID = "resident_id", _("resident identity card")
        PASSPORT = "passport", _("passport")
        HK_MACAO = "hk_macao", _("Hong Kong or Macao permit")
        TAIWAN = "taiwan", _("Taiwan permit")
        FOREIGN_RESIDENT = "foreign_resident", _("foreigner's residence card")
        BIRTH = "birth", _("birth certificate")
        OTHER = "other", _("other document")
        NONE = "none", _("no document yet")

    id = models.BigIntegerField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="people",
        verbose_name=_("household"),
    )
    building_key = models.BigIntegerField(_("building key"))  # where they live now, as their household's
    walk = models.IntegerField(_("walking order"))
    name = models.CharField(_("name"), max_length=80)
    initials = models.CharField(_("pinyin initials"), max_length=20, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True, default=Sex.UNKNOWN)
    born_on = models.DateField(_("born on"), null=True)
    document_kind = models.CharField(_("kind of document"), max_length=16, choices=Document, default=Document.NONE)
    document_sealed = models.BinaryField(_("sealed document number"), null=True)
    document_hash = models.BinaryField(_("keyed hash of the document"), null=True)
    document_mask = models.CharField(_("masked document number"), max_length=24, blank=True)
    phones_sealed = models.BinaryField(_("sealed telephones"), null=True)
    phone_hash = models.BinaryField(_("keyed hash of the first telephone"), null=True)
    phone_tails = ArrayField(models.CharField(max_length=4), verbose_name=_("phone tails"), default=list)
    presence = models.CharField(_("presence"), max_length=8, choices=Presence, default=Presence.PRESENT)
    presence_since = models.DateField(_("so since"), null=True)
    is_head = models.BooleanField(_("head of household"), default=False)
    relation = models.CharField(_("relation to the head"), max_length=20, blank=True)
    registered_address = models.CharField(_("registered address"), max_length=160, blank=True)  # 户籍地, only a field
    lives_apart = models.BooleanField(_("lives apart from the registered address"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=80, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    merged_into = models.BigIntegerField(_("merged into"), null=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="person_in_part"),
            models.CheckConstraint(
                name="person_document_is_whole",
                condition=Q(document_sealed=None, document_hash=None)
                | Q(document_sealed__isnull=False, document_hash__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["building_key", "walk", "id"], name="person_walk"),
            models.Index(fields=["household"], name="person_by_household"),
            models.Index(fields=["document_hash"], name="person_by_document"),
            models.Index(fields=["phone_hash"], name="person_by_phone"),
            models.Index(fields=["name", "born_on"], name="person_by_name"),
            GinIndex(fields=["phone_tails"], name="person_by_phone_tail"),
        ]

    def __str__(self) -> str:
        return str(self.id)  # never the name: this string reaches logs


class IdentityIndex(models.Model):
    """Keyed hash of a document → person: what makes one document one person across all parts."""

    hash = models.BinaryField(_("keyed hash of the document"), primary_key=True)
    part = models.BigIntegerField(_("part"))
    person_id = models.BigIntegerField(_("person"))

    class Meta:
        verbose_name = _("identity index entry")
        verbose_name_plural = _("identity index entries")

    def __str__(self) -> str:
        return str(self.person_id)
