"""What a resident can do about a rule: object to an order, say that they need a doctor now, have a paper verified."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanjia.cards.rules import code_in
from wanjia.coverage.pages.wording import FLAWS
from wanjia.isolation import appealing, leaving, ordering, releasing
from wanjia.isolation.models import Outing
from wanjia.isolation.rules.leaving import URGENT_MEDICAL
from wanjia.kernel import clock
from wanjia.kernel.codes import Flaw
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.me.acting import acted
from wanjia.me.notes import tag_in
from wanjia.me.opening import Resident, resident_of
from wanjia.me.page import context as page_context
from wanjia.me.pages import own_door, show
from wanjia.platform.access import system
from wanjia.platform.words import words

HAND = system(appealing.RESIDENT)


@own_door
def appeal(request: HttpRequest) -> HttpResponse:
    """Objects to one of their own orders, in their own words, without an account (trap 15)."""
    return acted(request, _appealed)


def _appealed(request: HttpRequest, resident: Resident, now: datetime) -> Mapping[str, object]:
    """Keeps it where it can be kept; says what became of it."""
    try:
        order = ordering.find(UUID(request.POST.get("order", "")))
        if order.subject_id not in (resident.subject.id, resident.home.pk):
            raise NotFound
        appealing.appeal(by=HAND, order_id=order.pk, text=request.POST.get("text", "")[:500], now=now)
    except (ValueError, NotFound):
        return {"told": _("This order is not yours.")}
    except Refusal as why:
        return {"told": words(why)}
    told = _("Your objection is written down. Somebody other than who made the order answers it, here on this page.")
    return {"told": told}


@own_door
def urgent(request: HttpRequest) -> HttpResponse:
    """A doctor is needed now: always yes, written down, told to the committee. A page that is too old says yes too."""
    if request.method != "POST":
        return redirect("me:me")
    now = clock.now()
    resident = _resident(request, now)
    if resident is None:
        return show(request, "me/ask.html", {"go": True})
    subject = resident.subject
    leaving.may_leave(
        subject.id, URGENT_MEDICAL, by=HAND, now=now, place=subject.building_key, channel=Outing.Channel.PAGE
    )
    return show(request, "me/page.html", page_context(resident, now) | {"go": True})


def _resident(request: HttpRequest, now: datetime) -> Resident | None:
    tag = tag_in(request.POST.get("note", ""), now)
    return resident_of(tag, now) if tag else None


@own_door
def release(request: HttpRequest) -> HttpResponse:
    """Whether a certificate of release is good and from when until when. Nobody's name, whoever asks."""
    if request.method != "POST":
        return show(request, "me/release.html", {})
    typed = request.POST.get("code", "")[:600]
    found = releasing.verdict(code_in(typed), clock.now())
    return show(request, "me/release.html", {"found": found, "reason": _reason(found.flaw), "typed": typed})


def _reason(flaw: Flaw | None) -> str:
    """A certificate has no short number to type, and nothing takes its place."""
    own = {
        Flaw.REVOKED: _("This certificate was taken back."),
        Flaw.INCOMPLETE: _("The code is incomplete or misread. Scan it again."),
    }
    return "" if flaw is None else own.get(flaw, str(FLAWS[flaw]))
