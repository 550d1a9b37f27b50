"""Care homes with their roster and inspections; people without an address and bereavements as cases."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.care import cases as cases_of
from wanjia.care import houses as houses_of
from wanjia.care import queries, sealing
from wanjia.care.houses import House, Looked
from wanjia.care.models import CareCase, Inspection, Institution, Lodger
from wanjia.care.pages.access import committee_asked, number, served_area, stand, uuid_in
from wanjia.care.refusals import DayWanted
from wanjia.care.rules.steps import STEPS
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, address, is_wide, say_done
from wanjia.roster import places

_SHOWN_FOR = timedelta(days=14)


def homes(request: Signed) -> HttpResponse:
    """The institutions of an area; one is written down where the area is a committee."""
    area = served_area(request, "care:homes")
    if request.method == "POST":
        said = House(
            request.POST.get("name", ""), request.POST.get("kind", ""), number(request, "beds") or 0,
            request.POST.get("address", ""), request.POST.get("manager", ""), request.POST.get("phone", ""),
            "is_closed" in request.POST,
        )  # fmt: skip
        made = houses_of.write(by=request.actor, committee=committee_asked(request), said=said, now=request.now)
        return say_done(request, _("Written down."), to=reverse("care:home", args=[made.pk]))
    context = {
        "area": area, "area_name": places.name_of(area), "rows": [] if is_wide(area) else queries.houses(area),
        "kinds": Institution.Kind.choices,
        "may_write": codes.level_of(area) >= Level.COMMITTEE and may(request.actor, Act.DECIDE, area),
    }  # fmt: skip
    return render(request, "care/homes.html", context)


def home(request: Signed, house_id: UUID) -> HttpResponse:
    """One institution: who is there, what was found. `do` says what is done."""
    held = houses_of.house_for(request.actor, Act.SERVE, house_id)
    stand(request, held.part, "care:homes")
    if request.method == "POST":
        return say_done(request, _house_act(request, held), to=reverse("care:home", args=[house_id]))
    lodgers = Lodger.objects.filter(part=held.part, institution=held, until_on=None).order_by("bed")
    context = {
        "area": held.part, "house": held, "ways": Inspection.Way.choices,
        "phone": sealing.said(held.phone_sealed, sealing.PHONE)[-4:],
        "lodgers": [
            (row, sealing.said(row.name_sealed, sealing.NAME), sealing.said(row.needs_sealed, sealing.NEEDS))
            for row in lodgers
        ],
        "looked": Inspection.objects.filter(part=held.part, institution=held).order_by("-at")[:20],
    }  # fmt: skip
    return render(request, "care/home.html", context)


def _house_act(request: Signed, held: Institution) -> str:
    sent, do, by, now = request.POST, request.POST.get("do"), request.actor, request.now
    if do == "take_in":
        houses_of.take_in(
            by=by, house_id=held.pk, name=sent.get("name", ""), born_on=_day(request, "born_on"),
            bed=sent.get("bed", ""), needs=sent.get("needs", ""), now=now,
        )  # fmt: skip
    elif do == "leave":
        houses_of.leave(by=by, lodger_id=uuid_in(sent.get("lodger", "")), now=now)
    elif do == "inspect":
        said = Looked(
            sent.get("way", ""), number(request, "counted") or 0, sent.get("found", ""), _day(request, "fix_by")
        )
        houses_of.inspect(by=by, house_id=held.pk, said=said, now=now)
    elif do == "put_right":
        houses_of.put_right(by=by, inspection_id=uuid_in(sent.get("inspection", "")), now=now)
    else:
        raise NotFound
    return _("Written down.")


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.POST.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as why:
        raise DayWanted from why


def cases(request: Signed) -> HttpResponse:
    """Open ones and those closed lately; a new one where the area is a committee."""
    area = served_area(request, "care:cases")
    if request.method == "POST":
        sent = request.POST
        made = cases_of.open_case(
            by=request.actor, committee=committee_asked(request), kind=sent.get("kind", ""), who=sent.get("who", ""),
            where=sent.get("where", ""), person_id=number(request, "person"), now=request.now,
        )  # fmt: skip
        return say_done(request, _("The case is open."), to=f"{address(reverse('care:cases'), area=area)}#c-{made.pk}")
    rows = [] if is_wide(area) else queries.cases(area, since=request.now - _SHOWN_FOR)
    context = {
        "area": area, "area_name": places.name_of(area), "rows": rows, "kinds": CareCase.Kind.choices, "steps": STEPS,
        "may_write": codes.level_of(area) >= Level.COMMITTEE,
    }  # fmt: skip
    return render(request, "care/cases.html", context)


def case(request: Signed, care_case_id: UUID) -> HttpResponse:
    """A step of a case, or its end."""
    held = cases_of.case_for(request.actor, care_case_id)
    if request.method == "POST":
        if request.POST.get("do") == "close":
            cases_of.close(by=request.actor, case_id=care_case_id, now=request.now)
        else:
            cases_of.do_step(
                by=request.actor, case_id=care_case_id, step=request.POST.get("step", ""),
                note=request.POST.get("note", ""), now=request.now,
            )  # fmt: skip
    to = f"{address(reverse('care:cases'), area=held.part)}#c-{care_case_id}"
    return say_done(request, _("Written down."), to=to)
