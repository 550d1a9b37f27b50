"""Packing a box: scan the tubes one after another, see the odd ones, seal it, print its slip; needs no script."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.coverage import queries as coverage
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import queries, services
from wanjia.logistics.forms import BeginForm, SealForm
from wanjia.logistics.intake import Receipt
from wanjia.logistics.models import Box, Holder
from wanjia.logistics.pages.access import box_address, box_here, list_address, stand
from wanjia.logistics.services import BoxSaid
from wanjia.logistics.viewing import TubeIn
from wanjia.logistics.wording import FLAGS
from wanjia.platform.access import Act, require
from wanjia.platform.barcodes import svg
from wanjia.platform.pages import Signed, area_of, page_or_part, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def begin(request: Signed) -> HttpResponse:
    """The code of a box, of a committee; a box that is open under this code is opened again."""
    area = area_of(request)
    require(request.actor, Act.CUSTODY, area)
    stand(request, area)
    if codes.level_of(area) < Level.COMMITTEE:
        return HttpResponseRedirect(list_address(area))
    rounds = [(round_.pk, round_.name) for round_ in coverage.sampled_rounds(area, request.now)]
    form = BeginForm(request.POST or None, rounds=rounds)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        said = BoxSaid(asked["code"], area, asked["round"], asked["site"])
        try:
            made = services.begin_box(by=request.actor, said=said, now=request.now)
        except Refusal as why:
            form.add_error("code", words(why))
        else:
            return HttpResponseRedirect(reverse("logistics:pack", args=[made.pk]))
    context = {
        "form": form, "title": _("Pack a box"), "act_word": _("Scan the tubes"), "area": area,
        "where": places.name_of(area), "back": list_address(area),
        "hint": _("Scan the label of the box, or type what stands on it. Codes of others are as good as our own."),
    }  # fmt: skip
    return render(request, "logistics/form.html", context, status=422 if form.errors else 200)


def pack(request: Signed, box_id: UUID) -> HttpResponse:
    """The running list. POST: a tube in or out, or the seal; every scan is a fact of its own."""
    here = box_here(request, box_id, Act.CUSTODY)
    labs = queries.holders_in(here.place, [Holder.Kind.LAB])
    form = SealForm(labs=labs, initial={"to_lab": _usual(here, labs)})
    last, problem = "", ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "seal":
                form = SealForm(request.POST, labs=labs)
                if form.is_valid():
                    return _sealed(request, here, form)
            else:
                last = _moved(request, here)
        except Refusal as why:
            problem = words(why)
        if last and "HX-Request" not in request.headers:
            return HttpResponseRedirect(reverse("logistics:pack", args=[here.pk]))
    status = 422 if problem or form.errors else 200
    context = _context(request, here) | {"form": form, "last": last, "problem": problem}
    return page_or_part(request, "logistics/pack.html", "logistics/_packing.html", context, status)


def _usual(here: Box, labs: list[Holder]) -> UUID | None:
    """The only laboratory, or the one of the committee's last box: seldom another."""
    last = Box.objects.filter(part=here.part).exclude(to_lab=None).order_by("-made_at").first()
    return last.to_lab_id if last else labs[0].pk if len(labs) == 1 else None


def _context(request: Signed, here: Box) -> dict[str, object]:
    view = queries.view_of(Box.objects.select_related("to_lab").get(pk=here.pk), request.now)
    return {
        "area": here.place, "box": view.box, "view": view, "event": new_event_id(), "place": places.name_of(here.place),
        "newest": view.tubes[::-1],
    }  # fmt: skip


def _moved(request: Signed, here: Box) -> str:
    """What the last scan was, in words. Raises Refusal, NotFound."""
    event, code = _event(request), request.POST.get("code", "")
    if request.POST.get("do") == "out":
        services.unpack(by=request.actor, box=here, tube=code, now=request.now, event=event)
        return _("%(code)s is out again.") % {"code": code}
    receipt = services.pack(by=request.actor, box=here, tube=code, now=request.now, event=event)
    return said_of(code.strip(), receipt)


def _event(request: Signed) -> UUID:
    """The id that the form was given: sent twice it is one scan."""
    try:
        return UUID(request.POST.get("event", ""))
    except ValueError as why:
        raise NotFound from why


def said_of(code: str, receipt: Receipt) -> str:
    """T-00417, or T-00417: two tubes carry this number."""
    if not receipt.flags:
        return code
    odd = _(", ").join(str(FLAGS.get(flag, flag)) for flag in receipt.flags)
    return _("%(code)s: %(odd)s") % {"code": code, "odd": odd}


def _sealed(request: Signed, here: Box, form: SealForm) -> HttpResponse:
    asked = form.cleaned_data
    services.seal(
        by=request.actor, box=here, number=asked["number"], to_lab=asked["to_lab"], now=request.now,
        event=_event(request),
    )  # fmt: skip
    said = _("Box %(code)s is sealed with %(seal)s.") % {"code": here.code, "seal": asked["number"]}
    answer = say_done(request, said, to=box_address(here))
    if answer.status_code == 204:  # asked for a part; the box's own page is next
        answer["HX-Redirect"] = box_address(here)
    return answer


def slip(request: Signed, box_id: UUID) -> HttpResponse:
    """On paper: the box's code as bars, its tubes, and room for both signatures of three hand-overs."""
    here = box_here(request, box_id, Act.CUSTODY)
    view = queries.view_of(here, request.now)
    context = {
        "area": here.place, "box": here, "view": view, "bars": svg(here.code) if here.code.isascii() else "",
        "place": places.name_of(here.place), "lab": view.holder(here.to_lab_id), "rows": range(3),
        "columns": _columns(view), "printed": request.now,
    }  # fmt: skip
    return render(request, "logistics/slip.html", context)


def _columns(view: queries.BoxView) -> list[list[tuple[int, TubeIn]]]:
    """The tubes numbered, in three columns read downwards."""
    numbered = list(enumerate(view.tubes, 1))
    height = -(-len(numbered) // 3) or 1
    return [numbered[at : at + height] for at in range(0, len(numbered), height)]
