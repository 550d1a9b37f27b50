"""The certificate of release on A4: both languages, a code that verifies without a network."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.isolation import explaining, reading, releasing
from wanjia.isolation.explaining import Regime
from wanjia.isolation.models import Order
from wanjia.isolation.pages.access import order_here
from wanjia.isolation.refusals import NoCertificate
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.subjects import spot_of
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed
from wanjia.platform.qr import qr
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import Person
from wanjia.roster.subjects import find


def certificate(request: Signed, order_id: UUID) -> HttpResponse:
    """The paper of one order; the log keeps who printed it. Raises NoCertificate."""
    held = order_here(request, order_id)
    release = releasing.of(held.pk)
    if release is None or held.ended_at is None:
        raise NoCertificate
    committee = codes.committee_of(held.building_key)
    person = Person.objects.filter(part=held.part, id=held.subject_id).first()
    record(
        by=request.actor, act="isolation.print_release", area=committee, subject=f"{held.kind}:{held.subject_id}",
        now=request.now, detail={"order": str(held.pk)},
    )  # fmt: skip
    context = {
        "order": held, "release": release, "row": held.rule, "ended_on": local_date(held.ended_at),
        "name": person.name if person else "", "door": doors(held.kind, [held.subject_id]).get(held.subject_id),
        "compound": places.name_of(codes.compound_of(held.building_key)), "committee": places.name_of(committee),
        "code": qr(releasing.text_of(release, request.now)), "address": request.get_host(),
        "over": _still_over(held, local_date(request.now)), "area": held.building_key,
    }  # fmt: skip
    return render(request, "isolation/certificate.html", context)


def _still_over(held: Order, on: date) -> Regime | None:
    """The zone that still keeps the door in: the paper must not say more than it is worth."""
    subject = find(held.subject_id)
    spot = spot_of(subject) if subject else Spot(held.building_key)
    committee = codes.committee_of(held.building_key)
    zones = reading.zones_at(reading.zones_over(committee, on), spot)
    ground = reading.ground(committee, [held.building_key])
    found = (explaining.zone_regime(ground, zone, spot, on) for zone in zones)
    return next((one for one in found if one.standing.state in ("running", "held")), None)
