"""Who was told to stay in: the order, the second person, the explanation, the appeal (trap 15)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wanjia.isolation.models.rules import RegimeRule


class Order(models.Model):
    """One person or household under one version of a rule. What it is today is computed, never written down."""

    class Unit(models.TextChoices):
        PERSON = "person", _("person")
        HOUSEHOLD = "household", _("household")

    class Reason(models.TextChoices):
        CONTACT = "contact", _("close contact of somebody positive")
        CONTACT2 = "contact2", _("contact of a close contact")
        LIVES_WITH = "lives_with", _("lives with somebody under an order")
        FROM_AREA = "from_area", _("came from a high-risk area")
        PLACE = "place", _("was at a place linked to a contact")
        RECHECK = "recheck", _("waits for a recheck")
        DISCHARGED = "discharged", _("came home after a discharge")

    class End(models.TextChoices):
        LIFTED = "lifted", _("the time is over")
        MISTAKE = "mistake", _("made by mistake")
        NOT_CONTACT = "not_contact", _("found to be no contact")
        TRANSFERRED = "transferred", _("taken over elsewhere")
        APPEAL = "appeal", _("after an appeal")
        LAPSED = "lapsed", _("not confirmed in time")
        DECLINED = "declined", _("declined by the second person")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    kind = models.CharField(_("whom it is for"), max_length=9, choices=Unit)
    subject_id = models.BigIntegerField(_("subject"))
    building_key = models.BigIntegerField(_("building key"))  # where it is spent
    rule = models.ForeignKey(
        RegimeRule, on_delete=models.PROTECT, db_constraint=False, related_name="orders",
        verbose_name=_("rule of isolation"),
    )  # fmt: skip
    since_on = models.DateField(_("since"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    source = models.CharField(_("source"), max_length=120)
    explanation_sealed = models.BinaryField(_("sealed explanation to the person"), null=True)  # null: its clock ran out
    is_urgent = models.BooleanField(_("holds before it is confirmed"), default=False)
    made_by = models.CharField(_("made by"), max_length=60)
    made_by_id = models.BigIntegerField(_("account that made it"), null=True)
    made_at = models.DateTimeField(_("made at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=60, blank=True)
    confirmed_by_id = models.BigIntegerField(_("account that confirmed it"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    declined_at = models.DateTimeField(_("declined at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=60, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=End, blank=True)
    reinstates = models.ForeignKey(  # an order that was ended wrongly: this one takes its certificate back
        "self", on_delete=models.PROTECT, db_constraint=False, null=True, related_name="reinstated_by",
        verbose_name=_("puts back in force"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("order to stay in")
        verbose_name_plural = _("orders to stay in")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "subject_id"], name="order_one_at_a_time", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="order_has_reason_and_source", condition=~Q(reason="") & ~Q(source="")),
            models.CheckConstraint(
                name="order_second_person",
                condition=Q(confirmed_by_id=None) | Q(made_by_id=None) | ~Q(confirmed_by_id=F("made_by_id")),
            ),
            models.CheckConstraint(
                name="order_confirmed_by_somebody",
                condition=Q(confirmed_at=None) | Q(confirmed_by_id__isnull=False),
            ),
            models.CheckConstraint(name="order_end_has_reason", condition=Q(ended_at=None) | ~Q(end_reason="")),
        ]
        indexes = [models.Index(fields=["building_key", "since_on"], name="order_by_building")]

    def __str__(self) -> str:
        return str(self.id)


class Appeal(models.Model):
    """What the person says against an order, and the answer, by somebody other than who made it."""

    class Decision(models.TextChoices):
        KEPT = "kept", _("the order stays")
        ENDED = "ended", _("the order is ended")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, db_constraint=False, related_name="appeals", verbose_name=_("order to stay in")
    )
    text_sealed = models.BinaryField(_("sealed words of the resident"), null=True)
    at = models.DateTimeField(_("asked at"))
    taken_by = models.CharField(_("taken down by"), max_length=60)
    decision = models.CharField(_("answer"), max_length=5, choices=Decision, blank=True)
    answer_sealed = models.BinaryField(_("sealed answer"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                name="appeal_answer_whole",
                condition=Q(answered_at=None, decision="") | (Q(answered_at__isnull=False) & ~Q(decision="")),
            )
        ]
        indexes = [models.Index(fields=["part", "order"], name="appeal_by_order")]

    def __str__(self) -> str:
        return str(self.id)
