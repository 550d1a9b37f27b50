"""How the register moved away from the frozen round, what people decided, and who is no longer open."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.coverage import queries, rulings, services
from wanjia.coverage.models import Decision
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.access import may_here, round_here
from wanjia.coverage.rules import REASONS
from wanjia.coverage.rulings import Ruling
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act
from wanjia.platform.pages import PAGE, Signed, address, ids_in, say_done
from wanjia.roster import places
from wanjia.roster.doors import doors

_MOST = 200
_STATES = ("done", "excused", "released")


def changes(request: Signed, pk: int) -> HttpResponse:
    """Who arrived and who left since the round was frozen; a POST adds or releases those that are ticked."""
    round_, area = round_here(request, pk, Act.SEE_PEOPLE)
    if request.method == "POST":
        return _amend(request, pk, area)
    moved = services.moved(round_, area, _MOST)
    found = doors(round_.obligation.unit, [subject for subject, _key, _way in moved])
    named = places.names({codes.compound_of(key) for _subject, key, _way in moved})
    groups = [
        {
            "way": way, "kind": kind, "reasons": [(reason.value, wording.REASONS[reason]) for reason in REASONS[kind]],
            "rows": [
                (subject, named[codes.compound_of(key)], found.get(subject))
                for subject, key, how in moved if how == way
            ],
        }
        for way, kind in (("arrived", "add"), ("left", "release"))
    ]  # fmt: skip
    context = {
        "round": round_, "area": area, "groups": groups, "is_cut": len(moved) == _MOST, "most": _MOST,
        "may": may_here(request, area), "area_name": places.name_of(area),
    }  # fmt: skip
    return render(request, "coverage/changes.html", context)


def _amend(request: Signed, pk: int, area: int) -> HttpResponse:
    round_, _area = round_here(request, pk, Act.SEE_PEOPLE)
    subjects, do = ids_in(request.POST, "subject"), request.POST.get("do", "")
    to = address(reverse("coverage:changes", args=[pk]), area=area)
    if do not in ("add", "release") or not subjects:
        return say_done(request, _("Tick somebody first."), to=to)
    ruling = Ruling(round_, subjects, request.POST.get("reason", ""), request.POST.get("note", "").strip()[:200])
    if do == "add":
        changed = len(rulings.add(by=request.actor, ruling=ruling, now=request.now))
        return say_done(request, _("%(n)s added to the round.") % {"n": changed}, to=to)
    rulings.release(by=request.actor, ruling=ruling, now=request.now)
    return say_done(request, _("%(n)s released from the round.") % {"n": len(subjects)}, to=to)


def decisions(request: Signed, pk: int) -> HttpResponse:
    """Every decision in the area, newest first, with its reason and its person."""
    round_, area = round_here(request, pk, Act.SEE_PEOPLE)
    made = queries.decisions(round_, area, limit=_MOST)
    found = doors(round_.obligation.unit, {decision.subject_id for decision in made})
    named = places.names({codes.compound_of(decision.building_key) for decision in made})
    rows = [
        {
            "decision": decision, "kind": Decision.Kind(decision.kind).label, "door": found.get(decision.subject_id),
            "compound": named[codes.compound_of(decision.building_key)],
            "reason": wording.REASONS.get(decision.reason, decision.reason),
        }
        for decision in made
    ]  # fmt: skip
    context = {"round": round_, "area": area, "rows": rows, "is_cut": len(made) == _MOST, "most": _MOST}
    return render(request, "coverage/decisions.html", context)


def settled(request: Signed, pk: int) -> HttpResponse:
    """Who is done, excused or released, with doors; each can be opened again."""
    round_, area = round_here(request, pk, Act.SEE_PEOPLE)
    state = request.GET.get("state", "done")
    if state not in _STATES:
        raise NotFound
    building, _dash, subject = request.GET.get("after", "").partition("-")
    after = (int(building), int(subject)) if building.isdecimal() and subject.isdecimal() else (0, 0)
    found = queries.settled(round_, area, state, limit=PAGE + 1, after=after)
    shown = found[:PAGE]
    at = doors(round_.obligation.unit, [one.subject_id for one in shown])
    named = places.names({codes.compound_of(one.building_key) for one in shown})
    rows = [
        {"one": one, "door": at.get(one.subject_id), "compound": named[codes.compound_of(one.building_key)],
         "reason": wording.REASONS.get(one.reason, "")}
        for one in shown
    ]  # fmt: skip
    words, counted = wording.words_of(round_.obligation), queries.tally(round_, area)
    context = {
        "round": round_, "area": area, "rows": rows, "state": state, "words": words, "tally": counted,
        "tabs": [(name, words[name], getattr(counted, name)) for name in _STATES], "may": may_here(request, area),
        "cursor": f"{shown[-1].building_key}-{shown[-1].subject_id}" if len(found) > PAGE else "",
    }  # fmt: skip
    return render(request, "coverage/settled.html", context)
