"""The log of an area: who did what to whom, why and when. Read here, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, require
from wanjia.platform.models import Account, AuditEntry, Grant
from wanjia.platform.pages import PAGE, Signed, address, area_of, page_or_part
from wanjia.roster import places
from wanjia.web.accounts import grants_inside
from wanjia.web.audit_acts import ACTS
from wanjia.web.audit_words import abouts, act_words, files, reason_words

DAYS = 7  # shown when no day is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """What the log is filtered by, as the address says it."""

    who: str
    act: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Row:
    """One line in words."""

    entry: AuditEntry
    act: str
    about: str
    reason: str
    place: str


def audit(request: Signed) -> HttpResponse:
    """Newest first, fifty at a time. Of a subdistrict: its own lines and its committees'."""
    area = request.area = area_of(request)
    require(request.actor, Act.READ_AUDIT, area)
    asked = _asked(request)
    found = list(_after(_entries(area, asked), request.GET.get("after", ""))[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "rows": _rows(found[:PAGE]),
        "asked": asked, "people": _people(area), "acts": _acts(), "area_name": places.name_of(area),
        "next": _next(request, asked, area, last) if last else "",
    }  # fmt: skip
    return page_or_part(request, "web/audit.html", "web/_audit.html", context)


def _rows(entries: Sequence[AuditEntry]) -> list[Row]:
    """Ten queries at most, however many lines."""
    named = places.names({entry.area for entry in entries if entry.area})
    about = abouts({entry.subject for entry in entries}) | files(entries)
    return [
        Row(
            entry, act_words(entry.act), about.get(entry.subject, entry.subject), reason_words(entry.reason),
            named.get(entry.area, ""),
        )
        for entry in entries
    ]  # fmt: skip


def _asked(request: Signed) -> Asked:
    today, query = clock.local_date(request.now), request.GET
    since = _day(query.get("since", "")) or today - timedelta(days=DAYS - 1)
    return Asked(query.get("who", ""), query.get("act", ""), since, _day(query.get("until", "")) or today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _entries(area: int, asked: Asked) -> "QuerySet[AuditEntry]":
    near = codes.committee_of(area) if codes.level_of(area) > Level.COMMITTEE else area
    start = datetime.combine(asked.since, time.min, clock.LOCAL)
    end = datetime.combine(asked.until, time.min, clock.LOCAL) + timedelta(days=1)
    rows = AuditEntry.objects.filter(area__range=codes.codes_under(near), at__gte=start, at__lt=end)
    if asked.who.isdecimal():
        rows = rows.filter(account_id=int(asked.who))
    if asked.act:
        rows = rows.filter(act=asked.act)
    return rows.order_by("-at", "area", "-number")


def _after(rows: "QuerySet[AuditEntry]", cursor: str) -> "QuerySet[AuditEntry]":
    """What comes after `time,area,number` in that order."""
    moment, _comma, rest = cursor.partition(",")
    area, _comma, number = rest.partition(",")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return rows
    if not (area.isdecimal() and number.isdecimal()):
        return rows
    return rows.filter(Q(at__lt=at) | Q(at=at, area__gt=int(area)) | Q(at=at, area=int(area), number__lt=int(number)))


def _next(request: Signed, asked: Asked, area: int, last: AuditEntry) -> str:
    return address(
        request.path, area=area, who=asked.who, act=asked.act, since=asked.since, until=asked.until,
        after=f"{last.at.isoformat()},{last.area},{last.number}",
    )  # fmt: skip


def _people(area: int) -> list[tuple[str, str]]:
    """Everyone who holds or held a role there. One query."""
    held = Grant.objects.filter(grants_inside(area)).values("account_id")
    return [
        (str(pk), name) for pk, name in Account.objects.filter(pk__in=held).order_by("name").values_list("pk", "name")
    ]


def _acts() -> list[tuple[str, str]]:
    """Each way of saying it once, in the order of the words."""
    seen: dict[str, str] = {}
    for code in ACTS:
        seen.setdefault(act_words(code), code)
    return [("", _("everything")), *((code, said) for said, code in sorted(seen.items()))]
