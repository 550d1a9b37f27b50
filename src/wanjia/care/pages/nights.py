"""The night: who is on duty, whose equipment must not stop, what was handed over in the morning."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.care import nights, tending
from wanjia.care.models import NightDuty
from wanjia.care.nights import Duty
from wanjia.care.pages.access import committee_asked, hour_in, stand
from wanjia.care.refusals import DayWanted, HourWanted
from wanjia.care.rules.nights import ENDS, STARTS
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import LOCAL
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places

Sent = Mapping[str, Any]


def night(request: Signed) -> HttpResponse:
    """One committee's night and its roster; above it, which committees have nobody. Some thirty queries."""
    area = area_of(request)
    is_one = codes.level_of(area) >= Level.COMMITTEE
    whole = codes.committee_of(area) if is_one else area
    require(request.actor, Act.SERVE, whole)
    stand(request, whole, "care:night")
    if request.method == "POST":
        committee = committee_asked(request)
        nights.write(by=request.actor, committee=committee, said=_duty(request.POST), now=request.now)
        return say_done(request, _("On the roster."), to=address(reverse("care:night"), area=committee))
    context = {"area": whole, "area_name": places.name_of(whole), "is_one": is_one}
    return render(request, "care/night.html", context | (_committee if is_one else _below)(request, whole))


def _committee(request: Signed, committee: int) -> dict[str, object]:
    roster = nights.roster(committee, request.now)
    decides = may(request.actor, Act.DECIDE, committee)
    return {
        "tonight": roster[0], "ahead": roster[1:], "before": nights.before(committee, request.now),
        "people": nights.depending(committee, request.now), "is_alarm": nights.is_alarm(committee, request.now),
        "may_decide": decides, "carers": tending.carers(committee, request.now) if decides else [],
        "days": [one.hours.starts for one in roster], "starts": STARTS, "ends": ENDS,
    }  # fmt: skip


def _below(request: Signed, area: int) -> dict[str, object]:
    return {"unmanned": [(one, places.name_of(one)) for one in nights.unmanned(area, request.now)]}


def _duty(sent: Sent) -> Duty:
    starts, ends = hour_in(sent.get("from", "")), hour_in(sent.get("until", ""))
    try:
        day = date.fromisoformat(sent.get("night", ""))
    except ValueError as why:
        raise DayWanted from why
    if starts is None or ends is None:
        raise HourWanted
    begins = datetime.combine(day + timedelta(days=starts < ENDS), starts, LOCAL)  # 2:00 belongs to the night before
    over = datetime.combine(begins.date() + timedelta(days=ends <= starts), ends, LOCAL)
    account = str(sent.get("account", ""))
    return Duty(
        begins, over, sent.get("name", ""), sent.get("phone", ""), sent.get("backup", ""), sent.get("backup_phone", ""),
        int(account) if account.isdecimal() and len(account) < 19 else None,
    )  # fmt: skip


@require_POST
def duty(request: Signed, duty_id: UUID) -> HttpResponse:
    """What is done about one person's hours; `call` shows both numbers whole and leaves a line."""
    held = nights.duty_for(request.actor, Act.SERVE, duty_id)
    stand(request, held.part, "care:night")
    back = address(reverse("care:night"), area=held.part)
    if request.POST.get("do") == "call":
        numbers = nights.reveal(
            by=request.actor, duty_id=duty_id, reason=request.POST.get("reason", ""), now=request.now
        )
        context = {"area": held.part, "numbers": [one for one in numbers if one], "back": back}
        return render(request, "care/number.html", context)
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise NotFound
    return say_done(request, act(request.actor, held, request.POST, request.now), to=back)


def _hand(by: Actor, held: NightDuty, sent: Sent, now: datetime) -> str:
    nights.hand_over(by=by, duty_id=held.pk, to=sent.get("to", ""), note=sent.get("note", ""), now=now)
    return _("The night is handed over.")


def _drop(by: Actor, held: NightDuty, _sent: Sent, now: datetime) -> str:
    nights.drop(by=by, duty_id=held.pk, now=now)
    return _("Off the roster.")


_ACTS: dict[str, Callable[[Actor, NightDuty, Sent, datetime], str]] = {"hand": _hand, "drop": _drop}
