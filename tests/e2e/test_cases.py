"""From a single positive to a bed in a real browser: contacts, who stays behind, both ends on a phone, the day."""

import pytest
from playwright.sync_api import expect

from tests.cases.ground import a_facility, a_tube, a_vehicle
from tests.e2e.signing import PASSWORD, fits, sign_in
from tests.world import SPRING, a_building, an_account
from wanjia.cases.models import Case, Contact, DayClosing, Transfer
from wanjia.isolation.models import Order
from wanjia.kernel import clock
from wanjia.roster.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375, "height": 740}


@pytest.fixture
def flat(built):
    _key, ids = a_building(floors=3, doors=2, people=3)
    now = clock.now()
    Person.objects.filter(id=ids[0]).update(name="施小雨", born_on="1990-01-01")
    Person.objects.filter(id=ids[1]).update(name="施谷雨", born_on=f"{now.year - 7}-01-01")
    a_facility(), a_vehicle()
    a_tube([ids[0]], code="T-9", at=now)
    for login, role in (("bai", "secretary"), ("chu", "transport")):
        account = an_account(login, role, SPRING)
        account.set_password(PASSWORD)
        account.save()
    return ids


def test_a_positive_becomes_a_case_and_reaches_a_bed_and_the_day_is_signed(flat, chromium, live_server):
    with sign_in(chromium, live_server, "bai") as page:
        page.goto(f"/cases/?area={SPRING}")
        page.get_by_text("建个案").first.click()
        page.fill("#q", "施小雨")
        page.press("#q", "Enter")
        page.get_by_text("就是这位").click()
        page.fill("[name=sampled_at]", clock.local(clock.now()).strftime("%Y-%m-%dT00:00"))
        page.fill("[name=lab]", "华演实验室")
        page.fill("[name=tube]", "T-9")
        page.get_by_role("button", name="建案").click()
        expect(page.locator("h1")).to_have_text("C-0001")
        expect(page.locator(".contact")).to_have_count(2)
        page.get_by_role("button", name="认密接").first.click()
        expect(page.locator(".contact.settled")).to_have_count(1)
        case = Case.objects.get()
        assert Contact.objects.filter(case=case, decision="close").count() == 1
    way = Transfer.objects.get()
    with sign_in(chromium, live_server, "chu", viewport=PHONE) as page:
        page.goto(f"/cases/transfers/?area={SPRING}")
        assert fits(page)
        page.get_by_text("未成年：谁来照看").click()
        page.select_option("[name=carer]", "relative")
        page.fill("#left [name=name]", "外婆")
        with page.expect_navigation():
            page.get_by_role("button", name="以我名义确认").click()
        page.goto(f"/cases/transfers/?area={SPRING}")
        page.get_by_role("button", name="照此定床").click()
        expect(page.locator(".way .bed b")).to_have_text("演示方舱")
        page.goto(f"/cases/transfers/{way.pk}/")
        assert fits(page)
        for done in range(5):
            end = page.locator(".end:not(.on)").first
            end.locator("[name=who]").fill(f"何夏至{done}")
            end.get_by_role("button", name="确认").click()
            expect(page.locator(".end.on")).to_have_count(done + 1)
        expect(page.locator(".head .chip")).to_have_text("已送到")
        page.goto(f"/cases/day/?area={SPRING}")
        page.get_by_role("button", name="签当日").click()
        expect(page.locator(".head .chip.done")).to_be_visible()
    assert DayClosing.objects.get().figures["transferred"] == 1
    assert not Order.objects.filter(subject_id=flat[0], ended_at=None).exists()
