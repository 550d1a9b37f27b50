"""Every page of the console as people see it: accessible in both themes and languages, whole at every width."""

from pathlib import Path

import pytest

from wanjia.coverage import presets
from wanjia.demo import cast, world
from wanjia.kernel import clock

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOT = ROOT / "docs" / "screenshot.png"
BUILDING = cast.committee(1) * 10**6 + 10001
PAGES = (
    "/", "/rounds/", "/rounds/new/", "/rounds/{round}/", "/rounds/{round}/changes/", "/rounds/{round}/decisions/",
    "/rounds/compare/", "/rounds/compare/?area={building}&ask=missed-{round}",
    "/rounds/{round}/sheets/?area={building}", "/register/", "/register/search/?q=王", "/register/b/{building}/",
    "/register/people/", "/import/", "/import/new/", "/import/doubts/", "/export/", "/accounts/", "/accounts/new/",
    "/audit/", "/account/", "/cases/", "/cases/new/?q=王", "/cases/contacts/", "/cases/exposures/", "/cases/transfers/",
    "/cases/facilities/", "/cases/day/", "/cases/clocks/",
    "/chain/", "/chain/find/?q=x", "/labs/", "/labs/rechecks/", "/chain/boxes/", "/chain/holders/", "/chain/limits/",
    "/chain/reception/",
    "/supplies/", "/supplies/deliveries/", "/supplies/gate/", "/supplies/fairness/", "/supplies/buys/",
    "/supplies/donations/", "/supplies/quotas/", "/supplies/staff/", "/supplies/purchases/", "/supplies/meals/",
    "/supplies/vans/", "/supplies/vans/print/", "/supplies/passes/", "/supplies/passes/check/",
    "/isolation/", "/isolation/map/", "/isolation/orders/", "/isolation/out/", "/isolation/history/",
    "/isolation/rules/", "/isolation/buildings/{building}/",
    "/care/", "/care/mine/", "/care/helpers/", "/care/night/", "/care/silent/", "/care/homes/", "/care/cases/",
    "/care/rules/",
    "/medical/", "/medical/medicine/", "/medical/hospitals/",
    "/needs/", "/needs/new/", "/needs/list/", "/needs/list/lead/?kind=food", "/questions/",
)  # fmt: skip


@pytest.fixture
def demo(live_server):
    """万安街道 with 1,500 people, through the same doors as the real one."""
    presets.load()
    world.build(people=1500, now=clock.now(), progress=lambda done, total, step: None)
    from wanjia.coverage.models import Round

    return {"round": Round.objects.get(obligation="nat", area=cast.TOWN).pk, "building": BUILDING}


@pytest.fixture
def visit(chromium, live_server, demo):
    """visit(language, theme, width) -> a page of the secretary, signed in."""
    contexts = []

    def opened(language="zh-hans", theme="light", width=1366, height=768):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, color_scheme=theme, bypass_csp=True
        )
        contexts.append(context)
        context.add_cookies([{"name": "wanjia_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.goto("/sign-in/")
        page.fill("[name=login]", "shuji")
        page.fill("[name=password]", cast.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav.rail", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()


def addresses(demo):
    return [page.format(**demo) for page in PAGES]


def test_every_page_passes_axe_and_scrolls_sideways_at_no_width(visit, demo):
    """Both themes and languages; a phone, an old phone, and 200 percent. One visit a page and language serves all."""
    found, too_wide = {}, []
    for language, theme in (("zh-hans", "light"), ("en", "dark")):
        page = visit(language, theme)
        for address in addresses(demo):
            page.set_viewport_size({"width": 1366, "height": 768})
            assert page.goto(address).status == 200, address
            found |= {f"{language} {theme} {address} {rule}": nodes for rule, nodes in violations(page)}
            too_wide += [(language, address, width, wide) for width, wide in widths(page) if wide > width]
    assert found == {}
    assert too_wide == []


def violations(page):
    """(rule, the first three elements) of what axe finds on the page as it stands."""
    page.add_script_tag(path=AXE)
    answer = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in answer["violations"]]


def widths(page):
    """(width of the window, width of what is in it); 683 px is a laptop's 1366 at 200 percent."""
    for width in (320, 375, 683):
        page.set_viewport_size({"width": width, "height": 700})
        yield width, page.evaluate("document.documentElement.scrollWidth")


def test_a_page_in_one_language_holds_no_sentence_of_the_other(visit, demo):
    """English pages: Chinese stands only in names of people, places and rounds, which are data."""
    page = visit("en")
    page.goto("/")
    words = page.evaluate("[...document.querySelectorAll('.rail a, h1, th, .btn, label')].map(e => e.innerText)")
    chinese = [word for word in words if any("\u4e00" <= sign <= "\u9fff" for sign in word)]
    assert chinese == []


def test_the_readme_s_picture_can_be_made_again(visit, demo, tmp_path):
    """Makes it beside the test; `WANJIA_PICTURE=1 make test` renews the one in docs/."""
    import os

    page = visit(width=1366, height=768)
    page.goto(f"/rounds/{demo['round']}/?area={cast.committee(1)}")
    page.wait_for_selector(".ident")
    page.wait_for_timeout(300)
    target = SCREENSHOT if os.environ.get("WANJIA_PICTURE") else tmp_path / "screenshot.png"
    page.screenshot(path=target)
    assert target.stat().st_size > 30_000
    assert SCREENSHOT.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
