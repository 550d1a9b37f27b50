"""Abnormal pools: whom they ask, who was told, what is decided; and clusters of positives."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.coverage import rulings
from wanjia.coverage.models import Round
from wanjia.kernel.area import committee_of, compound_of
from wanjia.kernel.errors import Refusal
from wanjia.kernel.ids import part_of
from wanjia.labs import clusters, queries, services
from wanjia.labs.forms import ClusterForm
from wanjia.labs.models import Cluster, Lab, Recheck
from wanjia.labs.pages.access import stand
from wanjia.labs.wording import SCOPES, value_words
from wanjia.platform.access import Act, may, one_for
from wanjia.platform.pages import Signed, address, area_of, say_done, sees_people
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import Door, doors

CHANGED = "labs-changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a pool, with the door where they are; `is_sampled`: swabbed again, nothing reported."""

    row: Recheck
    door: Door | None
    is_sampled: bool
    compound: str


def rechecks(request: Signed) -> HttpResponse:
    """Pools with undecided people first. Names only for who may see people. Some eight queries."""
    area = area_of(request)
    stand(request, area)
    sees = sees_people(request, area)
    found = queries.pools(area, request.now)
    shown = [(pool, _lines(pool, sees)) for pool in found]
    context = {
        "area": area, "area_name": places.name_of(area), "pools": shown, "sees": sees,
        "unknown": _unknown(queries.unknown(area, request.now)),
        "may_decide": may(request.actor, Act.DECIDE, area),
        "waiting": queries.waiting_count(area), "clusters": _clusters(request, area),
        "may_tell": may(request.actor, Act.RECORD, area),
    }  # fmt: skip
    return render(request, "labs/rechecks.html", context)


def _unknown(found: Sequence[queries.Unknown]) -> list[tuple[queries.Unknown, str, str]]:
    """Each with where the swab was taken and what was found. Building 0: a committee's own desk."""
    at_levels = [(one.building_key, compound_of(one.building_key), committee_of(one.building_key)) for one in found]
    named = places.names({code for codes in at_levels for code in codes})
    rows = []
    for one, (building, compound, committee) in zip(found, at_levels, strict=True):
        at = [code for code in (compound, building) if named[code] != str(code)]
        where = " ".join(named[code] for code in at or [committee])
        rows.append((one, where, value_words(one.value, is_pool=one.is_pool)))
    return rows


def _lines(pool: queries.Pool, sees: bool) -> list[Line]:
    if not sees:
        return []
    found = doors("person", [row.subject_id for row in pool.people])
    named = places.names({compound_of(row.building_key) for row in pool.people})
    sampled: set[int] = set()
    for round_id in {row.round_id for row in pool.people if row.round_id}:
        subjects = [row.subject_id for row in pool.people if row.round_id == round_id]
        states = rulings.states_of(round_id, subjects)
        sampled |= {subject for subject, state in states.items() if state == "done"}
    return [
        Line(row, found.get(row.subject_id), row.subject_id in sampled, named[compound_of(row.building_key)])
        for row in pool.people
    ]


@require_POST
def told(request: Signed, subject: int, pool_id: UUID) -> HttpResponse:
    """The household knows."""
    services.note_told(by=request.actor, subject=subject, pool_id=pool_id, now=request.now)
    row = Recheck.objects.get(part=part_of(subject), subject_id=subject, pool_id=pool_id)
    to = address(reverse("labs:rechecks"), area=committee_of(row.building_key))
    return say_done(request, _("Noted: the household knows."), to=to, events=[CHANGED])


def _clusters(request: Signed, area: int) -> list[tuple[Cluster, str, str, bool]]:
    found = queries.clusters(area, request.now)
    labs = dict(Lab.objects.filter(id__in=[one.lab_id for one in found]).values_list("id", "name"))
    return [(one, str(SCOPES[one.scope]), labs.get(one.lab_id, ""), may(request.actor, Act.TRACE, one.part))
            for one in found]  # fmt: skip


def cluster(request: Signed, cluster_id: UUID) -> HttpResponse:
    """One cluster: what was counted, what would be usual, and the decision, by somebody outside the laboratory."""
    found = one_for(request.actor, Act.TRACE, Cluster.objects.filter(id=cluster_id), lambda it: it.part)
    stand(request, found.part)
    form = ClusterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            clusters.decide(by=request.actor, cluster_id=cluster_id, now=request.now, **form.cleaned_data)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            to = address(reverse("labs:rechecks"), area=found.part)
            return say_done(request, _("Decided, and kept with your name."), to=to)
    lab = Lab.objects.get(id=found.lab_id)
    context = {
        "area": found.part, "cluster": found, "scope": SCOPES[found.scope], "lab": lab, "form": form,
        "rounds": Round.objects.filter(obligation="recheck", area__in=found.parts, state=Round.State.OPEN),
        "places": [places.name_of(part) for part in found.parts],
    }  # fmt: skip
    return render(request, "labs/cluster.html", context, status=422 if form.errors else 200)
