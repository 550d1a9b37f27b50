"""Who calls: by the end of a telephone, a room, a name, or a door as people say it."""

from collections.abc import Sequence
from datetime import date

from wanjia.kernel import area as codes
from wanjia.kernel.ids import part_of
from wanjia.needs.placing import Doors
from wanjia.needs.rules.mentions import mentions, plain
from wanjia.roster.models import Person, Presence
from wanjia.roster.queries import Hit, hits, search

MOST = 8


def callers(area: int, text: str, today: date) -> Sequence[Hit]:
    """The people behind it, the nearest first. At most five queries."""
    said = plain(text)
    door = next(iter(mentions(said)), None)
    if door is not None and door.building:
        spot = Doors(area).find(door.building, door.room)
        if spot.household_id:
            living = Person.objects.select_related("household").filter(
                part=part_of(spot.household_id), household_id=spot.household_id, merged_into=None,
                presence=Presence.PRESENT,
            )  # fmt: skip
            return hits(living.order_by("-is_head", "id")[:MOST], today)
    return search(said, [codes.buildings_under(area)], today, limit=MOST) if said else []
