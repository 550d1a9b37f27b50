"""One ticket: what is asked, who has it, its way so far, and what can be done."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.needs import calling, handling, looking, placing, queries, sealing, wording
from wanjia.needs.handling import Ended
from wanjia.needs.models import Kind, Outcome, Ticket, Told, Urgency
from wanjia.needs.pages.access import hour_promised, number_from, ticket_here
from wanjia.needs.refusals import HourPast
from wanjia.needs.rules import owning
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, say_done
from wanjia.roster import places
from wanjia.roster.pages.numbers import Dial
from wanjia.roster.queries import building_names


def ticket(request: Signed, ticket_id: UUID) -> HttpResponse:
    """Everything about it for whoever serves there."""
    row = ticket_here(request, ticket_id)
    there = placing.staffed(row.building_key, request.now)
    compound, building = building_names([row.building_key])[row.building_key]
    repeats = Ticket.objects.filter(part=row.part, id=row.repeats).first() if row.repeats else None
    context = {
        "ticket": row, "building": building, "compound": compound, "words": sealing.said(row.text_sealed, sealing.TEXT),
        "caller": sealing.said(row.caller_sealed, sealing.CALLER),
        "answer": sealing.said(row.answer_sealed, sealing.ANSWER), "particulars": queries.particulars(row),
        "history": queries.history(row), "similar": queries.similar(row, request.now), "repeats": repeats,
        "owner": places.name_of(row.owner_area), "committee": places.name_of(row.part),
        "outcomes": Outcome.choices, "tolds": Told.choices, "kinds": Kind.choices, "urgencies": Urgency.choices,
        "picks": wording.CALLS, "other_ways": [(way.value, way.label) for way in calling.WAYS if way != Told.CALL],
        "may_down": owning.may_hand_down(handling.owner_of(row), there), "may_up": row.rung < owning.TOP,
        "may_call": bool(row.phone_tail) and may(request.actor, Act.CALL, row.building_key),
    }  # fmt: skip
    return render(request, "needs/ticket.html", context)


@require_POST
def act(request: Signed, ticket_id: UUID) -> HttpResponse:
    """One command: `do` says which. Raises what the command raises; an unknown one changes nothing."""
    ticket_here(request, ticket_id)
    back = reverse("needs:ticket", args=[ticket_id])
    do = _ACTS.get(request.POST.get("do", ""))
    return say_done(request, do(request, ticket_id) if do else _("Nothing was changed."), to=back)


def _take(request: Signed, ticket_id: UUID) -> str:
    handling.take(by=request.actor, ticket_id=ticket_id, now=request.now)
    return _("It is yours.")


def _note(request: Signed, ticket_id: UUID) -> str:
    handling.add_note(by=request.actor, ticket_id=ticket_id, words=request.POST.get("words", ""), now=request.now)
    return _("Written down.")


def _called(request: Signed, ticket_id: UUID) -> str:
    handling.call_120(by=request.actor, ticket_id=ticket_id, now=request.now)
    return _("120 called: written down with the minute.")


def _up(request: Signed, ticket_id: UUID) -> str:
    handling.pass_up(by=request.actor, ticket_id=ticket_id, words=request.POST.get("words", ""), now=request.now)
    return _("Passed up.")


def _down(request: Signed, ticket_id: UUID) -> str:
    handling.hand_down(by=request.actor, ticket_id=ticket_id, words=request.POST.get("words", ""), now=request.now)
    return _("Handed down.")


def _sort(request: Signed, ticket_id: UUID) -> str:
    handling.sort_anew(
        by=request.actor, ticket_id=ticket_id, kind=request.POST.get("kind", ""),
        urgency=number_from(request.POST.get("urgency", ""), Urgency.GREEN), now=request.now,
    )  # fmt: skip
    return _("Sorted anew.")


def _close(request: Signed, ticket_id: UUID) -> str:
    sent = request.POST
    ended = Ended(
        sent.get("outcome", ""), sent.get("told_by", "")[:60], sent.get("told_how", ""), sent.get("words", "")
    )
    handling.close(by=request.actor, ticket_id=ticket_id, ended=ended, now=request.now)
    return _("Closed. Ask whether it helped.")


def _hour(request: Signed) -> datetime:
    """The hour that was picked. Raises HourPast where none was."""
    at = hour_promised(request.POST, request.now)
    if at is None:
        raise HourPast
    return at


def _promise(request: Signed, ticket_id: UUID) -> str:
    calling.promise(by=request.actor, ticket_id=ticket_id, call_by=_hour(request), now=request.now)
    return _("Promised.")


def _no_answer(request: Signed, ticket_id: UUID) -> str:
    calling.no_answer(by=request.actor, ticket_id=ticket_id, next_at=_hour(request), now=request.now)
    return _("Written down. The next try stands on the ticket.")


def _called_back(request: Signed, ticket_id: UUID) -> str:
    sent = request.POST
    calling.called(
        by=request.actor, ticket_id=ticket_id, how=sent.get("told_how", Told.CALL), words=sent.get("words", ""),
        now=request.now,
    )  # fmt: skip
    return _("Written down: the promise is kept.")


def _reopen(request: Signed, ticket_id: UUID) -> str:
    handling.reopen(by=request.actor, ticket_id=ticket_id, words=request.POST.get("words", ""), now=request.now)
    return _("Open again, with a new clock.")


def _rate(request: Signed, ticket_id: UUID) -> str:
    helped = request.POST.get("helped") == "yes"
    handling.rate(
        by=request.actor, ticket_id=ticket_id, helped=helped, words=request.POST.get("words", ""), now=request.now
    )
    return _("Written down.") if helped else _("Open again, with a new clock.")


_ACTS: dict[str, Callable[[Signed, UUID], str]] = {
    "take": _take, "note": _note, "called_120": _called, "up": _up, "down": _down, "sort": _sort, "close": _close,
    "promise": _promise, "no_answer": _no_answer, "called": _called_back, "reopen": _reopen, "rate": _rate,
}  # fmt: skip


def call(request: Signed, ticket_id: UUID) -> HttpResponse:
    """Leaves a line in the log, then dials. The page shows the tail only."""
    return Dial(looking.phone_of(by=request.actor, ticket_id=ticket_id, now=request.now))
