"""Inviting a phone: the form, the code on screen and on paper, and taking an invitation back."""

from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.coverage import queries as coverage
from wanjia.devices import inviting, queries
from wanjia.devices.forms import AT_SITES, InviteForm, shift_end
from wanjia.devices.models import Invitation, Kind
from wanjia.devices.pages.devices import area_here
from wanjia.devices.pages.wording import labels, number_words, stands
from wanjia.devices.standing import known
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Act, one_for
from wanjia.platform.pages import Signed, address, outside_address, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def invite(request: Signed) -> HttpResponse:
    """The form, filled as far as can be guessed. Wider than a committee it first asks for one."""
    area = area_here(request)
    if codes.level_of(area) < Level.COMMITTEE:
        below = [(code, name) for code, name in places.names(places.children(area)).items()]
        return render(request, "devices/choose.html", {"below": below, "area_name": places.name_of(area)})
    form = _form(request, area)
    if request.method == "POST" and form.is_valid():
        try:
            made = inviting.invite(by=request.actor, asked=form.asked(), now=request.now)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            text = _("Invitation for “%(label)s” made.") % {"label": made.label}
            return say_done(request, text, to=reverse("devices:invitation", args=[made.pk]))
    context = {
        "form": form, "area_name": places.name_of(area), "groups": _groups(form), "kind": form.chosen,
        "at_site": form.chosen in AT_SITES, "area": area,
    }  # fmt: skip
    return render(request, "devices/invite.html", context, status=422 if form.errors else 200)


def _form(request: Signed, area: int) -> InviteForm:
    """What the address says goes before what is usual: a site's page brings its post, another kind what was typed."""
    committee = codes.committee_of(area)
    rounds = coverage.open_rounds([committee], request.now)
    likely = max(rounds, key=lambda round_: round_.owed_at_opening, default=None)  # tables are put up for that one
    initial: dict[str, object] = {"areas": [area], "round": likely.pk if likely else 0} | shift_end(
        request.now, likely.due_at if likely else None
    )
    asked: dict[str, object] = {name: request.GET[name] for name in InviteForm.base_fields if request.GET.get(name)}
    if "areas" in asked:
        asked["areas"] = [int(code) for code in request.GET.getlist("areas") if code.isdecimal()]
    return InviteForm(
        request.POST or None, now=request.now, rounds=[(str(round_.pk), round_.name) for round_ in rounds],
        areas=_areas(request, committee), sites=known.sites(committee), labels=labels(committee, request.now),
        posts=[(code, str(name)) for code, name in known.posts.items()],
        carers=known.carers(committee, request.now), initial=initial | {"post": "queue"} | asked,
    )  # fmt: skip


def _areas(request: Signed, committee: int) -> list[tuple[str, str]]:
    """The committee, its compounds, their buildings: those of the actor's own area. In the order of their codes."""
    compounds = places.children(committee)
    below = [code for compound in compounds for code in (compound, *places.children(compound))]
    mine = [code for code in [committee, *below] if any(codes.contains(s.area, code) for s in request.actor.scopes)]
    named = places.names(mine)
    return [(str(code), named[code]) for code in mine]


def _groups(form: InviteForm) -> list[dict[str, object]]:
    """The boxes by compound: a head that takes all of it, then its buildings."""
    groups: list[dict[str, object]] = []
    for box in form["areas"]:
        code = int(box.data["value"])
        if codes.level_of(code) <= Level.COMPOUND or not groups:
            groups.append({"head": box, "boxes": []})
        else:
            groups[-1]["boxes"].append(box)  # type: ignore[attr-defined]
    return groups


def invitation_here(request: Signed, invitation_id: UUID) -> Invitation:
    """An invitation of the actor's areas. Raises NotFound, NotAllowed."""
    invitation = one_for(request.actor, Act.INVITE, Invitation.objects.filter(pk=invitation_id), lambda it: it.part)
    request.area = invitation.part
    return invitation


def show(request: Signed, invitation_id: UUID) -> HttpResponse:
    """The code to scan from the screen, and the same page on A4. Nothing to scan once it is over."""
    invitation = invitation_here(request, invitation_id)
    is_open = invitation.cancelled_at is None and invitation.ends_at > request.now and invitation.uses_left > 0
    code = inviting.code_of(invitation, request.now) if is_open else ""
    link = _link(request, code) if code else ""
    sites = known.names([invitation.site] if invitation.site else [])
    context = {
        "invitation": invitation, "is_open": is_open, "link": link, "qr": _qr(link or code) if code else "",
        "kind": Kind(invitation.kind).label, "area_name": places.name_of(invitation.part),
        "place": stands(invitation, sites) or places.name_of(invitation.place), "areas": _list_words(invitation),
        "app": request.build_absolute_uri(reverse("field:app")),
        "devices": [(device, number_words(device)) for device in queries.taken_up(invitation)],
    }  # fmt: skip
    return render(request, "devices/invitation.html", context)


def _list_words(invitation: Invitation) -> str:
    """The buildings that it carries, by name, where it is for some; empty for a whole committee or compound."""
    chosen = [code for code in invitation.areas if codes.level_of(code) == Level.BUILDING]
    named = places.names({*chosen, *map(codes.compound_of, chosen)})
    return _(", ").join(f"{named[codes.compound_of(code)]} {named[code]}" for code in chosen)


def _link(request: Signed, code: str) -> str:
    """What a phone's own camera opens; empty where the host is this machine alone."""
    app = outside_address(request, reverse("field:app"))
    return f"{app}#{code}" if app else ""


def _qr(text: str) -> SafeString:
    """A drawing of the code; a bare code fits the alphanumeric mode."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True, svgclass="qr-code")
    return mark_safe(drawn)  # noqa: S308  drawn by us from our own code


@require_POST
def cancel(request: Signed, invitation_id: UUID) -> HttpResponse:
    """Nobody comes in by it any more."""
    invitation = invitation_here(request, invitation_id)
    inviting.cancel(by=request.actor, invitation_id=invitation.pk, now=request.now)
    text = _("Invitation for “%(label)s” cancelled.") % {"label": invitation.label}
    return say_done(request, text, to=address(reverse("devices:list"), area=invitation.part))
