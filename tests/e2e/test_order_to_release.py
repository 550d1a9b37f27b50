"""An order in a real browser, from the desk to the door and back: two people, the resident's page, the objection, the
paper, and somebody at another gate who checks it."""

import re

import pytest
from django.contrib.staticfiles import finders

from tests.cards.people import a_house, card_of
from tests.e2e.signing import fits
from tests.world import SPRING, an_account
from wanjia.cards import printing, services
from wanjia.coverage import presets
from wanjia.isolation import presets as regimes
from wanjia.isolation import releasing
from wanjia.isolation.models import DayRound, Order, Outing, RegimeRule
from wanjia.kernel import clock
from wanjia.platform.access import system

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "nine-windows-lit"


@pytest.fixture
def world(live_server):
    if finders.find("built/console/console.js") is None:
        pytest.fail("the front end is not built: make setup")
    presets.load()
    regimes.load()
    key, ids = a_house()
    services.issue(by=system("test"), area=key, kind="person", now=clock.now())
    for login, role in (("he", "worker"), ("lin", "secretary"), ("shen", "worker")):
        account = an_account(login, role, SPRING, name=f"{login}同志")
        account.set_password(PASSWORD)
        account.save()
    return ids


@pytest.fixture
def browser_of(chromium, live_server):
    """A page signed in as somebody, or of a resident's telephone; the test fails when the browser complains."""
    complaints, contexts = [], []

    def opened(login=None):
        size = {"width": 1366, "height": 768} if login else {"width": 375, "height": 720}
        context = chromium.new_context(viewport=size, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        if login:
            page.goto("/sign-in/")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_selector("nav.rail", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def test_from_the_order_to_the_paper(world, browser_of):
    person = world[0]
    maker = browser_of("he")
    maker.goto(f"/isolation/orders/new/{person}/")
    maker.select_option("[name=rule]", str(RegimeRule.objects.get(line="contact2", version=2).pk))
    maker.select_option("[name=reason]", "contact2")
    maker.fill("[name=source]", "区疾控名单 17 号")
    maker.fill("[name=explanation]", "你是次密接，在家 7 天。")
    maker.click(".main-act")
    maker.wait_for_selector("text=要别人来确认")
    order = Order.objects.get()
    assert not DayRound.objects.exists()

    second = browser_of("lin")
    second.goto(f"/isolation/orders/{order.pk}/")
    second.click("button[value=confirm]")
    second.wait_for_selector("text=有效")
    assert {row.what for row in DayRound.objects.all()} <= {"test", "reading", "call"}

    resident = browser_of()
    resident.goto("/me/")
    card = card_of(person)
    resident.fill("#code", printing.texts([card], clock.now())[card.tag])
    resident.fill("#digits", "2218")
    resident.click("button.main")
    resident.wait_for_selector("text=还有 7 天")
    assert "你是次密接，在家 7 天。" in resident.inner_text("main")
    resident.click("header form button")
    resident.wait_for_selector("text=马上走")
    assert Outing.objects.get().person_id == person
    resident.click("summary")
    resident.fill("textarea[name=text] >> nth=0", "那天我在外地。")
    resident.click("details button")
    resident.wait_for_selector("text=申诉已记下")

    third = browser_of("shen")
    third.goto("/isolation/out/")
    with third.expect_navigation():
        third.click("text=我来跟进")
    third.goto(f"/isolation/orders/{order.pk}/")
    third.fill("#answer", "车票属实，不是次密接。")
    third.click("button[value=ended]")
    third.wait_for_selector("text=打印解除证明")
    third.click("text=打印解除证明")
    assert "解除隔离证明" in third.inner_text(".certificate")
    assert third.locator(".certificate .qr svg").count() == 1

    gate = browser_of()
    gate.goto("/me/release/")
    gate.fill("#code", releasing.text_of(releasing.of(order.pk), clock.now()))
    gate.click("button.main")
    gate.wait_for_selector(".verdict.yes")
    assert re.search(r"\d{4}-\d\d-\d\d 解除", gate.inner_text(".verdict"))
    for page in (resident, gate):
        assert fits(page)
