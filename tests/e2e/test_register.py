"""The register in a real browser: the drawing by keyboard, a household beside it, a number shown with a reason."""

import pytest
from playwright.sync_api import expect

from tests.e2e.signing import fits, sign_in
from tests.world import HAND, SPRING, a_building, a_round, an_account
from wanjia.coverage import desk
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person
from wanjia.roster.services import Said, correct_person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(built):
    key, ids = a_building(floors=3, doors=2, people=2)
    round_ = a_round(SPRING)
    now = clock.now()
    desk.record_by_hand(by=HAND, round_=round_, subjects=ids[:2], now=now)
    correct_person(by=HAND, person_id=ids[2], said=Said(document="E12345678", document_kind="passport"), now=now)
    account = an_account("lin", "secretary", SPRING)
    account.set_password("nine-windows-lit")
    account.save()
    return key, ids


def test_arrows_walk_enter_opens_recording_fills_the_window(house, chromium, live_server):
    key, _ids = house
    with sign_in(chromium, live_server, "lin") as page:
        page.goto(f"/register/b/{key}/")
        assert page.locator("a.cell.done").count() == 1
        page.focus("a.cell")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_selector("#home-title")
        assert page.inner_text(".room-no") == "302"
        assert "302" in (page.get_attribute("a.cell[aria-current]", "title") or "")
        for left in (1, 0):
            page.locator("#home button[value=done]").first.click()
            expect(page.locator("#home button[value=done]")).to_have_count(left)
        expect(page.locator("a.cell.done")).to_have_count(2)
        assert "home=" in page.url


def test_a_number_is_shown_in_a_dialog_and_gone_on_reload(house, chromium, live_server):
    key, ids = house
    home = Household.objects.get(pk=Person.objects.get(pk=ids[2]).household_id)
    with sign_in(chromium, live_server, "lin") as page:
        page.goto(f"/register/b/{key}/?home={home.pk}")
        page.locator("#home .person").first.locator("details.drop.right summary").last.click()
        page.click(f"[data-opens=show-document-{ids[2]}]")
        page.wait_for_selector("dialog[open] select")
        page.locator("dialog[open] .main-act").click()
        page.wait_for_selector("dialog[open] b.mono")
        assert page.inner_text("dialog[open] b.mono") == "E12345678"
        page.reload()
        assert "E12345678" not in page.content()
    assert AuditEntry.objects.filter(act="person.reveal_document").count() == 1


def test_without_a_script_the_same_works_by_links(house, chromium, live_server):
    key, ids = house
    with sign_in(chromium, live_server, "lin", java_script_enabled=False) as page:
        page.goto(f"/register/b/{key}/")
        page.locator("a.cell").nth(1).click()
        assert page.inner_text(".room-no") == "302"
        page.locator("#home button[value=done]").first.click()
        expect(page.locator("a.cell.part")).to_have_count(1)
        page.goto(f"/register/p/{ids[2]}/show/document/")
        page.locator("main .main-act").click()
        expect(page.locator("main")).to_contain_text("E12345678")
        page.fill(".find input[name=q]", "E12345678")
        page.press(".find input[name=q]", "Enter")
        page.locator(".hit-link").wait_for()
        assert "E12345678" not in page.url
        expect(page.locator(".hit-link")).to_have_count(1)


def test_nothing_is_wider_than_a_phone(house, chromium, live_server):
    key, _ids = house
    with sign_in(chromium, live_server, "lin", viewport={"width": 375, "height": 812}) as page:
        for path in ("/register/", f"/register/b/{key}/", "/register/people/", "/accounts/", "/audit/", "/import/"):
            page.goto(path)
            assert fits(page), path
