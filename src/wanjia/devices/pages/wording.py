"""What a phone's state, its last word and its clock are called."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.coverage.rules import SKEW_WORTH_NAMING
from wanjia.devices.models import Device, Kind
from wanjia.devices.models.devices import Task
from wanjia.devices.queries import Line, labels_in_use
from wanjia.devices.rules import State
from wanjia.devices.standing import known
from wanjia.platform import wording

STATES: dict[State, tuple[str, "str | Promise"]] = {  # glyph and word
    State.SILENT: ("alarm", gettext_lazy("silent")),
    State.MISSING: ("open", gettext_lazy("not all here")),
    State.WORKING: ("", gettext_lazy("working")),
    State.ALL_HERE: ("done", gettext_lazy("all here")),
    State.WIPED: ("done", gettext_lazy("erased")),
}

FLAGS: dict[str, "str | Promise"] = {
    "not_on_roster": gettext_lazy("not on the list"), "duplicate_person": gettext_lazy("already had one"),
    "tube_full": gettext_lazy("tube too full"), "merged": gettext_lazy("two entries became one"),
    "late": gettext_lazy("after the deadline"), "clock_skew": gettext_lazy("clock was off"),
    "wrong_round": gettext_lazy("round was over"), "conflicting_repeat": gettext_lazy("one id, two contents"),
}  # fmt: skip

_NOTABLE = timedelta(minutes=1)


class Shown(NamedTuple):
    """One phone with its words."""

    line: Line
    glyph: str
    word: str
    kind: str
    place: str
    last: str  # when it was heard of
    skew: str


def shown(line: Line, names: dict[int, str], sites: Mapping[UUID, str], now: datetime) -> Shown:
    """A phone at a site stands there; any other one at its place."""
    glyph, word = STATES[line.state]
    return Shown(
        line, glyph, str(word), str(Kind(line.device.kind).label),
        stands(line.device, sites) or names.get(line.device.place, ""), wording.ago(line.heard_at, now),
        skew_words(line.device, SKEW_WORTH_NAMING),
    )  # fmt: skip


def stands(task: Task, sites: Mapping[UUID, str]) -> str:
    """Its site and post; empty for a phone that stands at none."""
    return _(", ").join(known.words(task.site, task.post, sites))


_NAMED: dict[str, "str | Promise"] = {
    Kind.DESK: gettext_lazy("desk %(n)s"), Kind.SWEEP: gettext_lazy("sweep %(n)s"),
    Kind.PRECHECK: gettext_lazy("gate %(n)s"), Kind.POST: gettext_lazy("count %(n)s"),
    Kind.CARE: gettext_lazy("care %(n)s"),
}  # fmt: skip


def labels(committee: int, now: datetime) -> dict[str, str]:
    """By kind, the first number that no phone of today and no open invitation of the committee has. Two queries."""
    taken = labels_in_use(committee, now)
    return {kind: _first_free(str(text), taken) for kind, text in _NAMED.items()}


def _first_free(text: str, taken: Collection[str]) -> str:
    return next(name for n in count(1) if (name := text % {"n": n}) not in taken)


def number_words(device: Device) -> str:
    """12号手机."""
    return _("phone %(number)s") % {"number": device.number}


def skew_words(device: Device, worth: timedelta = _NOTABLE) -> str:
    """Empty while the phone's clock is right: to a minute on its own page, to five in a list."""
    if abs(device.skew_ms) < worth / timedelta(milliseconds=1):
        return ""
    length = wording.length(abs(device.skew_ms) // 60_000)
    return (
        _("clock %(time)s slow") % {"time": length}
        if device.skew_ms > 0
        else _("clock %(time)s fast") % {"time": length}
    )


def numbers(missing: tuple[int, ...]) -> str:
    """12, 40–44: runs are joined."""
    runs: list[list[int]] = []
    for number in missing:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number, number])
    return _(", ").join(str(low) if low == high else f"{low}–{high}" for low, high in runs)
