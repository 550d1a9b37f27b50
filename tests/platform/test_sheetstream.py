import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from wanjia.platform.sheetstream import fill


def a_frame():
    book = Workbook()
    book.active.append(["甲", "乙", "丙"])
    book.active.append([0, 0, 0])
    book.active["B2"].font = Font(italic=True)
    book.create_sheet("second").append(["stays"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content):
    return load_workbook(io.BytesIO(content))


texts = st.text(
    alphabet=st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    max_size=8,
)


@given(st.lists(st.tuples(texts, st.integers(-(10**9), 10**9) | st.none(), texts), max_size=6))
def test_what_goes_in_comes_out_as_it_was(rows):
    page = read(fill(a_frame(), sheet=0, row=2, rows=rows)).worksheets[0]
    found = [tuple(row) for row in page.iter_rows(min_row=2, max_col=3, values_only=True)]
    expected = [tuple(value or None if value != 0 else 0 for value in row) for row in rows]
    assert [row for row in found if any(cell is not None for cell in row)] == [
        row for row in expected if any(cell is not None for cell in row)
    ]


def test_styles_other_sheets_and_texts_stay():
    book = read(fill(a_frame(), sheet=0, row=2, rows=[["=1+1", "999901194103060028", "<&>"]] * 3))
    page = book.worksheets[0]
    assert (page["A3"].value, page["A3"].data_type) == ("=1+1", "s")
    assert (page["B4"].value, page["B4"].font.italic) == ("999901194103060028", True)
    assert page["C2"].value == "<&>"
    assert book.worksheets[1]["A1"].value == "stays"


def test_what_a_sheet_can_not_hold_is_left_out():
    page = read(fill(a_frame(), sheet=0, row=2, rows=[["a\x00\x0bb", None, ""]])).worksheets[0]
    assert page["A2"].value == "ab"


def test_a_frame_without_the_row_is_a_bug():
    with pytest.raises(ValueError, match="no row 9"):
        fill(a_frame(), sheet=0, row=9, rows=[])
