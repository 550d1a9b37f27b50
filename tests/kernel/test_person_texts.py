import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wanjia.kernel.masking import mask_document, mask_name, mask_phone
from wanjia.kernel.phone import read_phones
from wanjia.kernel.pinyin import initials
from wanjia.kernel.plain import narrow, plain_name
from wanjia.kernel.walk import walk


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王春兰", "王*兰"),
        ("王兰", "王*"),
        ("欧阳春兰", "欧阳*兰"),
        ("欧阳兰", "欧阳*"),
        ("王", "王*"),
        ("王春小兰", "王*兰"),
        ("John Soltis", "J. Sol***"),
        ("Solveig", "Sol***"),
        ("", ""),
    ],
)
def test_names_are_masked(name, masked):
    assert mask_name(name) == masked


@given(st.text(alphabet="王李春兰小满欧阳", min_size=2, max_size=6))
def test_a_masked_name_always_hides_something(name):
    assert "*" in mask_name(name)
    assert mask_name(name) != name


@given(st.text(alphabet="0123456789X", min_size=7, max_size=18))
def test_documents_show_at_most_their_ends(number):
    masked = mask_document(number)
    assert len(masked.replace(" •••• ", "")) <= 8
    assert number not in masked


def test_documents_and_telephones_as_the_lists_show_them():
    assert mask_document("999901194103060028") == "9999 •••• 0028"
    assert mask_phone("12000002218") == "•••• 2218"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("12000000001;12000000002", ["12000000001", "12000000002"]),
        ("12000000001；12000000002", ["12000000001", "12000000002"]),
        ("12000000001、12000000002/12000000003", ["12000000001", "12000000002", "12000000003"]),
        ("12000000001 12000000002", ["12000000001", "12000000002"]),
        ("12000000001,12000000001", ["12000000001"]),
        (12000000001.0, ["12000000001"]),
        ("１２００００００００１", ["12000000001"]),
        ("+86 120 0000 0001", ["12000000001"]),
        ("86-12000000001", ["12000000001"]),
        ("021-55501234", ["02155501234"]),
        ("55501234", ["55501234"]),
        ("+44 20 7946 0958", ["+442079460958"]),
        ("", []),
        ("无", []),
    ],
)
def test_telephones_of_a_cell(cell, numbers):
    assert read_phones(cell) == (numbers, [])


@pytest.mark.parametrize("cell", ["123", "没有电话", "1200000000", "+00000"])
def test_what_is_no_telephone_is_handed_back(cell):
    good, bad = read_phones(cell)
    assert not good
    assert bad


@given(
    st.lists(st.integers(10_000_000_000, 19_999_999_999), min_size=1, max_size=4, unique=True),
    st.sampled_from(";；,，、/ "),
)
def test_any_separator_keeps_every_number_in_order(numbers, mark):
    assert read_phones(mark.join(map(str, numbers))) == ([str(number) for number in numbers], [])


@given(st.text())
def test_any_text_is_read_without_a_crash(text):
    good, bad = read_phones(text)
    assert all(isinstance(number, str) for number in (*good, *bad))
    assert initials(text) == initials(text).lower()
    assert len(initials(text)) <= 20
    assert narrow(narrow(text)) == narrow(text)
    assert plain_name(plain_name(text)) == plain_name(text)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("王春兰", "wcl"), ("单立春", "slc"), ("欧阳春兰", "oycl"), ("John Soltis", "js"), ("阿依古丽·买买提", "ayglmmt")],
)
def test_initials(name, letters):
    assert initials(name) == letters


@given(
    st.integers(1, 60),
    st.integers(-5, 60),
    st.integers(1, 40),
    st.integers(1, 60),
    st.integers(-5, 60),
    st.integers(1, 40),
)
def test_walking_order_is_stair_then_top_floor_down_then_door(stair1, floor1, door1, stair2, floor2, door2):
    def at(stair, floor, door):
        return walk(stair, floor, f"{floor}{door:02}" if floor > 0 else f"B{-floor}{door:02}")

    first, second = (stair1, -floor1, door1), (stair2, -floor2, door2)
    if floor1 > 0 and floor2 > 0:
        assert (at(stair1, floor1, door1) < at(stair2, floor2, door2)) == (first < second)


@given(st.integers(-99, 999), st.integers(-99, 999), st.text())
@example(1, 5, "502ß")
def test_the_walk_fits_a_four_byte_column(stair, floor, room):
    assert 0 <= walk(stair, floor, room) < 2**31


def test_502_comes_before_502a_before_503():
    assert walk(1, 5, "502") < walk(1, 5, "502A") < walk(1, 5, "502B") < walk(1, 5, "503")
