"""A carer's morning and a volunteer's last hundred metres on a phone without a network, killed in between."""

import pytest

from tests.field.installation import wait_for

pytestmark = pytest.mark.e2e


def show(phone, person):
    """Brings somebody of the list to the top."""
    if phone.page.locator(f"[data-here='{person}']").count() == 0:
        phone.press(f"[data-person='{person}']")
    phone.page.locator(f"[data-here='{person}']").wait_for()


def test_trap_21_a_carer_without_a_network_knows_when_to_go_again_and_the_ladder_begins_with_her_record(town, phone):
    quarter = town.quarter([1, 1, 1])
    silent, well, needy = quarter.people
    made = quarter.do("care", people=quarter.people)
    carer = phone(quarter.invite("care", "关爱 1", round=None, carer=made["carer"], holder="陆满"))
    carer.offline()
    show(carer, silent)
    carer.press("[data-none]")
    carer.page.locator(".climb", has_text=carer.words["care.next.retry"].split("{at}")[1]).wait_for()
    carer.killed()
    carer.page.locator(f"[data-here='{silent}'] .climb").wait_for()  # first of all, with its clock
    carer.press("[data-card]")
    carer.page.locator("dl.card", has_text="华法林").wait_for()
    carer.press(".sheet .x")
    show(carer, well)
    carer.press("[data-well]")
    show(carer, needy)
    carer.press("[data-help]")
    carer.page.locator(".sheet a[href='tel:120']").wait_for()
    carer.press("[data-read]")
    wait_for(lambda: carer.unsent == 3, 10)

    carer.offline(False)
    carer.wait_sent()
    told = quarter.do("care_books", round=made["round"])
    assert told["ladders"] == [[silent, "陆满", ["first"]], [needy, "陆满", ["first"]]]
    assert told["states"] == {str(well): "well", str(needy): "needs_help"}
    assert told["books"]["wrong"] == []
    assert told["books"]["attempts"] == [[silent, "nobody_home"]]
    wait_for(lambda: quarter.do("phones")["关爱 1"]["here"] == 3, 30)


def test_a_volunteer_counts_at_the_drop_point_taps_doors_and_the_books_balance(town, phone):
    quarter = town.quarter([1, 1, 1, 1])
    key = quarter.buildings[0]["key"]
    made = quarter.do("delivery", building=key, boxes=2, per_box=2)
    volunteer = phone(quarter.invite("sweep", "送货 1", key, round=made["round"], holder="孙大寒"))
    volunteer.offline()
    count(volunteer, "[data-count]", "1")
    volunteer.press(".sheet [data-read]")  # one is missing, and it is said at once
    volunteer.killed()
    volunteer.page.locator(".drop.bad").wait_for()
    count(volunteer, "[data-recount]", "2")
    volunteer.page.locator(".drop:not(.bad)").wait_for()
    for taps in (1, 2):
        volunteer.page.locator("[data-quick]").first.click()
        wait_for(lambda n=2 + taps: volunteer.unsent == n, 10)
    volunteer.press("[data-other]")
    volunteer.press("[data-damaged]")
    wait_for(lambda: volunteer.unsent == 6, 10)
    volunteer.press("[data-nobody]")
    volunteer.press("[data-left]")
    volunteer.press("[data-kind='returned']")
    volunteer.page.locator("[data-amount]").fill("1")
    volunteer.press(".sheet [data-go]")
    wait_for(lambda: volunteer.unsent == 8, 10)

    volunteer.offline(False)
    volunteer.wait_sent()
    assert town.do("parcels", delivery=made["delivery"]) == {
        "came_in": 4, "delivered": 2, "returned": 1, "spoiled": 1, "difference": 0, "dropped": 2, "breaks": [],
    }  # fmt: skip
    books = quarter.do("books", round=made["round"])
    assert (books["wrong"], books["done"], books["owed"]) == ([], 2, 4)
    assert sorted(outcome for _home, outcome in books["attempts"]) == ["damaged", "nobody_home"]
    assert volunteer.flagged(1)[0].inner_text()  # the first count, as the gate's was another


def count(phone, button, boxes):
    phone.press(button)
    phone.page.locator("[data-amount]").fill(boxes)
    phone.press(".sheet [data-go]")
