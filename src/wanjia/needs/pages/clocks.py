"""The clocks of every kind with their sources, and the form that writes a version for the area."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.kernel.versions import is_for
from wanjia.needs import presets, writing
from wanjia.needs.forms import ClocksForm
from wanjia.needs.models import Kind, KindTerms
from wanjia.needs.pages.access import serves, stand
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def clocks(request: Signed) -> HttpResponse:
    """Every version that can hold here, with its source; what holds today is marked. Three queries."""
    area = area_of(request)
    require(request.actor, Act.SEE_COUNTS, area)
    stand(request, area, "needs:clocks")
    held = {row.pk for row in presets.in_force(codes.desk_of(area), local_date(request.now)).values()}
    rows = [row for row in presets.versions() if is_for(row, area) or codes.contains(area, row.area or area)]
    named = places.names({row.area for row in rows if row.area})
    order = {kind: at for at, kind in enumerate(Kind.values)}
    rows.sort(
        key=lambda row: (order.get(row.kind, 99), row.pk not in held, -row.effective_on.toordinal(), -row.version)
    )
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "clocks", "may_serve": serves(request, area),
        "rows": [(row, row.pk in held, named.get(row.area or 0, "")) for row in rows],
        "may_write": may(request.actor, Act.OPEN_ROUND, codes.desk_of(area)),
    }  # fmt: skip
    return render(request, "needs/clocks.html", context)


def new(request: Signed) -> HttpResponse:
    """Looked at first (`do=look`), written by the second button (`do=keep`)."""
    area = codes.desk_of(area_of(request))
    require(request.actor, Act.OPEN_ROUND, area)
    stand(request, area, "needs:clocks")
    row = _in_force(request, area)
    form = ClocksForm(request.POST or None, initial=_initial(request, row))
    seen = None
    if request.method == "POST" and form.is_valid():
        said = form.said(row.kind)
        try:
            if request.POST.get("do") == "keep":
                made = writing.write(by=request.actor, area=area, said=said, now=request.now)
                text = _("Version %(n)s is written. It holds from its day on.") % {"n": made.version}
                return say_done(request, text, to=address(reverse("needs:clocks"), area=area))
            seen = writing.preview(area, said, request.now)
        except Refusal as why:
            form.add_error(None, words(why))
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "clocks", "may_serve": serves(request, area),
        "form": form, "row": row, "seen": seen, "back": address(reverse("needs:clocks"), area=area),
    }  # fmt: skip
    return render(request, "needs/new_clocks.html", context, status=422 if form.errors else 200)


def _in_force(request: Signed, area: int) -> KindTerms:
    """The version of the kind in the address. Raises NotFound for what is no kind."""
    row = presets.in_force(area, local_date(request.now)).get(request.GET.get("kind", ""))
    if row is None:
        raise NotFound
    return row


def _initial(request: Signed, row: KindTerms) -> dict[str, object]:
    return {
        "starts_at": row.terms["starts_at"], "effective_on": local_date(request.now),
        "climb_minutes": " ".join(map(str, row.terms["climb_minutes"])),
        "due_minutes": " ".join(map(str, row.terms["due_minutes"])),
    }  # fmt: skip
