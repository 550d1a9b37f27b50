"""A signed-in page of a real browser, which fails when the browser has anything to complain about."""

from contextlib import contextmanager

from playwright.sync_api import expect

PASSWORD = "nine-windows-lit"


@contextmanager
def sign_in(chromium, live_server, login, *, complains=False, **context):
    """`complains`: an answer of 422 is expected, which Chromium writes into its console as an error."""
    options = {"viewport": {"width": 1366, "height": 768}} | context
    opened = chromium.new_context(base_url=live_server.url, **options)
    page = opened.new_page()
    page.set_default_timeout(10_000)
    heard = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda line: heard.append(line.text) if line.type == "error" else None)
    page.goto("/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("nav.rail", state="attached")
    yield page
    page.wait_for_load_state("networkidle")  # what reloads in place must not meet a database that is being emptied
    opened.close()
    assert heard == [] or complains


def tick(boxes, count):
    """Ticks the `count` boxes of a page that may still be coming in: a click returns with its answer's first bytes,
    and what is counted then is half a page."""
    expect(boxes).to_have_count(count)
    for box in boxes.all():
        box.check()


def fits(page):
    """Nothing is wider than the window, once the whole page is there."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
