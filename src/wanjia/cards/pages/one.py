"""One subject's card: what it is, what became of it, and what can be done: issue, renew, replace, cancel, print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.cards import printing, queries, services
from wanjia.cards.models import Card
from wanjia.cards.pages.standing import may_here, subject_here
from wanjia.cards.refusals import NoCard, WrongReason
from wanjia.cards.rules import grouped
from wanjia.kernel import clock
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, say_done
from wanjia.roster.doors import doors
from wanjia.roster.subjects import Subject

_REASONS = (Card.Cancelled.LOST, Card.Cancelled.WRONG_HANDS, Card.Cancelled.MISPRINT)
_GONE = (Card.Cancelled.MOVED, Card.Cancelled.DIED)


def card(request: Signed, subject: int) -> HttpResponse:
    """A POST issues or renews."""
    found = subject_here(request, Act.SEE_PEOPLE if request.method == "GET" else Act.EDIT_REGISTER, subject)
    if request.method == "POST":
        return _act(request, found)
    return render(request, "cards/card.html", _context(request, found))


def _context(request: Signed, found: Subject) -> dict[str, object]:
    held = queries.card_of(found.id)
    today = clock.local_date(request.now)
    is_good = held is not None and held.until >= today
    text = printing.texts([held], request.now)[held.tag] if held and is_good else ""
    return {
        "subject": found, "card": held, "is_good": is_good, "short": grouped(held.short) if held else "",
        "code": printing.qr(text) if text else "", "door": doors(found.kind, [found.id])[found.id],
        "past": [one for one in queries.history(found.id) if one.cancelled_at],
        "may": may_here(request, found.building_key),
        "link": request.build_absolute_uri(reverse("me:me")) + f"#{text}" if text else "", "today": today,
        "days_left": (held.until - today).days if held else 0,
    }  # fmt: skip


def _act(request: Signed, found: Subject) -> HttpResponse:
    act = {"issue": services.issue_one, "renew": services.renew}.get(request.POST.get("do", ""))
    if act is None:
        raise WrongReason
    made = act(by=request.actor, subject_id=found.id, now=request.now)
    told = _("Card %(short)s is in force.") % {"short": grouped(made.short)}
    return say_done(request, told, to=reverse("cards:card", args=[found.id]))


def cancel(request: Signed, subject: int) -> HttpResponse:
    """Asks why, says what follows; a POST cancels, or cancels and issues the next."""
    found = subject_here(request, Act.EDIT_REGISTER, subject)
    held = queries.card_of(found.id)
    if request.method == "POST":
        return _cancel(request, found)
    if held is None:
        raise NoCard
    context = {
        "subject": found, "card": held, "short": grouped(held.short), "reasons": _choices(_REASONS),
        "gone": _choices(_GONE) if found.kind == Card.Kind.PERSON else [],
        "door": doors(found.kind, [found.id])[found.id],
    }  # fmt: skip
    return render(request, "cards/cancel.html", context)


def _choices(reasons: tuple[Card.Cancelled, ...]) -> list[tuple[str, str]]:
    return [(reason.value, str(reason.label)) for reason in reasons]


def _cancel(request: Signed, found: Subject) -> HttpResponse:
    reason, to = request.POST.get("reason", ""), reverse("cards:card", args=[found.id])
    if request.POST.get("do") != "replace":
        services.cancel(by=request.actor, subject_id=found.id, reason=reason, now=request.now)
        return say_done(request, _("Cancelled. Phones hear of it with their next sync."), to=to)
    made = services.replace(by=request.actor, subject_id=found.id, reason=reason, now=request.now)
    told = _("The old card is cancelled, card %(short)s is in force. Print it.") % {"short": grouped(made.short)}
    return say_done(request, told, to=to)
