"""Sheets on paper: what goes on a page, and what is refused rather than printed by half."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.web.signed import client_of, text
from tests.world import HAND, SPRING, a_building, a_round
from wanjia.coverage import desk
from wanjia.coverage.models import PaperSheet
from wanjia.coverage.pages import sheets
from wanjia.coverage.pages.sheets import PAGE, PaperDoor, height
from wanjia.kernel.ids import make_id

NAMES = some.sampled_from(["王*兰", "欧阳*兰", "J. Sol***"])
PEOPLE = some.lists(NAMES, min_size=1, max_size=40)
TAILS = some.lists(some.just("2218"), max_size=8).map(", ".join)


def a_door(names, tails=""):
    return PaperDoor(1, "101", tuple((number, name, "open") for number, name in enumerate(names, 1)), tails)


@given(some.lists(some.builds(a_door, PEOPLE, TAILS), min_size=1, max_size=60))
def test_no_page_holds_more_than_fits_and_no_door_is_lost_or_cut(doors):
    pages = sheets._pages(doors)
    assert [door for page in pages for door in page] == doors
    assert all(pages)
    assert all(sum(map(height, page)) <= PAGE or len(page) == 1 for page in pages)


def test_twenty_ordinary_doors_are_one_page():
    assert len(sheets._pages([a_door(["王*兰"] * 3, "2218")] * 20)) == 1
    assert len(sheets._pages([a_door(["王*兰"] * 3, "2218")] * 21)) == 2


@pytest.mark.django_db
class TestTooMany:
    """A building printed by half would be remembered as a sheet whose rows are not those of the whole one."""

    def test_too_many_are_not_printed_at_all_and_smaller_areas_are_offered(self, monkeypatch):
        key, ids = a_building()
        round_ = a_round()
        monkeypatch.setattr(sheets, "_MOST", len(ids) - 1)
        page = text(client_of(english=True).get(f"/rounds/{round_.pk}/sheets/"))
        assert "Too many for one print" in page
        assert 'class="sheet"' not in page
        assert f"/rounds/{round_.pk}/sheets/?area={key // 10**4}" in page
        assert not PaperSheet.objects.exists()

    def test_those_not_reached_yet_may_be_few_enough(self, monkeypatch):
        _key, ids = a_building()
        round_ = a_round()
        desk.record_by_hand(by=HAND, round_=round_, subjects=ids[2:], now=round_.opens_at)
        monkeypatch.setattr(sheets, "_MOST", 2)
        page = text(client_of().get(f"/rounds/{round_.pk}/sheets/?open=1"))
        assert page.count('class="sheet"') == 1
        assert PaperSheet.objects.get().rows == ids[:2]


@pytest.mark.django_db
def test_the_list_of_sheets_names_a_building_with_its_compound():
    a_building()
    round_ = a_round()
    client = client_of()
    client.get(f"/rounds/{round_.pk}/sheets/")
    assert "春和新苑 1号楼" in text(client.get(f"/rounds/{round_.pk}/paper/"))


@pytest.mark.django_db
def test_a_stranger_with_a_record_is_named_on_the_round(monkeypatch):
    """Their card was read, so the register knows them; only the round does not owe them anything."""
    from tests.coverage.test_paper import LATER
    from wanjia.coverage import intake
    from wanjia.kernel.ids import new_event_id

    a_building(number=1)
    round_ = a_round()
    _other, late = a_building(number=2, doors=1, floors=1)
    assert late[0] == make_id(SPRING, 2002)
    fact = intake.ProofFact(new_event_id(), late[0], round_.opens_at, SPRING)
    intake.record_proofs(round_=round_, facts=[fact], device="02", by="杨", now=LATER)
    page = text(client_of(english=True).get(f"/rounds/{round_.pk}/?area={SPRING}"))
    row = page.split('id="live-strangers"')[1].split("</table>")[0]
    assert "Bldg 2" in row
    assert "王*" in row
    assert "not on this round" in row
