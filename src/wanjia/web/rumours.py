"""What is going round: claim, check, answer, notice, and the text that goes where the rumour went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wanjia.kernel import area as codes
from wanjia.needs import sealing
from wanjia.needs.models import Kind, Step, Ticket
from wanjia.notices.channels import chat
from wanjia.notices.models import Notice
from wanjia.notices.saying import chinese_names, words_of
from wanjia.notices.services import PUBLISH
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import PAGE, Signed, area_of, is_wide
from wanjia.roster import places

_SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Rumour:
    """One claim with what became of it. `state`: asked, checked (somebody has it), answered, told."""

    ticket: Ticket
    claim: str
    state: str
    answer: str
    notice: Notice | None
    checked: str  # what was found so far: the last note on the ticket
    spread: str  # what is copied into the chat, empty without a notice


def rumours(request: Signed) -> HttpResponse:
    """Open ones first, the oldest on top; closed ones of two weeks below."""
    area = request.area = area_of(request)
    require(request.actor, Act.SERVE, area)
    request.crumb_path = reverse("web:rumours")
    found = [] if is_wide(area) else _found(area, request)
    context = {
        "area": area, "area_name": places.name_of(area), "is_wide": is_wide(area),
        "waiting": [one for one in found if one.state in ("asked", "checked")],
        "answered": [one for one in found if one.state in ("answered", "told")],
        "may_publish": may(request.actor, PUBLISH, codes.desk_of(area)),
    }  # fmt: skip
    return render(request, "web/rumours.html", context)


def _found(area: int, request: Signed) -> list[Rumour]:
    near = Ticket.objects.filter(
        building_key__range=codes.buildings_under(area), kind=Kind.RUMOUR, repeats=None,
        opened_at__gte=request.now - _SHOWN_FOR,
    ).order_by("opened_at")  # fmt: skip
    tickets = list(near[: 2 * PAGE])
    answers, notes = _answers([ticket.pk for ticket in tickets]), _notes(tickets)
    names = chinese_names({notice.area for notice in answers.values()})
    return [_rumour(ticket, answers.get(ticket.pk), notes.get(ticket.pk, ""), names) for ticket in tickets]


def _answers(tickets: Sequence[UUID]) -> dict[UUID, Notice]:
    """The newest notice that answers each. One query."""
    rows = Notice.objects.filter(answers__in=tickets, withdrawn_at=None).order_by("made_at")
    return {row.answers: row for row in rows if row.answers}


def _notes(tickets: Sequence[Ticket]) -> dict[UUID, str]:
    """The last note on each. One query."""
    near = Step.objects.filter(
        part__in={ticket.part for ticket in tickets}, ticket_id__in=[ticket.pk for ticket in tickets],
        what=Step.What.NOTED,
    )  # fmt: skip
    return {step.ticket_id: sealing.said(step.note_sealed, sealing.NOTE) for step in near.order_by("at")}


def _rumour(ticket: Ticket, notice: Notice | None, checked: str, names: Mapping[int, str]) -> Rumour:
    claim = sealing.said(ticket.text_sealed, sealing.TEXT)
    spread = chat.answer(claim, words_of(notice, names)) if notice else ""
    answer = sealing.said(ticket.answer_sealed, sealing.ANSWER)
    return Rumour(ticket, claim, _state(ticket, notice), answer, notice, checked, spread)


def _state(ticket: Ticket, notice: Notice | None) -> str:
    if not ticket.is_open:
        return "told"
    if notice is not None:
        return "answered"
    return "checked" if ticket.taken_by else "asked"
