"""A resident's own page in a real browser: from the link that they were given to a desk that reads their screen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.field import film, with_film
from tests.e2e.test_field_looks import AXE
from wanjia.demo.numbers import mobile

pytestmark = pytest.mark.e2e
_WIDER = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def quarter(town):
    """One family of three; the telephones are the hand's, by the serial of each person."""
    return town.quarter([3, 1])


@pytest.fixture
def mine(chromium, town, quarter):
    """mine(language) -> the page of the first of the family, opened by link and digits on a small phone."""
    contexts = []

    def opened(language="zh"):
        context = chromium.new_context(base_url=town.address, viewport={"width": 320, "height": 640})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"/me/?lang={language}#{quarter.code(quarter.people[0])}")
        assert "#" not in page.url, "the code is out of the address bar and of the history"
        page.fill("[name=digits]", "0000")
        page.locator("button.main").click()
        page.locator(".note.bad").wait_for()
        assert whole(page) == []
        page.fill("[name=digits]", mobile(quarter.people[0] % 10**6)[-4:])
        page.locator("button.main").click()
        page.locator("section.card").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()


def whole(page):
    """What somebody with a small phone or a screen reader would stumble over."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [one["id"] for one in found] + (["too wide"] if page.evaluate(_WIDER) > 0 else [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_whole_on_a_small_phone_and_needs_no_network_once_it_is_there(mine, language):
    page = mine(language)
    assert whole(page) == []
    page.context.set_offline(True)
    page.locator("section.card a.tap").click()
    large = page.locator(".full:target")
    large.wait_for()
    assert large.locator("svg, img").first.bounding_box()["width"] > 250
    large.locator("a.tap").click()
    page.locator("ul.family a").first.click()
    page.locator(".full:target").wait_for()
    assert page.locator(".full:target .who").inner_text() != page.locator("h1.who").inner_text()


def test_what_is_wrong_reaches_the_committee_and_comes_back_to_the_page(mine, desk, quarter):
    page, console = mine(), desk(quarter)
    page.locator("[name=field][value=phone]").check()
    page.fill("#text", "换号了，尾号 0417")
    page.locator("form:has([name=field]) button").click()
    page.locator("p.note[role=status]").wait_for()
    expect(page.locator(".got")).to_have_count(1)
    console.goto("/cards/corrections/")
    assert "换号了，尾号 0417" in console.locator("main").inner_text()


def test_a_desk_reads_the_code_from_the_resident_s_screen_without_a_network_on_either_side(
    mine, phone, quarter, tmp_path
):
    """The very pixels of the one before the camera of the other."""
    page = mine()
    page.context.set_offline(True)
    page.locator("section.card a.tap").click()
    page.locator(".full:target").wait_for()
    browser = with_film(page.context.browser, film(tmp_path / "me.mjpeg", [page.screenshot(type="jpeg", quality=80)]))
    try:
        tester = phone(quarter.invite("desk", "1号台"), browser=browser)
        tester.offline()
        tester.tube("SH0090")
        tester.press(".view .start")
        tester.slot(1).wait_for()
        assert page.locator(".full:target .who").inner_text() in tester.slot(1).inner_text()
    finally:
        browser.close()
