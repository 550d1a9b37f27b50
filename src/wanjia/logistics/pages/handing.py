"""Hand-overs: give and take, box after box with a scanner; and slips of paper that are entered later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.custody import GAVE, TOOK
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import queries, services
from wanjia.logistics.forms import SITE, HandForm, PaperForm
from wanjia.logistics.models import Box, Holder, Signature
from wanjia.logistics.pages.access import box_address, box_here, stand
from wanjia.logistics.pages.packing import said_of
from wanjia.logistics.services import Signing
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_of, page_or_part, say_done
from wanjia.platform.words import words
from wanjia.roster import places

_RUNNING = timedelta(hours=2)  # what this sign-in signed lately stands below the scanner


def hand(request: Signed, side: str) -> HttpResponse:
    """Who signs for whom stands in the address; each scan signs one box for this side. The other side signs itself."""
    if side not in (GAVE, TOOK):
        raise NotFound
    area = area_of(request)
    require(request.actor, Act.CUSTODY, area)
    stand(request, area)
    holders = queries.holders_in(area)
    form = HandForm(_said(request, holders, side), holders=holders)
    is_ready = form.is_valid() and "holder" in request.GET
    last, problem = "", ""
    if request.method == "POST" and is_ready:
        try:
            last = _sign(request, area, side, form)
        except Refusal as why:
            problem = words(why)
    context = {
        "area": area, "area_name": places.name_of(area), "side": side, "form": form, "is_ready": is_ready,
        "last": last, "problem": problem, "event": new_event_id(), "rows": _lately(request, side),
        "hands": [_words(holders, form.cleaned_data.get(name)) for name in ("holder", "other")] if is_ready else [],
        "seal_choices": Signature.Seal.choices,
    }  # fmt: skip
    return page_or_part(request, "logistics/hand.html", "logistics/_hand.html", context, 422 if problem else 200)


def _said(request: Signed, holders: Sequence[Holder], side: str) -> dict[str, str]:
    """The address; for who has not chosen yet: whom this sign-in signs for, and the site on the other side."""
    if "holder" in request.GET:
        seal = request.POST.get("seal_seen", request.GET.get("seal_seen", "intact"))
        return {"holder": request.GET["holder"], "other": request.GET.get("other", SITE), "seal_seen": seal}
    own = own_holder(request, holders)
    courier = next((holder for holder in holders if holder.kind == Holder.Kind.COURIER), None)
    if own is not None:
        return {"holder": str(own.pk), "other": SITE}
    other = str(courier.pk) if courier else SITE
    return {"holder": SITE, "other": other} if side == GAVE else {"holder": other, "other": SITE}


def own_holder(request: Signed, holders: Sequence[Holder]) -> Holder | None:
    """Whom this sign-in signs for."""
    return next((holder for holder in holders if holder.account_id == request.actor.account_id), None)


def _words(holders: Sequence[Holder], holder_id: UUID | None) -> str:
    return next((str(holder) for holder in holders if holder.pk == holder_id), _("the site"))


def _sign(request: Signed, area: int, side: str, form: HandForm) -> str:
    asked = form.cleaned_data
    code = request.POST.get("code", "").strip()
    signing = Signing(side, asked["holder"], asked["other"], seal_seen=asked["seal_seen"])
    try:
        event = UUID(request.POST.get("event", ""))
    except ValueError as why:
        raise NotFound from why
    receipt = services.sign_code(by=request.actor, area=area, code=code, signing=signing, now=request.now, event=event)
    return said_of(code, receipt)


@dataclass(frozen=True, slots=True)
class Row:
    """One box that was just signed for."""

    box: Box
    at: datetime
    tubes: int
    flags: tuple[str, ...]
    waits: bool  # for the other side's signature


def _lately(request: Signed, side: str) -> list[Row]:
    """What this sign-in signed in the last two hours, the newest first. Nine queries."""
    found = list(
        Signature.objects.filter(
            account_id=request.actor.account_id, side=side, received_at__gte=request.now - _RUNNING
        ).order_by("-received_at")[:100]
    )
    boxes = list(Box.objects.filter(id__in={row.box_id for row in found}))
    at = {view.box.pk: view for view in queries.views(boxes, request.now)}
    return [
        Row(at[row.box_id].box, row.seen_at, len(at[row.box_id].tubes), tuple(row.flags),
            bool(at[row.box_id].line.hand_overs and at[row.box_id].line.hand_overs[-1].missing))
        for row in found if row.box_id in at
    ]  # fmt: skip


def paper(request: Signed, box_id: UUID) -> HttpResponse:
    """A slip that was signed by hand comes to the desk: it counts the same, with the time written on it."""
    here = box_here(request, box_id, Act.CUSTODY)
    holders = queries.holders_in(here.place)
    local = clock.local(request.now)
    form = PaperForm(
        request.POST or None, holders=holders,
        initial={"on": local.date(), "at": local.time(), "seal_seen": "intact"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            _enter(request, here, form)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            said = _("The slip of box %(code)s is entered.") % {"code": here.code}
            return say_done(request, said, to=box_address(here))
    context = {
        "area": here.place, "form": form, "title": _("Enter a slip"), "act_word": _("Enter it"),
        "where": here.code, "back": box_address(here),
        "hint": _("A slip with one signature is entered as one: the other stays open."),
    }  # fmt: skip
    return render(request, "logistics/form.html", context, status=422 if form.errors else 200)


def _enter(request: Signed, here: Box, form: PaperForm) -> None:
    asked = form.cleaned_data
    for side in (GAVE, TOOK):
        if not asked[side]:
            continue
        hands = (asked["holder"], asked["other"]) if side == GAVE else (asked["other"], asked["holder"])
        signing = Signing(
            side, *hands, counted=asked["counted"] if side == TOOK else None, seal_seen=asked["seal_seen"],
            seen_at=form.seen_at(), is_paper=True,
        )  # fmt: skip
        services.sign(by=request.actor, box=here, signing=signing, now=request.now)
