"""Who calls: by the end of a telephone, a room, a name, or a door as people say it."""

from collections.abc import Sequence
from datetime import date

from wanjia.kernel import area as codes
from wanjia.needs.placing import Doors
from wanjia.needs.rules.mentions import mentions, plain
from wanjia.roster.models import Person, Presence
from wanjia.roster.queries import Hit, hits, search

MOST = 8


def callers(area: int, text: str, today: date) -> Sequence[Hit]:
    """The people behind it, the nearest first: behind a door all who live there now, in every stair that has such a
    room. At most five queries."""
    said = plain(text)
    door = next(iter(mentions(said)), None)
    if door is not None and door.building:
        spot = Doors(area).find(door.building, door.room)
        if codes.has_building(spot.building_key) and spot.room:
            living = Person.objects.select_related("household").filter(
                building_key=spot.building_key, household__room=spot.room, merged_into=None, presence=Presence.PRESENT
            )
            if found := list(living.order_by("household_id", "-is_head", "id")[:MOST]):
                return hits(found, today)
    return search(said, [codes.buildings_under(area)], today, limit=MOST) if said else []
