"""From the names of compounds and buildings to keys: what is known is found, what is new gets the next number.

Nothing is written here; `new_compounds` and `new_buildings` are what a commit has to write.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from wanjia.kernel.address import Door, read_address
from wanjia.kernel.area import building_key, committee_of, compound_code, compound_of

_COMMITTEE_ENDING = re.compile(r"(?:社区)?(?:居民委员会|村民委员会|居委会|村委会|居委|村委|居民区|社区)$")
_LANES = re.compile(r"(\d+(?:-\d+)?)弄")
_COMPOUND_NOISE = re.compile(r"(?:小区|\s)+$")


class Unclear(Exception):
    """No key can be given; `code` is the problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def bare_committee(name: str) -> str:
    """春和居委会, 春和居民委员会 and 春和社区居委会 are one."""
    return _COMMITTEE_ENDING.sub("", name) or name


@dataclass(slots=True)
class _Compound:
    code: int
    name: str
    address: str = ""
    buildings: dict[str, int] = field(default_factory=dict)
    highest: int = 0

    @property
    def lanes(self) -> set[str]:
        return set(_LANES.findall(f"{self.name} {self.address}"))


class Places:
    """The compounds and buildings of one import's committees."""

    def __init__(self, committees: Iterable[tuple[int, str]]) -> None:
        self._committees = dict(committees)
        self._by_name = {bare_committee(name): code for code, name in self._committees.items()}
        self._compounds: dict[int, dict[str, _Compound]] = {code: {} for code in self._committees}
        self._by_code: dict[int, _Compound] = {}
        self._cache: dict[tuple[int, str, str, str, str], int] = {}
        self.new_compounds: dict[int, tuple[str, str]] = {}  # code → name, address
        self.new_buildings: dict[int, str] = {}  # key → name

    def know_compound(self, code: int, name: str, address: str) -> None:
        found = _Compound(code, name, address)
        self._by_code[code] = found
        self._compounds[committee_of(code)][_plain(name)] = found

    def know_building(self, key: int, name: str) -> None:
        """Buildings come after their compounds."""
        compound = self._by_code[compound_of(key)]
        compound.buildings[_building_of(name)] = key
        compound.highest = max(compound.highest, key % 10**4)

    def committee(self, name: str) -> int | None:
        """The committee that a row names; the only one when it names none. None when there is no such committee."""
        if not name and len(self._committees) == 1:
            return next(iter(self._committees))
        return self._by_name.get(bare_committee(name))

    def key(self, committee: int, door: Door) -> int:
        """The building's key. Raises Unclear with compound_unclear or too_many_places."""
        asked = (committee, door.compound, door.road, door.lane, door.building)
        if asked not in self._cache:
            self._cache[asked] = self._find(committee, door)
        return self._cache[asked]

    def _find(self, committee: int, door: Door) -> int:
        compound = self._compound(committee, door)
        name = _name_in(compound, door)
        if name not in compound.buildings:
            compound.highest += 1
            if compound.highest > 9999:
                raise Unclear("too_many_places")
            key = building_key(compound.code, compound.highest)
            compound.buildings[name] = key
            self.new_buildings[key] = _written(name, door)
        return compound.buildings[name]

    def _compound(self, committee: int, door: Door) -> _Compound:
        known = self._compounds[committee]
        if not door.compound:
            return self._unnamed(committee, door)
        plain = _plain(door.compound)
        if plain not in known:
            self._make(committee, door.compound, _address_of(door))
        return known[plain]

    def _unnamed(self, committee: int, door: Door) -> _Compound:
        """The one that its lane, its building or being the only one tells; a new one where there is none."""
        known = list(self._compounds[committee].values())
        if door.lane:
            by_lane = [compound for compound in known if door.lane in compound.lanes]
            return by_lane[0] if len(by_lane) == 1 else self._make(committee, f"{door.lane}弄", _address_of(door))
        holding = [compound for compound in known if door.building in compound.buildings]
        if len(holding) == 1:
            return holding[0]
        if len(known) > 1:
            raise Unclear("compound_unclear")
        return (
            known[0] if known else self._make(committee, bare_committee(self._committees[committee]), _address_of(door))
        )

    def _make(self, committee: int, name: str, address: str) -> _Compound:
        known = self._compounds[committee]
        number = max((compound.code % 100 for compound in known.values()), default=0) + 1
        if number > 99:
            raise Unclear("too_many_places")
        made = _Compound(compound_code(committee, number), name[:60], address)
        known[_plain(name)] = self._by_code[made.code] = made
        self.new_compounds[made.code] = (made.name, address)
        return made


def _plain(name: str) -> str:
    return _COMPOUND_NOISE.sub("", name) or name


def _address_of(door: Door) -> str:
    return f"{door.road}{door.lane}弄" if door.lane else ""


def _name_in(compound: _Compound, door: Door) -> str:
    """3 for 3号楼 = 3号 = 3幢; 90-3 where the lane is not the compound's own; 万安路12 on a street."""
    if door.lane and door.lane not in compound.lanes:
        return f"{door.lane}-{door.building}"
    return f"{door.road}{door.building}" if door.road and not door.lane else door.building


def _written(name: str, door: Door) -> str:
    if name == door.building:
        return (door.written or f"{door.building}号楼")[:40]
    prefix = f"{door.lane}弄" if door.lane else door.road
    return f"{prefix}{door.building}号"[:40]


def _building_of(name: str) -> str:
    """The bare number in a building's written name."""
    door = read_address(name)
    if not door.building:
        return name
    if door.lane:
        return f"{door.lane}-{door.building}"
    return f"{door.road}{door.building}" if door.road else door.building
