"""A city of any size, drawn by the database itself: committees of 3,840 people, 96 to a building, 3 behind a door.

Plain people without documents or telephones: what is measured reads ids, buildings and order.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

from wanjia.benches.halves import in_halves

PER_BUILDING, PER_DOOR, FLOORS = 96, 3, 16
PER_COMMITTEE = 3840
_TOWN_OF, _DISTRICT_OF = 25, 16  # committees in a town, towns in a district


@dataclass(frozen=True, slots=True)
class City:
    """Its committees' codes in order; people of one committee have the serials from FIRST on, building by building."""

    people: int
    committees: tuple[int, ...]
    buildings: int

    def building(self, committee: int, number: int) -> int:
        """Key of the `number`-th building (from 1) of a committee: all stand in one compound."""
        return committee * 10**6 + 10000 + number


CODE = 990100000000
FIRST = 100_000  # serials below are the doors'


@dataclass(frozen=True, slots=True)
class Owed:
    """What a round over the city owes: how its subjects are numbered from `first` on, in walking order."""

    obligation: str
    first: int
    each: int  # people behind one subject

    @property
    def per_building(self) -> int:
        return PER_BUILDING // self.each

    def per_committee(self, people: int = PER_COMMITTEE) -> int:
        return min(PER_COMMITTEE, people) // self.each


PEOPLE, HOUSEHOLDS = Owed("nat", FIRST, 1), Owed("parcel", 1, PER_DOOR)


def committees(people: int) -> tuple[int, ...]:
    """Codes for a city of that size, spread over districts and towns as a real one is."""
    count = max(1, -(-people // PER_COMMITTEE))
    return tuple(_code(number) for number in range(count))


def _code(number: int) -> int:
    town, committee = divmod(number, _TOWN_OF)
    district, town = divmod(town, _DISTRICT_OF)
    return CODE + (district + 1) * 10**6 + (town + 1) * 10**3 + committee + 1


def build(address: str, people: int) -> City:
    """Writes areas, buildings, households and people. About 8 s a million people, indexes made at the end."""
    codes = committees(people)
    per = min(PER_COMMITTEE, people)
    buildings = -(-per // PER_BUILDING)
    values = {"per": per, "buildings": buildings, "doors": -(-per // PER_DOOR)}

    def half(link: "psycopg.Connection[Any]", some: list[int]) -> None:
        link.execute("CREATE TEMP TABLE committee AS SELECT unnest(%s::bigint[]) AS code", [some])
        for statement in (_PLACES, _BUILDINGS, _DOORS, _PEOPLE):
            link.execute(statement, values)

    with psycopg.connect(address, autocommit=True) as link:
        link.execute(_AREAS, {"committees": list(codes)})
        indexes = _take_indexes(link)
        in_halves(address, codes, half)
        _make_indexes(address, indexes)
        link.execute("VACUUM (ANALYZE) roster_household, roster_person, roster_building")
    return City(per * len(codes), codes, buildings)


def _make_indexes(address: str, indexes: list[str]) -> None:
    def some(link: "psycopg.Connection[Any]", numbers: list[int]) -> None:
        for number in numbers:
            link.execute(indexes[number].encode())

    in_halves(address, range(len(indexes)), some)


def _take_indexes(link: "psycopg.Connection[tuple[str, str]]") -> list[str]:
    """Drops the plain indexes of the large tables and returns the statements that make them again."""
    rows = link.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
           LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
           WHERE i.indrelid = ANY('{roster_person,roster_household}'::regclass[]) AND c.oid IS NULL"""
    ).fetchall()
    for name, _definition in rows:
        link.execute(f"DROP INDEX {name}".encode())  # names come from the catalog, quoted by it
    return [definition for _name, definition in rows]


_AREAS = """
    WITH committee AS (SELECT unnest(%(committees)s::bigint[]) AS code)
    INSERT INTO roster_area (code, name, name_en, kind, level)
    SELECT DISTINCT ON (code) code, 'A' || code, '', '', level FROM (
        SELECT code / 10000000000 * 10000000000 AS code, 1 AS level FROM committee UNION ALL
        SELECT code / 100000000 * 100000000, 2 FROM committee UNION ALL
        SELECT code / 1000000 * 1000000, 3 FROM committee UNION ALL
        SELECT code / 1000 * 1000, 4 FROM committee UNION ALL SELECT code, 5 FROM committee) a
    ORDER BY code, level ON CONFLICT DO NOTHING"""
_PLACES = """
    INSERT INTO roster_compound (code, part, name, kind, address)
    SELECT code * 100 + 1, code, '1', '', '' FROM committee"""
_BUILDINGS = """
    INSERT INTO roster_building (key, part, name, stairs, floors)
    SELECT c.code * 1000000 + 10000 + b, c.code, b || '号楼', 1, 16
    FROM committee c, generate_series(1, %(buildings)s) b"""
_DOORS = f"""
    INSERT INTO roster_household (id, part, building_key, stair, floor, room, walk, kind, note)
    SELECT c.code * 1000000 + 1 + d, c.code,
           c.code * 1000000 + 10001 + d * {PER_DOOR} / {PER_BUILDING}, 1,
           {FLOORS} - d %% ({PER_BUILDING} / {PER_DOOR}) / 2,
           (({FLOORS} - d %% ({PER_BUILDING} / {PER_DOOR}) / 2) * 100 + d %% 2 + 1)::text,
           d %% ({PER_BUILDING} / {PER_DOOR}), 'unknown', ''
    FROM committee c, generate_series(0, %(doors)s - 1) d"""
_PEOPLE = f"""
    INSERT INTO roster_person (id, part, household_id, building_key, walk, name, initials, sex, document_kind,
                               document_mask, phone_tails, presence, is_head, relation, registered_address,
                               lives_apart, note, source)
    SELECT c.code * 1000000 + {FIRST} + p, c.code, c.code * 1000000 + 1 + p / {PER_DOOR},
           c.code * 1000000 + 10001 + p / {PER_BUILDING}, p %% {PER_BUILDING} / {PER_DOOR}, '居民' || p, 'jm', '',
           'none', '', '{{}}', 'present', p %% {PER_DOOR} = 0, '', '', false, '', ''
    FROM committee c, generate_series(0, %(per)s - 1) p"""
