"""Why a lift date is another than the one that was told before: one reason, and where it is known from."""

from dataclasses import dataclass
from datetime import date

from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import HELD, Standing
from wanjia.isolation.rules.terms import CONDITIONS


@dataclass(frozen=True, slots=True)
class Told:
    """What stood in the notice before."""

    lift_on: date | None
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Why:
    """One reason. `why` is a code of LiftNotice.Why; `source` says who or what it is known from."""

    why: str
    on: date
    before: date | None
    source: str = ""


def why_it_moved(standing: Standing, told: Told | None, lift_on: date | None, *, back: str | None) -> Why:
    """`told`: None when nothing was said yet; `back`: why an event was taken back since, None where none was."""
    if standing.state == HELD:
        return _waits(standing)
    change = standing.last_change
    if told is None:
        return Why(change.what, change.on, change.before, _known_from(standing))
    if told.lift_on is None and standing.is_sure and change.on < standing.on and change.what != "new_rule":
        return Why("met", standing.on, None, ",".join(one.name for one in standing.conditions))
    is_later = told.lift_on is None or lift_on is None or lift_on > told.lift_on
    if change.what == "new_rule" or (change.what == "positive" and is_later):
        return Why(change.what, change.on, change.before, _known_from(standing))
    if back is not None:
        return Why("taken_back", standing.on, told.lift_on, back)
    return Why("counted_anew", standing.on, told.lift_on, standing.rule.source)


def _waits(standing: Standing) -> Why:
    """What is still open: by the rule first, else by another room."""
    waits = [one.name for one in standing.conditions if one.met_on is None]
    is_by_rule = any(name in CONDITIONS for name in waits)
    return Why("condition" if is_by_rule else "held", standing.on, None, ",".join(waits))


def _known_from(standing: Standing) -> str:
    event = standing.last_change.event
    return event.source if event is not None else standing.last_change.rule.source


def truncated(spot: Spot, unit: str) -> Spot:
    """The spot as exactly as the unit is: a stair has no floor."""
    if unit in ("compound", "building"):
        return Spot(spot.building)
    if unit == "stair":
        return Spot(spot.building, spot.stair)
    if unit == "floor":
        return Spot(spot.building, spot.stair, spot.floor)
    return spot
