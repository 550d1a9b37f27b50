"""Passes of vehicles and riders: the list, one pass on paper or as a picture, the check in a gate."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.qr import picture, qr
from wanjia.roster import places
from wanjia.supplies import passes, queries
from wanjia.supplies.forms import PassForm, suppliers_open
from wanjia.supplies.models import TransportPass
from wanjia.supplies.pages.access import base, frame, stand, written
from wanjia.supplies.passes import PassSaid


def listed(request: Signed) -> HttpResponse:
    """Who may drive in, until when, for which firm; how many codes were looked at today."""
    area, context = base(request, "supplies:passes", Act.SUPPLY)
    rows = passes.listed(area, request.now)
    known = places.names({row.place for row in rows})
    context |= {
        "rows": [(row, known[row.place]) for row in rows], "today": local_date(request.now),
        "counts": sorted(passes.counted(area, local_date(request.now)).items()),
    }  # fmt: skip
    return render(request, "supplies/passes.html", context)


def new_pass(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:passes")
    firms, today = suppliers_open(queries.suppliers(area)), local_date(request.now)
    form = PassForm(
        request.POST or None, rows={"supplier": firms}, initial={"from_on": today, "until_on": today}, now=request.now
    )

    def keep() -> TransportPass:
        asked = dict(form.cleaned_data, supplier=form.chosen("supplier"))
        return passes.issue(by=request.actor, said=PassSaid(place=area, **asked), now=request.now)

    hint = "" if firms else _("Check a supplier first: a pass belongs to a firm on the whitelist.")
    return written(
        request, area, form, keep, title=_("Issue a pass"), to="supplies:passes", shows="supplies:pass", hint=hint,
        done=_("Issued. Print it, or send its picture."),
    )  # fmt: skip


def one(request: Signed, pass_id: UUID) -> HttpResponse:
    """The pass on one sheet, in both languages. Its code holds neither name nor plate."""
    held = passes.pass_for(request.actor, pass_id, Act.SUPPLY)
    stand(request, codes.desk_of(held.place), "supplies:passes")
    is_good = passes.still_holds(held, request.now)
    context = frame(request, held.place) | {"pass": held, "place": places.name_of(held.place), "is_good": is_good}
    if is_good:
        passes.note(request.actor, "supplies.print_pass", held, request.now)
        name, phone = passes.who(held)
        context |= {"code": qr(passes.text_of(held, request.now)), "name": name, "phone": phone}
    return render(request, "supplies/pass.html", context)


def image(request: Signed, pass_id: UUID) -> HttpResponse:
    """The code as a picture, to send to the driver's own phone. Raises NotFound for a pass that holds no longer."""
    held = passes.pass_for(request.actor, pass_id, Act.SUPPLY)
    if not passes.still_holds(held, request.now):
        raise NotFound
    passes.note(request.actor, "supplies.print_pass", held, request.now)
    answer = HttpResponse(picture(passes.text_of(held, request.now)), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="pass-{held.until_on:%m%d}.png"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def revoke(request: Signed, pass_id: UUID) -> HttpResponse:
    held = passes.pass_for(request.actor, pass_id, Act.SUPPLY)
    passes.revoke(by=request.actor, held=held, why=request.POST.get("why", ""), now=request.now)
    back = address(reverse("supplies:passes"), area=held.place)
    return say_done(request, _("Taken back. The gates here know it at once, phones with their next sync."), to=back)


def check(request: Signed) -> HttpResponse:
    """One field that a scanner types into; the answer in one word, why, and what to do."""
    area, context = base(request, "supplies:check_pass", Act.RECORD)
    text = request.POST.get("code", "").strip()[:400]
    found = passes.check(by=request.actor, text=text, gate=area, now=request.now) if text else None
    shown: dict[str, Any] = {"found": found}
    if found is not None and found.held is not None:
        shown["place"] = places.name_of(found.held.place)
    return render(request, "supplies/check.html", context | shown)
