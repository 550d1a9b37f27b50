"""Files as committees keep them: any encoding, titles, comments, merged cells, headers in any order."""

import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roster.sheets import HEADER, a_row, comma, number, xlsx
from wanjia.roster.importing.cells import read_date, read_flag, read_presence, read_tags
from wanjia.roster.importing.headers import corrected, find_header, why_no_data
from wanjia.roster.importing.reading import open_sheets
from wanjia.roster.importing.refusals import (
    BadMapping,
    EmptyFile,
    Encrypted,
    NoNameColumn,
    NotATable,
)
from wanjia.roster.importing.rows import read_row, split_people
from wanjia.roster.importing.words import field_of, need_of

TODAY = date(2022, 3, 31)
PERSON_HEADER = (
    "姓名",
    "与其他人员关系",
    "身份证号",
    "性别",
    "出生日期",
    "联系电话",
    "现住小区/建筑",
    "门牌地址",
    "所属网格",
    "人员类型",
    "是否重点人员",
    "重点类别",
    "户籍小区/建筑",
    "户籍地址",
    "户编号",
    "是否人户分离",
    "实际居住地",
    "是否已迁出",
    "健康状况",
    "备注",
)


def header_of(content, file="名册.xlsx"):
    return find_header(open_sheets(content, file), file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_is_read_in_whatever_encoding_it_came(encoding):
    sheet, header = header_of(comma([a_row("王小满")], encoding=encoding), "名册.csv")
    assert header.fields[0] == "name"
    assert [cells[0] for number_, cells in sheet.rows() if number_ > header.row] == ["王小满"]


@given(st.permutations(range(len(HEADER))))
def test_columns_may_stand_in_any_order(order):
    content = comma([[a_row()[at] for at in order]], header=[HEADER[at] for at in order])
    _sheet, header = header_of(content, "a.csv")
    assert [header.fields[order.index(at)] for at in range(len(HEADER))] == [
        "name",
        "document",
        "phone",
        "compound",
        "building",
        "room",
    ]


def test_the_header_is_found_below_titles_and_beside_english_words():
    content = xlsx(
        [("Wang", number(), "3", "502")], header=("Name", "ID number", "Building", "Room"), above=[["2022 roster"], []]
    )
    _sheet, header = header_of(content)
    assert header.row == 3
    assert list(header.fields.values()) == ["name", "document", "building", "room"]


def test_the_long_person_header_is_understood():
    _sheet, header = header_of(xlsx([], header=PERSON_HEADER))
    assert header.unknown == []
    assert header.columns["compound"] == [6]
    assert header.columns["address"] == [7]
    assert header.columns["registered_address"] == [12, 13]


def test_a_header_of_two_rows_is_joined():
    content = xlsx(
        [("王兰", "春和一村", "3", "502")], header=("姓名", "住址", "", ""), below=[["", "小区", "楼栋", "室号"]]
    )
    _sheet, header = header_of(content)
    assert header.row == 2
    assert list(header.fields.values()) == ["name", "compound", "building", "room"]


def test_merged_cells_go_down_to_every_row_but_never_a_name():
    content = xlsx(
        [("王兰", "", "", "春和一村", "3号楼", "502"), ("", "", "", "", "", ""), ("王春", "", "", "", "", "")],
        merges=("D2:D4", "E2:E4", "F2:F4", "A2:A3"),
    )
    sheet, header = header_of(content)
    found = [list(cells[3:]) for row, cells in sheet.rows(frozenset({0})) if row > header.row]
    assert found == [["春和一村", "3号楼", "502"]] * 3
    assert [cells[0] for row, cells in sheet.rows(frozenset({0})) if row > 1] == ["王兰", "", "王春"]


def test_comments_sums_repeated_headers_and_blanks_are_no_data():
    _sheet, header = header_of(comma([a_row()]), "a.csv")
    assert why_no_data(["必填", "18位", "多个用分号", "", "如3号楼", ""], header, 2) == "comment"
    assert why_no_data(["合计：3人"], header, 9) == "sum"
    assert why_no_data(list(HEADER), header, 9) == "header_again"
    assert why_no_data(["", "  ", ""], header, 9) == "blank"
    assert why_no_data(["Summer Smith", "", ""], header, 9) == ""
    assert why_no_data(list(a_row()), header, 2) == ""


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"  \n", EmptyFile),
        (b"%PDF-1.7 ...", NotATable),
        (b"PK\x03\x04nonsense", NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, NotATable),
        (b"a\0b\0", NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        ("小区,楼栋\n春和,3\n".encode(), NoNameColumn),
    ],
)
def test_a_file_that_is_no_roster_is_refused_by_name(content, refusal):
    with pytest.raises(refusal) as caught:
        header_of(content, "x.xlsx")
    assert caught.value.facts["file"] == "x.xlsx"


def test_a_mapping_is_corrected_column_by_column_and_checked():
    _sheet, header = header_of(comma([a_row()], header=("姓名", "备忘", "甲", "小区", "楼栋", "室号")), "a.csv")
    assert corrected(header, {"1": "document"}).fields[1] == "document"
    assert "note" not in corrected(header, {"3": ""}).columns
    for wrong in ({"1": "nonsense"}, {"1": "name"}, {"99": "document"}, {"x": "document"}):
        with pytest.raises(BadMapping):
            corrected(header, wrong)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("19410302", date(1941, 3, 2)),
        (19410302.0, date(1941, 3, 2)),
        ("1941-03-02", date(1941, 3, 2)),
        ("1941.3.2", date(1941, 3, 2)),
        ("1941/3/2", date(1941, 3, 2)),
        ("1941年3月2日", date(1941, 3, 2)),
        (15037, date(1941, 3, 2)),
        (datetime(1941, 3, 2, tzinfo=UTC), date(1941, 3, 2)),
        (date(1941, 3, 2), date(1941, 3, 2)),
        ("１９４１０３０２", date(1941, 3, 2)),
        ("", None),
    ],
)
def test_dates_in_every_manner(cell, day):
    assert read_date(cell) == (day, "")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("20191332", "date_impossible"),
        ("1961-03", "date_partial"),
        ("春天", "date_unreadable"),
        (True, "date_unreadable"),
    ],
)
def test_what_is_no_date_says_why(cell, code):
    assert read_date(cell) == (None, code)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (1, True),
        ("1", True),
        (1.0, True),
        ("是", True),
        ("√", True),
        ("Y", True),
        (True, True),
        (0, False),
        ("0", False),
        ("否", False),
        ("×", False),
        ("N", False),
        (False, False),
        ("", None),
    ],
)
def test_flags_in_every_manner(cell, said):
    assert read_flag(cell) == (said, "")


def test_a_flag_with_words_is_a_yes_with_a_detail():
    assert read_flag("每周三次") == (True, "每周三次")


def test_words_of_presence_and_tags():
    assert [read_presence(word) for word in ("在住", "外出", "已迁出", "死亡", "空挂户", "")] == [
        "present",
        "away",
        "moved",
        "died",
        "away",
        "",
    ]
    assert [need_of(tag) for tag in read_tags("独居，高龄、残疾;血透")] == ["lives_alone", "", "disabled", "dialysis"]
    assert need_of("养猫") is None


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("于春分/于小寒", 2),
        ("于春分、于小寒", 2),
        ("王 兰", 1),
        ("欧阳 春分", 1),
        ("于春分 于小寒", 2),
        ("于春分明 于小寒明", 2),
        ("John Smith", 1),
        ("王春兰", 1),
    ],
)
def test_two_people_in_one_cell_are_told_apart(name, people):
    assert len(split_people({"name": [name]})) == people


def test_documents_and_telephones_go_to_the_people_they_belong_to():
    first, second = number(), number("19430301", 3)
    one, two = read_row(
        {
            "name": ["于春分/于小寒"],
            "document": [f"{first}/{second}"],
            "phone": ["12000000001;12000000002"],
            "building": ["3"],
            "room": ["502"],
        },
        TODAY,
    )
    assert (one.document.number, two.document.number) == (first, second)
    assert (one.phones, two.phones) == (["12000000001"], ["12000000002"])
    assert one.verdict == two.verdict == "two_people"


def test_one_document_for_two_names_is_the_first_ones():
    one, two = read_row({"name": ["于春分/于小寒"], "document": [number()], "building": ["3"], "room": ["502"]}, TODAY)
    assert one.document.number == number()
    assert two.document.number == ""


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "name",
                "document",
                "phone",
                "building",
                "room",
                "address",
                "born_on",
                "tags",
                "presence",
                "need:dialysis",
                "is_head",
                "lives_apart",
                "actual_address",
                "household_kind",
            ]
        ),
        st.text(min_size=1) | st.integers() | st.floats(),
    )
)
def test_any_row_is_read_without_a_crash(cells):
    entries = read_row({name: [cell] for name, cell in cells.items()}, TODAY)
    assert all(entry.verdict or entry.door.building for entry in entries)


def test_every_synonym_means_one_field():
    assert [field_of(name) for name in ("户主", "独居(1/0)", "＊姓名", "证件号码（必填）", "血透患者", "宠物")] == [
        "is_head",
        "need:lives_alone",
        "name",
        "document",
        "need:dialysis",
        "",
    ]


def test_a_bomb_of_zeros_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("wanjia.roster.importing.reading.MAX_UNPACKED_BYTES", 100)
    with pytest.raises(Exception, match="file_too_large"):
        header_of(io.BytesIO(xlsx([a_row()])).getvalue())
