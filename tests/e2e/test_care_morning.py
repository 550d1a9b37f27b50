"""The morning of 21 March 2022 in a real browser, minute by minute; and the trip to hospital and back."""

from datetime import time

import pytest
from django.contrib.staticfiles import finders

from tests.care.ground import MARCH_21, an_elder, at
from tests.e2e.signing import fits
from tests.medical.ground import a_hospital, a_visit
from tests.world import HAND, SPRING, an_account
from wanjia.care import daily
from wanjia.care.models import CareRound, Ladder, LadderStep
from wanjia.coverage.models import Round
from wanjia.flows import caring
from wanjia.isolation.models import Outing
from wanjia.kernel import clock

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "nine-windows-lit"


@pytest.fixture
def moment(monkeypatch):
    """moment("9:00"): from now on it is nine in Shanghai."""
    return lambda text: monkeypatch.setattr(clock, "now", lambda: at(text))


@pytest.fixture
def world(live_server):
    if finders.find("built/console/console.js") is None:
        pytest.fail("the front end is not built: make setup")
    person, key = an_elder()
    daily.settle(SPRING, at("8:00"))
    account = an_account("lin", "secretary")
    account.set_password(PASSWORD)
    account.save()
    return person, key


@pytest.fixture(params=[1366, 375], ids=["desk", "telephone"])
def page(request, chromium, live_server, world):
    context = chromium.new_context(viewport={"width": request.param, "height": 768}, base_url=live_server.url)
    context.add_cookies([{"name": "wanjia_language", "value": "zh-hans", "url": live_server.url}])
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.goto("/sign-in/")
    opened.fill("[name=login]", "lin")
    opened.fill("[name=password]", PASSWORD)
    opened.keyboard.press("Enter")
    opened.wait_for_selector("nav.rail", state="attached")
    yield opened
    context.close()


def no_answer(page, note):
    page.fill("#s-note", note)
    page.click("button[name=result][value=no_answer]")
    page.wait_for_load_state()


def test_trap_21_from_the_knock_at_nine_to_the_ambulance(page, world, moment):
    person, _key = world
    round_ = Round.objects.get(pk=CareRound.objects.get().round_id)
    moment("9:00")
    page.goto("/care/")
    page.get_by_text("冯*至").first.wait_for()
    page.goto(f"/rounds/{round_.pk}/targets/{person}/")
    with page.expect_response(lambda answer: "/settle/" in answer.url):
        page.get_by_role("button", name="没人").first.click()
    moment("9:01")
    assert caring.watch(at("9:01")) == 1  # what the worker does every minute
    held = Ladder.objects.get()

    moment("10:30")
    page.goto(f"/care/ladders/{held.pk}/")
    page.get_by_role("heading", name="再敲门").wait_for()
    no_answer(page, "早餐没动，屋里有电视声")
    moment("10:31")
    page.get_by_role("heading", name="找第二个人").wait_for()
    page.fill("#s-who", "华小暑")
    no_answer(page, "昨晚还见过")
    moment("10:36")
    page.get_by_role("heading", name="社区民警开门").wait_for()
    assert fits(page)
    page.get_by_text("脸歪，手脚不动").click()
    page.get_by_role("button", name="拨 120").click()
    page.get_by_role("heading", name="交给急救车组").wait_for()
    moment("10:52")
    page.fill("#n-h", "示范二院，沪A12345")
    page.get_by_role("button", name="交给急救车组").or_(page.locator("form:has(#n-h) button")).first.click()
    page.get_by_role("button", name="写结果").wait_for()
    moment("10:55")
    page.select_option("#o-out", "hospital")
    page.fill("#o-note", "脑梗，住院")
    page.get_by_role("button", name="写结果").click()
    page.get_by_role("heading", name="已送医院").wait_for()
    steps = [(one.rung, f"{clock.local(one.at):%H:%M}") for one in LadderStep.objects.order_by("number")]
    assert steps == [
        ("first", "09:00"), ("retry", "10:30"), ("second", "10:31"), ("ambulance", "10:36"), ("handed", "10:52"),
    ]  # fmt: skip
    assert Outing.objects.get(person_id=person).may
    page.goto(f"/care/people/{person}/card/")
    page.get_by_text("冯冬至").wait_for()
    assert fits(page)


def test_trap_16_there_and_back_with_every_end_confirmed(page, world, moment):
    moment("7:00")
    visit = a_visit(world[0], on=MARCH_21, at=time(8), hospital=a_hospital(), by=HAND, now=at("7:00"))
    page.goto(f"/medical/visits/{visit.pk}/")
    for hour, station in (
        ("7:10", "left_home"),
        ("7:50", "at_hospital"),
        ("12:00", "left_hospital"),
        ("12:40", "home"),
    ):
        moment(hour)
        for side in ("gives", "takes"):
            page.locator(f"form:has(input[value={station}]):has(input[value={side}]) button").click()
            page.wait_for_load_state()
    page.locator(".chip.done", has_text="到家").wait_for()
    assert fits(page)
    page.goto(f"/medical/?on={MARCH_21}")
    assert fits(page)
