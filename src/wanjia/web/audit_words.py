"""What the acts in the log are called, and whom or what a line is about."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext

from wanjia.cases import queries as cases
from wanjia.coverage.models import Round
from wanjia.coverage.pages.wording import REASONS as DECISIONS
from wanjia.needs import queries as needs
from wanjia.notices import queries as notices
from wanjia.platform.models import Account, AuditEntry
from wanjia.roster import places
from wanjia.roster.file_forms import REASONS
from wanjia.roster.models import Household, ImportBatch, Person, Premises
from wanjia.web.audit_acts import ACTS

_OF_FILES = ("import.commit", "import.report", "import.undo")


def act_words(act: str) -> str:
    """The act in words; an act that has none stands for itself."""
    return str(ACTS.get(act, act))


def reason_words(reason: str) -> str:
    """Reasons from a list are kept by their code, then the person's own words."""
    code, colon, rest = reason.partition(": ")
    known = REASONS.get(code) or DECISIONS.get(code)
    return f"{known}{colon}{rest}" if known else reason


def abouts(subjects: Iterable[str]) -> dict[str, str]:
    """`household:99…` → the door, `round:7` → its name, `account:3` → theirs. Never the name of a resident.

    Ten queries at most; what is not found stands for itself.
    """
    ids: dict[str, set[int]] = {}
    asked = list(subjects)
    for subject in asked:
        kind, _colon, number = subject.partition(":")
        if number.isdecimal():
            ids.setdefault(kind, set()).add(int(number))
    told = {
        f"round:{pk}": name for pk, name in Round.objects.filter(pk__in=ids.get("round", ())).values_list("pk", "name")
    }
    found = Account.objects.filter(pk__in=ids.get("account", ())).values_list("pk", "name")
    told |= {f"account:{pk}": name for pk, name in found}
    shops = Premises.objects.filter(pk__in=ids.get("premises", ())).values_list("pk", "name")
    told |= {f"premises:{pk}": name for pk, name in shops}
    told |= {f"device:{n}": gettext("phone %(number)s") % {"number": n} for n in ids.get("device", ())}
    told |= {f"notice:{pk}": f"“{title}”" for pk, title in notices.titles(_uuids(asked, "notice")).items()}
    told |= {f"case:{pk}": label for pk, label in cases.labels(_uuids(asked, "case")).items()}
    found_needs = needs.labels(list(_uuids(asked, "ticket")))
    told |= {f"ticket:{pk}": gettext("ticket %(number)s") % {"number": n} for pk, n in found_needs.items()}
    return told | _doors(ids.get("household", set()), ids.get("person", set()), ids.get("building", set()))


def _uuids(subjects: Iterable[str], kind: str) -> set[UUID]:
    return {UUID(subject.removeprefix(f"{kind}:")) for subject in subjects if subject.startswith(f"{kind}:")}


def files(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """What the file of an import was called, by the import's id. One query."""
    asked = {entry.subject for entry in entries if entry.act in _OF_FILES}
    return {str(pk): name for pk, name in ImportBatch.objects.filter(pk__in=asked).values_list("pk", "file_name")}


def _doors(homes: set[int], people: set[int], buildings: set[int]) -> dict[str, str]:
    living = dict(Person.objects.filter(pk__in=people).values_list("pk", "household_id"))
    wanted = homes | set(living.values())
    at = {home.pk: (home.building_key, home.room) for home in Household.objects.filter(pk__in=wanted)}
    named = places.names(buildings | {key for key, _room in at.values()})
    doors = {pk: f"{named[key]} {room}" for pk, (key, room) in at.items()}
    told = {f"household:{pk}": doors[pk] for pk in homes & doors.keys()}
    told |= {f"person:{pk}": doors[home] for pk, home in living.items() if home in doors}
    return told | {f"building:{key}": named[key] for key in buildings}
