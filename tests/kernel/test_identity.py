from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel.identity import birth_in, complete, modern, read_document

GOOD = complete("99990119410306002")
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2022, 3, 31))


@given(days, st.integers(min_value=0, max_value=999))
def test_every_completed_number_is_read_with_its_birth_date_and_sex(born_on, serial):
    found = read_document(complete(f"999901{born_on:%Y%m%d}{serial:03}"))
    assert (found.problem, found.born_on, found.sex) == ("", born_on, "m" if serial % 2 else "f")


@given(days, st.integers(min_value=0, max_value=999), st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(born_on, serial, at, shift):
    number = complete(f"999901{born_on:%Y%m%d}{serial:03}")
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert read_document(wrong).problem


@given(days, st.integers(min_value=0, max_value=989))
def test_a_15_digit_number_becomes_the_18_digit_one(born_on, serial):
    born_on = born_on.replace(year=1900 + born_on.year % 100, day=min(born_on.day, 28))
    number = complete(f"999901{born_on:%Y%m%d}{serial:03}")
    assert modern(number[:6] + number[8:17]) == number
    assert read_document(number[:6] + number[8:17]).notes == ("id_15_digits",)


@pytest.mark.parametrize("cell", ["1.1E+17", "9.99901E+17", 9.99901194103e17, 999901194103060000, "999901194103060000"])
def test_lost_digits_are_named_and_never_guessed(cell):
    assert read_document(cell).problem == "id_digits_lost"


@pytest.mark.parametrize(
    "cell", [f" {GOOD} ", f"'{GOOD}", "".join(chr(ord(sign) + 0xFEE0) for sign in GOOD), GOOD.lower(), f"{GOOD}\u200b"]
)
def test_what_can_be_repaired_is(cell):
    assert read_document(cell).number == GOOD


def test_a_small_x_is_the_same_number():
    number = next(n for n in (complete(f"999901194103{day:02}002") for day in range(1, 29)) if n.endswith("X"))
    assert read_document(number.lower()).number == number
    assert read_document(number.lower()).notes == ("id_cleaned",)


@pytest.mark.parametrize(
    ("cell", "words", "kind"),
    [
        ("E12345678", "", "passport"), ("EA1234567", "", "passport"), ("123456789", "护照", "passport"),
        ("H12345678", "", "hk_macao"), ("M1234567801", "", "hk_macao"), ("12345678", "", "taiwan"),
        ("ABC123456789012", "", "foreign_resident"), ("T310123456", "", "birth"), ("X 1234567", "护照", "passport"),
        (complete("81000019900101001"), "", "hk_macao"), (complete("83000019900101001"), "", "taiwan"),
        (complete("91112419810803002"), "", "foreign_resident"),
    ],
)  # fmt: skip
def test_other_documents_are_told_by_their_shape_or_by_the_column_beside(cell, words, kind):
    found = read_document(cell, words)
    assert (found.kind, found.problem) == (kind, "")


@pytest.mark.parametrize("cell", ["", "无", "暂无", "-", 0, "N/A"])
def test_no_document_is_no_problem(cell):
    assert read_document(cell).kind == "none"
    assert not read_document(cell).problem


@pytest.mark.parametrize(
    ("number", "problem"),
    [("999901199002301234", "id_check_digit"), (complete("99990119900230123"), "id_date"), ("John", "id_unreadable"),
     ("99990119410306002", "id_unreadable"), ("身份证", "id_unreadable")],
)  # fmt: skip
def test_what_can_not_be_a_number_is_named(number, problem):
    assert read_document(number).problem == problem


@given(st.text())
def test_any_text_is_read_without_a_crash(text):
    found = read_document(text)
    assert found.problem or found.kind


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_any_number_is_read_without_a_crash(value):
    read_document(value)


def test_nobody_was_born_in_the_eighteen_hundreds():
    assert birth_in(complete("99990118410306002")) is None
