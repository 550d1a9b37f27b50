"""A purchase in a real browser: what a supplier can bring, the split with its shortfall, a lot that is taken in."""

import pytest
from playwright.sync_api import expect

from tests.e2e.signing import PASSWORD, sign_in
from tests.supplies.ground import CREDIT
from tests.world import HAND, SPRING, an_account, areas
from wanjia.kernel import clock
from wanjia.supplies import stocking
from wanjia.supplies.models import Lot, Purchase
from wanjia.supplies.stocking import GoodSaid, SupplierSaid

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_ten_tonnes_are_wanted_eight_can_come_and_the_two_that_lack_are_named_to_the_end(built, chromium, live_server):
    areas()
    lin = an_account("lin", "secretary", SPRING)
    lin.set_password(PASSWORD)
    lin.save()
    now = clock.now()
    stocking.vet_supplier(by=HAND, said=SupplierSaid(SPRING, "佳绿合作社", CREDIT), now=now)
    stocking.write_good(by=HAND, said=GoodSaid(SPRING, "蔬菜", "吨", "food", 100), now=now)
    with sign_in(chromium, live_server, "lin") as page:
        page.goto(f"/supplies/capacities/new/?area={SPRING}")
        page.fill("[name=per_day]", "8")
        page.fill("[name=source]", "经理电话")
        with page.expect_navigation():
            page.click(".form .main-act")
        page.goto(f"/supplies/purchases/new/?area={SPRING}")
        page.fill("[name=figure]", "10")
        page.click(".form .main-act")
        expect(page.locator(".note.alarm")).to_contain_text("当天缺 2 吨")
        page.get_by_role("button", name="定下分单").click()
        page.get_by_role("button", name="已下单").click()
        page.locator("details summary", has_text="记下").click()
        page.locator("[name=quantity]").fill("8")
        page.get_by_role("button", name="入库", exact=True).click()
        expect(page.locator(".chip.done")).to_contain_text("已到齐")
        expect(page.locator(".sup-book .bad")).to_contain_text("2")
    assert Lot.objects.get().line.purchase == Purchase.objects.get()
