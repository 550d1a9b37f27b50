"""Where people are served: the site, how it stands in sun and rain, its lanes, its posts, when it is open."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.coverage.models import Round


class Variant(models.TextChoices):
    """A site is thought out twice before the day, so that rain is a switch and not a surprise."""

    SUNNY = "sunny", _("sunny")
    RAINY = "rainy", _("rainy")


class Post(models.TextChoices):
    """The five places in a site where somebody stands, in the order in which people pass them."""

    ENTRANCE = "entrance", _("entrance")
    WAITING = "waiting", _("waiting area")
    REGISTRATION = "registration", _("registration")
    QUEUE = "queue", _("queueing")
    SAMPLING = "sampling", _("sampling")


class Site(models.Model):
    """One place with tables. It serves the buildings of `place`: a committee, or one compound of it."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))  # its committee
    place = models.BigIntegerField(_("place"))
    name = models.CharField(_("name"), max_length=40)
    near_building = models.BigIntegerField(_("nearest building"), null=True)
    spacing_metres = models.DecimalField(_("metres between two people"), max_digits=3, decimal_places=1, default=2)
    variant = models.CharField(_("variant in force"), max_length=5, choices=Variant, default=Variant.SUNNY)
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="site_in_part"),
            models.CheckConstraint(name="site_people_keep_apart", condition=Q(spacing_metres__gte=0.5)),
        ]
        indexes = [models.Index(fields=["part", "place"], name="site_by_place")]

    def __str__(self) -> str:
        return self.name


class SitePlan(models.Model):
    """How a site stands in one kind of weather: where, under a roof or not, how long the line, how many lanes."""

    pk = models.CompositePrimaryKey("part", "site_id", "variant")
    part = models.BigIntegerField(_("part"))
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="plans",
        verbose_name=_("site"),
    )  # fmt: skip
    variant = models.CharField(_("variant"), max_length=5, choices=Variant)
    stands = models.CharField(_("where it stands"), max_length=120, blank=True)
    is_indoor = models.BooleanField(_("under a roof"), default=False)
    queue_metres = models.PositiveSmallIntegerField(_("metres of queue"))
    lanes = models.PositiveSmallIntegerField(_("lanes"))

    class Meta:
        verbose_name = _("plan of a site")
        verbose_name_plural = _("plans of sites")

    def __str__(self) -> str:
        return f"{self.site_id} {self.variant}"


class Lane(models.Model):
    """One table with one sampler, numbered as the sign on it. Stands when the plan in force has that many."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        ELDERS = "elders", _("elders")
        HOME = "home", _("goes to homes")

    pk = models.CompositePrimaryKey("part", "site_id", "number")
    part = models.BigIntegerField(_("part"))
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="lanes",
        verbose_name=_("site"),
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.ORDINARY)
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")

    def __str__(self) -> str:
        return f"{self.site_id}/{self.number}"


class PostHolder(models.Model):
    """Who stands at a post, and where exactly. Ended when somebody takes over, never deleted."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="holders",
        verbose_name=_("site"),
    )  # fmt: skip
    post = models.CharField(_("post"), max_length=12, choices=Post)
    place = models.CharField(_("where it stands"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=40)
    since_at = models.DateTimeField(_("since"))
    until_at = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("holder of a post")
        verbose_name_plural = _("holders of posts")
        constraints = [
            models.UniqueConstraint(fields=["part", "id"], name="holder_in_part"),
            models.UniqueConstraint(
                fields=["part", "site", "post"], condition=Q(until_at=None), name="one_holder_of_a_post"
            ),
        ]

    def __str__(self) -> str:
        return self.post


class Opening(models.Model):
    """From when to when a site serves a round. A site may open twice a day."""

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="openings",
        verbose_name=_("site"),
    )  # fmt: skip
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("round"),
    )  # fmt: skip
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))

    class Meta:
        verbose_name = _("opening of a site")
        verbose_name_plural = _("openings of sites")
        constraints = [
            models.UniqueConstraint(fields=["part", "site", "round", "opens_at"], name="one_opening_at_a_time"),
            models.CheckConstraint(name="opening_has_length", condition=Q(closes_at__gt=F("opens_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.opens_at:%H:%M}"


class SiteCheck(models.Model):
    """One line of the set-up list that somebody has ticked for a round."""

    class Item(models.TextChoices):
        TABLES = "tables", _("tables, chairs, signs of the lanes")
        LINES = "lines", _("marks on the ground, one way in and out")
        SEATS = "seats", _("ten seats for those who cannot stand")
        COVER = "cover", _("cover against rain and sun")
        POWER = "power", _("power, light, network tried")
        TUBES = "tubes", _("tubes, labels, swabs counted")
        WASTE = "waste", _("yellow bags, disinfectant")
        RESPITE = "respite", _("a way aside for who feels ill")

    pk = models.CompositePrimaryKey("part", "site_id", "round_id", "item")
    part = models.BigIntegerField(_("part"))
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="checks",
        verbose_name=_("site"),
    )  # fmt: skip
    round_id = models.BigIntegerField(_("round"))
    item = models.CharField(_("what was set up"), max_length=10, choices=Item)
    done_by = models.CharField(_("done by"), max_length=60)
    done_at = models.DateTimeField(_("done at"))

    class Meta:
        verbose_name = _("line of the set-up list")
        verbose_name_plural = _("lines of the set-up list")

    def __str__(self) -> str:
        return self.item
