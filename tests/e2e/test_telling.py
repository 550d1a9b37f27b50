"""Telling everybody in a real browser: written once, seen as each channel says it, and a list of who was not told."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.cards.people import a_house, issued
from tests.e2e.signing import PASSWORD, fits, sign_in
from tests.me.door import code_of
from tests.world import NOON, an_account
from wanjia.coverage.models import Proof
from wanjia.kernel import clock
from wanjia.notices.models import Notice

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(built):
    key, ids = a_house()
    issued(key)
    account = an_account("lin", "secretary")
    account.set_password(PASSWORD)
    account.save()
    return key, ids


@pytest.fixture(params=[1366, 375], ids=["desk", "telephone"])
def page(request, chromium, live_server, house, monkeypatch):
    more = {"viewport": {"width": request.param, "height": 768}, "permissions": ["clipboard-read", "clipboard-write"]}
    with sign_in(chromium, live_server, "lin", **more) as page:
        monkeypatch.setattr(clock, "now", lambda: NOON)  # after the sign-in: a session ends by the real clock
        yield page


def test_from_the_words_to_the_doors_that_have_not_heard_them(page, house, chromium, live_server):
    key, ids = house
    page.goto("/notices/new/")
    page.locator("[name=kind][value=notice]").check()
    page.fill("[name=title]", "明早 8 点发菜")
    page.fill("[name=text]", "每户一份，放在门口。")
    page.fill("[name=source]", "春和居委会〔2022〕3号")
    page.locator("[name=publish]").click()
    page.get_by_text("已发布：明早 8 点发菜").wait_for()
    notice = Notice.objects.get()

    page.goto(reverse("notices:channels", args=[notice.pk]))
    page.get_by_text("明早八点发菜。").first.wait_for()
    assert fits(page)
    page.locator("[data-copy=c-chat]").click()
    page.locator("[data-copy=c-chat]", has_text="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("来源：春和居委会〔2022〕3号，2022-03-31")

    page.goto(reverse("notices:told", args=[notice.pk]))
    page.get_by_role("link", name="告知到户").first.click()
    page.locator("form button.main-act").click()
    page.locator("td .t-open").first.wait_for()
    assert fits(page)

    resident = chromium.new_context(viewport={"width": 320, "height": 640}, base_url=live_server.url).new_page()
    resident.goto(f"/me/#{code_of(ids[0])}")
    resident.fill("[name=digits]", "2218")
    resident.locator("button.main").click()
    resident.get_by_text("明早 8 点发菜").wait_for()
    resident.context.close()
    assert Proof.objects.get().detail == {"channel": "page"}

    page.goto(f"{reverse('notices:told', args=[notice.pk])}?area={key}")
    before = page.locator("[name=subject]").count()
    page.locator("[name=subject]").first.check()
    page.get_by_role("button", name="电话说了").click()
    page.get_by_text("已告知 1 户：电话说了").wait_for()
    expect(page.locator("[name=subject]")).to_have_count(before - 1)
    told = page.locator("dl.nums").first.inner_text().split()
    assert told == ["上门说了", "0", "电话说了", "1", "群里回了", "0", "自己打开了页面", "1"]
    assert f"还没有告知的 {before - 1} 户" in page.locator("#c-list").inner_text()
    assert fits(page)
