"""Publishing and replacing: one form in one column, beside it what a resident will read."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.kernel.errors import Refusal
from wanjia.notices import answering, queries, rules, services
from wanjia.notices.forms import NoticeForm, fresh, next_of
from wanjia.notices.models import Notice
from wanjia.notices.pages.standing import living, notice_here, uuid_from
from wanjia.notices.pages.wording import shown
from wanjia.notices.services import PUBLISH
from wanjia.platform.access import require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def new(request: Signed) -> HttpResponse:
    """For the area of the page. `preview` shows it, `publish` makes it known."""
    area = request.area = area_of(request)
    require(request.actor, PUBLISH, area)
    asked = request.GET.get("answers", "")
    claim = answering.claim_for(request.actor, uuid_from(asked)) if asked else None
    form = NoticeForm(request.POST or None, initial=fresh(request.now) | _kind(claim), claim=claim)
    return _page(request, form, area)


def _kind(claim: answering.Claim | None) -> dict[str, object]:
    """An answer is a notice, hardly ever a rule."""
    return {"kind": Notice.Kind.NOTICE} if claim else {}


def replace(request: Signed, notice_id: UUID) -> HttpResponse:
    """The next version of one."""
    before = notice_here(request, notice_id, PUBLISH)
    form = NoticeForm(request.POST or None, initial=next_of(before, request.now), before=before)
    return _page(request, form, before.area)


def _page(request: Signed, form: NoticeForm, area: int) -> HttpResponse:
    named = places.names([area])
    back = address(reverse("notices:notices"), area=area)
    context: dict[str, object] = {
        "form": form, "area_name": named[area], "before": form.before, "back": back, "people": living(area),
        "claim": form.claim,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        if "publish" in request.POST:
            return _publish(request, form, area, context)
        context |= _preview(request, form, area)
    return render(request, "notices/write.html", context, status=422 if form.errors else 200)


def _publish(request: Signed, form: NoticeForm, area: int, context: dict[str, object]) -> HttpResponse:
    try:
        made = _made(request, form, area)
    except Refusal as why:
        return render(request, "notices/write.html", context | {"refusal": words(why)}, status=why.status)
    to = address(reverse("notices:notices"), area=area)
    return say_done(request, _("Published: %(title)s") % {"title": made.title}, to=to)


def _made(request: Signed, form: NoticeForm, area: int) -> Notice:
    if form.before is not None:
        return services.replace(by=request.actor, notice=form.before, said=form.said(), now=request.now)
    return services.publish(by=request.actor, area=area, said=form.said(), now=request.now)


def _preview(request: Signed, form: NoticeForm, area: int) -> dict[str, object]:
    """What a resident will read, and which rule it takes the place of from its first moment on."""
    made = services.draft(request.actor, area, form.said(), request.now, replaces=form.before)
    moment = max(made.in_force_from, request.now)
    known = queries.reaching(area)
    old = rules.rule_for(known, area, moment) if made.kind == Notice.Kind.RULE else form.before
    holds = rules.rule_for([*known, made], area, moment)
    named = places.names({area, *(one.area for one in (old, holds) if one)})
    is_hidden = made.kind == Notice.Kind.RULE and holds is not None and holds.pk != made.pk
    return {
        "preview": shown(made, named, request.now),
        "instead": shown(old, named, request.now) if old and not is_hidden else None,
        "stays": shown(holds, named, request.now) if holds and is_hidden else None,
    }  # fmt: skip
