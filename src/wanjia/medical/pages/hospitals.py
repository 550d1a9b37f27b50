"""The board of hospitals: departments open or closed since when, the wait for 120, cars and what to fall back on."""

from collections.abc import Callable
from datetime import time
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.kernel.errors import NotFound
from wanjia.medical import falling_back
from wanjia.medical import hospitals as houses
from wanjia.medical.hospitals import House, Wheels
from wanjia.medical.models import Department, Hospital
from wanjia.medical.pages.access import hour_from, number, stand, uuid_from
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.roster.pages.numbers import Dial


def hospitals(request: Signed) -> HttpResponse:
    """For everybody who may see counts. `do` says what is written. Some eight queries."""
    area = area_of(request)
    stand(request, area, "medical:hospitals")
    if request.method == "POST":
        do = _DO.get(request.POST.get("do", ""))
        if do is None:
            raise NotFound
        return say_done(request, do(request, area), to=address(reverse("medical:hospitals"), area=area))
    rows = houses.for_area(area)
    named = places.names({code for row in rows for code in row.paired})
    context = {
        "area": area, "area_name": places.name_of(area), "may_write": may(request.actor, Act.DECIDE, area),
        "may_serve": may(request.actor, Act.SERVE, area), "waits": houses.waits(area, request.now),
        "rows": [(row, [named.get(code, str(code)) for code in row.paired], _departments(row)) for row in rows],
        "cars": houses.cars_for(area, with_out=True), "kinds": Department.Kind.choices,
        "statuses": Hospital.Status.choices,
    }  # fmt: skip
    return render(request, "medical/hospitals.html", context)


def _departments(row: Hospital) -> list[Department]:
    """The emergency department first: it is what is asked for at night."""
    return sorted(row.departments.all(), key=lambda one: (one.kind != Department.Kind.EMERGENCY, one.kind))


def call_driver(request: Signed, car_id: UUID) -> HttpResponse:
    """Leaves a line in the log, then dials."""
    area = area_of(request)
    return Dial(falling_back.phone_of(by=request.actor, area=area, car_id=car_id, now=request.now))


def _status(request: Signed, _area: int) -> str:
    sent = request.POST
    houses.set_status(
        by=request.actor, hospital_id=uuid_from(sent.get("hospital", "")), status=sent.get("status", ""),
        note=sent.get("note", ""), now=request.now,
    )  # fmt: skip
    return _("Written down.")


def _department(request: Signed, _area: int) -> str:
    sent = request.POST
    houses.set_department(
        by=request.actor, department_id=uuid_from(sent.get("department", "")), is_open=sent.get("open") == "1",
        note=sent.get("note", ""), now=request.now,
    )  # fmt: skip
    return _("Written down.")


def _wait(request: Signed, area: int) -> str:
    """An empty field is no wait; "nobody answered" has its own button. Raises NumberWanted."""
    minutes = None if request.POST.get("nobody") else number(request, "minutes")
    houses.note_wait(by=request.actor, area=area, minutes=minutes, now=request.now)
    return _("Written down.")


def _car(request: Signed, area: int) -> str:
    sent = request.POST
    said = Wheels(
        sent.get("plate", ""), number(request, "seats"), sent.get("driver", ""), sent.get("phone", "")[:30],
        "takes_wheelchairs" in sent, number(request, "stretchers"), _hour(sent.get("opens", "")),
        _hour(sent.get("closes", "")), "is_fallback" in sent,
    )  # fmt: skip
    houses.write_car(by=request.actor, area=area, said=said, now=request.now)
    return _("Written down.")


def _hour(text: str) -> time | None:
    return hour_from(text) if text else None


def _out(request: Signed, area: int) -> str:
    sent = request.POST
    n = falling_back.fell_out(
        by=request.actor, area=area, car_id=uuid_from(sent.get("car", "")), reason=sent.get("reason", ""),
        now=request.now,
    )  # fmt: skip
    return ngettext("%(n)s trip has no car now.", "%(n)s trips have no car now.", n) % {"n": n}


def _back(request: Signed, area: int) -> str:
    falling_back.drives_again(
        by=request.actor, area=area, car_id=uuid_from(request.POST.get("car", "")), now=request.now
    )  # fmt: skip
    return _("It drives again.")


def _hospital(request: Signed, area: int) -> str:
    sent = request.POST
    said = House(
        sent.get("name", ""), sent.get("address", ""), sent.get("line", ""), sent.get("contact", ""),
        (area,) if "paired" in sent else (),
    )  # fmt: skip
    hours = {kind: sent.get(f"h-{kind}", "").strip() for kind in Department.Kind.values}
    houses.write(
        by=request.actor, area=area, said=said, departments={k: h for k, h in hours.items() if h}, now=request.now
    )  # fmt: skip
    return _("Written down.")


_DO: dict[str, Callable[[Signed, int], str]] = {
    "status": _status, "department": _department, "wait": _wait, "car": _car, "out": _out, "back": _back,
    "hospital": _hospital,
}  # fmt: skip
