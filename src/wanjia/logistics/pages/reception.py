"""A laboratory takes boxes in: scan the box, then its tubes or type a count; what differs is named at once."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.custody import TOOK
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import judging, queries, services
from wanjia.logistics.forms import CountForm
from wanjia.logistics.models import Box, Holder, Signature
from wanjia.logistics.pages.access import box_here, stand
from wanjia.logistics.pages.handing import own_holder
from wanjia.logistics.rules import packing
from wanjia.logistics.rules.packing import Difference
from wanjia.logistics.services import Signing
from wanjia.logistics.viewing import BoxView
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places

_A_DAY = timedelta(days=1)


def reception(request: Signed) -> HttpResponse:
    """Which laboratory, what is on its way, what it took in today; a scanned box opens its own page."""
    area = area_of(request)
    require(request.actor, Act.CUSTODY, area)
    stand(request, area)
    labs = queries.holders_in(area, [Holder.Kind.LAB])
    lab, problem = _lab(request, labs), ""
    if request.method == "POST" and lab is not None:
        try:
            return _opened(request, area, lab)
        except Refusal as why:
            problem = words(why)
    start = datetime.combine(clock.local_date(request.now), time(), clock.LOCAL)
    context = {
        "area": area, "area_name": places.name_of(area), "labs": labs, "lab": lab, "problem": problem,
        "event": new_event_id(),
        "coming": queries.tubes_on_the_way(lab.pk, request.now) if lab else None,
        "received": queries.received_by(lab.pk, start, start + _A_DAY, request.now)[::-1] if lab else [],
    }  # fmt: skip
    return render(request, "logistics/reception.html", context, status=422 if problem else 200)


def _lab(request: Signed, labs: list[Holder]) -> Holder | None:
    """`?lab=`, else the one chosen before, else whom this sign-in signs for, else the only one. Raises NotFound."""
    asked = request.GET.get("lab", "")
    if asked:
        found = next((lab for lab in labs if str(lab.pk) == asked), None)
        if found is None:
            raise NotFound
        request.session["lab"] = str(found.pk)  # a reception desk stands in one laboratory
        return found
    known = next((lab for lab in labs if str(lab.pk) == request.session.get("lab")), None)
    return known or own_holder(request, labs) or (labs[0] if len(labs) == 1 else None)


def _opened(request: Signed, area: int, lab: Holder) -> HttpResponse:
    """The box's own page; a box that nobody has named is signed for on the spot, and its list is waited for."""
    code = request.POST.get("code", "").strip()
    known = [
        box for box in Box.objects.filter(code=code, ended_at=None).order_by("-made_at")
        if may(request.actor, Act.CUSTODY, box.place)
    ]  # fmt: skip
    if known:
        return HttpResponseRedirect(
            address(reverse("logistics:take_in", args=[known[0].pk]), lab=lab.pk, area=request.GET.get("area"))
        )
    signing = Signing(TOOK, lab.pk, None)
    services.sign_code(by=request.actor, area=area, code=code, signing=signing, now=request.now)
    said = _("Box %(code)s is taken in. Nobody has told its tubes yet.") % {"code": code}
    return say_done(request, said, to=address(reverse("logistics:reception"), area=area, lab=lab.pk))


def take_in(request: Signed, box_id: UUID) -> HttpResponse:
    """Scan or count, see what differs, sign. Checking writes nothing."""
    here = box_here(request, box_id, Act.CUSTODY)
    labs = queries.holders_in(here.place, [Holder.Kind.LAB])
    lab = _lab(request, labs)
    view = queries.view_of(here, request.now)
    form = CountForm(request.POST or None, initial={"seal_seen": "intact" if here.seal else ""})
    difference, problem = None, ""
    if request.method == "POST" and form.is_valid():
        difference = _difference(here, view, form)
        if request.POST.get("do") == "sign" and lab is not None:
            try:
                return _signed(request, here, view, lab, form)
            except Refusal as why:
                problem = words(why)
    context = {
        "area": here.place, "box": here, "view": view, "lab": lab, "labs": labs, "form": form,
        "difference": difference, "problem": problem, "seals": Signature.Seal.choices,
        "event": request.POST.get("event") or new_event_id(), "place": places.name_of(here.place),
        "back": address(reverse("logistics:reception"), area=request.GET.get("area"), lab=lab.pk if lab else None),
    }  # fmt: skip
    page = "logistics/_difference.html" if "HX-Request" in request.headers else "logistics/take_in.html"
    return render(request, page, context, status=422 if form.errors or problem else 200)


def _difference(here: Box, view: BoxView, form: CountForm) -> Difference | None:
    """What is missing and what is too much, with the box that it belongs to. None where nothing was said."""
    scanned, counted = form.cleaned_data["scanned"], form.cleaned_data["counted"]
    if scanned is None and counted is None:
        return None
    packed = [tube.code for tube in view.tubes]
    extra = set(scanned or ()) - set(packed)
    return packing.difference(packed, counted, scanned, judging.homes_of(extra, here) if extra else {})


def _signed(request: Signed, here: Box, view: BoxView, lab: Holder, form: CountForm) -> HttpResponse:
    asked = form.cleaned_data
    giver = view.line.now_with if view.line.now_with != lab.pk else view.line.holds[-2].holder
    signing = Signing(
        TOOK, lab.pk, giver, counted=asked["counted"], scanned=asked["scanned"], seal_seen=asked["seal_seen"]
    )
    try:
        event = UUID(request.POST.get("event", ""))
    except ValueError as why:
        raise NotFound from why
    receipt = services.sign(by=request.actor, box=here, signing=signing, now=request.now, event=event)
    differs = receipt.difference is not None and not receipt.difference.agrees
    said = (
        _("Box %(code)s is taken in, with a difference that is on record.") if differs
        else _("Box %(code)s is taken in.")
    ) % {"code": here.code}  # fmt: skip
    return say_done(request, said, to=address(reverse("logistics:reception"), area=request.GET.get("area"), lab=lab.pk))
