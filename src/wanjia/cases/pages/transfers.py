"""The transfer board, one transfer on a crew's phone, holding many at once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.cases import board as boards
from wanjia.cases import intake, queries, services, transferring
from wanjia.cases.intake import StepFact
from wanjia.cases.models import BedKind, LeftBehind, Transfer, TransferStep
from wanjia.cases.models.transfers import Need
from wanjia.cases.pages.access import moves, stand, traces, transfer_here, uuid_from
from wanjia.cases.refusals import WhyWanted
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, address, area_of, back_to, say_done
from wanjia.roster import places
from wanjia.roster.models import Person


def transfers(request: Signed) -> HttpResponse:
    """Counts for whoever may see counts; the queue for who moves people there."""
    area = area_of(request)
    stand(request, area, "cases:transfers")
    is_wide = codes.level_of(area) < Level.TOWN
    names = moves(request, area) and not is_wide
    context = {
        "may_trace": traces(request, area),
        "area": area, "area_name": places.name_of(area), "links": queries.links(area, request.now), "names": names,
        "is_wide": is_wide, "board": boards.board(area, request.now) if names else None, "may_move": names,
        "holds": Transfer.Hold.choices,
    }  # fmt: skip
    return render(request, "cases/transfers.html", context)


@require_POST
def hold(request: Signed) -> HttpResponse:
    """Holds or lets go of those that are ticked."""
    area = area_of(request)
    require(request.actor, Act.TRANSFER, area)
    ids = [uuid_from(text) for text in request.POST.getlist("transfer")]
    reason = request.POST.get("reason", "")
    if request.POST.get("do") == "let_go":
        n = services.let_go(by=request.actor, transfers=ids, reason=request.POST.get("why", ""), now=request.now)
        text = ngettext("%(n)s let go.", "%(n)s let go.", n) % {"n": n}
    else:
        n = services.hold_transfers(by=request.actor, transfers=ids, reason=reason, now=request.now)
        text = ngettext("%(n)s held.", "%(n)s held.", n) % {"n": n}
    return say_done(request, text, to=address(reverse("cases:transfers"), area=area))


@require_POST
def assign(request: Signed) -> HttpResponse:
    """Gives a family the beds that the board proposes at this moment; nothing where it proposes none any more."""
    area = area_of(request)
    require(request.actor, Act.TRANSFER, area)
    wanted = {uuid_from(text) for text in request.POST.getlist("transfer")}
    n = 0
    for row in boards.board(area, request.now).rows:
        if row.transfer.id in wanted and row.bed is not None:
            house, kind = row.bed
            transferring.assign(
                by=request.actor, transfer_id=row.transfer.id, facility_id=house.id, kind=kind,
                vehicle_id=row.car.id if row.car else None, now=request.now,
            )  # fmt: skip
            n += 1
    text = ngettext("%(n)s has a bed.", "%(n)s have a bed.", n) % {"n": n}
    return say_done(request, text, to=address(reverse("cases:transfers"), area=area))


def transfer(request: Signed, transfer_id: UUID) -> HttpResponse:
    """One transfer: who, needs, who stays behind, bed and vehicle, both ends of each step."""
    held = transfer_here(request, transfer_id)
    to = reverse("cases:transfer", args=[transfer_id])
    if request.method == "POST":
        if request.POST.get("do") == "show":
            return _show(request, held)
        act = _ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise NotFound
        return say_done(request, act(request.actor, held, request.POST, request.now), to=back_to(request, to))
    return render(request, "cases/transfer.html", _context(request, held))


def _context(request: Signed, held: Transfer) -> dict[str, object]:
    row, houses, cars = boards.one(held, request.now)
    return {
        "area": held.building_key, "row": row, "way": row.transfer, "case": row.transfer.case, "needs": Need.choices,
        "kinds": BedKind.choices, "carers": LeftBehind.Carer.choices, "houses": houses, "cars": cars,
        "holds": Transfer.Hold.choices, "is_out": row.transfer.out_at is not None, "log": boards.log_of(row),
    }  # fmt: skip


def _show(request: Signed, held: Transfer) -> HttpResponse:
    """The whole name, for the door; with a line in the log."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise WhyWanted
    record(
        by=request.actor, act="transfer.reveal_name", area=codes.committee_of(held.building_key),
        subject=f"case:{held.case_id}", reason=reason, now=request.now,
    )  # fmt: skip
    person = Person.objects.filter(id=held.person_id).first()
    context = _context(request, held) | {"whole_name": person.name if person else ""}
    return render(request, "cases/transfer.html", context)


Sent = Mapping[str, Any]


def _needs(by: Actor, held: Transfer, sent: Sent, now: datetime) -> str:
    needs = sent.getlist("need") if isinstance(sent, QueryDict) else []
    transferring.set_needs(
        by=by, transfer_id=held.pk, needs=needs, is_severe="severe" in sent, is_urgent="urgent" in sent, now=now
    )
    return _("Written down.")


def _look_after(by: Actor, held: Transfer, sent: Sent, now: datetime) -> str:
    person = sent.get("person", "")
    transferring.look_after(
        by=by, transfer_id=held.pk, person_id=int(person) if person.isdecimal() else None,
        carer=sent.get("carer", ""), name=sent.get("name", ""), now=now,
    )  # fmt: skip
    return _("Confirmed in your name.")


def _assign(by: Actor, held: Transfer, sent: Sent, now: datetime) -> str:
    car = sent.get("vehicle", "")
    transferring.assign(
        by=by, transfer_id=held.pk, facility_id=uuid_from(sent.get("facility", "")), kind=sent.get("kind", ""),
        vehicle_id=uuid_from(car) if car else None, now=now,
    )  # fmt: skip
    return _("The bed is theirs.")


def _unassign(by: Actor, held: Transfer, _sent: Sent, now: datetime) -> str:
    transferring.unassign(by=by, transfer_id=held.pk, now=now)
    return _("The bed is free again.")


def _hold(by: Actor, held: Transfer, sent: Sent, now: datetime) -> str:
    services.hold_transfers(by=by, transfers=[held.pk], reason=sent.get("reason", ""), now=now)
    return _("Held.")


def _let_go(by: Actor, held: Transfer, sent: Sent, now: datetime) -> str:
    services.let_go(by=by, transfers=[held.pk], reason=sent.get("why", ""), now=now)
    return _("Let go.")


def _hospital(by: Actor, held: Transfer, _sent: Sent, now: datetime) -> str:
    transferring.take_to_hospital(by=by, transfer_id=held.pk, now=now)
    return _("120 takes them. Written down, nothing else is asked.")


def _step(by: Actor, held: Transfer, sent: Sent, now: datetime) -> str:
    """One end of one step. Its id is drawn from the end that it confirms, so that a second tap changes nothing."""
    if sent.get("step") not in TransferStep.Step.values or sent.get("side") not in TransferStep.Side.values:
        raise NotFound
    fact = StepFact(
        uuid5(held.pk, f"{sent['step']} {sent['side']}"), sent["step"], sent["side"], sent.get("who", ""), now
    )
    made = intake.record_step(by=by, transfer_id=held.pk, fact=fact, now=now)
    return _("%(who)s confirmed.") % {"who": made.who}


_ACTS: dict[str, Callable[[Actor, Transfer, Sent, datetime], str]] = {
    "needs": _needs, "look_after": _look_after, "assign": _assign, "unassign": _unassign, "hold": _hold,
    "let_go": _let_go, "hospital": _hospital, "step": _step,
}  # fmt: skip
