"""`wanjia bench opening`: how long it takes to freeze who is owed what, by kind of round."""

import time
from datetime import timedelta

import psycopg

from wanjia.benches import city as cities
from wanjia.benches.city import CODE
from wanjia.benches.stage import HAND, say
from wanjia.config.env import environment
from wanjia.coverage import presets, services
from wanjia.coverage.rules import Population
from wanjia.coverage.services import NewRound, open_round
from wanjia.hot.opening import count_owed, drift
from wanjia.kernel import clock
from wanjia.kernel.area import buildings_under

_KINDS = {
    "everyone": ("nat", Population()),
    "eighty_and_more": ("welfare_call", Population(min_age=80)),
    "every_door": ("sweep", Population(empty_doors=True)),
    "parcel_a_household": ("parcel", Population()),
}


def run(*, people: int) -> dict[str, object]:
    """Seconds to open each kind of round, to count one beforehand, and to find who arrived or left since."""
    address = str(environment().database_url)
    say(f"drawing a city of {people:,} people …")
    city = cities.build(address, people)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("UPDATE roster_person SET born_on = DATE '1932-01-01' + (id %% 30000)::int WHERE id %% 10 = 0", [])
        link.execute("VACUUM (ANALYZE) roster_person")
    presets.load()
    opened = [_open(name, *kind) for name, kind in _KINDS.items()]
    return {"people": city.people, "committees": len(city.committees), "rounds": opened}


def _open(name: str, obligation: str, population: Population) -> dict[str, object]:
    say(f"{name} …")
    now = clock.now()
    begun = time.perf_counter()
    round_ = open_round(
        by=HAND, asked=NewRound(obligation, name, CODE, now, now + timedelta(hours=12), population), now=now
    )  # fmt: skip
    opened = time.perf_counter()
    owed = services.owed_by(round_)
    counted = count_owed(span=buildings_under(CODE), owed=owed)
    ready = time.perf_counter()
    moved = drift(round_id=round_.pk, span=buildings_under(CODE), owed=owed, limit=100)
    return {
        "id": name, "owed": round_.owed_at_opening, "open_s": round(opened - begun, 2),
        "count_s": round(ready - opened, 2), "drift_s": round(time.perf_counter() - ready, 2),
        "agrees": counted == round_.owed_at_opening and not moved,
    }  # fmt: skip
