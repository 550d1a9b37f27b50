"""A morning in a real browser: a round is opened, its gap emptied door by door, and signed up to the subdistrict."""

from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from tests.e2e.signing import tick
from tests.world import SPRING, TOWN, a_building, an_account
from wanjia.coverage import intake, presets, queries
from wanjia.coverage.models import Round, SignOff
from wanjia.kernel import clock
from wanjia.platform.vault import seal
from wanjia.roster.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "nine-windows-lit"


@pytest.fixture
def world(live_server):
    if finders.find("built/console/console.js") is None:
        pytest.fail("the front end is not built: make setup")
    presets.load()
    ids = [a_building(number=number, floors=2, doors=1)[1] for number in (1, 2, 3)]
    Person.objects.filter(id=ids[0][1]).update(
        phones_sealed=seal('["19900002218"]', field="phones"), phone_tails=["2218"]
    )
    for login, role, area in (("lin", "secretary", SPRING), ("he", "town", TOWN)):
        account = an_account(login, role, area)
        account.set_password(PASSWORD)
        account.save()
    return ids


@pytest.fixture
def open_page(chromium, live_server):
    """A signed-in page; the test fails when the browser has anything to complain about."""
    complaints, contexts = [], []

    def opened(login):
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
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


def identity(page):
    return " ".join(page.inner_text("#live-ident .ident").split())


def act(page, words):
    """Opens what can be done about the first row of the gap and presses the button."""
    page.locator("#gap .row [data-open]").first.click()
    page.locator(".outcome").get_by_text(words, exact=True).click()


def wait_for(page, words):
    page.locator(".toast", has_text=words).wait_for()


def open_a_round(page):
    page.get_by_role("link", name="轮次").first.click()
    page.get_by_role("link", name="开一轮").first.click()
    page.get_by_label("轮次名称").fill("第7轮核酸筛查")
    page.get_by_role("button", name="先数人数").click()
    assert "12" in page.inner_text(".stat")
    page.get_by_role("button", name="开轮").click()
    page.locator("#gap").wait_for()


def sign(page, rung):
    page.locator(f"#live-ladder [data-opens='sign-{rung}']").click()
    page.locator("dialog[open]").get_by_role("button", name="签发").click()
    wait_for(page, "已签发")


def test_a_round_is_opened_emptied_and_signed(world, open_page):
    page = open_page("lin")
    open_a_round(page)
    round_ = Round.objects.get()
    assert identity(page) == "应采 12 = 未到 12 + 已采 0 + 免采 0 + 移出 0"

    # one by hand, and taken back
    act(page, "登记已采")
    wait_for(page, "已记 已采")
    page.locator("#live-ident", has_text="未到 11").wait_for()
    page.locator(".toast button").click()
    page.locator("#live-ident", has_text="未到 12").wait_for()

    # nobody at home, then a call that is not answered
    act(page, "没人")
    wait_for(page, "没人")
    page.locator("#gap .row", has_text="没人").first.wait_for()
    page.locator("#gap a.call").first.click()
    assert page.locator(".outcome a[href^='tel:']").get_attribute("href") == "tel:19900002218"
    page.locator(".outcome").get_by_text("没接", exact=True).click()
    page.locator("#gap .row", has_text="没接").first.wait_for()

    # bedridden: the dialog asks why
    act(page, "免采…")
    page.locator("dialog[open]").get_by_role("button", name="卧床").click()
    page.locator("#live-ident", has_text="免采 1").wait_for()

    # somebody who was sampled and is on no list
    said = intake.ProofFact(uuid4(), None, clock.now(), SPRING * 10**6 + 10001, said="王春兰，102 室")
    intake.record_proofs(round_=round_, facts=[said], device="2号台", by="杨立冬", now=clock.now())
    page.reload()
    page.get_by_role("link", name="认人").click()
    page.fill("#q", "王春兰")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="就是他").last.click()
    wait_for(page, "已认")

    # the rest of the paper sheets is ticked and recorded at once; a stranger's person was one of the twelve
    tick(page.locator("#gap input[name=subject]"), 10)
    page.locator("#gap footer").get_by_role("button", name="已采").click()
    page.locator("#gap", has_text="都到了").wait_for()
    assert queries.tally(round_, SPRING).open == 0

    sign(page, "buildings")
    sign(page, str(SPRING))
    assert SignOff.objects.filter(lapsed_at=None).count() == 4
    assert Round.objects.get().state == Round.State.SIGNED


def test_the_subdistrict_signs_when_its_committees_have(world, open_page):
    lin, he = open_page("lin"), open_page("he")
    he.get_by_role("link", name="轮次").first.click()
    open_a_round(he)
    round_ = Round.objects.get()
    facts = [
        intake.ProofFact(uuid4(), subject, clock.now(), SPRING * 10**6) for building in world for subject in building
    ]
    intake.record_proofs(round_=round_, facts=facts, device="", by="test", now=clock.now())
    lin.goto(f"/rounds/{round_.pk}/")
    sign(lin, "buildings")
    sign(lin, str(SPRING))
    he.goto(f"/rounds/{round_.pk}/")
    sign(he, str(TOWN))
    assert Round.objects.get().state == Round.State.SIGNED


def test_the_keyboard_alone_finds_ticks_and_records(world, open_page):
    page = open_page("lin")
    open_a_round(page)
    page.wait_for_load_state()  # the keys are the script's
    page.evaluate("document.activeElement.blur()")
    tree = page.locator("#live-tree [data-row]").count() + page.locator("#live-strangers [data-row]").count()
    for _ in range(tree + 1):
        page.keyboard.press("j")
    page.keyboard.press(" ")
    expect(page.locator("#gap input[name=subject]:checked")).to_have_count(1)
    page.keyboard.press("Enter")
    page.locator(".outcome").get_by_text("登记已采", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator("#live-ident", has_text="已采 1").wait_for()
