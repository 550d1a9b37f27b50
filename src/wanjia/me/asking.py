"""Asking without an account: for help, a kind and a word or two; afterwards, did it help; and what is wrong here."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wanjia.cards import correcting
from wanjia.cards.models import Correction
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.me.acting import HAND, acted
from wanjia.me.opening import Resident
from wanjia.me.pages import own_door
from wanjia.me.requests import KINDS, is_theirs
from wanjia.needs import handling, looking
from wanjia.needs.models import Kind, Urgency, Way
from wanjia.needs.services import Said, open_ticket
from wanjia.platform.words import words

Told = Mapping[str, object]


@own_door
def ask(request: HttpRequest) -> HttpResponse:
    """A ticket of this door. Danger to life says 120 first, and is written down all the same."""
    return acted(request, _asked)


@own_door
def helped(request: HttpRequest) -> HttpResponse:
    """Whether it helped; where it did not, the ticket is open again."""
    return acted(request, _rated)


@own_door
def correct(request: HttpRequest) -> HttpResponse:
    """What is wrong, in the resident's own words."""
    return acted(request, _corrected)


def _corrected(request: HttpRequest, resident: Resident, now: datetime) -> Told:
    """Keeps the request where it can be kept; says what became of it."""
    field, text = request.POST.get("field", ""), request.POST.get("text", "")
    if field not in Correction.Field.values:
        return {"told": _("Choose what is wrong.")}
    if correcting.ask(subject=resident.subject, field=field, text=text, now=now):
        return {"told": _("The committee has it. What becomes of it stands here.")}
    return {"told": _("Five requests wait already. Call the committee.")}


def _asked(request: HttpRequest, resident: Resident, now: datetime) -> Told:
    kinds = dict(KINDS)
    kind, said = request.POST.get("kind", ""), request.POST.get("text", "").strip()
    if kind not in kinds:
        return {"told": _("Choose what it is about.")}
    is_life, is_today = kind == Kind.LIFE, bool(request.POST.get("today"))
    person = resident.person.pk if resident.person else 0
    asked = Said(
        resident.subject.building_key, kind, said or str(kinds[kind]), Urgency.YELLOW if is_today else Urgency.GREEN,
        Way.PAGE, household_id=resident.home.pk, person_id=person,
    )  # fmt: skip
    try:
        ticket = open_ticket(by=HAND, said=asked, now=now)
    except Refusal as why:
        return {"told": words(why), "call_first": is_life}
    told = _("The committee has it, number %(number)s. What becomes of it stands here.") % {"number": ticket}
    return {"told": told, "call_first": is_life}


def _rated(request: HttpRequest, resident: Resident, now: datetime) -> Told:
    try:
        ticket = looking.ticket_for(HAND, UUID(request.POST.get("ticket", "")))
        if not is_theirs(ticket, resident):
            raise NotFound
        is_helped = request.POST.get("helped") == "yes"
        handling.rate(by=HAND, ticket_id=ticket.id, helped=is_helped, now=now)
    except (ValueError, NotFound):
        return {"told": _("This request is not yours.")}
    except Refusal as why:
        return {"told": words(why)}
    return {"told": _("Thanks, written down.") if is_helped else _("It is open again. Somebody calls.")}
