"""A box from the site to the laboratory with a scanner: it types a code and Enter, nothing else is touched."""

import pytest

from tests.e2e.signing import fits
from tests.logistics.ground import a_box, a_courier, a_lab, a_tube, again
from tests.world import SPRING, TOWN, a_building, a_round, an_account
from wanjia.kernel import clock
from wanjia.logistics import queries
from wanjia.logistics.models import Box
from wanjia.logistics.rules.boxes import State

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "nine-windows-lit"


@pytest.fixture
def sign_in(chromium, live_server, built):
    """sign_in(role, area, width) -> a page of somebody with that role."""
    contexts = []

    def signed_in(role, area, *, width=1366, script=True):
        account = an_account(role, role, area)
        account.set_password(PASSWORD)
        account.save()
        context = chromium.new_context(
            bypass_csp=True,
            viewport={"width": width, "height": 768},
            base_url=live_server.url,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in/")
        page.fill("[name=login]", role)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav.rail", state="attached")
        return page

    yield signed_in
    for context in contexts:
        context.close()


def settled(page):
    """Nothing is on its way and nothing is being exchanged: what is typed now stays."""
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def scan(page, code):
    """As a scanner does it: into whatever has the focus, which a new page gives a moment after it is there."""
    settled(page)
    page.wait_for_function("document.activeElement.matches('input, textarea')")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_a_box_goes_from_the_site_to_the_laboratory_by_scanner_alone(sign_in):
    _key, ids = a_building()
    round_, courier, lab = a_round(), a_courier(), a_lab()
    for number in range(3):
        a_tube(round_, f"T-0000{number}", ids[number * 2 : number * 2 + 2], at=clock.now())
    box = a_box(round_=round_, now=clock.now())

    site = sign_in("tester", SPRING)
    site.goto(f"/chain/boxes/{box.pk}/pack/")
    for number in range(3):
        scan(site, f"T-0000{number}")
        site.wait_for_selector(f"#packing .row >> text=T-0000{number}")
        site.wait_for_function("document.activeElement.id === 'code'")  # given back a moment after the list is there
    settled(site)
    site.fill("[name=number]", "F-8830")
    site.press("[name=number]", "Enter")  # the field itself: a list that was just exchanged may take the focus back
    site.wait_for_url(f"**/chain/boxes/{box.pk}/")
    site.goto(f"/chain/hand/gave/?area={SPRING}&holder=site&other={courier.pk}")
    scan(site, "X-0417")
    site.wait_for_selector("#hand .row >> text=X-0417")

    van = sign_in("courier", TOWN, width=375)
    van.goto(f"/chain/hand/took/?area={TOWN}&holder={courier.pk}&other=site")
    scan(van, "X-0417")
    van.wait_for_selector("#hand .row >> text=X-0417")
    assert fits(van)
    assert queries.view_of(again(box), clock.now()).state is State.ON_THE_WAY
    van.goto(f"/chain/hand/gave/?area={TOWN}&holder={courier.pk}&other={lab.pk}")
    scan(van, "X-0417")
    van.wait_for_selector("#hand .row >> text=X-0417")

    desk = sign_in("lab", TOWN, width=375)
    desk.goto(f"/chain/reception/?area={TOWN}&lab={lab.pk}")
    scan(desk, "X-0417")
    desk.wait_for_selector("textarea[name=scanned]")
    for code in ("T-00000", "T-00002"):
        scan(desk, code)
    desk.wait_for_selector("#difference >> text=T-00001")
    scan(desk, "T-00001")
    desk.wait_for_selector("#difference .t-done")
    assert fits(desk)
    desk.click("button[value=sign]")
    desk.wait_for_url("**/chain/reception/**")
    view = queries.view_of(again(box), clock.now())
    assert (view.state, view.difference.agrees, view.line.one_sided) == (State.AT_LAB, True, ())


def test_packing_works_without_a_script(sign_in):
    a_building()
    box = a_box(now=clock.now())
    site = sign_in("tester", SPRING, script=False)
    site.goto(f"/chain/boxes/{box.pk}/pack/")
    for code in ("T-1", "T-2"):
        site.fill("#code", code)
        with site.expect_navigation():
            site.press("#code", "Enter")
    assert [tube.code for tube in queries.view_of(box, clock.now()).tubes] == ["T-1", "T-2"]
    assert Box.objects.count() == 1
