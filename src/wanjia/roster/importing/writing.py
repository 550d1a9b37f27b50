"""Writing what has been staged and matched, in the one order that fits."""

from collections.abc import Sequence

from wanjia.hot import roster as hot
from wanjia.hot import statistics
from wanjia.hot.roster_write import Writer
from wanjia.kernel.area import compound_of
from wanjia.platform import serials
from wanjia.platform.vault import seal
from wanjia.roster.importing.places import Places

IMAGE = "image"
_MANY = 500  # rows


def write_staged(places: Places, writer: Writer, last_row: int) -> None:
    """Places, doors, images of what is about to change, people. Ids are taken committee by committee, in order."""
    used = hot.used_buildings()
    buildings = [(key, name) for key, name in places.new_buildings.items() if key in used]
    compounds = {compound_of(key) for key, _name in buildings}
    made = [(code, *said) for code, said in places.new_compounds.items() if code in compounds]
    writer.places(made, buildings)
    doors, people = hot.new_doors(), hot.new_people()
    writer.doors([(part, serials.take(part, count).start) for part, count in doors])
    _tell_planner(statistics.DOORS, doors)
    writer.keep_images(lambda image: seal(image, field=IMAGE), last_row)
    writer.people([(part, serials.take(part, count).start) for part, count in people])
    _tell_planner(statistics.PEOPLE, people)
    writer.freshen()


def _tell_planner(tables: tuple[str, ...], made: Sequence[tuple[int, int]]) -> None:
    """Before the next statement joins what came in: where many rows were deleted before, PostgreSQL expects one row,
    and an hour went by over 100,000 people. A few rows mislead nobody."""
    if sum(count for _part, count in made) > _MANY:
        statistics.refresh(tables)
