"""Several rounds at once: the answer as figures by area, and names in walking order where they may be seen."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wanjia.coverage.comparing.answer import Answer, Below, answer
from wanjia.coverage.comparing.discretion import below_for, require_discretion
from wanjia.coverage.comparing.names import Line, lines, states
from wanjia.coverage.comparing.question import Asked, Question, Wish, question
from wanjia.coverage.models import Round
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.access import may_here
from wanjia.coverage.pages.asking import Said, form, link
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, may
from wanjia.platform.audit import record
from wanjia.platform.pages import PAGE, Signed, area_of, sees_people
from wanjia.platform.wording import number
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import NeedKind

_GLYPH = {Wish.MISSED: "open", Wish.DONE: "done", Wish.UNDONE: ""}
_NOT_LISTED: Promise = gettext_lazy("not on the list")


def compare(request: Signed) -> HttpResponse:
    """`?ask=missed-12&ask=done-11&need=…&min_age=…`: the form alone without `ask`. The whole page, also for HTMX."""
    area = request.area = area_of(request)
    said = Said.of(request.GET)
    context: dict[str, object] = {"area": area, "area_name": places.name_of(area), **form(said, area)}
    status = 200
    try:
        if said.wishes:
            asked = question(said.wishes, area, needs=said.needs, min_age=said.min_age)
            context |= _answered(request, said, asked, area)
    except NotFound:
        raise
    except Refusal as why:
        context["refusal"], status = words(why), why.status
    return render(request, "coverage/compare.html", context, status=status)


def _answered(request: Signed, said: Said, asked: Question, area: int) -> dict[str, object]:
    require_discretion(request.actor, asked, area)
    found = answer(asked, area, request.now)
    below = below_for(request.actor, asked, found, area)
    is_small, sees = codes.level_of(area) >= Level.COMMITTEE, sees_people(request, area)
    context: dict[str, object] = {
        "answer": found, "figure": _figure(asked.unit, found.count),
        "unit": wording.unit_word(asked.asked[0].round.obligation), "sees_people": sees,
        "is_small": is_small, "sentence": [(_GLYPH[e.wish], _word(e), e.round.name) for e in asked.asked],
        "only": _only(asked), "below": _below(said, below, area), "up": _up(request, said, area),
        "may": may_here(request, area), "owed_word": wording.words_of(asked.asked[0].round.obligation)["owed"],
    }  # fmt: skip
    return context | _names(request, said, asked, found) if is_small and sees and found.count else context


def _word(each: Asked) -> str:
    if each.wish is Wish.UNDONE:
        return _("not done")
    return wording.words_of(each.round.obligation)["open" if each.wish is Wish.MISSED else "done"]


def _figure(unit: str, n: int) -> str:
    """12 people, 1 household, nobody."""
    if not n:
        return _("Nobody")
    text = {
        "person": ngettext("%(n)s person", "%(n)s people", n),
        "household": ngettext("%(n)s household", "%(n)s households", n),
        "place": ngettext("%(n)s place", "%(n)s places", n),
    }[unit]
    return text % {"n": number(n)}


def _only(asked: Question) -> list[str]:
    """Whom of the people found, as chips: needs are alternatives."""
    needs = _(" or ").join(str(NeedKind(kind).label) for kind in asked.needs)
    age = "" if asked.min_age is None else _("aged %(low)s or more") % {"low": asked.min_age}
    return [word for word in (needs, age) if word]


def _below(said: Said, below: Sequence[Below], area: int) -> list[dict[str, object]]:
    """The areas one step below with somebody in them, the most first. Nothing below a building."""
    rows = sorted((one for one in below if one.count), key=lambda one: (-one.count, one.area))
    named = places.names(one.area for one in rows)
    return [
        {
            "name": named[row.area], "link": link(row.area, said), "count": row.count, "owed": row.owed,
            "per_thousand": f"{1000 * row.count / row.owed:.1f}" if row.owed else "",
        }
        for row in rows if row.area != area
    ]  # fmt: skip


def _up(request: Signed, said: Said, area: int) -> tuple[str, str] | None:
    """The same question one step wider, for who may see it: (name, link)."""
    wider = codes.parent_of(area)
    if wider is None or not may(request.actor, Act.SEE_COUNTS, wider):
        return None
    return places.name_of(wider), link(wider, said)


def _names(request: Signed, said: Said, asked: Question, found: Answer) -> dict[str, object]:
    """The next rows in walking order, with a line in the log: whoever opens the page has read them."""
    area = request.area or 0
    every = [line for line in lines(asked, found) if line[:3] > said.after]
    shown = every[:PAGE]
    record(
        by=request.actor, act="round.read_gap", area=codes.desk_of(area), subject=f"round:{asked.round_ids[0]}",
        now=request.now, detail={"rounds": asked.round_ids, "people": len(shown)},
    )  # fmt: skip
    last = "-".join(map(str, shown[-1][:3])) if len(every) > PAGE else ""
    return {
        "houses": _houses(asked, shown, area), "next": link(area, said, after=last) + "#names" if last else "",
        "start": link(area, said) + "#names" if said.after else "",
    }  # fmt: skip


def _houses(asked: Question, shown: Sequence[Line], area: int) -> list[tuple[str, list[dict[str, object]]]]:
    """Building by building; the compound is named where more than one is shown."""
    subjects, keys = [line.subject_id for line in shown], {line.building_key for line in shown}
    at, fates = doors(asked.unit, subjects), states(asked, subjects)
    named = places.names({*keys, *map(codes.compound_of, keys)})
    is_wide = codes.level_of(area) < Level.COMPOUND
    return [
        (
            f"{named[codes.compound_of(key)]} {named[key]}" if is_wide else named[key],
            [
                {
                    "subject": line.subject_id, "door": at.get(line.subject_id),
                    "round": asked.asked[line.asked_at].round, "fates": _fates(asked, fates[line.subject_id]),
                }
                for line in group
            ],
        )
        for key, group in groupby(shown, key=lambda line: line.building_key)
    ]  # fmt: skip


def _fates(asked: Question, states_: Sequence[str]) -> list[tuple[str, str, Round]]:
    """What became of one person in each round: (state, word, round), the newest round first."""
    told: list[tuple[str, str, Round]] = []
    for each, state in zip(asked.asked, states_, strict=True):
        by_state: Mapping[str, str] = wording.words_of(each.round.obligation)
        told.append((state, by_state[state] if state else str(_NOT_LISTED), each.round))
    return told
