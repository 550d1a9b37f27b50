"""The gap of a round, door by door, and what can be done about one person or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.coverage import desk, queries, rulings
from wanjia.coverage.models import Attempt, Round
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.access import may_here, round_here
from wanjia.coverage.refusals import NotOwed
from wanjia.coverage.rules import OPEN, REASONS
from wanjia.coverage.rulings import Ruling
from wanjia.hot.proofs import sheets_of
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import PAGE, Signed, address, back_to, ids_in, say_done, sees_people
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.reveal import reveal

CHANGED = "coverage-changed"  # the page's lists reload when they hear it
DECISIONS = ("excuse", "release", "explain", "reopen")
_CALLS = ("reached", "no_answer", "wrong_number", "later")
_VISITS = ("nobody_home", "asleep", "refused", "away", "moved", "at_home")


@dataclass(frozen=True, slots=True)
class Row:
    """One open target with its door; the door is None when the register does not have it any more."""

    target: queries.Target
    door: Door | None
    tried: str  # the last outcome in words
    explained: str


@dataclass(frozen=True, slots=True)
class Stair:
    """The rows behind one stair of one building, in walking order."""

    name: str
    rows: tuple[Row, ...]


def gap_context(request: Signed, round_: Round, area: int) -> dict[str, object]:
    """The first rows after `?after=building-position`. Five or six queries; none for who may not see names."""
    context: dict[str, object] = {"sees_people": sees_people(request, area), "gap_name": places.name_of(area)}
    if not context["sees_people"]:
        return context
    targets = queries.gap(round_, area, limit=PAGE + 1, after=_after(request))
    shown = targets[:PAGE]
    last = shown[-1] if len(targets) > PAGE else None
    cursor = f"{last.building_key}-{last.position}" if last else ""
    rows = [_row(target, door) for target, door in _with_doors(round_, shown)]
    return context | {"stairs": _stairs(rows, area), "cursor": cursor, "is_later": bool(request.GET.get("after"))}


def _after(request: Signed) -> tuple[int, int] | None:
    building, _dash, position = request.GET.get("after", "").partition("-")
    return (int(building), int(position)) if building.isdecimal() and position.isdecimal() else None


def _with_doors(round_: Round, targets: Sequence[queries.Target]) -> list[tuple[queries.Target, Door | None]]:
    found = doors(round_.obligation.unit, [target.subject_id for target in targets])
    return [(target, found.get(target.subject_id)) for target in targets]


def _row(target: queries.Target, door: Door | None) -> Row:
    tried = str(Attempt.Outcome(target.last_outcome).label) if target.last_outcome else ""
    explained = str(wording.REASONS.get(target.explained, target.explained)) if target.explained else ""
    return Row(target, door, tried, explained)


def _stairs(rows: Sequence[Row], area: int) -> list[Stair]:
    """Groups neighbours; the compound is named only where more than one is shown."""
    keys = {row.target.building_key for row in rows}
    named = places.names({*keys, *map(codes.compound_of, keys)})
    is_wide = codes.level_of(area) < Level.COMPOUND
    groups = groupby(rows, key=lambda row: (row.target.building_key, row.door.stair if row.door else 0))
    return [
        Stair(_stair_name(key, stair, list_, named, is_wide), tuple(list_))
        for (key, stair), group in groups
        if (list_ := list(group))
    ]


def _stair_name(key: int, stair: int, rows: Sequence[Row], named: dict[int, str], is_wide: bool) -> str:
    name = f"{named[codes.compound_of(key)]} {named[key]}" if is_wide else named[key]
    door = rows[0].door
    if door is None or door.stairs < 2:
        return name
    return _("%(building)s, stair %(stair)s") % {"building": name, "stair": stair}


def gap(request: Signed, pk: int) -> HttpResponse:
    """The list alone, for reloading in place; as a page the round's own."""
    round_, area = round_here(request, pk)
    context = {
        "round": round_, "area": area, "words": wording.words_of(round_.obligation), "may": may_here(request, area),
        "tally": queries.tally(round_, area), "unit": wording.unit_word(round_.obligation),
    }  # fmt: skip
    return render(request, "coverage/_gap.html", context | gap_context(request, round_, area))


def target(request: Signed, pk: int, subject: int) -> HttpResponse:
    """One person, household or place: the door, what was tried, what can be done. In place or as a page."""
    round_, area = round_here(request, pk)
    context = _one(request, round_, subject) | {"area": area}
    template = "coverage/_target.html" if request.headers.get("HX-Request") else "coverage/target.html"
    return render(request, template, context)


def _one(request: Signed, round_: Round, subject: int) -> dict[str, object]:
    sheet = sheets_of(round_.pk, [subject]).get(subject)
    if sheet is None:
        raise NotOwed(subjects=[str(subject)])
    require(request.actor, Act.SEE_PEOPLE, sheet[1])
    tried = queries.attempts(round_, [subject]).get(subject, [])
    may = may_here(request, sheet[1])
    return {
        "round": round_, "subject": subject, "door": doors(round_.obligation.unit, [subject]).get(subject),
        "place": places.name_of(codes.compound_of(sheet[1])),
        "state": rulings.states_of(round_.pk, [subject])[subject], "is_open": round_.state == Round.State.OPEN,
        "tried": [(attempt, Attempt.Outcome(attempt.outcome).label) for attempt in reversed(tried)],
        "history": queries.history(round_, subject), "may": may, "record_word": wording.record_word(round_.obligation),
        "visits": [(value, Attempt.Outcome(value).label) for value in _VISITS],
        "calls": [(value, Attempt.Outcome(value).label) for value in _CALLS],
        "acts": [act_of(kind, round_) for kind in ("excuse", "release", "explain")] if may["decide"] else [],
        "back": request.GET.get("back", ""), "words": wording.words_of(round_.obligation),
    }  # fmt: skip


def act_of(kind: str, round_: Round) -> dict[str, object]:
    """A decision as a dialog offers it: what it is called, what it means, the reasons to choose from."""
    words = wording.words_of(round_.obligation)
    texts = {
        "excuse": (words["excused"], _("Still ours, need not be reached in this round.")),
        "release": (words["released"], _("No longer ours. Leaves the round, stays in the register.")),
        "explain": (
            _("Explain"),
            _("Stays not reached, with your name under the reason. Then the building can be signed."),
        ),
        "reopen": (_("Open again"), _("Is owed again. Signatures above end.")),
    }
    name, means = texts[kind]
    return {
        "kind": kind,
        "name": name,
        "means": means,
        "reasons": [(reason.value, wording.REASONS[reason]) for reason in REASONS[kind]],
    }


@require_POST
def call(request: Signed, pk: int, subject: int) -> HttpResponse:
    """Shows the telephone whole, with a line in the log, and asks how the call went."""
    round_, area = round_here(request, pk)
    context = _one(request, round_, subject) | {"area": area}
    door = context["door"]
    person = door.person_id if isinstance(door, Door) else None
    reason = _("call, %(round)s") % {"round": round_.name}
    if person is None:
        raise NotOwed(subjects=[str(subject)])
    context["phones"] = reveal(by=request.actor, person_id=person, field="phones", reason=reason, now=request.now)
    template = "coverage/_call.html" if request.headers.get("HX-Request") else "coverage/target.html"
    return render(request, template, context)


@require_POST
def settle(request: Signed, pk: int) -> HttpResponse:
    """`do` is done, an attempt with its outcome, or a decision with its reason, about every `subject` ticked."""
    round_, area = round_here(request, pk)
    subjects = ids_in(request.POST, "subject")
    to = back_to(request, address(reverse("coverage:round", args=[pk]), area=area) + "#gap")
    do = request.POST.get("do", "")
    if not subjects:
        return say_done(request, _("Tick somebody first."), to=to)
    if do == "done":
        return _record(request, round_, subjects, to)
    if do == "attempt":
        return _attempt(request, round_, subjects[0], to)
    if do in DECISIONS:
        return _decide(request, round_, do, subjects, to)
    raise NotOwed(subjects=[])


def _record(request: Signed, round_: Round, subjects: list[int], to: str) -> HttpResponse:
    desk.record_by_hand(by=request.actor, round_=round_, subjects=subjects, now=request.now)
    done = wording.words_of(round_.obligation)["done"]
    text = _("Recorded as %(done)s: %(who)s") % {"done": done, "who": _who(round_, subjects)}
    return say_done(request, text, to=to, undo=_undo(request, round_, subjects), events=[CHANGED])


def _attempt(request: Signed, round_: Round, subject: int, to: str) -> HttpResponse:
    visit = desk.Visit(subject, request.POST.get("outcome", ""), request.POST.get("note", "").strip())
    desk.note_attempt(by=request.actor, round_=round_, visit=visit, now=request.now)
    outcome = Attempt.Outcome(visit.outcome).label
    return say_done(
        request,
        _("Noted: %(who)s, %(what)s") % {"who": _who(round_, [subject]), "what": outcome},
        to=to,
        events=[CHANGED],
    )


def _decide(request: Signed, round_: Round, kind: str, subjects: list[int], to: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    if not reason:
        return _ask(request, round_, kind, subjects, to)
    ruling = Ruling(round_, subjects, reason, request.POST.get("note", "").strip()[:200])
    {"excuse": rulings.excuse, "release": rulings.release, "explain": rulings.explain, "reopen": rulings.reopen}[kind](
        by=request.actor, ruling=ruling, now=request.now
    )
    undo = _undo(request, round_, subjects) if kind in ("excuse", "release") else ""
    text = _("%(what)s: %(who)s, %(why)s") % {
        "what": act_of(kind, round_)["name"], "who": _who(round_, subjects), "why": wording.REASONS[reason],
    }  # fmt: skip
    return say_done(request, text, to=to, undo=undo, events=[CHANGED])


def _ask(request: Signed, round_: Round, kind: str, subjects: list[int], to: str) -> HttpResponse:
    """The dialog as a page of its own, for several at once and where no script runs."""
    context = {
        "round": round_, "act": act_of(kind, round_), "subjects": subjects, "who": _who(round_, subjects), "back": to,
        "area": request.area,
    }  # fmt: skip
    return render(request, "coverage/decide.html", context)


def decide(request: Signed, pk: int, subject: int, kind: str) -> HttpResponse:
    """The same for one, reached by a link."""
    if kind not in DECISIONS:
        raise NotFound
    round_, area = round_here(request, pk)
    _one(request, round_, subject)
    require(request.actor, Act.DECIDE, area)
    return _ask(request, round_, kind, [subject], address(reverse("coverage:round", args=[pk]), area=area) + "#gap")


def _undo(request: Signed, round_: Round, subjects: Sequence[int]) -> str:
    """The address that takes it back; empty where the account may not."""
    sheets = sheets_of(round_.pk, subjects)
    if not all(may(request.actor, Act.DECIDE, key) for _part, key in sheets.values()):
        return ""
    area = request.area
    return address(
        reverse("coverage:undo", args=[round_.pk]), area=area, subject=[str(subject) for subject in subjects]
    )


@require_POST
def undo(request: Signed, pk: int) -> HttpResponse:
    """Opens again what was just recorded or decided; kept in the log as a mistake."""
    round_, area = round_here(request, pk, Act.DECIDE)
    subjects = ids_in(request.GET, "subject")
    states = rulings.states_of(pk, subjects)
    settled = [subject for subject in subjects if states[subject] != OPEN]
    if settled:
        rulings.reopen(by=request.actor, ruling=Ruling(round_, settled, "mistake"), now=request.now)
    to = back_to(request, address(reverse("coverage:round", args=[pk]), area=area))
    return say_done(request, _("Taken back: %(who)s") % {"who": _who(round_, subjects)}, to=to, events=[CHANGED])


def _who(round_: Round, subjects: Sequence[int]) -> str:
    """One by door and name, several by their number."""
    if len(subjects) != 1:
        unit = round_.obligation.unit
        text = {
            "person": ngettext("%(n)s person", "%(n)s people", len(subjects)),
            "household": ngettext("%(n)s household", "%(n)s households", len(subjects)),
            "place": ngettext("%(n)s place", "%(n)s places", len(subjects)),
        }[unit]
        return text % {"n": len(subjects)}
    door = doors(round_.obligation.unit, subjects).get(subjects[0])
    return f"{door.building}{door.room} {door.name}".strip() if door else _("1 person")
