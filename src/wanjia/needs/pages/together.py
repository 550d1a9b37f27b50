"""A whole cluster on one page: its doors, and one act for all of them. Whoever has not been told stays open."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.kernel.errors import NotFound, Refusal
from wanjia.needs import queries
from wanjia.needs import together as acting
from wanjia.needs.handling import Ended
from wanjia.needs.models import Outcome, Ticket, Told
from wanjia.needs.pages.access import stand, ticket_here
from wanjia.needs.together import UNTOLD, Done
from wanjia.platform.pages import Signed, address, say_done
from wanjia.platform.words import words
from wanjia.roster.queries import building_names


def together(request: Signed, ticket_id: UUID) -> HttpResponse:
    """The cluster around a ticket. `do` says what is done with the tickets that the page showed, and with no other."""
    row = ticket_here(request, ticket_id)
    stand(request, row.building_key)
    refusal = ""
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise NotFound
        ids = _ids(request)
        try:
            done = act(request, ids)
        except Refusal as why:
            refusal = words(why)
        else:
            return say_done(request, _told(done), to=_after(row))
    compound, building = building_names([row.building_key])[row.building_key]
    context = {
        "ticket": row, "lines": queries.cluster_of(row), "compound": compound, "building": building,
        "outcomes": Outcome.choices, "tolds": Told.choices, "untold": UNTOLD, "refusal": refusal, "sent": request.POST,
    }  # fmt: skip
    return render(request, "needs/together.html", context, status=422 if refusal else 200)


def _after(row: Ticket) -> str:
    """What is left of the cluster; the inbox where nothing is."""
    left = queries.cluster_of(row)
    if left:
        return reverse("needs:together", args=[left[0].ticket.pk])
    return address(reverse("needs:inbox"), area=row.part)


def _ids(request: Signed) -> list[UUID]:
    """Raises NotFound for what is none."""
    try:
        return [UUID(text) for text in request.POST.getlist("ticket")]
    except ValueError as why:
        raise NotFound from why


def _told(done: Done) -> str:
    said = [ngettext("%(n)s ticket done.", "%(n)s tickets done.", done.changed) % {"n": done.changed}]
    if done.untold:
        said.append(ngettext("%(n)s stays open: not told yet.", "%(n)s stay open: not told yet.", done.untold)
                    % {"n": done.untold})  # fmt: skip
    if done.closed_before:
        said.append(_("%(n)s had been closed before.") % {"n": done.closed_before})
    return " ".join(said)


def _take(request: Signed, ids: list[UUID]) -> Done:
    return acting.take(by=request.actor, ids=ids, now=request.now)


def _answer(request: Signed, ids: list[UUID]) -> Done:
    return acting.answer(by=request.actor, ids=ids, words=request.POST.get("words", ""), now=request.now)


def _up(request: Signed, ids: list[UUID]) -> Done:
    return acting.pass_up(by=request.actor, ids=ids, words=request.POST.get("words", ""), now=request.now)


def _close(request: Signed, ids: list[UUID]) -> Done:
    sent = request.POST
    ended = Ended(
        sent.get("outcome", ""), sent.get("told_by", "")[:60], sent.get("told_how", ""), sent.get("answer", "")
    )
    told = {id_: sent.get(f"how-{id_}", "") for id_ in ids}
    return acting.close(by=request.actor, told=told, ended=ended, now=request.now)


_ACTS: dict[str, Callable[[Signed, list[UUID]], Done]] = {
    "take": _take, "answer": _answer, "up": _up, "close": _close,
}  # fmt: skip
