"""Asking for help without an account: a kind, a word or two, sent. And afterwards: did it help."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.me.notes import tag_in
from wanjia.me.opening import Resident, resident_of
from wanjia.me.page import context as page_context
from wanjia.me.pages import own_door, show
from wanjia.me.requests import KINDS, is_theirs
from wanjia.needs import handling, looking
from wanjia.needs.models import Kind, Urgency, Way
from wanjia.needs.services import Said, open_ticket
from wanjia.platform.access import system
from wanjia.platform.words import words

HAND = system("resident")
Act = Callable[[HttpRequest, Resident, datetime], tuple[str, bool]]


@own_door
def ask(request: HttpRequest) -> HttpResponse:
    """A ticket of this door. Danger to life says 120 first, and is written down all the same."""
    return _answer(request, _asked)


@own_door
def helped(request: HttpRequest) -> HttpResponse:
    """Whether it helped; where it did not, the ticket is open again."""
    return _answer(request, _rated)


def _answer(request: HttpRequest, act: Act) -> HttpResponse:
    if request.method != "POST":
        return redirect("me:me")
    now = clock.now()
    tag = tag_in(request.POST.get("note", ""), now)
    resident = resident_of(tag, now) if tag else None
    if resident is None:
        return show(request, "me/ask.html", {"failure": _("The page was open for too long. Open it again.")}, 410)
    told, is_life = act(request, resident, now)
    return show(request, "me/page.html", page_context(resident, now) | {"told": told, "call_first": is_life})


def _asked(request: HttpRequest, resident: Resident, now: datetime) -> tuple[str, bool]:
    kinds = dict(KINDS)
    kind, said = request.POST.get("kind", ""), request.POST.get("text", "").strip()
    if kind not in kinds:
        return _("Choose what it is about."), False
    is_life, is_today = kind == Kind.LIFE, bool(request.POST.get("today"))
    person = resident.person.pk if resident.person else 0
    asked = Said(
        resident.subject.building_key, kind, said or str(kinds[kind]), Urgency.YELLOW if is_today else Urgency.GREEN,
        Way.PAGE, household_id=resident.home.pk, person_id=person,
    )  # fmt: skip
    try:
        ticket = open_ticket(by=HAND, said=asked, now=now)
    except Refusal as why:
        return words(why), is_life
    return _("The committee has it, number %(number)s. What becomes of it stands here.") % {"number": ticket}, is_life


def _rated(request: HttpRequest, resident: Resident, now: datetime) -> tuple[str, bool]:
    try:
        ticket = looking.ticket_for(HAND, UUID(request.POST.get("ticket", "")))
        if not is_theirs(ticket, resident):
            raise NotFound
        is_helped = request.POST.get("helped") == "yes"
        handling.rate(by=HAND, ticket_id=ticket.id, helped=is_helped, now=now)
    except (ValueError, NotFound):
        return _("This request is not yours."), False
    except Refusal as why:
        return words(why), False
    return _("Thanks, written down.") if is_helped else _("It is open again. Somebody calls."), False
