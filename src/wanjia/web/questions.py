"""Questions up, answers down: what the residents of each building ask, since when, and the notice that answered it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.flows.questions import close_by_notice, reaches
from wanjia.kernel import area as codes
from wanjia.kernel.area import has_building
from wanjia.kernel.errors import NotFound
from wanjia.needs.looking import ticket_for
from wanjia.needs.models import Kind
from wanjia.needs.queries import Line, ever_in, lines, open_in
from wanjia.notices.channels import chat
from wanjia.notices.models import ChatGroup, Notice
from wanjia.notices.saying import chinese_names, words_of
from wanjia.notices.services import PUBLISH
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import PAGE, Signed, address, area_of, is_wide, say_done
from wanjia.roster import places
from wanjia.roster.models import BuildingContact

_SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class House:
    """One building with what it asks; the key 0 where nobody said which. `group`: where the answer is copied to."""

    key: int
    building: str
    compound: str
    contact: BuildingContact | None
    group: str
    lines: Sequence[Line]  # the oldest first


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that is answered; `text` is what goes into the chat of the building, empty without a notice."""

    line: Line
    notice: Notice | None
    text: str


def questions(request: Signed) -> HttpResponse:
    """By building, the one that waits longest first; below, what was answered in two weeks. Some ten queries."""
    area = request.area = area_of(request)
    require(request.actor, Act.SERVE, area)
    request.crumb_path = reverse("web:questions")
    wide = is_wide(area)
    houses = [] if wide else _houses(area)
    context = {
        "area": area, "area_name": places.name_of(area), "is_wide": wide, "tab": "questions", "may_serve": True,
        "houses": houses, "open": sum(len(house.lines) for house in houses),
        "answered": [] if wide else _answered(area, request), "notices": [] if wide else _published(area, request),
        "may_publish": may(request.actor, PUBLISH, area),
    }  # fmt: skip
    return render(request, "web/questions.html", context)


def _houses(area: int) -> list[House]:
    found = lines(list(open_in(area).filter(kind=Kind.QUESTION).order_by("opened_at", "id")[: 4 * PAGE]))
    by_key: dict[int, list[Line]] = {}
    for line in found:
        key = line.ticket.building_key
        by_key.setdefault(key if has_building(key) else 0, []).append(line)
    answering, groups = _contacts(by_key), _groups(area)
    return [
        House(
            key, rows[0].building, rows[0].compound, answering.get(key),
            groups.get(key, groups.get(codes.compound_of(key), "") if key else ""), rows,
        )
        for key, rows in by_key.items()
    ]  # fmt: skip


def _contacts(keys: Mapping[int, object]) -> dict[int, BuildingContact]:
    """One query. Of a contact and a group leader the contact stands there."""
    rows = BuildingContact.objects.filter(building_key__in=list(keys), until_on=None).order_by("-role")
    return {row.building_key: row for row in rows}


def _groups(area: int) -> dict[int, str]:
    """Chat groups of buildings and compounds. One query."""
    rows = ChatGroup.objects.filter(part__range=codes.codes_under(codes.desk_of(area)), closed_at=None)
    return dict(rows.order_by("-name").values_list("area", "name"))


def _published(area: int, request: Signed) -> list[Notice]:
    """Notices of the last days that residents read here, for questions that one of them answers too. One query."""
    desk = codes.desk_of(area)
    near = Notice.objects.filter(withdrawn_at=None, made_at__gte=request.now - _SHOWN_FOR).exclude(audience="phones")
    here = near.filter(area__in=[*codes.ancestors(desk), desk]) | near.filter(area__range=codes.codes_under(desk))
    return list((here | near.filter(area__range=codes.buildings_under(desk))).order_by("-made_at")[:20])


def _answered(area: int, request: Signed) -> list[Answer]:
    near = ever_in(area).filter(kind=Kind.QUESTION, closed_at__gte=request.now - _SHOWN_FOR)
    found = lines(list(near.order_by("-closed_at", "id")[:PAGE]))
    rows = Notice.objects.filter(answers__in=[line.ticket.pk for line in found], withdrawn_at=None).order_by("made_at")
    notices = {row.answers: row for row in rows if row.answers}
    names = chinese_names({notice.area for notice in notices.values()})
    return [
        Answer(line, notice, chat.reply(line.words, words_of(notice, names)) if notice else "")
        for line in found for notice in (notices.get(line.ticket.pk),)
    ]  # fmt: skip


@require_POST
def answered_too(request: Signed, ticket_id: UUID) -> HttpResponse:
    """A notice that is out already answers this question as well. Raises NotFound for one that does not reach it."""
    ticket = ticket_for(request.actor, ticket_id)
    back = address(reverse("web:questions"), area=ticket.part)
    if not request.POST.get("notice"):
        return say_done(request, _("Nothing was changed."), to=back)
    notice = _notice(request.POST["notice"])
    if ticket.kind != Kind.QUESTION or not ticket.is_open or not reaches(notice.area, ticket):
        raise NotFound
    is_closed = close_by_notice(request.actor, ticket, area=notice.area, title=notice.title, now=request.now)
    said = _("Answered by the notice.") if is_closed else _("A call is promised: make it first.")
    return say_done(request, said, to=back)


def _notice(text: str) -> Notice:
    """Raises NotFound."""
    try:
        found = Notice.objects.filter(pk=UUID(text), withdrawn_at=None).first()
    except ValueError as why:
        raise NotFound from why
    if found is None:
        raise NotFound
    return found
