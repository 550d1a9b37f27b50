"""What happened with a case, in time: the lines of its page. Codes and names of those who acted, none of residents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wanjia.cases import wording
from wanjia.cases.models import Case, Contact, Transfer, TransferStep


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when, what, who."""

    at: datetime
    what: str
    who: str = ""
    more: str = ""


def of_case(case: Case, way: Transfer | None, steps: Iterable[TransferStep]) -> list[Entry]:
    """The earliest first. One query, for the contacts."""
    entries = [*_case(case), *_contacts(case), *(_way(way) if way else ()), *map(_step, steps)]
    return sorted(entries, key=lambda entry: entry.at)


def _case(case: Case) -> list[Entry]:
    found = [
        Entry(case.sampled_at, _("Sampled"), case.lab, case.source),
        Entry(case.opened_at, _("Case opened"), case.opened_by),
    ]
    for at, what, who in (
        (case.informed_at, _("Household informed"), case.informed_by),
        (case.reported_at, _("First report"), case.reported_by),
        (case.completed_at, _("Case complete"), case.completed_by),
        (case.ended_at, _("Discharged"), ""),
    ):
        if at is not None:
            found.append(Entry(at, what, who))
    if case.withdrawn_at is not None:
        why = _(", ").join((str(case.get_withdrawn_reason_display()), case.withdrawn_source))
        found.append(Entry(case.withdrawn_at, _("Withdrawn"), case.withdrawn_by, why))
    return found


def _contacts(case: Case) -> list[Entry]:
    """Decisions of one person at one moment are one line."""
    counted: dict[tuple[datetime, str, str], int] = {}
    rows = Contact.objects.filter(part=case.part, case=case, decided_at__isnull=False)
    for row in rows:
        minute = (row.decided_at or case.opened_at).replace(second=0, microsecond=0)
        key = (minute, str(row.get_decision_display()), row.decided_by)
        counted[key] = counted.get(key, 0) + 1
    return [
        Entry(at, _("%(n)s judged: %(what)s") % {"n": n, "what": what}, who) for (at, what, who), n in counted.items()
    ]


def _way(way: Transfer) -> list[Entry]:
    found = [Entry(way.asked_at, _("In the queue"))]
    if way.assigned_at is not None:
        found.append(Entry(way.assigned_at, _("Bed given"), way.assigned_by, str(way.facility or "")))
    if way.held_at is not None:
        found.append(Entry(way.held_at, _("Held"), way.held_by, str(way.get_hold_reason_display())))
    if way.cleared_at is not None:
        found.append(Entry(way.cleared_at, str(wording.WAYS["cleared"]), way.cleared_by, way.cleared_source))
    if way.hospital_at is not None:
        found.append(Entry(way.hospital_at, str(wording.WAYS["hospital"]), way.hospital_by))
    return found


def _step(step: TransferStep) -> Entry:
    what = _(", ").join((str(step.get_step_display()), str(step.get_side_display())))
    return Entry(step.seen_at, what, step.who, wording.flags_words(step.flags))
