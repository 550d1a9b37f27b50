"""What state a box is in, from what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """The states of a box, in the order of its way."""

    PACKING = "packing"
    SEALED = "sealed"  # closed, still at the site
    ON_THE_WAY = "on_the_way"
    AT_LAB = "at_lab"
    LOST = "lost"
    ENDED = "ended"  # emptied, or given up before it went


@dataclass(frozen=True, slots=True)
class Known:
    """What the state rests on."""

    sealed_at: datetime | None = None
    lost_at: datetime | None = None
    found_at: datetime | None = None
    ended_at: datetime | None = None
    is_out: bool = False  # somebody beside the site holds it
    is_taken_in: bool = False  # a laboratory has signed for it


def state_of(known: Known) -> State:
    """A loss holds until the box is found; what a laboratory signed for is there, whatever is said afterwards."""
    if known.lost_at is not None and (known.found_at is None or known.found_at < known.lost_at):
        return State.LOST
    if known.ended_at is not None:
        return State.ENDED
    if known.is_taken_in:
        return State.AT_LAB
    if known.is_out:
        return State.ON_THE_WAY
    return State.SEALED if known.sealed_at is not None else State.PACKING


GLYPHS: Mapping[State, str] = {  # the shape beside the word
    State.PACKING: "open", State.SEALED: "open", State.ON_THE_WAY: "try", State.AT_LAB: "done", State.LOST: "alarm",
    State.ENDED: "released",
}  # fmt: skip
