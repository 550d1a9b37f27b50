"""The ladder of one person: what was done, the next rung with its limit, 120, the outcome; the card for the crew."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.care import climbing, planning, queries, sealing, wording
from wanjia.care.models import Ladder, LadderStep
from wanjia.care.pages.access import ladder_here, person_here
from wanjia.care.rules import ladder as rules
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Actor
from wanjia.platform.pages import Signed, back_to, say_done
from wanjia.roster.doors import doors
from wanjia.roster.models import BuildingContact, Person

Sent = Mapping[str, Any]


@require_POST
def begin(request: Signed, person_id: int) -> HttpResponse:
    """Somebody was not heard of, whatever the list says."""
    person_here(request, person_id)
    held = climbing.begin_by_hand(by=request.actor, person_id=person_id, now=request.now)
    return say_done(request, _("The ladder begins."), to=reverse("care:ladder", args=[held.pk]))


def ladder(request: Signed, ladder_id: UUID) -> HttpResponse:
    """One ladder. `do` says what is done."""
    held = ladder_here(request, ladder_id)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise NotFound
        text = act(request.actor, held, request.POST, request.now)
        return say_done(request, text, to=back_to(request, reverse("care:ladder", args=[ladder_id])))
    return render(request, "care/ladder.html", _context(request, held))


def _context(request: Signed, held: Ladder) -> dict[str, object]:
    """Some ten queries."""
    row = queries.climbs_of([held], request.now)[0]
    steps = list(LadderStep.objects.filter(part=held.part, ladder=held).order_by("number"))
    said = climbing.steps_of(held)
    contacts = BuildingContact.objects.filter(building_key=held.building_key, until_on=None).order_by("role")
    return {
        "area": held.building_key, "ladder": held, "row": row, "door": row.door, "standing": row.standing,
        "steps": [(one, sealing.said(one.note_sealed, sealing.NOTE)) for one in steps],
        "tie": queries.ties_of([held.person_id]).get(held.person_id), "contacts": contacts,
        "helpers": queries.helpers_of(held.person_id), "signs": wording.SIGNS.items(),
        "todo": _todo(row.standing), "outcome_words": sealing.said(held.outcome_sealed, sealing.OUTCOME),
        "outcomes": [(one, wording.OUTCOMES[one]) for one in rules.OUTCOMES if rules.may_end(said, one)],
    }  # fmt: skip


def _todo(now: rules.Standing) -> list[str]:
    """The rungs that are still above."""
    at = rules.RUNGS.index(now.next) if now.next else len(rules.RUNGS)
    return list(rules.RUNGS[at + 1 :])


def _step(by: Actor, held: Ladder, sent: Sent, now: datetime) -> str:
    signs = tuple(sent.getlist("sign")) if isinstance(sent, QueryDict) else ()
    said = climbing.Said(
        sent.get("rung", ""), sent.get("result", ""), now, sent.get("note", ""), sent.get("who", ""), signs
    )
    made = climbing.step(by=by, ladder_id=held.pk, said=said, now=now)
    if made.result == rules.THREAT:
        return _("Life in danger: call 120 now. Nothing else is asked.")
    return _("Written down.")


def _call(by: Actor, held: Ladder, sent: Sent, now: datetime) -> str:
    signs = tuple(sent.getlist("sign")) if isinstance(sent, QueryDict) else ()
    said = climbing.Said(rules.AMBULANCE, rules.WENT, now, sent.get("note", ""), "", signs)
    climbing.step(by=by, ladder_id=held.pk, said=said, now=now)
    return _("120 was called. The time is kept, no result and no permission is asked.")


def _end(by: Actor, held: Ladder, sent: Sent, now: datetime) -> str:
    climbing.end(
        by=by, ladder_id=held.pk, outcome=sent.get("outcome", ""), note=sent.get("note", ""), now=now
    )  # fmt: skip
    return _("The outcome is written. The ladder ends.")


def _take(by: Actor, held: Ladder, _sent: Sent, now: datetime) -> str:
    climbing.take_over(by=by, ladder_id=held.pk, now=now)
    return _("You are in charge.")


_ACTS: dict[str, Callable[[Actor, Ladder, Sent, datetime], str]] = {
    "step": _step, "call": _call, "end": _end, "take": _take,
}  # fmt: skip


def card(request: Signed, person_id: int) -> HttpResponse:
    """One printable page for an ambulance crew: the whole name, history, medicine, last seen. Opening it is logged."""
    person = person_here(request, person_id)
    planning.note_read(request.actor, person, "care.read_card", request.now)
    held = Ladder.objects.filter(part=person.part, person_id=person.pk).order_by("-began_at").first()
    return render(request, "care/card.html", _card(person, held))


def _card(person: Person, held: Ladder | None) -> dict[str, object]:
    plans = planning.plans_of(person)
    steps = list(LadderStep.objects.filter(ladder=held).order_by("number")) if held else []
    return {
        "area": person.building_key, "person": person, "door": doors("person", [person.pk]).get(person.pk),
        "plan": planning.said_in(plans[0] if plans else None), "version": plans[0] if plans else None,
        "ladder": held, "found": steps[-1] if steps else None,
        "signs": [wording.SIGNS[sign] for step in steps for sign in step.signs if sign in wording.SIGNS],
        "steps": [(one, sealing.said(one.note_sealed, sealing.NOTE)) for one in steps],
    }  # fmt: skip
