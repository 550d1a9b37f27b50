"""Rows of imports that a person decides, one at a time: the same person, somebody new, or nobody."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, address, area_of
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.doubts import values_of
from wanjia.roster.importing.field_words import FIELD_WORDS
from wanjia.roster.importing.outcome import shown
from wanjia.roster.importing.problems import KINDS
from wanjia.roster.importing.services import Choice, resolve_doubt
from wanjia.roster.models import Doubt, ImportBatch
from wanjia.roster.pages.standing import stand

_DOOR = ("compound", "building", "stair", "room")
TYPED = {  # what can be typed instead of the file's, by what is the matter
    "id_digits_lost": ("document",), "name_differs": ("document", "name"), "door_unclear": _DOOR, "no_room": ("room",),
    "compound_unclear": _DOOR, "twice_in_file": _DOOR, "lives_elsewhere": _DOOR,
}  # fmt: skip


@never_cache
def doubts(request: Signed) -> HttpResponse:
    """The next one that waits in the area, and how many there are. `?skip=` passes over some for now."""
    area = area_of(request)
    require(request.actor, Act.IMPORT, area)
    stand(request, area)
    waiting = Doubt.objects.filter(part__range=codes.codes_under(area), resolved_at=None)
    skipped = int(request.GET.get("skip", "0")) if request.GET.get("skip", "0").isdecimal() else 0
    count = waiting.count()
    doubt = waiting.order_by("batch_id", "row", "id")[skipped : skipped + 1].first() if count else None
    context: dict[str, object] = {"count": count, "where": places.name_of(area), "skipped": skipped, "doubt": doubt}
    if doubt is not None:
        record(by=request.actor, act="import.read_doubt", area=doubt.part, subject=str(doubt.id), now=request.now)
        context |= _context(doubt) | {"next": skipped + 1 if skipped + 1 < count else None}
    return render(request, "roster/doubts.html", context)


def _context(doubt: Doubt, typed: dict[str, str] | None = None) -> dict[str, object]:
    values = values_of(doubt)
    known = doors("person", doubt.candidates)
    named = places.names(codes.compound_of(door.building_key) for door in known.values())
    asked = TYPED.get(doubt.code, ())
    said = [(word, _shown(name, values[name])) for name, word in FIELD_WORDS.items() if name in values]
    return {
        "batch": ImportBatch.objects.filter(pk=doubt.batch_id).first(), "kind": KINDS[doubt.code],
        "said": [(word, text) for word, text in said if text and text != "0"],  # 0: a flag that is not set
        "candidates": [(door, named[codes.compound_of(door.building_key)]) for door in known.values()],
        "typed": [(name, FIELD_WORDS[name], (typed or {}).get(name, _start(name, values))) for name in asked],
        "is_two": doubt.code == "two_people",
    }  # fmt: skip


def _shown(name: str, cells: list[object]) -> str:
    """What the file says; numbers masked, names whole: somebody has to tell two people apart."""
    said = [cell_words(cell) if name in ("name", "head_name") else shown(name, cell) for cell in cells if cell != ""]
    return ", ".join(filter(None, said))


def _start(name: str, values: dict[str, list[object]]) -> str:
    """What the field of a correction begins with: never a number."""
    return "" if name == "document" else _shown(name, values.get(name, []))


@require_POST
def decide(request: Signed, part: int, doubt_id: UUID) -> HttpResponse:
    """One answer; a row that can't be entered like that comes back with the reason."""
    doubt = one_for(request.actor, Act.IMPORT, Doubt.objects.filter(part=part, id=doubt_id), lambda it: it.part)
    stand(request, doubt.part)
    choice, _space, person = request.POST.get("choice", "").partition(" ")
    if choice not in list(Choice):
        raise NotFound
    typed = {name: request.POST.get(name, "").strip() for name in TYPED.get(doubt.code, ())}
    corrections = {name: text for name, text in typed.items() if text or name == "document"}
    try:
        resolve_doubt(
            doubt, by=request.actor, choice=choice, now=request.now, corrections=corrections,
            person_id=int(person) if person.isdecimal() else None,
        )  # fmt: skip
    except Refusal as why:
        context = {
            "count": 1,
            "skipped": 0,
            "doubt": doubt,
            "failure": words(why),
            "where": places.name_of(part),
            "next": None,
        }
        return render(request, "roster/doubts.html", context | _context(doubt, typed), status=422)
    messages.success(request, _("Row %(row)s is decided.") % {"row": doubt.row})
    return redirect(address(reverse("roster:doubts"), area=request.POST.get("area", "")))
