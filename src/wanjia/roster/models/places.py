"""From the city down to the stair: where a door is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.kernel import area as codes


class Area(models.Model):
    """Province to committee, by its 12-digit statistical code. The tree is in the code, not in a pointer."""

    code = models.BigIntegerField(_("code"), primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=90, blank=True)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    level = models.PositiveSmallIntegerField(_("level"))

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.CheckConstraint(
                name="area_code_has_12_digits", condition=models.Q(code__gte=10**11, code__lt=10**12)
            )
        ]

    def __str__(self) -> str:
        return self.name


class Compound(models.Model):
    """小区: a walled estate, a lane or a village group below one committee. Keyed by 14 digits."""

    code = models.BigIntegerField(_("code"), primary_key=True)
    part = models.BigIntegerField(_("part"))
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("compound")
        verbose_name_plural = _("compounds")
        constraints = [
            models.UniqueConstraint(fields=["part", "code"], name="compound_in_part"),
            models.CheckConstraint(
                name="compound_code_has_14_digits", condition=models.Q(code__gte=10**13, code__lt=10**14)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """楼栋: one house number with its stairs and floors. The key says where it stands."""

    key = models.BigIntegerField(_("building key"), primary_key=True)
    part = models.BigIntegerField(_("part"))
    name = models.CharField(_("name"), max_length=40)  # 3号楼, 88弄3号
    stairs = models.PositiveSmallIntegerField(_("stairs"), default=1)
    floors = models.PositiveSmallIntegerField(_("floors"), default=1)

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [
            models.UniqueConstraint(fields=["part", "key"], name="building_in_part"),
            models.CheckConstraint(
                name="building_key_has_18_digits", condition=models.Q(key__gte=10**17, key__lt=10**18)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def compound_code(self) -> int:
        return codes.compound_of(self.key)


class _Shops(models.Manager["Premises"]):
    """Every kind but stairwells: where somebody answers, can be called, may have met a case."""

    def get_queryset(self) -> "models.QuerySet[Premises]":
        return super().get_queryset().exclude(kind=Premises.Kind.STAIR)


class Premises(models.Model):
    """A place where people are but do not live: it is walked and served like a household.

    A stairwell is one too, so that a round can owe it. Whoever means shops, sites and dormitories asks `shops`.
    """

    class Kind(models.TextChoices):
        SHOP = "shop", _("shop")
        MARKET = "market", _("market")
        SITE = "site", _("building site")
        OFFICE = "office", _("office")
        DORMITORY = "dormitory", _("dormitory")
        STAIR = "stair", _("stairwell")

    id = models.BigIntegerField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    building_key = models.BigIntegerField(_("building key"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    door = models.CharField(_("door"), max_length=40, blank=True)
    stair = models.PositiveSmallIntegerField(_("stair"), default=0)  # which stair a stairwell is; 0 for all else
    manager = models.CharField(_("manager"), max_length=60, blank=True)
    phone_sealed = models.BinaryField(_("sealed phone"), null=True)
    phone_tail = models.CharField(_("phone tail"), max_length=4, blank=True)
    headcount = models.PositiveIntegerField(_("people there by day"), default=0)
    is_open = models.BooleanField(_("in use"), default=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)

    objects = models.Manager["Premises"]()
    shops = _Shops()

    class Meta:
        verbose_name = _("premises")
        verbose_name_plural = _("premises")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="premises_in_part"),
            models.UniqueConstraint(
                fields=["building_key", "stair", "part"], name="stairwell_once", condition=models.Q(kind="stair")
            ),
            models.CheckConstraint(
                name="stairwell_is_numbered",
                condition=models.Q(kind="stair", stair__gt=0) | (~models.Q(kind="stair") & models.Q(stair=0)),
            ),
        ]
        indexes = [models.Index(fields=["building_key"], name="premises_by_door")]

    def __str__(self) -> str:
        return self.name


class BuildingContact(models.Model):
    """Who answers for a building: its contact, or the head of its group (楼组长). Ended, never deleted."""

    class Role(models.TextChoices):
        CONTACT = "contact", _("building contact")
        LEADER = "leader", _("group leader")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    building_key = models.BigIntegerField(_("building key"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    name = models.CharField(_("name"), max_length=60)
    born_on = models.DateField(_("born on"), null=True)
    phone_sealed = models.BinaryField(_("sealed phone"), null=True)
    phone_tail = models.CharField(_("phone tail"), max_length=4, blank=True)
    account_id = models.BigIntegerField(_("account"), null=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("building contact")
        verbose_name_plural = _("building contacts")
        constraints = [models.UniqueConstraint(fields=["part", "id"], name="contact_in_part")]
        indexes = [models.Index(fields=["building_key", "role"], name="contact_by_building")]

    def __str__(self) -> str:
        return self.name
