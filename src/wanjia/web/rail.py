"""The rail: the areas of work. A line a room; rooms that are not built yet have no line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import F, Sum
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.cards.queries import correction_count as corrections
from wanjia.care.queries import alarm_count
from wanjia.cases.queries import waiting_count as cases_waiting
from wanjia.coverage.models import Round, Sheet
from wanjia.devices.queries import silent_count
from wanjia.isolation.queries import waiting_count
from wanjia.kernel import area as codes
from wanjia.kernel.clock import now as moment
from wanjia.labs.queries import waiting_count as rechecks_waiting
from wanjia.logistics.queries import over_count
from wanjia.medical.queries import late_count
from wanjia.needs.queries import urgent_count
from wanjia.platform.access import Act, Actor, reach
from wanjia.platform.pages import address
from wanjia.roster.models import Doubt
from wanjia.supplies.queries import breaks

Count = Callable[[int], int]


def open_targets(area: int) -> int:
    """How many are missing in the area, over all open rounds. One query."""
    counted = Sheet.objects.filter(
        round__state=Round.State.OPEN, building_key__range=codes.buildings_under(area)
    ).aggregate(open=Sum(F("n_owed") - F("n_done") - F("n_excused") - F("n_released")))
    return counted["open"] or 0


def doubts(area: int) -> int:
    """Rows of imports that wait for a person. One query."""
    return Doubt.objects.filter(part__range=codes.codes_under(area), resolved_at=None).count()


def _care(area: int) -> int:
    """Ladders that are open, carers who cannot come. Two queries."""
    return alarm_count(area, moment())


def _medical(area: int) -> int:
    """Trips with something missing, medicine over its limit. Three queries."""
    return late_count(area, moment())


def _needs(area: int) -> int:
    """Urgent tickets, promised calls that are late. One query."""
    return urgent_count(area, moment())


def _supplies(area: int) -> int:
    """Lots that were recalled, or that freight left unsigned. Two queries."""
    return breaks(area, moment())


@dataclass(frozen=True, slots=True)
class Room:
    """One line of the rail, as written down here."""

    name: object
    view: str
    wants: Act
    count: Count | None = None
    says: object = ""  # what the number counts


_GROUPS: tuple[tuple[object, tuple[Room, ...]], ...] = (
    ("", (Room(gettext_lazy("Today"), "web:today", Act.SEE_COUNTS),)),
    (
        gettext_lazy("Coverage"),
        (
            Room(gettext_lazy("Rounds"), "coverage:rounds", Act.SEE_COUNTS, open_targets, gettext_lazy("not reached")),
            Room(gettext_lazy("Register"), "roster:register", Act.SEE_PEOPLE),
            Room(gettext_lazy("Import"), "roster:imports", Act.IMPORT, doubts, gettext_lazy("rows in doubt")),
            Room(gettext_lazy("Cards"), "cards:cards", Act.SEE_PEOPLE, corrections, gettext_lazy("corrections asked")),
        ),
    ),
    (
        gettext_lazy("Testing and control"),
        (
            Room(gettext_lazy("Sites"), "testing:sites", Act.SEE_COUNTS),
            Room(gettext_lazy("From swab to case"), "web:chain", Act.SEE_COUNTS),
            Room(
                gettext_lazy("Laboratories"),
                "labs:labs",
                Act.SEE_COUNTS,
                rechecks_waiting,
                gettext_lazy("wait for a recheck"),
            ),
            Room(
                gettext_lazy("Boxes"),
                "logistics:boxes",
                Act.SEE_COUNTS,
                over_count,
                gettext_lazy("wait for a second person"),
            ),
            Room(
                gettext_lazy("Zones and orders"),
                "isolation:zones",
                Act.SEE_COUNTS,
                waiting_count,
                gettext_lazy("wait for somebody"),
            ),
            Room(
                gettext_lazy("Cases and transfers"),
                "cases:cases",
                Act.SEE_COUNTS,
                cases_waiting,
                gettext_lazy("to decide or to move"),
            ),
        ),
    ),
    (
        gettext_lazy("Daily life"),
        (
            Room(gettext_lazy("Emergency desk"), "web:emergency", Act.SERVE),
            Room(gettext_lazy("Care"), "care:today", Act.SEE_COUNTS, _care, gettext_lazy("nobody answered")),
            Room(
                gettext_lazy("Medical access"),
                "medical:calendar",
                Act.SEE_COUNTS,
                _medical,
                gettext_lazy("late on the way"),
            ),
            Room(
                gettext_lazy("Requests for help"),
                "needs:inbox",
                Act.SEE_COUNTS,
                _needs,
                gettext_lazy("urgent, or a call is late"),
            ),
            Room(
                gettext_lazy("Supplies"), "supplies:stock", Act.SEE_COUNTS, _supplies, gettext_lazy("lots to look at")
            ),
        ),
    ),
    (
        gettext_lazy("People and doors"),
        (
            Room(gettext_lazy("Phones"), "devices:list", Act.INVITE, silent_count, gettext_lazy("silent")),
            Room(gettext_lazy("Accounts"), "web:accounts", Act.GIVE_ACCESS),
            Room(gettext_lazy("Log"), "web:audit", Act.READ_AUDIT),
        ),
    ),
    (
        gettext_lazy("Outside and inside"),
        (
            Room(gettext_lazy("Notices"), "notices:notices", Act.SEE_COUNTS),
            Room(gettext_lazy("Rumours"), "web:rumours", Act.SERVE),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown."""

    name: str
    link: str
    count: int
    count_says: str
    is_current: bool


def rail(request: HttpRequest, *, is_counted: bool = True) -> list[Mapping[str, object]]:
    """The groups with the lines that the account may open. One query a number, none without them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    area: int | None = getattr(request, "area", None)
    groups: list[Mapping[str, object]] = []
    here = _here(request.path)
    for name, rooms in _GROUPS:
        lines = [line for room in rooms if (line := _line(room, here, actor, area, is_counted=is_counted))]
        if lines:
            groups.append({"name": str(name), "items": lines})
    return groups


def _here(path: str) -> str:
    """The room whose address the page lies below; of one within another the inner one, /chain/boxes/ within /chain/."""
    known = [_path(room.view) for _name, rooms in _GROUPS for room in rooms]
    return max((at for at in known if at == path or (at not in ("", "/") and path.startswith(at))), key=len, default="")


def _line(room: Room, here: str, actor: Actor, area: int | None, *, is_counted: bool) -> Line | None:
    path = _path(room.view)
    if not path or not (actor.is_system or reach(actor, room.wants)):
        return None
    count = room.count(area) if room.count and area is not None and is_counted else 0
    says = _("%(count)s %(what)s") % {"count": count, "what": room.says} if count else ""
    return Line(str(room.name), address(path, area=area), count, says, path == here)


def _path(view: str) -> str:
    """Empty for a room that this installation does not have."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
