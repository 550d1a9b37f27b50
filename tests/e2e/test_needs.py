"""A call in a real browser: found by keyboard, served by the building contact, closed with what was told."""

from time import monotonic

import pytest
from playwright.sync_api import expect

from tests.e2e.signing import PASSWORD, fits, sign_in
from tests.world import SPRING, a_building, an_account
from wanjia.needs.models import Proposal, Ticket
from wanjia.roster.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375, "height": 740}


@pytest.fixture
def key(built):
    key, ids = a_building(floors=3, doors=2, people=2)
    Person.objects.filter(id=ids[0]).update(name="施小雨", phone_tails=["2218"])
    for login, role, area in (("he", "worker", SPRING), ("hua", "contact", key)):
        account = an_account(login, role, area)
        account.set_password(PASSWORD)
        account.save()
    return key


def test_a_call_is_taken_down_by_keyboard_and_served_by_the_contact(key, chromium, live_server):
    with sign_in(chromium, live_server, "he") as page:
        started = monotonic()
        page.goto(f"/needs/new/?area={SPRING}")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("2218")
        expect(page.locator("#callers")).to_contain_text("施*雨")
        page.focus("#k-food")
        page.keyboard.press("Space")
        page.fill("#text", "家里没米了")
        page.focus("#c-none")
        page.keyboard.press("ArrowRight")  # within 30 minutes
        page.get_by_role("button", name="立单").click()
        expect(page.locator("h1")).to_have_text("1号楼301")
        assert monotonic() - started < 60
    ticket = Ticket.objects.get()
    assert (ticket.rung, ticket.household_id != 0, ticket.call_promised_by) == (1, True, "林谷雨")
    with sign_in(chromium, live_server, "hua", viewport=PHONE) as page:
        for path in ("/needs/", f"/needs/new/?area={key}", f"/needs/{ticket.pk}/"):
            page.goto(path)
            assert fits(page)
        page.get_by_role("button", name="我来办").click()
        page.select_option("#outcome", "served")
        page.fill("#told_by", "华小暑")
        page.select_option("#told_how", "door")
        page.get_by_role("button", name="结单").click()
        page.get_by_role("button", name="解决了", exact=True).click()
        expect(page.locator(".timeline li")).to_have_count(
            6
        )  # with the promise, and that telling them at the door kept it
    assert Ticket.objects.get().satisfied is True


def test_a_chat_is_pasted_and_looked_at_before_it_counts(key, chromium, live_server):
    with sign_in(chromium, live_server, "he") as page:
        page.goto(f"/needs/paste/?area={SPRING}")
        page.fill("#text", "收到\n1-301 大米1袋\n1号楼二零一 停水了")
        page.get_by_role("button", name="读出来").click()
        expect(page.locator(".proposal")).to_have_count(2)
        assert not Ticket.objects.exists()
        page.get_by_role("button", name="立单").first.click()
        expect(page.locator(".proposal")).to_have_count(1)
        page.get_by_role("button", name="不要").click()
        expect(page.locator(".proposal")).to_have_count(0)
    assert Ticket.objects.count() == 1
    assert set(Proposal.objects.values_list("state", flat=True)) == {"accepted", "dropped"}
