"""The list of rounds, opening one, and the page of one round."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.coverage import pooling, presets, queries, services, signing
from wanjia.coverage.forms import OpenRoundForm, suggested
from wanjia.coverage.listing import Listed, inside, one_by_one, own
from wanjia.coverage.models import Obligation, Round
from wanjia.coverage.pages import board, wording
from wanjia.coverage.pages.access import may_here, round_here
from wanjia.coverage.pages.gap import gap_context
from wanjia.coverage.pages.ladder import ladder
from wanjia.coverage.touching import below, over
from wanjia.hot.opening import count_owed
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, ids_in, say_done, sees_people
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import NeedKind

_DRIFT = 100  # changes that the round's page counts; "100+" beyond


def rounds(request: Signed) -> HttpResponse:
    """Open rounds first, each with its gap; those of places inside the area together. Four queries and the frame.

    `?like=`: the rounds behind one line, each with its place. Raises NotFound for a round elsewhere.
    """
    area = request.area = area_of(request)
    like = _like(request, area)
    found = one_by_one(area, like, request.now) if like else [*own(area), *inside(area, request.now)]
    found.sort(key=lambda line: (not line.is_open, not like and -line.opens_at.timestamp()))
    named = places.names({line.round.area for line in found if line.is_inside and line.rounds == 1})
    context = {
        "area": area, "rows": [shown(line, named) for line in found], "may": may_here(request, area),
        "area_name": places.name_of(area), "like": like,
    }  # fmt: skip
    return render(request, "coverage/rounds.html", context)


def _like(request: Signed, area: int) -> Round | None:
    asked = request.GET.get("like", "")
    if not asked:
        return None
    found = Round.objects.filter(below(area), pk=int(asked) if asked.isdecimal() else 0).first()
    if found is None:
        raise NotFound
    return found


def shown(line: Listed, named: Mapping[int, str]) -> dict[str, object]:
    """A line in words. `named`: places of rounds inside the area."""
    obligation = line.round.obligation
    return {
        "line": line, "round": line.round, "tally": line.tally, "words": wording.words_of(obligation),
        "kind": wording.name_of(obligation), "unit": wording.unit_word(obligation),
        "place": named.get(line.round.area, "") if line.is_inside else "",
    }  # fmt: skip


def open_round(request: Signed) -> HttpResponse:
    """The form; with `preview` it counts who would be owed, with `open` it opens the round."""
    area = request.area = area_of(request)
    require(request.actor, Act.OPEN_ROUND, area)
    presets.ensure()
    form = OpenRoundForm(request.POST or None, now=request.now, initial=_suggested(request, area))
    context: dict[str, object] = {
        "area": area, "form": form, "area_name": places.name_of(area), "pool_hint": pooling.hint(area, request.now),
    }  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        if "open" in request.POST:
            return _open(request, form, area, context)
        context |= _preview(form, area)
    elif request.method == "POST":
        status = 422
    return render(request, "coverage/open_round.html", context, status=status)


def _open(request: Signed, form: OpenRoundForm, area: int, context: dict[str, object]) -> HttpResponse:
    try:
        opened = services.open_round(by=request.actor, asked=form.asked(area), now=request.now)
    except Refusal as why:
        return render(request, "coverage/open_round.html", context | {"refusal": words(why)}, status=422)
    text = _("“%(name)s” is open: %(n)s owed.") % {"name": opened.name, "n": opened.owed_at_opening}
    return say_done(request, text, to=address(reverse("coverage:round", args=[opened.pk]), area=area))


def _preview(form: OpenRoundForm, area: int) -> dict[str, object]:
    """How many would be owed if the round were opened now. One query."""
    asked = form.asked(area)
    obligation = form.cleaned_data["obligation"]
    draft = Round(obligation=obligation, population=asked.population.as_json(), frozen_at=form.now, area=area)
    counted = count_owed(span=codes.buildings_under(area), owed=services.owed_by(draft))
    return {"owed": counted, "unit": wording.unit_word(obligation), "due_at": asked.due_at}


def _suggested(request: HttpRequest, area: int) -> dict[str, object]:
    kinds = Obligation.objects.order_by("position")
    chosen = kinds.filter(pk=request.GET.get("obligation", "")).first() or kinds.first()
    if chosen is None:
        raise NotFound
    known = Round.objects.filter(over(area), obligation=chosen).count()
    return suggested(chosen, known + 1, request.now)  # type: ignore[attr-defined]


def show(request: Signed, pk: int) -> HttpResponse:
    """One round, in one area: identity, tree, tiles, gap, strangers, ladder."""
    try:
        round_, area = round_here(request, pk)
    except NotFound:
        if request.GET.get("area") and Round.objects.filter(pk=pk).exists():
            return HttpResponseRedirect(address(reverse("coverage:rounds"), area=area_of(request)))
        raise
    obligation = round_.obligation
    sees = sees_people(request, area)
    strangers = queries.strangers(round_, area) if sees else []
    context = {
        "round": round_, "area": area, "area_name": places.name_of(area), "kind": wording.name_of(obligation),
        "words": wording.words_of(obligation), "unit": wording.unit_word(obligation), "may": may_here(request, area),
        "tally": queries.tally(round_, area), "tree": board.tree(round_, area, request.actor, request.now),
        "compounds": board.compounds(round_, area, request.actor), "ladder": ladder(round_, area, request.actor),
        "links": _links(round_, area, sees), "strangers": strangers,
        "known": _known(strangers),
        "stranger_count": queries.stranger_count(round_, area), "changes": _changes(round_, area),
        "population": _population_words(round_), "may_cancel": may(request.actor, Act.OPEN_ROUND, round_.area),
        "poll": address(request.path, area=area),
    }  # fmt: skip
    return render(request, "coverage/round.html", context | gap_context(request, round_, area))


def _known(strangers: Sequence[queries.Stranger]) -> dict[int, tuple[str, Door]]:
    """Compound and door of those whom the register has: their card was read, the round owes them nothing."""
    found = doors("person", {one.subject_id for one in strangers if one.subject_id})
    named = places.names({codes.compound_of(door.building_key) for door in found.values()})
    return {person: (named[codes.compound_of(door.building_key)], door) for person, door in found.items()}


def _links(round_: Round, area: int, sees: bool) -> dict[str, str]:
    if not sees:
        return {}
    page = reverse("coverage:settled", args=[round_.pk])
    links = {state: address(page, area=area, state=state) for state in ("done", "excused", "released")}
    return links | {"open": "#gap"}


def _changes(round_: Round, area: int) -> int:
    """How far the register has moved away; only where a committee or less is shown, for its cost."""
    if codes.level_of(area) < Level.COMMITTEE or round_.state == Round.State.CANCELLED:
        return 0
    return len(services.moved(round_, area, _DRIFT))


def _population_words(round_: Round) -> str:
    """Who is owed, in one line."""
    stored = round_.population
    if services.is_named(round_):
        return _("those named when it was opened, and whoever was added")
    if round_.obligation.unit == "place":
        return _("every stairwell") if round_.obligation.of_stairwells else _("every shop and site")
    parts = [str(NeedKind(kind).label) for kind in stored.get("needs", [])]
    low, high = stored.get("min_age"), stored.get("max_age")
    if low is not None and high is not None:
        parts.append(_("aged %(low)s to %(high)s") % {"low": low, "high": high})
    elif low is not None:
        parts.append(_("aged %(low)s or more") % {"low": low})
    elif high is not None:
        parts.append(_("aged %(high)s or less") % {"high": high})
    if stored.get("empty_doors"):
        parts.append(_("empty flats too"))
    return _(", ").join(parts) if parts else _("everyone present")


def cancel(request: Signed, pk: int) -> HttpResponse:
    """Asks why, then ends a round that should not have been opened."""
    round_, area = round_here(request, pk)
    require(request.actor, Act.OPEN_ROUND, round_.area)
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        services.cancel_round(by=request.actor, round_=round_, reason=reason[:200], now=request.now)
        text = _("“%(name)s” is cancelled. What was recorded is kept.") % {"name": round_.name}
        return say_done(request, text, to=address(reverse("coverage:rounds"), area=area))
    context = {
        "round": round_,
        "area": area,
        "tally": queries.tally(round_, round_.area),
        "is_asked": request.method == "POST",
    }
    return render(request, "coverage/cancel.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def sign(request: Signed, pk: int) -> HttpResponse:
    """Puts the account's name under one or several areas. All or none."""
    round_, area = round_here(request, pk)
    areas = ids_in(request.POST, "sign")
    with transaction.atomic():
        for code in areas:
            signing.sign(by=request.actor, round_=round_, area=code, now=request.now)
    signed = places.name_of(areas[0]) if len(areas) == 1 else _("%(n)s buildings") % {"n": len(areas)}
    text = _("%(what)s signed off.") % {"what": signed}
    return say_done(request, text, to=address(reverse("coverage:round", args=[pk]), area=area) + "#sign")
