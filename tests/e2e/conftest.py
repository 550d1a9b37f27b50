"""A real Chromium: Debian's own, headless."""

import shutil

import pytest
from django.contrib.staticfiles import finders

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
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
