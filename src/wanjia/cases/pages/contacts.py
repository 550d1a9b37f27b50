"""The queue of contacts that wait for a person, and the one tap that decides."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.cases import contacts as deciding
from wanjia.cases import looking, queries, reading
from wanjia.cases.models import Contact
from wanjia.cases.pages.access import stand
from wanjia.cases.refusals import WhyWanted
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, require
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, area_of, back_to, say_done
from wanjia.roster import places


def contacts(request: Signed) -> HttpResponse:
    """Those without a decision, the nearest clock first."""
    area = area_of(request)
    require(request.actor, Act.TRACE, area)
    stand(request, area)
    is_wide = codes.level_of(area) < Level.TOWN
    lines = [] if is_wide else queries.undecided(area, request.now)
    context = {
        "area": area, "area_name": places.name_of(area), "contacts": lines, "is_wide": is_wide,
        "declined": Contact.Declined.choices[:4], "late": sum(line.due_at <= request.now for line in lines),
    }  # fmt: skip
    return render(request, "cases/contacts.html", context)


@require_POST
def decide(request: Signed, contact_id: UUID) -> HttpResponse:
    """One decision: `decision` with `reason` where it is no; `review` after a withdrawal; `show` for sealed words."""
    sent = request.POST
    contact = looking.contact_for_reading(request.actor, contact_id)
    back = back_to(request, reverse("cases:case", args=[contact.case_id]))
    if sent.get("do") == "show":
        return _show(request, contact, back)
    if sent.get("review"):
        deciding.close_review(by=request.actor, contact_id=contact_id, stays=sent["review"] == "stays", now=request.now)
        return say_done(request, _("Looked at again."), to=back)
    made = deciding.decide(
        by=request.actor, contact_id=contact_id, decision=sent.get("decision", ""), reason=sent.get("reason", ""),
        words=sent.get("words", ""), now=request.now,
    )  # fmt: skip
    text = _("No contact. Written down.")
    if made.decision != Contact.Decision.DECLINED:
        text = _("Judged. An order is drafted; a second person confirms it.") if made.order else _("Judged.")
    return say_done(request, text, to=back)


def _show(request: Signed, contact: Contact, back: str) -> HttpResponse:
    """Somebody who is not in the register, unsealed: with a reason and a line in the log."""
    require(request.actor, Act.REVEAL, contact.case.building_key)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise WhyWanted
    record(
        by=request.actor, act="contact.reveal", area=codes.committee_of(contact.case.building_key),
        subject=f"case:{contact.case_id}", reason=reason, now=request.now, detail={"contact": str(contact.pk)},
    )  # fmt: skip
    stand(request, contact.case.building_key)
    name, phone, where = reading.stranger(contact)
    context = {"contact": contact, "name": name, "phone": phone, "where": where, "back": back}
    return render(request, "cases/stranger.html", context)
