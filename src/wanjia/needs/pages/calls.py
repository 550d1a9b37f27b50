"""Taking a need down in a minute: danger to life first, then who, what, how urgent."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import Refusal
from wanjia.needs import finding, presets, wording
from wanjia.needs.models import Kind, Urgency, Way
from wanjia.needs.pages.access import desk_here, hour_promised, is_wide, number_from
from wanjia.needs.placing import Doors
from wanjia.needs.rules.mentions import mentions, plain
from wanjia.needs.services import Said, open_ticket
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed
from wanjia.platform.words import words
from wanjia.roster import places

WAYS = (Way.CALL, Way.VISIT, Way.CHAT)


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form holds, as typed: nothing is lost when it comes back with a question."""

    q: str = ""
    who: str = ""
    where: str = ""
    kind: str = ""
    urgency: str = ""
    way: str = Way.CALL
    text: str = ""
    caller: str = ""
    phone: str = ""
    life: tuple[str, ...] = ()
    called_120: bool = False
    call: str = ""
    call_at: str = ""
    own: dict[str, str] = field(default_factory=dict)


def new(request: Signed) -> HttpResponse:
    """GET shows the form; POST opens the ticket, or shows what is missing with everything as it was typed."""
    area = desk_here(request, "needs:new")
    if request.method != "POST":
        return _form(request, area, _begun(request))
    sent = _sent(request)
    if request.POST.get("find"):
        return _form(request, area, sent)
    try:
        said = _said(area, sent, hour_promised(request.POST, request.now))
        ticket = open_ticket(by=request.actor, said=said, now=request.now)
    except Refusal as why:
        return _form(request, area, sent, words(why))
    return HttpResponseRedirect(reverse("needs:ticket", args=[ticket.id]))


@require_POST
def find(request: Signed) -> HttpResponse:
    """The people behind a telephone's end, a room or a name, to be chosen. A piece of the form."""
    area = desk_here(request, "needs:new")
    require(request.actor, Act.SEE_PEOPLE, area)
    q = request.POST.get("q", "").strip()[:40]
    hits = finding.callers(area, q, local_date(request.now))
    return render(request, "needs/_callers.html", {"hits": hits, "q": q, "who": request.POST.get("who", "")})


def _begun(request: HttpRequest) -> Sent:
    """What the address that opened the form says already."""
    asked = request.GET
    kind = asked.get("kind", "")
    return Sent(q=asked.get("q", "")[:40], who=asked.get("who", ""), kind=kind if kind in Kind.values else "")


def _sent(request: HttpRequest) -> Sent:
    sent = request.POST
    own = {name: next((one for one in sent.getlist(f"f_{name}") if one.strip()), "") for name in wording.FIELDS}
    return Sent(
        sent.get("q", "")[:40], sent.get("who", ""), sent.get("where", "")[:40], sent.get("kind", ""),
        sent.get("urgency", ""), sent.get("way", Way.CALL), sent.get("text", "")[:600], sent.get("caller", "")[:40],
        sent.get("phone", "")[:30], tuple(sent.getlist("life")), bool(sent.get("called_120")),
        sent.get("call", "")[:5], sent.get("call_at", "")[:5], own,
    )  # fmt: skip


def _said(area: int, sent: Sent, call_by: datetime | None) -> Said:
    """One answer of the first questions makes it a matter of life, whatever else was chosen."""
    is_life = bool(sent.life) or sent.kind == Kind.LIFE
    asked = [str(words_) for code, words_ in wording.LIFE_QUESTIONS if code in sent.life]
    text = _("; ").join(filter(None, [*asked, sent.text.strip()]))
    household, person = _who(sent.who)
    key, room, household = (area, "", household) if household else _where(area, sent.where)
    kind = Kind.LIFE.value if is_life else sent.kind
    wanted = {name: told for name, told in sent.own.items() if told and name in _fields().get(kind, ())}
    return Said(
        key, kind, text, number_from(sent.urgency, Urgency.GREEN), sent.way if sent.way in WAYS else Way.CALL,
        household, person, room, sent.caller, sent.phone, wanted, sent.called_120, call_by,
    )  # fmt: skip


def _who(text: str) -> tuple[int, int]:
    """`household:person`, as the list of callers sends it."""
    household, _colon, person = text.partition(":")
    return number_from(household, 0), number_from(person, 0)


def _where(area: int, text: str) -> tuple[int, str, int]:
    """The building, the room and the household that were typed; where the building is not found, the words stay in the
    room."""
    if codes.level_of(area) < codes.Level.COMMITTEE:
        return area, text, 0
    door = next(iter(mentions(plain(text))), None)
    if door is None:
        at = area if codes.level_of(area) == codes.Level.BUILDING else codes.committee_of(area)
        return at, plain(text), 0
    spot = Doors(area).find(door.building, door.room)
    is_found = codes.has_building(spot.building_key)
    return spot.building_key, door.room if is_found else plain(text), spot.household_id


def _fields() -> dict[str, tuple[str, ...]]:
    return {row["kind"]: tuple(row["terms"]["fields"]) for row in presets.shipped()}


def _form(request: Signed, area: int, sent: Sent, refusal: str = "") -> HttpResponse:
    hits = finding.callers(area, sent.q, local_date(request.now)) if sent.q else []
    fields = _fields()
    kinds = [
        (kind.value, kind.label, [(name, wording.FIELDS[name], sent.own.get(name, "")) for name in fields[kind.value]])
        for kind in Kind
    ]  # fmt: skip
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "new", "may_serve": True, "sent": sent, "hits": hits,
        "q": sent.q, "who": sent.who, "refusal": refusal, "kinds": kinds, "questions": wording.LIFE_QUESTIONS,
        "urgencies": Urgency.choices[1:], "ways": [(way.value, way.label) for way in WAYS], "is_wide": is_wide(area),
        "picks": wording.CALLS,
    }  # fmt: skip
    return render(request, "needs/new.html", context, status=422 if refusal else 200)
