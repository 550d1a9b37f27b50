"""Real codes before a camera, read by the real decoder: a film in place of the picture, everything else as it is."""

import time

import pytest

from tests.e2e.field import Phone, Studio, film, with_film

pytestmark = pytest.mark.e2e
SHOP = "https://shop.example.com/pay?order=20220331"


@pytest.fixture
def studio(chromium):
    made = Studio(chromium)
    yield made
    made.close()


@pytest.fixture
def watching(chromium, tmp_path):
    """watching(pictures) -> a browser whose camera sees them one after the other, again and again."""
    browsers = []

    def launched(pictures, **more):
        browsers.append(with_film(chromium, film(tmp_path / f"film{len(browsers)}.mjpeg", pictures, **more)))
        return browsers[-1]

    yield launched
    for browser in browsers:
        browser.close()


def test_a_phone_comes_in_by_the_code_on_the_console_s_screen(town, desk, watching):
    """From the form to the list on the phone, with nothing between the two but light."""
    quarter = town.quarter([2, 1])
    console = desk(quarter)
    console.goto("/devices/invite/")
    console.fill("[name=label]", "2号台")
    console.fill("[name=holder]", "杨立冬")
    console.click("button.main-act")
    code = console.locator(".qr-large svg")
    code.wait_for()
    code.scroll_into_view_if_needed()
    box = code.bounding_box()
    console.set_viewport_size({"width": 640, "height": 640})  # held before it
    code.evaluate("drawn => drawn.scrollIntoView({block: 'center'})")  # clear of the bar at the top
    assert box["width"] > 150
    guest = Phone(watching([console.screenshot(type="jpeg", quality=85)]), town)
    guest.page.goto("/field/")
    guest.press("[data-scan]")
    guest.page.locator("[data-start]").wait_for()
    assert "2号台" in guest.page.locator("main").inner_text()
    guest.press("[data-start]")
    guest.page.locator("main.desk").wait_for()
    console.reload()
    assert "杨立冬" in console.locator("#main, main").inner_text()
    guest.close()


def test_trap_18_every_code_is_read_and_named_for_what_it_is_without_a_network(town, phone, studio, watching):
    """A tube's Code 128 and three cards, then a lost, an expired, a forged and a cut one, and a shop's."""
    quarter = town.quarter([4, 1])
    people, victim = quarter.people[:3], quarter.people[3]
    household = quarter.cards[str(quarter.buildings[0]["homes"][1])]["code"]
    flawed = town.do("flawed", subject=people[0]) | {"revoked": quarter.code(victim), "not_ours": SHOP}
    good = [studio.code(quarter.code(person)) for person in people]
    pictures = [studio.label("SH0018"), *good, *(studio.code(text) for text in flawed.values()), studio.code(household)]
    desk_ = phone(quarter.invite("desk", "1号台"), browser=watching(pictures))
    town.do("lost", subject=victim)
    desk_.fetch_list()
    desk_.offline()

    named = {desk_.words[f"flaw.{flaw}"]: flaw for flaw in flawed}
    desk_.press(".view .start")
    began, seen, ticked = time.monotonic(), set(), 0.0
    while len(seen) < len(flawed) or desk_.in_tube < 3:
        assert time.monotonic() - began < 60, (seen, desk_.in_tube)
        title = desk_.page.evaluate("document.querySelector('[data-flaw]')?.getAttribute('aria-label')")
        seen |= {named[title]} if title else set()
        if not ticked and desk_.in_tube == 3:
            ticked = time.monotonic() - began
        desk_.page.evaluate("document.querySelector('[data-again] [data-next]')?.click()")  # the film begins anew
    assert seen == set(flawed)
    print(f"three people by camera, each card held a second: {ticked:.1f} s from the tap that starts it")  # noqa: T201
    desk_.page.locator(".sheet").get_by_text("*").first.wait_for()  # the household's card asks who of the family
    desk_.page.locator(".sheet .x").click()


def test_trap_18_the_pre_check_says_valid_and_the_building_and_nothing_else(town, phone):
    quarter = town.quarter([2])
    person = quarter.people[0]
    gate = phone(quarter.invite("precheck", "入口"))
    town.do("lost", subject=quarter.people[1])
    gate.fetch_list()
    gate.offline()
    flawed = town.do("flawed", subject=person) | {"not_ours": SHOP}
    for flaw, text in flawed.items():
        gate.scan(text)
        gate.page.locator(".verdict.no", has_text=gate.words[f"flaw.{flaw}"]).wait_for()
    gate.scan(quarter.code(quarter.people[1]))
    gate.page.locator(".verdict.no", has_text=gate.words["flaw.revoked"]).wait_for()
    gate.scan(quarter.code(person))
    verdict = gate.page.locator(".verdict.yes")
    verdict.wait_for()
    assert verdict.inner_text().split() == [gate.words["pre.valid"], "1号楼"]
