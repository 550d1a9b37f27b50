"""Trap 19: any list exports to any column layout. Trap 10: at any size."""

import io
import time
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

from tests.roster.sheets import HEADER, a_row, bring, comma, number, xlsx
from tests.world import HAND, NOON, SPRING, an_account, areas
from wanjia.kernel.area import building_key, compound_code
from wanjia.kernel.errors import NotAllowed
from wanjia.kernel.ids import make_id
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.roster.exporting import export_roster
from wanjia.roster.importing.reading import open_sheets
from wanjia.roster.importing.refusals import NoNameColumn, NotATable
from wanjia.roster.models import Building, Compound, Household, Person
from wanjia.roster.refusals import NoReason

pytestmark = pytest.mark.django_db


def export(layout=None, *, area=SPRING, by=HAND, reason="街道要表"):
    return export_roster(by=by, area=area, layout=layout, reason=reason, now=NOON)


def rows_of(exported, first=1):
    page = load_workbook(io.BytesIO(exported.content)).active
    return [list(row) for row in page.iter_rows(min_row=first, values_only=True)]


@pytest.fixture
def people():
    header = (*HEADER, "出生日期", "与户主关系", "独居", "户籍地址")
    rows = [
        (*a_row(phone="12000002218;12000003310"), "", "户主", 1, "别处路1号"),
        (*a_row("王小满", "", ""), "20220301", "孙女", "", ""),
        (*a_row("李立夏", number("19500101", 1), room="601"), "", "户主", "", ""),
    ]
    bring(xlsx(rows, header=header))


def layout(header, *, above=(), below=()):
    return xlsx([], header=header, above=above, below=below)


def test_trap_19_any_columns_in_any_order_are_filled(people):
    exported = export(layout(("序号", "身份证号码", "成员姓名", "住址", "健康状况", "年龄", "手机")))
    assert rows_of(exported, 2) == [
        [1, number("19500101", 1), "李立夏", "春和一村3号楼601室", None, 72, "12000002218"],
        [2, number(), "王春兰", "春和一村3号楼502室", None, 81, "12000002218;12000003310"],
        [3, None, "王小满", "春和一村3号楼502室", None, 0, None],
    ]
    assert (exported.rows, exported.empty) == (3, ("健康状况",))


@pytest.mark.parametrize(
    ("head", "sample", "written"),
    [
        ("身份证号", "", number()),
        ("身份证号", "'999901194103060028", f"'{number()}"),
        ("身份证号", "999901 19410306 0028", f"{number()[:6]} {number()[6:14]} {number()[14:]}"),
        ("身份证号", "999901********0028", f"{number()[:6]}********{number()[-4:]}"),
        ("身份证号(后4位)", "", number()[-4:]),
        ("身份证号（后六位）", "", number()[-6:]),
    ],
)
def test_trap_19_the_number_in_the_six_formats_that_sheets_ask_for(people, head, sample, written):
    below = [["某某", sample]] if sample else []
    exported = export(layout(("姓名", head), below=below))
    assert ["王春兰", written] in rows_of(exported, 2)


@pytest.mark.parametrize(
    ("head", "sample", "written"),
    [
        ("出生日期", "19500102", "19410306"),
        ("出生日期", "1950.1.2", "1941.3.6"),
        ("出生日期", "1950/1/2", "1941/3/6"),
        ("出生日期(YYYYMMDD)", "", "19410306"),
        ("出生日期", "1950年1月2日", "1941年3月6日"),
        ("出生日期", "", "1941-03-06"),
    ],
)
def test_trap_19_dates_as_the_sheet_writes_them(people, head, sample, written):
    exported = export(layout(("姓名", head), below=[["某某", sample]] if sample else []))
    assert ["王春兰", written] in rows_of(exported, 2)


@pytest.mark.parametrize(
    ("head", "sample", "yes", "no"), [("独居(1/0)", "", 1, 0), ("独居", "", "是", "否"), ("独居", "√", "√", None)]
)
def test_trap_19_flags_as_the_sheet_writes_them(people, head, sample, yes, no):
    exported = export(layout(("姓名", head), below=[["某某", sample]] if sample else []))
    assert ["王春兰", yes] in rows_of(exported, 2)
    assert ["李立夏", no] in rows_of(exported, 2)


def test_trap_19_titles_comments_widths_and_styles_stay(people):
    book = Workbook()
    page = book.active
    page.title = "核酸名单"
    page.append([None, "街道核酸检测名单"])
    page.merge_cells("B1:C1")
    page["B1"].font = Font(bold=True, size=18)
    page.append([None, "姓名", "身份证号"])
    page["B2"].fill = PatternFill("solid", fgColor="FFFF00")
    page.append([None, "必填", "18位文本格式"])
    page.append([None, "示范人", "999901194103060028"])
    page["B4"].font = Font(italic=True)
    page.column_dimensions["C"].width = 33
    out = io.BytesIO()
    book.save(out)
    filled = load_workbook(io.BytesIO(export(out.getvalue()).content)).active
    assert filled.title == "核酸名单"
    assert filled["B1"].value == "街道核酸检测名单"
    assert filled["B1"].font.size == 18
    assert "B1:C1" in {str(merged) for merged in filled.merged_cells.ranges}
    assert filled["B2"].fill.fgColor.rgb.endswith("FFFF00")
    assert filled["B3"].value == "必填"
    assert (filled["B4"].value, filled["B4"].font.italic) == ("李立夏", True)
    assert filled.column_dimensions["C"].width == 33
    assert filled.max_row == 6


def test_trap_19_what_goes_out_in_our_columns_comes_back_without_a_change(people):
    again = bring(export().content, now=NOON + timedelta(days=1))
    assert (again.rows, again.unchanged, again.problems) == (3, 3, ())


def test_numbers_stay_text_and_a_formula_stays_a_text(people):
    Person.objects.filter(name="李立夏").update(note="=1+1")
    page = load_workbook(io.BytesIO(export(layout(("姓名", "身份证号", "备注"))).content)).active
    assert (page["B2"].data_type, page["C2"].data_type, page["C2"].value) == ("s", "s", "=1+1")


def test_a_csv_lends_its_columns(people):
    assert ["王春兰", number()] in rows_of(export(comma([], header=("姓名", "证件号码"))), 2)


def test_what_is_no_layout_is_refused(people):
    with pytest.raises(NotATable):
        export(b"%PDF-1.7")
    with pytest.raises(NoNameColumn):
        export(layout(("甲", "乙")))


def test_an_export_wants_a_reason_a_right_and_leaves_a_line(people):
    with pytest.raises(NoReason):
        export(reason=" ")
    with pytest.raises(NotAllowed):
        export(by=actor_of(an_account("gong", role="worker"), NOON))
    export()
    entry = AuditEntry.objects.get(act="roster.export")
    assert (entry.reason, entry.detail["rows"]) == ("街道要表", 3)


def many(count):
    areas()
    compound = compound_code(SPRING, 1)
    Compound.objects.create(code=compound, part=SPRING, name="春和一村")
    key = building_key(compound, 1)
    Building.objects.create(key=key, part=SPRING, name="3号楼")
    home = Household.objects.create(id=make_id(SPRING, 1), part=SPRING, building_key=key, room="502", walk=1)
    Person.objects.bulk_create(
        [
            Person(id=make_id(SPRING, at), part=SPRING, household=home, building_key=key, walk=1, name=f"王{at}")
            for at in range(2, count + 2)
        ],
        batch_size=5000,
    )


def test_trap_10_an_export_of_more_than_20000_rows_streams_and_is_whole():
    many(20_001)
    begun = time.perf_counter()
    exported = export(layout(("姓名", "室号")))
    assert exported.rows == 20_001
    assert time.perf_counter() - begun < 60
    (sheet,) = open_sheets(exported.content, "a.xlsx")
    assert sheet.height == 20_002
