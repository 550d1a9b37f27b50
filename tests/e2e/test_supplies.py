"""Supplies in a real browser: a lot from the store to the door; a group buy that comes short, from the resident's page
to the money that goes back; and help in three taps."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.cards.people import a_house, card_of, issued
from tests.e2e.signing import PASSWORD, fits, sign_in, tick
from tests.world import HAND, SPRING, an_account
from wanjia.cards import printing
from wanjia.coverage import presets
from wanjia.kernel import clock
from wanjia.needs.models import Ticket
from wanjia.roster.models import Person
from wanjia.supplies import queries
from wanjia.supplies.models import Delivery, Lot, Order
from wanjia.supplies.stocking import SupplierSaid, vet_supplier

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375, "height": 740}
HOUR = timedelta(hours=1)


@pytest.fixture
def later(monkeypatch):
    """later(delta): from now on it is so much later at every door. Sessions are the browser's and stay as they are."""
    real = clock.now

    def shift(delta):
        monkeypatch.setattr(clock, "now", lambda: real() + delta)

    return shift


@pytest.fixture
def people(built):
    """Two flats of two people with cards; a secretary, a driver's and a gate's account."""
    presets.load()
    key, ids = a_house(floors=1)
    issued(key, now=clock.now())
    for login, role in (("lin", "secretary"), ("che", "grid"), ("men", "contact")):
        account = an_account(login, role, SPRING, name=f"{login}同志")
        account.set_password(PASSWORD)
        account.save()
    return ids


def field_time(hours):
    """As the browser's own control writes it: so many hours from now, in Shanghai."""
    return f"{clock.local(clock.now() + hours * HOUR):%Y-%m-%dT%H:%M}"


def press(page, words):
    page.get_by_role("button", name=words, exact=True).first.click()


def sign(page, *buttons):
    """One signature after the other, as the gate's page asks for them, on a telephone."""
    page.goto(f"/supplies/gate/?area={SPRING}")
    for words in buttons:
        assert fits(page)
        press(page, words)


def test_a_lot_goes_from_the_store_over_the_gate_to_the_door_and_its_books_balance(people, chromium, live_server):
    with sign_in(chromium, live_server, "lin") as page:
        page.goto(f"/supplies/goods/new/?area={SPRING}")
        page.fill("[name=name]", "蔬菜包")
        page.fill("[name=unit]", "份")
        press(page, "记下")
        page.get_by_role("link", name="入库").click()
        page.fill("[name=quantity]", "5")
        page.fill("[name=source]", "区商务委调拨")
        press(page, "记下")
        expect(page).to_have_url(re.compile(r"/supplies/\?"))
        lot = Lot.objects.get()
        page.goto(f"/supplies/deliveries/new/?area={SPRING}")
        page.fill("[name=title]", "今日蔬菜")
        page.select_option("[name=lot]", str(lot.pk))
        page.fill("[name=opens_at]", field_time(0))
        page.fill("[name=due_at]", field_time(6))
        press(page, "记下")
        expect(page.locator(".sup-day")).to_have_count(1)
        page.get_by_role("link", name="今日蔬菜").click()
        page.get_by_role("link", name="分配并开始").click()
        expect(page.locator(".big-line")).to_contain_text("2 户能分到")
        press(page, "开始配送")
        page.fill("[name=boxes]", "2")
        press(page, "发车")
        press(page, "签字：已装车")
    with sign_in(chromium, live_server, "che", viewport=PHONE) as page:
        sign(page, "司机：已装车", "司机：交货")
    with sign_in(chromium, live_server, "men", viewport=PHONE) as page:
        sign(page, "大门：收到")
        page.get_by_text("转送").first.click()
        page.locator(".drop-body [name=boxes]").fill("2")
        page.locator(".drop-body .main-act").click()
        press(page, "大门：转送")
    with sign_in(chromium, live_server, "che", viewport=PHONE) as page:
        sign(page, "投放点：收到")
        expect(page.locator(".empty")).to_contain_text("没有车次在路上")
    delivery = Delivery.objects.get()
    with sign_in(chromium, live_server, "lin") as page:
        page.goto(f"/supplies/deliveries/{delivery.pk}/")
        page.get_by_role("link", name="本轮各户").click()
        tick(page.locator("#gap input[name=subject]"), 2)
        page.locator("#gap footer").get_by_role("button", name="送达", exact=True).click()
        page.locator("#gap", has_text="都到了").wait_for()
        page.goto(f"/supplies/deliveries/{delivery.pk}/")
        expect(page.locator(".sup-book .chip.done")).to_contain_text("平")
    book = queries.book_of(delivery, clock.now())
    assert (book.came_in, book.delivered, book.on_hand, book.is_balanced) == (2, 2, 0, True)
    assert queries.stocks([lot])[lot.pk].on_hand == 3


@contextmanager
def my_page(chromium, live_server, subject):
    """A resident's page on a small telephone without any script, opened by the code and four digits; counts taps."""
    card = card_of(subject)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 320, "height": 640},
                                   java_script_enabled=False)  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/me/")
    page.fill("[name=code]", printing.texts([card], clock.now())[card.tag])
    page.fill("[name=digits]", "2218")
    page.locator("button.main").click()
    yield page
    context.close()


def test_a_group_buy_that_comes_short_ends_with_the_money_on_the_resident_s_page(people, later, chromium, live_server):
    said = SupplierSaid(SPRING, "绿禾果蔬", "91110000600037341L")
    vet_supplier(by=HAND, said=said, now=clock.now())
    with sign_in(chromium, live_server, "lin") as desk:
        desk.goto(f"/supplies/buys/new/?area={SPRING}")
        for name, value in (("title", "周四蔬菜团"), ("closes_at", field_time(1)),
                            ("arrives_at", field_time(2)), ("name_A", "绿叶菜"), ("price_A", "38"),
                            ("name_B", "肉蛋"), ("price_B", "98")):  # fmt: skip
            desk.fill(f"[name={name}]", value)
        press(desk, "记下")
    for subject, n in ((people[0], "2"), (people[2], "1")):
        with my_page(chromium, live_server, subject) as page:
            page.locator("a[href='#buys']").click()
            page.get_by_text("看价格，下单").click()
            page.fill("[name=n_A]", n)
            press(page, "下单")
            expect(page.locator("p.note")).to_contain_text("已下单。")
            page.get_by_text("改单或取消").click()
            page.fill("[name=n_B]", "1")
            press(page, "改单")
            expect(page.locator(".bought")).to_contain_text("合计")
    assert Order.objects.filter(way="page").count() == 2
    later(HOUR + timedelta(minutes=2))
    with sign_in(chromium, live_server, "lin") as desk:
        desk.goto(f"/supplies/buys/?area={SPRING}")
        desk.get_by_role("link", name="周四蔬菜团").click()
        for _order in range(2):
            desk.get_by_text("收退款", exact=True).first.click()  # who has not paid stands first
            desk.locator("details[open] .main-act").click()  # what is owed stands in the field
        desk.fill("#a-A", "2")
        desk.fill("#a-B", "1")
        press(desk, "分货")
        expect(desk.locator(".fig.gap").first).to_contain_text("应退")
        desk.get_by_role("link", name="对应配送").wait_for()
    with my_page(chromium, live_server, people[2]) as page:
        shown = page.locator("#buys").locator("xpath=..")
        expect(shown).to_contain_text("到 0，订 1")
        expect(shown).to_contain_text("应退 98.00 元")
        expect(page.locator("#parcels").locator("xpath=..")).to_contain_text("周四蔬菜团")
    with sign_in(chromium, live_server, "lin") as desk:
        desk.goto(f"/supplies/buys/{Order.objects.first().buy_id}/")
        owed = desk.locator(".sup-row", has=desk.locator(".chip", has_text="应退"))
        for left in (1, 0):
            owed.first.locator("summary").click()
            desk.locator("details[open] .main-act").click()
            expect(owed).to_have_count(left)
        expect(desk.locator(".fig.gap")).to_have_count(0)
    with my_page(chromium, live_server, people[2]) as page:
        expect(page.locator("#buys").locator("xpath=..")).not_to_contain_text("应退 98.00 元")


def test_help_takes_three_taps_without_an_account_and_without_a_script(people, chromium, live_server):
    with my_page(chromium, live_server, people[0]) as page:
        taps = (page.locator("a[href='#help']"), page.locator("label:has([value=food])"),
                page.locator("form:has([name=kind]) button.main"))  # fmt: skip
        for tap in taps:
            tap.click()
        assert len(taps) == 3
        expect(page.locator("p.note")).to_contain_text("0001")
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.person_id) == ("food", people[0])
    assert ticket.household_id == Person.objects.get(pk=people[0]).household_id
