"""Who had to go out: written down at the gate, the desk or on the telephone. Urgent medical need asks nobody."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.isolation import leaving, wording
from wanjia.isolation.models import Outing
from wanjia.isolation.pages.access import stand
from wanjia.isolation.rules.leaving import URGENT_MEDICAL
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, area_of, back_to, say_done
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.subjects import subject_for

_SHOWN_FOR = timedelta(days=14)


def outings(request: Signed) -> HttpResponse:
    """Urgent ones that nobody has read first, then the newest. Some six queries."""
    area = area_of(request)
    require(request.actor, Act.SEE_PEOPLE, area)
    stand(request, area)
    is_wide = codes.level_of(area) < Level.TOWN
    rows = [] if is_wide else leaving.outings(area, request.now - _SHOWN_FOR)
    at = doors("person", {row.person_id for row in rows if row.person_id})
    context = {
        "area": area, "area_name": places.name_of(area), "is_wide": is_wide,
        "is_inside": codes.level_of(area) >= Level.COMMITTEE,
        "rows": [(row, at.get(row.person_id or 0), wording.answer_words(row.how)) for row in rows],
        "nobody": codes.somewhere_in(codes.committee_of(area)) if codes.level_of(area) >= Level.COMMITTEE else 0,
    }  # fmt: skip
    return render(request, "isolation/outings.html", context)


@require_POST
def leave(request: Signed, person: int) -> HttpResponse:
    """Asks for one person. Urgent need is answered for anybody who stands at a gate, known here or not (trap 16)."""
    area = area_of(request)
    stand(request, area)
    why, channel = request.POST.get("why", ""), request.POST.get("channel", "")
    if channel not in Outing.Channel.values:
        channel = Outing.Channel.DESK
    if why != URGENT_MEDICAL:
        subject_for(request.actor, Act.SEE_PEOPLE, person)
    answer = leaving.may_leave(person, why, by=request.actor, now=request.now, place=area, channel=channel)
    to = back_to(request, address(reverse("isolation:outings"), area=area))
    return say_done(request, wording.answer_words(answer.how), to=to)


@require_POST
def seen(request: Signed, outing_id: UUID) -> HttpResponse:
    """Somebody takes care of it."""
    leaving.see(by=request.actor, outing_id=outing_id, now=request.now)
    to = back_to(request, reverse("isolation:outings"))
    return say_done(request, _("Read. You take care of it."), to=to)
