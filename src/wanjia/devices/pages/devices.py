"""The list of phones, one phone with its log, and what is done with it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.coverage.models import Round
from wanjia.devices import queries, services
from wanjia.devices.forms import ExtendForm, ReasonForm, shift_end
from wanjia.devices.models import Device
from wanjia.devices.pages import wording
from wanjia.devices.rules import State
from wanjia.devices.standing import known
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, one_for, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places

_DO = {"wipe": services.ask_wipe, "end": services.end}


def area_here(request: Signed) -> int:
    """The area that is asked for, where the account lets phones in."""
    area = request.area = area_of(request)
    require(request.actor, Act.INVITE, area)
    return area


def list_(request: Signed) -> HttpResponse:
    """What needs somebody first: silent, then short, then working. Seven queries and the frame."""
    area = area_here(request)
    found = queries.lines(area, request.now)
    invited = queries.invitations(area, request.now)
    named = places.names({line.device.place for line in found} | {one.place for one in invited})
    sites = known.names({task.site for task in (*(line.device for line in found), *invited) if task.site})
    context = {
        "area_name": places.name_of(area), "rows": [wording.shown(line, named, sites, request.now) for line in found],
        "silent": sum(line.state is State.SILENT for line in found), "missing": sum(line.missing for line in found),
        "out": sum(not line.is_over for line in found),
        "invitations": [(one, wording.stands(one, sites) or named.get(one.place, "")) for one in invited],
        "poll": address(request.path, area=area),
    }  # fmt: skip
    return render(request, "devices/list.html", context)


def device_here(request: Signed, device_id: UUID) -> Device:
    """A phone of the actor's areas; the breadcrumb stands at its committee. Raises NotFound, NotAllowed."""
    rows = Device.objects.select_related("account", "invitation").filter(pk=device_id)
    device = one_for(request.actor, Act.INVITE, rows, lambda it: it.part)
    request.area = device.part
    return device


def show(request: Signed, device_id: UUID) -> HttpResponse:
    """One phone: what it made, what is missing, what is odd. Thirteen queries and the frame."""
    device = device_here(request, device_id)
    named = places.names({*device.areas, device.place, *map(codes.compound_of, _buildings(device))})
    line = queries.line(device, request.now)
    parts = queries.parts(device)
    context = {
        "device": device, "line": line,
        "shown": wording.shown(line, named, known.names([device.site] if device.site else []), request.now),
        "title": wording.number_words(device), "skew": wording.skew_words(device),
        "areas": _(", ").join(_full(code, named) for code in device.areas[:12]),
        "more_areas": max(0, len(device.areas) - 12), "round": Round.objects.filter(pk=device.round_id or 0).first(),
        "parts": [(part, wording.numbers(part.missing)) for part in parts],
        "flags": [(wording.FLAGS.get(mark, mark), n) for mark, n in sorted(queries.flags(device).items())],
        "is_held": device.wiped_at is None and device.ended_at is None,
    }  # fmt: skip
    return render(request, "devices/device.html", context)


def _buildings(device: Device) -> list[int]:
    return [code for code in device.areas if codes.level_of(code) == codes.Level.BUILDING]


def _full(code: int, named: dict[int, str]) -> str:
    """A building with its compound: numbers repeat."""
    if codes.level_of(code) != codes.Level.BUILDING:
        return named[code]
    return f"{named.get(codes.compound_of(code), '')} {named[code]}".strip()


def act(request: Signed, device_id: UUID, what: str) -> HttpResponse:
    """Asks why, says what follows, then has the phone wiped, ended or kept longer."""
    device = device_here(request, device_id)
    form = _form(request, device, what)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, device, what, form)
        except Refusal as why:
            refusal = words(why)
    context = {
        "device": device, "line": queries.line(device, request.now), "what": what, "form": form, "refusal": refusal,
        "title": _TITLES[what](), "number": wording.number_words(device),
    }  # fmt: skip
    return render(request, "devices/act.html", context, status=422 if request.method == "POST" else 200)


def _form(request: Signed, device: Device, what: str) -> ReasonForm:
    if what == "extend":
        here = clock.local(device.ends_at)
        later = {"ends_on": here.date(), "ends_time": here.time()} if here > request.now else shift_end(request.now)
        return ExtendForm(request.POST or None, what=what, initial=later)
    if what not in _DO:
        raise NotFound
    return ReasonForm(request.POST or None, what=what)


def _done(request: Signed, device: Device, what: str, form: ReasonForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    if isinstance(form, ExtendForm):
        services.extend(
            by=request.actor, device_id=device.pk, ends_at=form.ends_at(), reason=reason, now=request.now
        )  # fmt: skip
    else:
        _DO[what](by=request.actor, device_id=device.pk, reason=reason, now=request.now)
    return say_done(request, _SAID[what](device), to=reverse("devices:device", args=[device.pk]))


_TITLES = {
    "wipe": lambda: _("Have the phone erased"),
    "end": lambda: _("End the phone's key"),
    "extend": lambda: _("Another end of the shift"),
}
_SAID = {
    "wipe": lambda device: _("Asked: phone %(n)s erases itself when it is heard of next.") % {"n": device.number},
    "end": lambda device: _("The key of phone %(n)s is over.") % {"n": device.number},
    "extend": lambda device: _("The shift of phone %(n)s has a new end.") % {"n": device.number},
}
