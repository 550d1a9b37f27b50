"""The books of the links: left = right, and where they differ, by how much and which items make it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Named:
    """One item that makes a difference: its code, where or with whom it is, the box's id where there is one."""

    code: str
    where: str
    box_id: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """One equation. `name` says which; `parts` are (word's code, count), in order.

    `difference` is left minus right. `named` are the items that make it, at most some; `count` says how many in all.
    """

    name: str
    unit: str  # people, tubes, boxes, hand_overs
    left: int
    parts: tuple[tuple[str, int], ...]
    named: tuple[Named, ...] = ()
    count: int = 0

    @property
    def right(self) -> int:
        return sum(count for _word, count in self.parts)

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def is_off(self) -> bool:
        """Also where surplus and shortage would cancel: what is named is never balanced by something else."""
        return bool(self.difference or self.named or self.count)


class StateCount(Protocol):
    """Boxes and tubes on the way, in time or over it."""

    @property
    def is_over(self) -> bool: ...
    @property
    def boxes(self) -> int: ...
    @property
    def tubes(self) -> int: ...


def people(in_tubes: int, without: int) -> Balance:
    """Everybody sampled stands in a tube: without one no result can ever reach them.

    Where nobody stands in a tube, tubes are not recorded at all, and nothing can be said.
    """
    is_used = in_tubes > 0
    return Balance("sampled", "people", in_tubes + (without if is_used else 0), (("in_tubes", in_tubes),),
                   count=without if is_used else 0)  # fmt: skip


def tubes(closed: int, in_boxes: int, waiting: int, settled: int, twice: Sequence[Named]) -> Balance:
    """Records = in boxes + waiting + second records that were settled; other second ones are the difference."""
    return Balance(
        "tubes", "tubes", closed,
        (("in_boxes", in_boxes), ("waiting", waiting), *((("settled", settled),) if settled else ())), tuple(twice),
        max(len(twice), closed - in_boxes - waiting - settled),
    )  # fmt: skip


def packed(known: int, unknown: Sequence[Named], count: int) -> Balance:
    """Tubes in boxes = tubes that somebody recorded; the others are nobody's yet."""
    return Balance("packed", "tubes", known + count, (("recorded", known),), tuple(unknown), count)


def tubes_out(received: int, way: Sequence[StateCount], lost: int, late: Sequence[Named]) -> Balance:
    """Tubes that left = taken in + on the way + lost. What is over its limit does not count as on the way."""
    over, in_time = _split(way, "tubes")
    return Balance(
        "tubes_out", "tubes", received + over + in_time + lost, _out(received, in_time, lost), tuple(late),
        sum(row.boxes for row in way if row.is_over),
    )  # fmt: skip


def boxes_out(received: int, way: Sequence[StateCount], lost: int, late: Sequence[Named]) -> Balance:
    """The same in boxes."""
    over, in_time = _split(way, "boxes")
    return Balance(
        "boxes_out", "boxes", received + over + in_time + lost, _out(received, in_time, lost), tuple(late), over
    )


def _split(way: Sequence[StateCount], unit: str) -> tuple[int, int]:
    """Over the limit, and in time."""
    over = sum(getattr(row, unit) for row in way if row.is_over)
    return over, sum(getattr(row, unit) for row in way) - over


def _out(received: int, in_time: int, lost: int) -> tuple[tuple[str, int], ...]:
    parts = [("taken_in", received), ("on_the_way", in_time)]
    return tuple(parts + ([("lost", lost)] if lost else []))


def hand_overs(total: int, one_sided: int, named: Sequence[Named]) -> Balance:
    """Every hand-over has two signatures; a missing slip is a name (trap 13)."""
    return Balance("hand_overs", "hand_overs", total, (("two_signatures", total - one_sided),), tuple(named), one_sided)


def taken_in(packed_: int, counted: int, uncounted: int, named: Sequence[Named], count: int) -> Balance:
    """What was packed in the boxes that laboratories took in = what they counted + what nobody counted yet."""
    parts = [("counted", counted)] + ([("uncounted", uncounted)] if uncounted else [])
    return Balance("taken_in", "tubes", packed_, tuple(parts), tuple(named), count)
