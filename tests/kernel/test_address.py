import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel.address import Door, chinese_number, floor_of, read_address, read_door


def parts(door: Door) -> tuple[str, str, str, int | None, str]:
    return door.compound, door.lane, door.building, door.stair, door.room


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("88弄3号502室", ("", "88", "3", None, "502")),
        ("88弄3号502", ("", "88", "3", None, "502")),
        ("８８弄３号５０２室", ("", "88", "3", None, "502")),
        ("3号楼2单元502", ("", "", "3", 2, "502")),
        ("3号楼二单元502室", ("", "", "3", 2, "502")),
        ("3-2-502", ("", "", "3", 2, "502")),
        ("3-502", ("", "", "3", None, "502")),
        ("3幢502", ("", "", "3", None, "502")),
        ("3号502", ("", "", "3", None, "502")),
        ("3楼502", ("", "", "3", None, "502")),
        ("春和二村5号楼502", ("春和二村", "", "5", None, "502")),
        ("演示市演示区万安街道春和一村8号楼602室", ("春和一村", "", "8", None, "602")),
        ("春和一村万安路88弄12号", ("春和一村", "88", "12", None, "")),
        ("春和小区3幢1101", ("春和小区", "", "3", None, "1101")),
        ("12号前楼", ("", "", "12", None, "前楼")),
        ("3号楼502A", ("", "", "3", None, "502A")),
        ("三号楼502", ("", "", "3", None, "502")),
        ("Bldg 3, Room 502", ("", "", "3", None, "502")),
        (" 88弄 3号 502 室 ", ("", "88", "3", None, "502")),
    ],
)
def test_one_cell_is_read_in_every_manner_of_writing(text, expected):
    door = read_address(text)
    assert (parts(door), door.problem) == (expected, "")


@pytest.mark.parametrize("text", ["春和二村5号5楼左", "5号楼502旁边3", "春和3号楼5号502室"])
def test_what_is_left_over_makes_the_door_unclear(text):
    assert read_address(text).problem == "door_unclear"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"compound": "春和一村", "building": "3号楼", "room": "502室"}, ("春和一村", "", "3", None, "502")),
        ({"lane": "88弄", "building": "3号", "room": "502"}, ("", "88", "3", None, "502")),
        ({"building": 3.0, "room": 502.0}, ("", "", "3", None, "502")),
        ({"building": "3", "stair": "二单元", "room": "502"}, ("", "", "3", 2, "502")),
        ({"building": "3号楼", "room": "2-502"}, ("", "", "3", 2, "502")),
        ({"building": "88弄3号", "room": "502"}, ("", "88", "3", None, "502")),
        ({"compound": "春和一村3号楼", "address": "502室"}, ("春和一村", "", "3", None, "502")),
        ({"compound": "春和一村", "room": "3号楼2单元502室"}, ("春和一村", "", "3", 2, "502")),
        ({"compound": "春和一村", "address": "88弄3号502室"}, ("春和一村", "88", "3", None, "502")),
    ],
)
def test_several_cells_make_one_door(cells, expected):
    door = read_door(**cells)
    assert (parts(door), door.problem) == (expected, "")


@given(st.integers(1, 300), st.integers(1, 12), st.integers(1, 40), st.integers(1, 30), st.sampled_from("室户 "))
def test_one_cell_and_four_cells_agree(building, stair, floor, flat, end):
    room = f"{floor}{flat:02}"
    one = read_address(f"{building}号楼{stair}单元{room}{end.strip()}")
    four = read_door(building=f"{building}号楼", stair=stair, room=room)
    dashed = read_address(f"{building}-{stair}-{room}")
    assert parts(one) == parts(four) == parts(dashed) == ("", "", str(building), stair, room)
    assert floor_of(room) == floor


@given(st.integers(1, 99))
def test_chinese_numbers_count(number):
    tens, ones = divmod(number, 10)
    signs = "零一二三四五六七八九"
    text = (signs[tens] if tens > 1 else "") + ("十" if tens else "") + (signs[ones] if ones else "")
    assert chinese_number(text) == number


@given(st.text(), st.text(), st.text())
def test_any_text_is_read_without_a_crash(address, building, room):
    read_address(address)
    read_door(address=address, building=building, room=room, stair=building, floor=room, compound=address)


@pytest.mark.parametrize(
    ("room", "floor"),
    [("502", 5), ("1102", 11), ("B102", -1), ("2", 1), ("12", 1), ("2203A", 22), ("前楼", 1), ("001", 1)],
)
def test_the_room_tells_the_floor(room, floor):
    assert floor_of(room) == floor
