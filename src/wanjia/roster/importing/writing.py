"""Writing what has been staged and matched, in the one order that fits."""

from wanjia.hot import roster as hot
from wanjia.hot.roster_write import Writer
from wanjia.platform import serials
from wanjia.platform.vault import seal
from wanjia.roster.importing.places import Places

IMAGE = "image"


def write_staged(places: Places, writer: Writer, last_row: int) -> None:
    """Places, doors, images of what is about to change, people. Ids are taken committee by committee, in order."""
    used = hot.used_buildings()
    buildings = [(key, name) for key, name in places.new_buildings.items() if key in used]
    compounds = {key // 10**4 for key, _name in buildings}
    made = [(code, *said) for code, said in places.new_compounds.items() if code in compounds]
    writer.places(made, buildings)
    writer.doors([(part, serials.take(part, count).start) for part, count in hot.new_doors()])
    writer.keep_images(lambda image: seal(image, field=IMAGE), last_row)
    writer.people([(part, serials.take(part, count).start) for part, count in hot.new_people()])
