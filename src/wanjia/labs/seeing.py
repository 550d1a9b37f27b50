"""What a resident is shown of their results, who saw which version, and what a correction owes them (trap 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.coverage.models import Proof, Round
from wanjia.kernel.ids import part_of
from wanjia.labs import queries
from wanjia.labs.models import Lab, Result, Seen
from wanjia.labs.queries import PersonResult
from wanjia.labs.rules.record import Standing
from wanjia.labs.wording import value_words
from wanjia.platform import wording

DAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Shown:
    """One round's line on a resident's page. `note`: what has to be done, or why it says something else than before."""

    round: str
    standing: Standing
    sampled_at: datetime | None
    reported_at: datetime | None
    lab: str
    note: str


def results_for(subject: int, now: datetime) -> list[Shown]:
    """Newest first. Writes down which version was seen here first."""
    rounds = _rounds(subject, now)
    if not rounds:
        return []
    found = queries.results_of([subject], rounds, now)
    labs = dict(Lab.objects.values_list("id", "name"))
    return [
        _shown(one, round_, labs, subject, now)
        for round_ in rounds if (one := found.get((subject, round_.pk)))
    ]  # fmt: skip


def _rounds(subject: int, now: datetime) -> list[Round]:
    """Rounds in which they were swabbed in the last two weeks; a recheck's stands under the round that asked for it."""
    proofs = Proof.objects.filter(part=part_of(subject), subject_id=subject, received_at__gte=now - DAYS,
                                  tube_part__isnull=False)  # fmt: skip
    rechecks = queries.rechecks_of([subject])
    asked = {row.round_id for row in rechecks}
    pools = {row.pool_round_id for row in rechecks if row.asked_at >= now - DAYS}
    wanted = (set(proofs.values_list("round_id", flat=True)) - asked) | pools
    return list(Round.objects.filter(pk__in=wanted).order_by("-opens_at"))


def _shown(one: PersonResult, round_: Round, labs: dict[UUID, str], subject: int, now: datetime) -> Shown:
    tube = one.tube
    note = ""
    if tube is not None and tube.version is not None:
        note = _corrected(tube.part, tube.tube_id, tube.version)
        see(tube.part, tube.tube_id, tube.version, Seen.Viewer.RESIDENT, str(subject), now)
    if one.standing is Standing.RECHECK and one.asked_until is not None:
        until = wording.moment(one.asked_until, now)
        note = _("Several people share this tube: it says nothing of you alone. Stay at home; somebody comes for a swab"
                 " of your own before %(until)s.") % {"until": until} + (f" {note}" if note else "")  # fmt: skip
    return Shown(
        round_.name, one.standing, tube.sampled_at if tube else None, tube.received_at if tube else None,
        labs.get(tube.lab_id, "") if tube and tube.lab_id else "", note,
    )  # fmt: skip


def _corrected(part: int, tube_id: UUID, version: int) -> str:
    """Why a newer version says something else, for everybody who looks."""
    if version < 2:
        return ""
    before, last = Result.objects.filter(part=part, tube_id=tube_id, version__gte=version - 1).order_by("version")[:2]
    if before.value == last.value:
        return ""  # found again in another run
    return _("Corrected: before it said %(before)s. %(reason)s") % {
        "before": value_words(before.value, is_pool=before.is_pool),
        "reason": last.reason or _("The laboratory gave no reason."),
    }  # fmt: skip


def see(part: int, tube_id: UUID, version: int, viewer: str, who: str, now: datetime) -> None:
    """The first sight counts. One statement."""
    row = Seen(part=part, tube_id=tube_id, version=version, viewer=viewer, who=who, seen_at=now)
    Seen.objects.bulk_create([row], ignore_conflicts=True)


@dataclass(frozen=True, slots=True)
class Misled:
    """Somebody who saw a version that was corrected, and no newer one yet."""

    who: str
    viewer: str
    version: int
    seen_at: datetime


def misled(part: int, tube_id: UUID) -> list[Misled]:
    """Who saw an older version of a corrected result and has not looked since: the list to call. Two queries."""
    last = Result.objects.filter(part=part, tube_id=tube_id).order_by("-version").values_list("version", flat=True)
    newest = last.first() or 0
    rows = list(Seen.objects.filter(part=part, tube_id=tube_id).order_by("version"))
    current = {(row.viewer, row.who) for row in rows if row.version == newest}
    return [Misled(row.who, row.viewer, row.version, row.seen_at) for row in rows
            if row.version < newest and (row.viewer, row.who) not in current]  # fmt: skip


def seen_by(rows: Sequence[Misled]) -> list[int]:
    """The residents among them, by the id of their entry."""
    return [int(row.who) for row in rows if row.viewer == Seen.Viewer.RESIDENT]
