"""Where somebody lies under a rule."""

from wanjia.isolation.rules.spots import Spot
from wanjia.roster.subjects import Subject


def spot_of(subject: Subject) -> Spot:
    """Building, stair, floor and door: the units that a rule may touch."""
    return Spot(subject.building_key, subject.stair, subject.floor, subject.household_id)
