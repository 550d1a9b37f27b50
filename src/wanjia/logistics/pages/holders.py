"""Couriers and depots: who works in the area, what they hold now, adding one and ending one."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.errors import Refusal
from wanjia.logistics import holding, queries
from wanjia.logistics.forms import HolderForm
from wanjia.logistics.models import Holder
from wanjia.logistics.pages.access import holder_here, stand
from wanjia.logistics.viewing import BoxView
from wanjia.platform.access import Act, may, require
from wanjia.platform.models import Grant, Role
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places


@dataclass(frozen=True, slots=True)
class Row:
    """One holder with the boxes in this hand."""

    holder: Holder
    boxes: tuple[BoxView, ...]
    is_ours: bool  # may be ended here


def holders(request: Signed) -> HttpResponse:
    """Who works in the area, and the form for another."""
    area = area_of(request)
    require(request.actor, Act.CUSTODY, area)
    stand(request, area)
    edits = may(request.actor, Act.EDIT_REGISTER, area)
    form = HolderForm(request.POST or None, accounts=_couriers(area)) if edits else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = holding.keep_holder(by=request.actor, area=area, said=form.said(), now=request.now)
        except Refusal as why:
            form.add_error("phone", words(why))
        else:
            said = _("%(name)s works here now.") % {"name": made}
            return say_done(request, said, to=address(reverse("logistics:holders"), area=area))
    if request.method == "POST" and form is None:
        require(request.actor, Act.EDIT_REGISTER, area)
    rows = [
        Row(holder, tuple(queries.boxes_with(holder, request.now)),
            holder.kind != Holder.Kind.LAB and may(request.actor, Act.EDIT_REGISTER, holder.area))
        for holder in queries.holders_in(area)
    ]  # fmt: skip
    context = {"area": area, "area_name": places.name_of(area), "rows": rows, "form": form}
    return render(request, "logistics/holders.html", context, status=422 if form is not None and form.errors else 200)


def _couriers(area: int) -> list[tuple[int, str]]:
    """Accounts with a courier's role over the area. One query."""
    grants = Grant.objects.filter(role=Role.COURIER).select_related("account").order_by("account_id")
    found = {
        grant.account_id: grant.account.name for grant in grants
        if codes.contains(grant.area, area) or codes.contains(area, grant.area)
    }  # fmt: skip
    return sorted(found.items(), key=lambda pair: pair[1])


@require_POST
def close_holder(request: Signed, holder_id: UUID) -> HttpResponse:
    """Works no more here."""
    holder = holder_here(request, holder_id, Act.EDIT_REGISTER)
    stand(request, holder.area)
    holding.close_holder(by=request.actor, holder=holder, now=request.now)
    said = _("%(name)s works no more here.") % {"name": holder}
    return say_done(request, said, to=address(reverse("logistics:holders"), area=holder.area))
