"""One version: its words, where they come from, its other versions; withdrawing it; its page for the stairwell."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.notices import queries, rules, services
from wanjia.notices.models import Notice
from wanjia.notices.pages.standing import living, may_publish, notice_here
from wanjia.notices.pages.wording import shown, span_on_paper, span_words, state_words
from wanjia.notices.refusals import NoLongerInForce, ReasonWanted
from wanjia.notices.rules import State
from wanjia.notices.services import PUBLISH
from wanjia.platform.pages import Signed, address, outside_address, say_done
from wanjia.platform.qr import qr_of
from wanjia.platform.words import words
from wanjia.roster import places

_STANDING = (State.COMING, State.IN_FORCE, State.OUTDONE)


def notice(request: Signed, notice_id: UUID) -> HttpResponse:
    """For whoever works in its area or in a part of it."""
    found = notice_here(request, notice_id)
    context = _context(request, found)
    return render(request, "notices/notice.html", context)


def _context(request: Signed, found: Notice) -> dict[str, object]:
    known = queries.versions_of(found.area)
    state = rules.state_of(found, known, request.now)
    named = places.names([found.area])
    return {
        "one": shown(found, named, request.now), "notice": found, "area_name": named[found.area], "state": state,
        "words": state_words(state),
        "span": span_words(found.in_force_from, rules.held_until(found, known), request.now),
        "versions": [_version(request, one, known) for one in queries.chain(found, known)],
        "may_change": state in _STANDING and may_publish(request.actor, found.area),
        "is_over": state not in _STANDING,
    }  # fmt: skip


def _version(request: Signed, one: Notice, known: list[Notice]) -> dict[str, object]:
    state = rules.state_of(one, known, request.now)
    span = span_words(one.in_force_from, rules.held_until(one, known), request.now)
    return {"notice": one, "words": state_words(state), "is_holding": state is State.IN_FORCE, "span": span}


def withdraw(request: Signed, notice_id: UUID) -> HttpResponse:
    """Says whom it touches and what holds afterwards, asks why; a POST withdraws."""
    found = notice_here(request, notice_id, PUBLISH)
    if request.method == "POST":
        try:
            services.withdraw(by=request.actor, notice=found, reason=request.POST.get("reason", ""), now=request.now)
        except ReasonWanted as why:
            return _asked(request, found, words(why))
        to = address(reverse("notices:notices"), area=found.area)
        return say_done(request, _("Withdrawn: %(title)s") % {"title": found.title}, to=to)
    return _asked(request, found)


def _asked(request: Signed, found: Notice, error: str = "") -> HttpResponse:
    known = queries.reaching(found.area)
    if rules.state_of(found, known, request.now) not in _STANDING:
        raise NoLongerInForce(title=found.title)
    rest = [one for one in known if one.pk != found.pk]
    is_rule = found.kind == Notice.Kind.RULE
    after = rules.rule_for(rest, found.area, request.now) if is_rule else _back(rest, found, request)
    named = places.names({found.area, *([after.area] if after else [])})
    context = {
        "one": shown(found, named, request.now), "is_rule": is_rule,
        "after": shown(after, named, request.now) if after else None,
        "area_name": named[found.area], "people": living(found.area), "error": error,
    }  # fmt: skip
    return render(request, "notices/withdraw.html", context, status=422 if error else 200)


def _back(rest: list[Notice], found: Notice, request: Signed) -> Notice | None:
    """The version that a withdrawn notice brings back."""
    return next((one for one in rules.in_force(rest, request.now) if one.pk == found.replaces), None)


def print_notice(request: Signed, notice_id: UUID) -> HttpResponse:
    """A4 for the stairwell: big, with source and date, without anybody's name."""
    found = notice_here(request, notice_id)
    context = _context(request, found)
    until = rules.held_until(found, queries.versions_of(found.area))
    link = outside_address(request, reverse("me:me"))
    more = {
        "span": span_on_paper(found.in_force_from, until), "size": _size(found), "link": link,
        "qr": qr_of(link) if link else "",
    }  # fmt: skip
    return render(request, "notices/print.html", context | more)


def _size(notice: Notice) -> str:
    """As large as one page allows; a letter of English takes a third of a character's room, and smaller type."""
    length = len(notice.text) + 15 * notice.text.count("\n") + len(notice.text_en) / 4 + len(notice.title)
    return "large" if length <= 170 else "middle" if length <= 340 else "small"
