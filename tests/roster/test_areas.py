"""The area tree: Shanghai's own comes along, any other city's CSV loads the same way, a bad file loads nothing."""

import pytest

from tests.world import SPRING, a_building
from wanjia.kernel import area as codes
from wanjia.roster import areas
from wanjia.roster.areas import BadAreaFile
from wanjia.roster.models import Area

pytestmark = pytest.mark.django_db
HANGZHOU = """code,name
330000000000,浙江省
330100000000,杭州市
330102000000,上城区
330102001000,清波街道
330102001001,清波门社区
"""


def test_shanghai_has_its_16_districts_234_towns_and_6509_committees():
    assert areas.load(*areas.shanghai()) == 6761
    counts = {level: Area.objects.filter(level=level).count() for level in (1, 2, 3, 4, 5)}
    assert counts == {1: 1, 2: 1, 3: 16, 4: 234, 5: 6509}


def test_loading_again_changes_nothing():
    areas.load(*areas.shanghai())
    areas.load(*areas.shanghai())
    assert Area.objects.count() == 6761


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_another_city_loads_the_same_way_whatever_wrote_its_file(encoding):
    assert areas.load("杭州.csv", HANGZHOU.encode(encoding)) == 5
    assert Area.objects.get(code=330102001001).name == "清波门社区"


def test_a_new_name_replaces_the_old_one():
    areas.load("a.csv", HANGZHOU.encode())
    areas.load("b.csv", b"code,name\n330102001001,new\n")
    assert Area.objects.get(code=330102001001).name == "new"


@pytest.mark.parametrize(
    ("text", "row", "field"),
    [
        ("name\nx\n", 1, "code"),
        ("code,name\n12,x\n", 2, "code"),
        (HANGZHOU + "330102001002,\n", 7, "name"),
        (HANGZHOU + "330199001000,孤儿街道\n", 7, "code"),
    ],
)
def test_a_bad_file_is_named_by_row_and_field_and_nothing_is_loaded(text, row, field):
    with pytest.raises(BadAreaFile) as why:
        areas.load("x.csv", text.encode())
    assert (why.value.facts["file"], why.value.facts["row"], why.value.facts["field"]) == ("x.csv", row, field)
    assert Area.objects.count() == 0


def test_the_whole_register_is_the_smallest_area_over_all_its_buildings():
    assert areas.whole() is None
    areas.load(*areas.shanghai())
    a_building(SPRING)
    assert areas.whole() == SPRING
    a_building(SPRING + 1)
    assert areas.whole() == codes.parent_of(SPRING)
