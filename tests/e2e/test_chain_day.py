"""The generated day at the screens: the faults are seen, opened and settled by those whose work it is."""

from datetime import timedelta

import pytest

from tests import world
from tests.chain import day as days
from tests.e2e.signing import fits
from tests.labs import ground
from tests.labs.test_reports import workbook
from tests.world import TOWN, an_account
from wanjia.coverage.models import Tube
from wanjia.flows.chain import board
from wanjia.kernel import clock
from wanjia.labs.models import LooseResult
from wanjia.logistics.models import Box

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "nine-windows-lit"


@pytest.fixture
def day(live_server, monkeypatch):
    """One committee of 4,600 people in 500 tubes; its noon was nine hours ago: a browser's session knows the hour."""
    for module in (days, world, ground):
        monkeypatch.setattr(module, "NOON", clock.now() - timedelta(hours=9))
    made = days.sampled(20220404, committees=1)
    days.scan_twice(made)
    days.carried(made)
    days.reported(made, pools=8)
    return made


@pytest.fixture
def sign_in(chromium, live_server, built):
    """sign_in(login, role) -> a page of somebody with that role in the subdistrict."""
    contexts = []

    def signed_in(login, role, *, width=1366):
        account = an_account(login, role, TOWN, name=login)
        account.set_password(PASSWORD)
        account.save()
        context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": "wanjia_language", "value": "en", "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav.rail", state="attached")
        return page

    yield signed_in
    for context in contexts:
        context.close()


def test_the_faults_of_the_day_are_seen_and_settled_at_the_screens(day, sign_in, tmp_path):
    town = sign_in("xu", "town")
    town.goto(f"/chain/?area={TOWN}")
    books = town.inner_text("#h-books >> xpath=ancestor::section")
    for fault in (day.faults.lost_box, day.faults.twice, *day.faults.as_one):
        assert fault in books
    assert "results without a tube" in books
    assert town.is_visible(".seven .slow")

    _the_box_is_given_up(day, town, sign_in)
    lab = sign_in("fan", "lab")
    _the_laboratory_tests_again(day, lab, tmp_path)
    _the_loose_results_find_their_tubes(day, lab)

    seen = board(TOWN, day.round, clock.now())
    assert [(line.name, line.named) for line in seen.off] == []
    town.goto(f"/chain/?area={TOWN}")
    assert "all agree" in town.inner_text("#h-books >> xpath=ancestor::section")

    phone = sign_in("he", "town", width=375)
    phone.goto(f"/labs/rechecks/?area={TOWN}")
    assert "none of them positive for it" in phone.inner_text("main")
    phone.click("text=Note: told >> nth=0")
    phone.wait_for_selector("text=told")
    assert fits(phone)

    tube = Tube.objects.get(code=day.faults.corrected)
    phone.goto(f"/chain/find/?area={TOWN}&q={tube.code}")
    phone.wait_for_url("**/chain/tubes/**")
    assert "Corrected" in phone.inner_text("main")
    assert "两份样本互换" in phone.inner_text("main")


def _the_box_is_given_up(day, town, sign_in):
    box = Box.objects.get(code=day.faults.lost_box)
    town.click(f"#h-books >> xpath=ancestor::section >> text={box.code} >> nth=0")
    town.wait_for_url(f"**/chain/boxes/{box.pk}/")
    town.goto(f"/chain/boxes/{box.pk}/lost/")
    town.select_option("[name=reason]", index=1)
    town.click("[name=do][value=report]")
    town.wait_for_load_state()
    second = sign_in("zhang", "town")
    second.goto(f"/chain/boxes/{box.pk}/lost/")
    second.click("[name=do][value=confirm]")
    second.wait_for_load_state()
    box.refresh_from_db()
    assert box.lost_at is not None


def _the_laboratory_tests_again(day, lab, tmp_path):
    there = day.labs[2]
    lab.goto(f"/labs/{there.id}/")
    assert "tubes in one well" in lab.inner_text("main")
    rows = [["样本编号", "检测结果", "批次号", "孔位", "反应数"]]
    rows += [[code, "阴性", "R2-again", f"A{n}", 3] for n, code in enumerate(day.faults.as_one)]
    file = tmp_path / "复测.xlsx"
    file.write_bytes(workbook(rows))
    lab.set_input_files("input[type=file]", str(file))
    lab.click("text=Read the file")
    lab.wait_for_url("**/reports/**")
    assert "found again in another run 3" in lab.inner_text("main")
    lab.goto(f"/labs/{there.id}/")
    assert "tubes in one well" not in lab.inner_text("main")


def _the_loose_results_find_their_tubes(day, lab):
    for row in LooseResult.objects.order_by("why"):
        lab.goto(f"/labs/loose/{row.id}/")
        if row.why == "two_tubes":
            lab.check("[name=both]")
        lab.fill("[name=note]", "核对采样台记录")
        lab.click("main form button.main-act")
        lab.wait_for_url("**/labs/**")
    assert not LooseResult.objects.filter(resolved_at=None).exists()
