"""Numbers by quota: who has which number and hour, double claims, handing out."""

from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_of, say_done
from wanjia.roster.doors import doors
from wanjia.supplies import claiming, queries
from wanjia.supplies.claiming import ClaimSaid, QuotaSaid
from wanjia.supplies.forms import QuotaForm
from wanjia.supplies.models import Claim, Quota
from wanjia.supplies.pages.access import base, frame, home_said, one_of, stand, written
from wanjia.supplies.rules import quotas as rules


def quotas(request: Signed) -> HttpResponse:
    area, context = base(request, "supplies:quotas")
    rows = claiming.quota_list(area)
    claims = Claim.objects.filter(quota_id__in=[row.pk for row in rows], withdrawn_at=None)
    counted = claims.order_by().values_list("quota_id").annotate(Count("id"), Count("taken_at"))
    sums = {quota_id: (given, taken) for quota_id, given, taken in counted}
    context["rows"] = [(row, *sums.get(row.pk, (0, 0)), row.total // row.each) for row in rows]
    return render(request, "supplies/quotas.html", context)


def new_quota(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:quotas")
    form = QuotaForm(request.POST or None, rows={"good": queries.goods(area)})

    def keep() -> Quota:
        said = QuotaSaid(**dict(form.cleaned_data, place=area, good=form.chosen("good")))
        return claiming.open_quota(by=request.actor, said=said, now=request.now)

    return written(request, area, form, keep, title=_("Open a quota"), to="supplies:quotas",
                   done=_("Open for registration."))  # fmt: skip


def quota(request: Signed, quota_id: UUID) -> HttpResponse:
    """Every number, and the ones that share a household, a document or a telephone."""
    row = _here(request, quota_id)
    claims = list(Claim.objects.filter(part=row.part, quota=row).order_by("-number"))
    at = doors("household", [one.household_id for one in claims])
    numbers = {one.pk: one.number for one in claims}
    found = rules.groups(claiming.claimed(row))
    standing = [one for one in claims if one.withdrawn_at is None]
    context = frame(request, row.place) | {
        "quota": row, "claims": [(one, at.get(one.household_id)) for one in claims],
        "doubles": [(kind, [numbers[id_] for id_ in ids]) for kind, ids in found], "n_claims": len(standing),
        "n_taken": sum(one.taken_at is not None for one in standing),
        "n_waiting": sum(one.taken_at is None for one in standing), "most": row.total // row.each,
        "is_open": row.opens_at <= request.now <= row.closes_at,
    }  # fmt: skip
    return render(request, "supplies/quota.html", context)


@require_POST
def claim(request: Signed, quota_id: UUID) -> HttpResponse:
    """The next number for a door. From a paper list it is kept whatever it says."""
    row = _here(request, quota_id)
    sent = request.POST
    said = ClaimSaid(home_said(row.place, sent.get("door", "")), sent.get("document", ""), sent.get("phone", ""))
    give = claiming.note_claim if sent.get("from") == "paper" else claiming.claim
    made = give(by=request.actor, quota=row, said=said, now=request.now)
    told = _("Number %(number)s, %(at)s, %(shop)s.") % {
        "number": made.number, "at": local(made.slot_at).strftime("%m-%d %H:%M"), "shop": row.shop,
    }  # fmt: skip
    return say_done(request, told, to=reverse("supplies:quota", args=[row.pk]))


@require_POST
def settle_claim(request: Signed, claim_id: UUID) -> HttpResponse:
    row = claiming.claim_for(request.actor, claim_id, Act.SERVE)
    to = reverse("supplies:quota", args=[row.quota_id])
    if one_of(request, "do", "taken", "withdraw") == "taken":
        claiming.hand_out(by=request.actor, claim_=row, now=request.now)
        return say_done(request, _("Handed out."), to=to)
    claiming.withdraw(by=request.actor, claim_=row, now=request.now)
    return say_done(request, _("The number is given back."), to=to)


def _here(request: Signed, quota_id: UUID) -> Quota:
    row = claiming.quota_for(request.actor, quota_id, Act.SERVE)
    stand(request, codes.desk_of(row.place), "supplies:quotas")
    return row
