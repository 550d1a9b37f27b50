"""An afternoon with volunteers in a real browser: a pair by a tick, a fall-out, somebody of the team, the night."""

import pytest
from django.contrib.staticfiles import finders

from tests.care.ground import a_volunteer, an_elder, at, need
from tests.world import HAND, SPRING, an_account
from wanjia.care import daily, teams
from wanjia.care.models import Cover, InformalCarer, NightDuty
from wanjia.care.teams import Bound
from wanjia.kernel import clock

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "nine-windows-lit"


@pytest.fixture
def signed(chromium, live_server, monkeypatch):
    if finders.find("built/console/console.js") is None:
        pytest.fail("the front end is not built: make setup")
    person, key = an_elder()
    account = an_account("lin", "secretary")
    account.set_password(PASSWORD)
    account.save()
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url)
    context.add_cookies([{"name": "wanjia_language", "value": "zh-hans", "url": live_server.url}])
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.goto("/sign-in/")
    opened.fill("[name=login]", "lin")
    opened.fill("[name=password]", PASSWORD)
    opened.keyboard.press("Enter")
    opened.wait_for_selector("nav.rail", state="attached")
    monkeypatch.setattr(clock, "now", lambda: at("17:36"))
    yield opened, person, key
    context.close()


def test_from_nobody_to_a_pair_to_somebody_of_the_team_and_a_night_that_somebody_watches(signed):
    page, person, key = signed
    need(person, "oxygen")
    ill, mate = a_volunteer(building_key=key, now=at("8:00")), a_volunteer(name="马谷雨", now=at("8:00"))
    daily.settle(SPRING, at("8:00"))

    page.goto("/care/helpers/")
    page.get_by_text("建议：何立春").wait_for()
    page.check("input[name=pair]")
    page.get_by_role("button", name="把勾选的结对").click()
    page.get_by_text("规则里的每一位都有").wait_for()
    assert InformalCarer.objects.get().volunteer_id == ill.pk

    team = teams.write(by=HAND, committee=SPRING, said=Bound("绿马甲", mate.pk, ("oxygen",)), now=at("9:00"))
    page.goto(f"/care/teams/{team.pk}/")
    page.get_by_role("heading", name="今天还有 1 位没有见到").wait_for()

    page.goto(f"/care/helpers/{ill.pk}/")
    page.get_by_role("button", name="生病").click()
    page.get_by_text("又能来了").wait_for()
    page.goto("/care/")
    page.get_by_role("button", name="让马谷雨顶上").click()
    page.get_by_text("由 马谷雨 顶替").first.wait_for()
    assert Cover.objects.get().volunteer_id == mate.pk

    page.get_by_role("link", name="排人值班").click()
    page.get_by_text("没有人值班").first.wait_for()
    page.fill("#d-name", "孙大寒")
    page.fill("#d-tel", "12000005511")
    page.get_by_role("button", name="排上").click()
    page.get_by_text("尾号 5511").wait_for()
    assert NightDuty.objects.get().starts_at == at("20:00")
    page.goto("/care/")
    assert page.get_by_text("有时段没有人值班").count() == 0
