"""A ticket with its clock and its owner, and every step of its way."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What somebody asks for."""

    LIFE = "life", _("danger to life")
    MEDICINE = "medicine", _("medicine")
    OUTING = "outing", _("way to a doctor")
    FOOD = "food", _("food and daily goods")
    INFANT = "infant", _("infant needs")
    REPAIR = "repair", _("repair")
    WASTE = "waste", _("waste")
    MENTAL = "mental", _("somebody to talk to")
    PETS = "pets", _("pets")
    RUMOUR = "rumour", _("rumour to check")
    QUESTION = "question", _("question to the committee")
    COMPLAINT = "complaint", _("complaint")
    OTHER = "other", _("other need")


class Urgency(models.IntegerChoices):
    """How urgent it is, in the order of the inbox."""

    LIFE = 0, _("danger to life, now")
    RED = 1, _("red: today, as soon as possible")
    YELLOW = 2, _("yellow: the same day")
    GREEN = 3, _("green: the next days")


class Way(models.TextChoices):
    """How it came in."""

    CALL = "call", _("telephone call")
    PAGE = "page", _("resident's page")
    VISIT = "visit", _("visit at the door")
    CHAT = "chat", _("chat group")
    FILE = "file", _("another hotline's file")
    ROOM = "room", _("another part of wanjia")


class Rung(models.IntegerChoices):
    """The levels that can own a ticket, from the nearest up."""

    GROUP = 1, _("building contact")
    GRID = 2, _("grid worker")
    COMPOUND = 3, _("compound")
    COMMITTEE = 4, _("committee")
    TOWN = 5, _("subdistrict")
    DISTRICT = 6, _("district")


class Outcome(models.TextChoices):
    """How a ticket ended."""

    SERVED = "served", _("served")
    ANSWERED = "answered", _("answered")
    HANDED_ON = "handed_on", _("taken over by another body")
    WITHDRAWN = "withdrawn", _("no longer wanted")
    IMPOSSIBLE = "impossible", _("can't be done, explained")
    REPEATED = "repeated", _("the same as another ticket")


class Told(models.TextChoices):
    """How the person was told the outcome."""

    CALL = "call", _("by telephone")
    DOOR = "door", _("at the door")
    CHAT = "chat", _("in the chat")
    PAGE = "page", _("on their page")


class Ticket(models.Model):
    """One need of one door. Open until an outcome was told; never deleted.

    `building_key` is the committee's own range with building 0000 where nobody said which building. What people said
    is sealed; `phone_tail` is all that a list shows of a telephone.
    """

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    number = models.PositiveIntegerField(_("number"))  # in its committee, from 1
    building_key = models.BigIntegerField(_("building key"))
    room = models.CharField(_("room"), max_length=12, blank=True)
    household_id = models.BigIntegerField(_("household"), default=0)  # 0: not known, or its clock ran out
    person_id = models.BigIntegerField(_("person"), default=0)
    kind = models.CharField(_("kind of need"), max_length=10, choices=Kind)
    topic = models.CharField(_("topic"), max_length=10, blank=True)  # of a repair: water, power, …
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency)
    way = models.CharField(_("way in"), max_length=5, choices=Way)
    text_sealed = models.BinaryField(_("what was asked"), null=True)
    fields_sealed = models.BinaryField(_("particulars"), null=True)
    caller_sealed = models.BinaryField(_("who asked"), null=True)
    phone_sealed = models.BinaryField(_("telephone"), null=True)
    phone_hash = models.BinaryField(_("telephone hash"), null=True)
    phone_tail = models.CharField(_("telephone tail"), max_length=4, blank=True)
    rung = models.PositiveSmallIntegerField(_("level"), choices=Rung)
    owner_area = models.BigIntegerField(_("area of the owner"))
    taken_by = models.CharField(_("taken on by"), max_length=60, blank=True)
    taken_by_id = models.BigIntegerField(_("account that took it"), null=True)
    handed_down = models.PositiveSmallIntegerField(_("times handed down"), default=0)
    is_120_called = models.BooleanField(_("120 called"), default=False)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.CharField(_("opened by"), max_length=60)
    level_since = models.DateTimeField(_("with this level since"))
    climbs_at = models.DateTimeField(_("climbs at"), null=True)  # null: the highest level has it
    due_at = models.DateTimeField(_("due at"))
    terms_version = models.PositiveSmallIntegerField(_("version of the clocks"))
    call_by = models.DateTimeField(_("call promised by"), null=True)  # null: none, or kept
    call_promised_by = models.CharField(_("who promised to call"), max_length=60, blank=True)
    call_promised_by_id = models.BigIntegerField(_("account that promised"), null=True)
    call_tries = models.PositiveSmallIntegerField(_("calls without an answer"), default=0)
    repeats = models.UUIDField(_("repeats"), null=True)
    asked_again = models.PositiveSmallIntegerField(_("times asked again"), default=0)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=60, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    told_by = models.CharField(_("told by"), max_length=60, blank=True)
    told_how = models.CharField(_("told how"), max_length=4, choices=Told, blank=True)
    answer_sealed = models.BinaryField(_("what was told"), null=True)
    satisfied = models.BooleanField(_("satisfied"), null=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            models.UniqueConstraint(fields=["part", "number"], name="ticket_number_once"),
            models.CheckConstraint(
                name="ticket_closed_with_outcome_told",
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(told_by="") & ~Q(told_how="")),
            ),
            models.CheckConstraint(
                name="ticket_closed_with_promise_kept", condition=Q(call_by=None) | Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="ticket_promise_names_somebody", condition=Q(call_by=None) | ~Q(call_promised_by="")
            ),
            models.CheckConstraint(name="ticket_handed_down_twice_at_most", condition=Q(handed_down__lte=2)),
            models.CheckConstraint(name="ticket_due_after_opening", condition=Q(due_at__gte=F("opened_at"))),
        ]
        indexes = [
            models.Index(fields=["urgency", "due_at", "id"], name="ticket_inbox", condition=Q(closed_at=None)),
            models.Index(fields=["building_key", "kind"], name="ticket_open_by_door", condition=Q(closed_at=None)),
            models.Index(
                fields=["opened_at", "building_key", "kind", "topic"], name="ticket_alike", condition=Q(closed_at=None)
            ),
            models.Index(fields=["climbs_at"], name="ticket_climbs", condition=Q(closed_at=None)),
            models.Index(fields=["call_by"], name="ticket_call", condition=Q(call_by__isnull=False)),
            models.Index(
                fields=["closed_at", "building_key"], name="ticket_closed", condition=Q(closed_at__isnull=False)
            ),
            models.Index(fields=["part", "household_id"], name="ticket_by_household"),
            models.Index(fields=["person_id"], name="ticket_by_person", condition=Q(person_id__gt=0)),
            models.Index(fields=["part", "phone_hash"], name="ticket_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.number:04}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class TicketCounter(models.Model):
    """The next number of a committee's tickets."""

    part = models.BigIntegerField(_("part"), primary_key=True)
    next = models.PositiveIntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("counter of tickets")
        verbose_name_plural = _("counters of tickets")

    def __str__(self) -> str:
        return str(self.next)


class Step(models.Model):
    """One thing that happened to a ticket. Append-only; the books are recounted from these."""

    class What(models.TextChoices):
        OPENED = "opened", _("opened")
        CALLED_120 = "called_120", _("120 called")
        TAKEN = "taken", _("taken on")
        NOTED = "noted", _("note added")
        PROMISED = "promised", _("call back promised")
        TRIED = "tried", _("called, no answer")
        CALLED = "called", _("called back")
        CLIMBED = "climbed", _("climbed by its clock")
        PASSED_UP = "passed_up", _("passed up")
        HANDED_DOWN = "handed_down", _("handed down")
        ASKED_AGAIN = "asked_again", _("asked again")
        SORTED = "sorted", _("sorted anew")
        CLOSED = "closed", _("closed with an outcome")
        REOPENED = "reopened", _("reopened")
        RATED = "rated", _("answered whether it helped")

    id = models.UUIDField(primary_key=True)
    part = models.BigIntegerField(_("part"))
    ticket_id = models.UUIDField(_("ticket"))
    what = models.CharField(_("what happened"), max_length=11, choices=What)
    at = models.DateTimeField(_("at"))
    who = models.CharField(_("who"), max_length=60)
    rung = models.PositiveSmallIntegerField(_("level"), choices=Rung)
    detail = models.CharField(_("detail"), max_length=24, blank=True)  # an outcome, a kind, yes or no: a code
    note_sealed = models.BinaryField(_("note"), null=True)

    class Meta:
        verbose_name = _("step of a ticket")
        verbose_name_plural = _("steps of a ticket")
        indexes = [models.Index(fields=["part", "ticket_id", "at"], name="step_of_ticket")]

    def __str__(self) -> str:
        return self.what
