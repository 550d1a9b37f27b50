"""Every screen of the field app on a small phone, in both languages, by day and by night.

Whole at 320 px, large enough for gloves, accessible, and in the contrast that the sun asks for: 7 to 1 for all text.
"""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.field import Phone

pytestmark = pytest.mark.e2e

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_SMALL = """() => [...document.querySelectorAll(
    'button.big, header button, .keys button, .steps button, .chips button, label.who, .bld, .found, .dr .o, .x')]
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([_, box]) => box.width && (box.width < 47.5 || box.height < 47.5))
  .map(([one, box]) => `${one.className} ${one.innerText.slice(0, 12)} ${box.width | 0}×${box.height | 0}`)"""
_AXE = "axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast-enhanced': {enabled: true}}})"
_WIDE = """() => [...document.querySelectorAll('.phone, .phone *')]
  .filter(one => one.getBoundingClientRect().width && one.getBoundingClientRect().right > innerWidth + 1)
  .filter(one => !one.closest('.hear'))
  .slice(0, 3).map(one => one.outerHTML.slice(0, 160))"""


def desk_screens(phone, quarter):
    yield "no tube"
    phone.press(".bt .wide")
    yield "tube by hand"
    phone.page.locator(".sheet [data-first]").fill("SH0050")
    phone.press(".sheet [data-go]")
    phone.swab(quarter.code(quarter.people[0]), 1)
    yield "open tube"
    for name in ("desk.manual", "desk.find", "desk.stranger"):
        phone.press("main.desk > .bt button", has_text=phone.words[name])
        if name == "desk.find":
            phone.page.locator(".sheet [data-first]").fill("cxm")
            phone.page.locator(".found").first.wait_for()
        yield name
        phone.press(".sheet .x")
    phone.scan(quarter.code(quarter.people[0]))
    phone.page.locator("[data-again]").wait_for()
    yield "again"
    phone.press("[data-again] [data-next]")
    phone.scan(quarter.town.do("flawed", subject=quarter.people[0])["forged"])
    phone.page.locator("[data-flaw]").wait_for()
    yield "flaw"
    phone.press("[data-flaw] [data-next]")
    phone.scan(quarter.cards[str(quarter.buildings[0]["homes"][0])]["code"])
    phone.page.locator(".sheet").wait_for()
    yield "family"
    phone.press(".sheet .x")
    phone.press("[data-undo-last]")
    yield "undo"
    phone.press(".sheet .x")
    phone.press("[data-close]")
    yield "close tube"
    phone.press(".sheet [data-go]")
    phone.log("all")
    phone.page.locator("li.entry").first.wait_for()
    yield "log"
    phone.press("main.log button", has_text=phone.words["hand.title"])
    phone.page.locator(".qr").wait_for()
    yield "hand"
    phone.home()
    phone.press("main.log button", has_text=phone.words["take.title"])
    yield "take"
    phone.home()
    phone.home()
    phone.press("header .tb:not(.q)")
    yield "settings"
    phone.press("main.set [data-wipe]")
    yield "wipe"


def sweep_screens(phone, quarter):
    yield "buildings"
    phone.press(f"[data-building='{quarter.buildings[0]['key']}']")
    phone.page.locator(f"[data-tick='{quarter.people[0]}']").check()
    yield "building"
    phone.press("[data-other]")
    yield "other"
    phone.press("[data-away]")
    yield "away"


def precheck_screens(phone, quarter):
    yield "ready"
    phone.scan(quarter.code(quarter.people[0]))
    phone.page.locator(".verdict.yes").wait_for()
    yield "valid"
    phone.scan("https://shop.example.com/")
    phone.page.locator(".verdict.no").wait_for()
    yield "not valid"


def post_screens(phone, _quarter):
    yield "counting"
    phone.press("[data-more]")
    phone.press("[data-send]")
    yield "counted"


def care_screens(phone, quarter):
    yield "list"
    phone.press("[data-card]")
    yield "card"
    phone.press(".sheet .x")
    phone.press("[data-none]")
    phone.page.locator(".climb").wait_for()
    yield "nobody answers"
    phone.press("[data-help]")
    yield "needs help"
    phone.press("[data-read]")


def delivery_screens(phone, quarter):
    yield "boxes to count"
    phone.press("[data-count]")
    yield "count"
    phone.page.locator("[data-amount]").fill("1")
    phone.press(".sheet [data-go]")
    yield "one missing"
    phone.press(".sheet [data-read]")
    phone.press("[data-left]")
    yield "left over"
    phone.press(".sheet .x")
    phone.press("[data-other]")
    yield "why not"


SCREENS = {
    "desk": desk_screens, "sweep": sweep_screens, "precheck": precheck_screens, "post": post_screens,
    "care": care_screens, "delivery": delivery_screens,
}  # fmt: skip


@pytest.fixture(scope="module")
def quarter(town):
    return town.quarter([2, 2, 3], [1])


@pytest.fixture(scope="module")
def works(quarter):
    """What an invitation says besides its kind."""
    key = quarter.buildings[0]["key"]
    listed = quarter.do("care", people=quarter.people[:3])
    sent = quarter.do("delivery", building=key, boxes=2, per_box=2)
    return {
        "post": {"site": str(uuid4())}, "care": {"round": None, "carer": listed["carer"]},
        "delivery": {"round": sent["round"], "areas": [key]},
    }  # fmt: skip


@pytest.mark.parametrize(("language", "night"), [("zh", "false"), ("en", "true")], ids=["zh by day", "en by night"])
def test_every_screen_is_whole_at_320_px_large_enough_accessible_and_strong(
    town, chromium, quarter, works, language, night
):
    found = {}
    for kind, screens in SCREENS.items():
        phone = Phone(chromium, town, language=language, width=320, height=600)
        phone.context.add_init_script(f"localStorage.setItem('wanjia.field.choices', '{{\"night\": {night}}}')")
        phone.page.goto("/field/")
        phone.page.locator("main.welcome").wait_for()
        found |= wrong(phone, f"{kind} welcome") if kind == "desk" else {}
        work = "sweep" if kind == "delivery" else kind
        invitation = quarter.invite(work, f"{kind} {language}", **works.get(kind, {}))
        phone.page.goto(f"/field/?{kind}#{invitation}")
        phone.page.locator("[data-start]").wait_for()
        found |= wrong(phone, f"{kind} in") if kind == "desk" else {}
        phone.press("[data-start]")
        phone.offline()
        for screen in screens(phone, quarter):
            found |= wrong(phone, f"{kind} {screen}")
        phone.close()
    assert found == {}


def wrong(phone, screen):
    """What a person with large fingers, a narrow phone or a screen reader would stumble over."""
    page = phone.page
    page.wait_for_function("() => document.getAnimations().every(one => one.playState !== 'running')")
    found = {f"{screen}: too wide": page.evaluate(_WIDE), f"{screen}: too small": page.evaluate(_SMALL)}
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    for violation in page.evaluate(_AXE)["violations"]:
        found[f"{screen}: {violation['id']}"] = [node["html"][:200] for node in violation["nodes"][:3]]
    return {what: told for what, told in found.items() if told}
