"""The open rounds that owe this person or door something: when and where it is called, what is asked, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wanjia.coverage import queries
from wanjia.coverage.models import Exemption, Proof, Round
from wanjia.coverage.pages.wording import name_of, words_of
from wanjia.coverage.rules import DONE, OPEN
from wanjia.hot.proofs import Asked, owed_of
from wanjia.kernel.ids import parts_of
from wanjia.me.lines import Line, Panel
from wanjia.me.opening import Resident
from wanjia.notices.telling import OBLIGATION
from wanjia.platform import wording
from wanjia.supplies.coming import is_brought
from wanjia.testing.models import Slot
from wanjia.testing.queries import When, slots_of_building

_ASKED_FOR = timedelta(hours=24)  # what was missed longer ago is the committee's gap, and nothing that is asked today


@dataclass(frozen=True, slots=True)
class Standing:
    """How one of them stands in one round. `at`: when it was done."""

    round: Round
    state: str
    at: datetime | None


def rounds(resident: Resident, now: datetime) -> Sequence[Panel]:
    """When and where this door is called, then what is asked of it, the nearest deadline first.

    Four queries, and two for each round that calls. What a delivery's round brings is told with the parcels.
    """
    found = standings(resident, now)
    called = [line for one in found if one.state == OPEN for line in _called(one.round, resident, now)]
    asked = [_asked(one, now) for one in found if _is_asked(one, now)]
    panels = [(_("When and where"), called if resident.person else []), (_("What is asked"), asked)]
    return [Panel(title, tuple(lines)) for title, lines in panels if lines]


def standings(resident: Resident, now: datetime) -> list[Standing]:
    """Of every open round that owes the person, or the flat. Four queries, one where no round is open."""
    near = queries.open_rounds([resident.subject.building_key], now)
    pairs = {round_.pk: Asked(_subject(round_, resident), round_.pk) for round_ in near}
    owed = owed_of([pairs[round_.pk] for round_ in near if round_.obligation.unit != "place"])
    states = _states(owed) if owed else {}
    return [
        Standing(round_, *states.get(round_.pk, (OPEN, None))) for round_ in near if pairs[round_.pk] in owed
    ]  # fmt: skip


def _subject(round_: Round, resident: Resident) -> int:
    """Whom the round would owe: the person, or the flat."""
    return resident.subject.id if round_.obligation.unit == "person" else resident.home.pk


def _states(owed: set[Asked]) -> dict[int, tuple[str, datetime | None]]:
    """By round; what is not there is open. A proof wins. Two queries."""
    subjects = {one.subject_id for one in owed}
    where = {
        "part__in": parts_of(subjects), "round_id__in": [one.round_id for one in owed],
        "subject_id__in": subjects,
    }  # fmt: skip
    found: dict[int, tuple[str, datetime | None]] = {}
    for subject, round_id, state in Exemption.objects.filter(**where).values_list("subject_id", "round_id", "state"):
        if Asked(subject, round_id) in owed:
            found[round_id] = (str(state), None)
    for subject, round_id, at in Proof.objects.filter(**where).values_list("subject_id", "round_id", "seen_at"):
        if Asked(subject, round_id) in owed:
            found[round_id] = (DONE, at)
    return found


def _is_asked(one: Standing, now: datetime) -> bool:
    """Being told and being brought something ask nothing, and what was missed long ago is nothing of today."""
    asks = one.round.obligation_id != OBLIGATION and not is_brought(one.round)
    return asks and (one.state != OPEN or one.round.due_at >= now - _ASKED_FOR)


def _asked(one: Standing, now: datetime) -> Line:
    obligation, says = one.round.obligation, words_of(one.round.obligation)[one.state]
    if one.state == OPEN:
        says = _("open, until %(when)s") % {"when": wording.moment(one.round.due_at, now)}
    elif one.at:
        says = f"{says} {wording.moment(one.at, now)}"
    return Line(name_of(obligation), one.state, says, one.round.name)


def _called(round_: Round, resident: Resident, now: datetime) -> list[Line]:
    home = resident.home
    near = slots_of_building(home.building_key, home.stair, round_, now)
    mine = [when for when in near if when.floors is None or when.floors[0] <= home.floor <= when.floors[1]]
    return [_slot(when, now) for when in mine if not when.is_over]


def _slot(when: When, now: datetime) -> Line:
    where = _(", ").join(filter(None, (when.site, when.stands)))
    group = "" if when.group == Slot.Group.EVERYONE else str(Slot.Group(when.group).label)
    time = f"{wording.moment(when.starts_at, now)}–{wording.time(when.ends_at)}"
    return Line(time, "", _("called, come now") if when.called_at else "", _(", ").join(filter(None, (where, group))))
