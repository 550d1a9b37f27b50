"""A real Chromium: Debian's own, headless. And a town with a server of its own, for the phones."""

import shutil

import pytest
from django.contrib.staticfiles import finders

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="package")  # its event loop must not run under the tests of other packages
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def built(live_server):
    """Skips where the front end was never built."""
    if finders.find("built/console/console.js") is None:
        pytest.fail("the front end is not built: make setup")


@pytest.fixture(scope="package")
def town():
    """`wanjia serve` on localhost. Tests take quarters of it; whoever stops it starts it again."""
    from tests.e2e.field import TOP, Town

    if not (TOP / "src/wanjia/field/static/field/sw.js").exists():
        pytest.fail("the field app is not built: make setup")
    made = Town()
    try:
        made.serve()
        yield made
    finally:
        made.end()


@pytest.fixture
def phone(chromium, town):
    """phone(invitation, …) -> a phone that is let in and ready for a day without a network."""
    from tests.e2e.field import Phone

    made = []

    def let_in(invitation, browser=None, **more):
        made.append(Phone(browser or chromium, town, **more))
        return made[-1].enrol(invitation)

    yield let_in
    for one in made:
        one.close()


@pytest.fixture
def desk(chromium, town):
    """desk(quarter) -> the console, signed in as its secretary."""
    contexts = []

    def signed_in(quarter):
        login, password = f"lin{quarter.area}", "nine-windows-lit"
        quarter.do("desk", login=login, password=password)
        contexts.append(chromium.new_context(base_url=town.address, viewport={"width": 1366, "height": 768}))
        page = contexts[-1].new_page()
        page.goto("/sign-in/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav.rail", state="attached")
        return page

    yield signed_in
    for context in contexts:
        context.close()
