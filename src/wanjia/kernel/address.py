"""Where a door is, read from one cell or several: 88弄3号502室, 3号楼2单元502, 3-2-502, 春和二村5号, Bldg 3 Rm 502."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from wanjia.kernel.plain import number_text, tight

_CHINESE = "零一二三四五六七八九"
_NUMBER = r"[0-9]{1,5}[A-Z]?|[A-Z][0-9]{0,3}|[甲乙丙丁东南西北]"
_COUNT = r"[0-9]{1,2}|[A-Z]|[甲乙丙丁]"
_NAMED_ROOM = (
    r"前楼|后楼|亭子间|前客堂|后客堂|客堂|客堂间|灶间|灶披间|阁楼|三层阁|晒台|底层|前厢房|后厢房|厢房|地下室|门面|车库"
)
_REGION = re.compile(
    r"^(?:[^省市区县]{2,6}(?:省|自治区))?(?:[^省市区县]{1,6}市)?(?:[^省市区县小社]{1,6}[区县])?"
    r"(?:[^区县路街道弄号]{2,8}(?:街道|镇|乡))(?=.)"
    r"|^(?:[^省市区县]{2,6}(?:省|自治区))?(?:[^省市区县]{2,6}市)(?:[^省市区县小社]{1,6}[区县])(?=.)"
)
_COMMITTEE = re.compile(r"^[^0-9路弄号]{2,12}?(?:居民委员会|村民委员会|居委会|村委会|居委)(?=.)")
_ROAD = re.compile(
    r"^(.*?(?:[村苑园城坊里邨湾庭府]|小区|公寓|花园|大厦|家园|名邸|社区|宿舍))?([^0-9]{1,12}?(?:路|街|大道|巷))$"
)
_WHOLE = re.compile(
    r"(?P<head>.*?)"
    r"(?:(?P<lane>[0-9]{1,5})弄)?"
    r"(?:(?P<branch>[0-9]{1,3})支弄)?"
    rf"(?:(?P<building>{_NUMBER})(?P<sign>号楼|号|幢|栋|座|楼(?=[0-9]{{3,4}}|[0-9]单元)))?"
    rf"(?:(?P<stair>{_COUNT})(?:单元|门洞|梯))?"
    r"(?:(?P<floor>-?[0-9]{1,3}|B[0-9]|底)(?:楼|层))?"
    rf"(?:(?P<room>B?-?[0-9]{{1,5}}[A-Z]?(?:-[0-9A-Z]{{1,2}})?|[A-Z])?(?:室|户|房)?|(?P<named>{_NAMED_ROOM}))$"
)
_DASHED = re.compile(
    rf"(?P<head>\D*?)(?P<building>{_NUMBER})[-－—#/](?:(?P<stair>{_COUNT})[-－—/])?(?P<room>[0-9]{{1,5}}[A-Z]?)室?"
)
_CHINESE_COUNT = re.compile(r"([零一二三四五六七八九十]{1,3})(?=单元|楼|层|室|号|幢|栋|门洞)")
_ENGLISH = re.compile(
    r"(?:(?P<head>.*?)[,.]?)?(?:BUILDING|BLDG|BLOCK)\.?(?P<building>[0-9A-Z]{1,4}?)[,.]?"
    r"(?:(?:UNIT|ENTRANCE|STAIR)\.?(?P<stair>[0-9]{1,2})[,.]?)?(?:ROOM|RM|FLAT|APT)?\.?(?P<room>[0-9]{1,5}[A-Z]?)"
)
_STAIR_ROOM = re.compile(r"[0-9A-Z]{1,2}[-－—/][0-9]{3,4}[A-Z]?室?")
_STAIR_SIGN = re.compile(r"(?:单元|门洞|梯|号)$|^第")
_FLOOR_SIGN = re.compile(r"[层楼]$|^第")
_SUFFIX = re.compile(r"(?:号楼|号|幢|栋|座|楼)$")


@dataclass(frozen=True, slots=True)
class Door:
    """A door as far as the cells say. Empty texts and None mean: not said.

    `building` is the bare number (3, 甲, 12A); `written` is how people write it (3号楼). `problem` says why a text
    gives no door: door_unclear.
    """

    compound: str = ""
    road: str = ""
    lane: str = ""
    building: str = ""
    written: str = ""
    stair: int | None = None
    floor: int | None = None
    room: str = ""
    problem: str = ""


NOWHERE = Door()


@lru_cache(maxsize=16384)
def read_address(text: str) -> Door:
    """Reads one cell that holds an address or a part of it. Region and committee names at its head are dropped."""
    rest = tight(text).upper()
    if not rest:
        return NOWHERE
    rest = _COMMITTEE.sub("", _REGION.sub("", rest))
    rest = _CHINESE_COUNT.sub(lambda found: str(chinese_number(found[1])), rest).replace("(", "").replace(")", "")
    found = _DASHED.fullmatch(rest) or _ENGLISH.fullmatch(rest) or _WHOLE.fullmatch(rest)
    return _door(found) if found else Door(compound=rest[:60], problem="door_unclear")


def _door(found: re.Match[str]) -> Door:
    part = {name: value or "" for name, value in found.groupdict().items()}
    compound, road = _split_head(part["head"])
    lane = part.get("lane", "") + (f"-{part['branch']}" if part.get("branch") else "")
    room, floor = part["room"] or part.get("named", ""), _floor(part.get("floor", ""))
    building, sign = part["building"], part.get("sign", "")
    if not building and floor is not None and room and room[0].isdecimal() and floor_of(room) != floor:
        building, sign, floor = str(floor), "号楼", None  # 3楼502: the house, not the storey
    sign = "号楼" if sign in ("", "楼") else sign
    door = Door(
        compound, road, lane, _bare(building), _bare(building) + sign if building else "",
        stair_number(part["stair"]), floor, _bare_room(room),
    )  # fmt: skip
    return replace(door, problem="door_unclear") if _is_left_over(door) else door


def _is_left_over(door: Door) -> bool:
    """Digits in what should be a name: the text says more than was understood."""
    return any(character.isdecimal() for character in door.compound.lstrip("0123456789期"))


def _split_head(head: str) -> tuple[str, str]:
    found = _ROAD.fullmatch(head)
    if found:
        return found[1] or "", found[2]
    return head, ""


def _bare(building: str) -> str:
    return building.lstrip("0") or building


def _bare_room(room: str) -> str:
    return room.lstrip("0") or room


def _floor(text: str) -> int | None:
    """5, -1, B1, 底, 五. None for anything else."""
    if text == "底":
        return 1
    if found := re.fullmatch(r"(B|-)?([0-9]{1,3})", text):
        return -int(found[2]) if found[1] else int(found[2])
    return chinese_number(text) if re.fullmatch(rf"[{_CHINESE}十]{{1,3}}", text) else None


def floor_of(room: str) -> int:
    """The storey that a room number tells: 502 → 5, 1102 → 11, B102 → -1, 2 → 1."""
    below = room.startswith(("B", "-", "地下"))
    digits = "".join(filter(str.isdigit, room.split("-")[0] if not below else room))
    if len(digits) in (3, 4):
        floor = int(digits[:-2]) or 1
    elif len(digits) == 5:
        floor = int(digits[:2])
    else:
        floor = 1
    return -floor if below else floor


def stair_number(text: str) -> int | None:
    """2, 二, B, 乙 → 2. None for anything else, and beyond what a building can have."""
    if text.isdecimal() and len(text) <= 3:
        return int(text) or None
    if len(text) == 1 and text in "甲乙丙丁":
        return "甲乙丙丁".index(text) + 1
    if len(text) == 1 and "A" <= text <= "Z":
        return ord(text) - 64
    return chinese_number(text) if re.fullmatch(rf"[{_CHINESE}十]{{1,3}}", text) else None


def chinese_number(text: str) -> int:
    """一 to 九十九, 十二, 二十, 五〇二 digit by digit."""
    if "十" not in text:
        return int("".join(str(_CHINESE.index(character)) for character in text))
    tens, _, ones = text.partition("十")
    return (_CHINESE.index(tens[-1:]) if tens else 1) * 10 + (_CHINESE.index(ones[:1]) if ones else 0)


def cell_text(cell: object) -> str:
    """A cell of any type as the text of an address part; 502.0 is 502."""
    if cell is None or cell is True or cell is False:
        return ""
    return number_text(cell) if isinstance(cell, (int, float)) else tight(str(cell))


def read_door(
    *, compound: object = "", lane: object = "", building: object = "", stair: object = "", floor: object = "",
    room: object = "", address: object = "",
) -> Door:  # fmt: skip
    """One door from its cells. What a cell of its own says goes before what the address says."""
    return _from_texts(
        cell_text(compound), cell_text(lane), cell_text(building), cell_text(stair).upper(), cell_text(floor).upper(),
        cell_text(room), cell_text(address),
    )  # fmt: skip


@lru_cache(maxsize=16384)
def _from_texts(compound: str, lane: str, building: str, stair: str, floor: str, room: str, address: str) -> Door:
    door = _with_building(read_address(address), building, lane)
    door = _with_compound(_with_room(door, room), compound)
    if stair:
        number = stair_number(_STAIR_SIGN.sub("", stair))
        door = replace(door, stair=number or door.stair, problem=door.problem or ("" if number else "door_unclear"))
    if floor:
        number = _floor(_FLOOR_SIGN.sub("", floor))
        door = replace(door, floor=number if number is not None else door.floor)
    return door


def _with_building(door: Door, building: str, lane: str) -> Door:
    if lane:
        door = replace(door, lane=lane.removesuffix("弄"))
    if not building:
        return door
    said = _as_building(building)
    return replace(
        door, building=said.building, written=said.written, stair=said.stair or door.stair, room=said.room or door.room,
        lane=said.lane or door.lane, road=said.road or door.road, compound=said.compound or door.compound,
        problem=said.problem or (door.problem if not said.room else ""),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _as_building(text: str) -> Door:
    """A building cell: 3, 3号楼, 88弄3号, 3号楼2单元, 3-2."""
    bare = _SUFFIX.sub("", text.upper())
    if re.fullmatch(_NUMBER, bare):
        return Door(building=_bare(bare), written=text if text.upper() != bare else f"{_bare(bare)}号楼")
    read = read_address(text)
    if read.building or not read.room:
        return read if read.building else Door(building=text[:20], written=text[:20])
    return Door(building=read.room, written=f"{read.room}号楼")


def _with_room(door: Door, room: str) -> Door:
    if not room:
        return door
    said = read_address(room)
    if door.building and _STAIR_ROOM.fullmatch(room):  # 2-502 beside a building is a stair, not a building
        said = replace(said, stair=stair_number(said.building), building="", written="")
    if said.problem or (said.compound and not said.building):
        return replace(door, problem="door_unclear", room="")
    return replace(
        door, room=said.room, floor=said.floor if said.floor is not None else door.floor,
        stair=said.stair or door.stair,
        building=said.building or door.building, written=said.written or door.written, lane=said.lane or door.lane,
        problem="" if door.problem and door.building else door.problem,
    )  # fmt: skip


def _with_compound(door: Door, compound: str) -> Door:
    """现住小区/建筑 holds the compound, and sometimes the house as well."""
    if not compound:
        return door
    said = read_address(compound)
    if said.problem or not said.compound:
        said = Door(compound=read_compound(compound)) if said.problem else said
    if door.building or not said.building:
        return replace(
            door, compound=said.compound or door.compound, lane=door.lane or said.lane, road=door.road or said.road
        )
    return replace(
        said, compound=said.compound or door.compound, stair=door.stair or said.stair, room=door.room or said.room,
        floor=door.floor if door.floor is not None else said.floor, problem=door.problem,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def read_compound(text: str) -> str:
    """A compound's name without region and committee before it; the cell's own text where nothing would be left."""
    rest = tight(text)
    return (_COMMITTEE.sub("", _REGION.sub("", rest)) or rest)[:60]
