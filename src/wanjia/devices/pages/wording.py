"""What a phone's state, its last word and its clock are called."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.coverage.rules import SKEW_WORTH_NAMING
from wanjia.devices.models import Device, Kind
from wanjia.devices.queries import Line
from wanjia.devices.rules import State
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


def shown(line: Line, names: dict[int, str], now: datetime) -> Shown:
    glyph, word = STATES[line.state]
    return Shown(
        line, glyph, str(word), str(Kind(line.device.kind).label), names.get(line.device.place, ""),
        wording.ago(line.heard_at, now),
        skew_words(line.device, SKEW_WORTH_NAMING),
    )  # fmt: skip


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
