"""One round over one building: how many are owed behind each door and how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from wanjia.coverage.models import Exemption, Proof, Round, Sheet
from wanjia.coverage.rules import DONE, EXCUSED, OPEN, RELEASED
from wanjia.hot import layers as hot
from wanjia.hot.layers import Standing
from wanjia.roster.models import Person


@dataclass(frozen=True, slots=True)
class Behind:
    """What a round owes behind one door. `owed = open + done + excused + released`."""

    owed: int = 0
    done: int = 0
    excused: int = 0
    released: int = 0

    @property
    def open(self) -> int:
        return self.owed - self.done - self.excused - self.released

    @property
    def state(self) -> str:
        """One word for the door: open when nobody is reached, part when some are, none when nothing is owed."""
        if self.open:
            return OPEN if self.open == self.owed else "part"
        return next((word for word in (DONE, EXCUSED, RELEASED) if getattr(self, word)), "none")


@dataclass(frozen=True, slots=True)
class Layer:
    """A round as an elevation's colours."""

    doors: dict[int, Behind]  # by household
    states: dict[int, str]  # by subject

    def behind(self, household_id: int) -> Behind:
        return self.doors.get(household_id, Behind())

    def elsewhere(self, households: Sequence[int]) -> Behind:
        """Those on the building's sheet who live behind none of these doors any more."""
        known = set(households)
        return _sum([behind for door, behind in self.doors.items() if door not in known])


def layer(round_: Round, building_key: int) -> Layer:
    """Two queries. A round over premises has no doors of households: its layer is empty."""
    if round_.obligation.unit == "place":
        return Layer({}, {})
    return _layer(hot.standings(round_.pk, building_key, is_people=round_.obligation.unit == "person"))


def _layer(standings: Sequence[Standing]) -> Layer:
    doors: dict[int, list[str]] = {}
    for standing in standings:
        doors.setdefault(standing.home_id or 0, []).append(standing.state)
    return Layer(
        {door: _count(states) for door, states in doors.items()},
        {standing.subject_id: standing.state for standing in standings},
    )


def _count(states: Sequence[str]) -> Behind:
    return Behind(len(states), states.count(DONE), states.count(EXCUSED), states.count(RELEASED))


def _sum(parts: Sequence[Behind]) -> Behind:
    return Behind(
        sum(part.owed for part in parts), sum(part.done for part in parts), sum(part.excused for part in parts),
        sum(part.released for part in parts),
    )  # fmt: skip


def standings_slow(round_: Round, building_key: int) -> list[Standing]:
    """Twin of hot.layers.standings: set by set, in plain Django."""
    found = []
    for sheet in Sheet.objects.filter(round=round_, building_key=building_key).order_by("part"):
        near = {"part": sheet.part, "round_id": round_.pk, "subject_id__in": sheet.owed}
        states = dict(Exemption.objects.filter(**near).values_list("subject_id", "state"))
        states |= dict.fromkeys(Proof.objects.filter(**near).values_list("subject_id", flat=True), DONE)
        homes = _homes(round_, sheet)
        found += [Standing(subject, homes.get(subject), states.get(subject, OPEN)) for subject in sheet.owed]
    return found


def _homes(round_: Round, sheet: Sheet) -> dict[int, int]:
    if round_.obligation.unit != "person":
        return {subject: subject for subject in sheet.owed}
    return dict(Person.objects.filter(part=sheet.part, id__in=sheet.owed).values_list("id", "household_id"))
