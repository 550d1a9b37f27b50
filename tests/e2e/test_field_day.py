"""Phones without a network: what they make meanwhile, and what the ledger says when they are back."""

from datetime import datetime

import pytest

from tests.field.installation import wait_for

pytestmark = pytest.mark.e2e
HOUR = 3600


def test_trap_02_and_07_three_phones_an_hour_without_a_server_and_the_books_balance(town, phone, desk):
    """Overlapping people on two desks and a sweep, a phone killed in the middle of a tube, an undo."""
    quarter = town.quarter([2, 2, 2], [2, 1])
    people = quarter.people  # 0–5 in the first building, 6–8 in the second
    one, two = (phone(quarter.invite("desk", label), behind=HOUR) for label in ("1号台", "2号台"))
    sweep = phone(quarter.invite("sweep", "扫楼", quarter.buildings[1]["key"]), behind=HOUR)
    phones = (one, two, sweep)
    assert town.stop() == 0
    for each in phones:
        each.offline()

    one.tube("SH0001")
    for at, person in enumerate(people[:3], 1):
        one.swab(quarter.code(person), at)
    two.tube("SH0002")
    two.swab(quarter.code(people[2]), 1)  # the first desk has them already, and can't say so
    two.swab(quarter.code(people[3]), 2)
    pass_time(phones, 20)

    one.killed()
    assert one.in_tube == 3
    one.swab(quarter.code(people[4]), 4)
    one.press("[data-undo-last]")
    one.press(".sheet [data-go]")
    wait_for(lambda: one.in_tube == 3, 10)
    one.close_tube()
    one.tube("SH0003")
    one.swab(quarter.code(people[5]), 1)
    two.swab(quarter.code(people[4]), 3)
    two.press("button", has_text=two.words["desk.stranger"])
    two.page.locator(".sheet [data-first]").fill("田谷雨")
    two.press(".sheet [data-go]")
    two.slot(4).wait_for()
    pass_time(phones, 20)

    tick(sweep, people[6])
    sweep.press("[data-done]")
    sweep.page.locator("[data-undo]").wait_for()
    sweep.press("[data-nobody]")  # whoever is left behind that door
    wait_for(lambda: sweep.unsent == 2, 10)
    sweep.page.locator(f"[data-tick='{people[8]}']").wait_for()
    sweep.press("[data-other]")
    sweep.press("[data-refused]")
    sweep.press(".sheet [data-go]")
    wait_for(lambda: sweep.unsent == 3, 10)
    one.close_tube()
    two.close_tube()
    pass_time(phones, 20)
    assert [each.unsent for each in phones] == [2, 1, 3]

    town.serve()
    for each in phones:  # one after the other, so that it is known whose proof is the extra one
        each.offline(False)
        each.wait_sent()
    lines = settled(quarter)
    assert {label: (line["made"], line["here"], line["void"]) for label, line in lines.items()} == {
        "1号台": (3, 2, 1), "2号台": (1, 1, 0), "扫楼": (3, 3, 0),
    }  # fmt: skip
    assert all(abs(line["skew_ms"]) < 60_000 for line in lines.values())  # an hour of work made no clock wrong
    books = quarter.balanced()
    assert sorted(books["proofs"]) == people[:7]
    assert {code: sorted(members) for code, members in books["tubes"].items()} == {
        "SH0001": people[:3], "SH0002": [0, *people[2:5]], "SH0003": [people[5]],
    }  # fmt: skip
    assert sorted((kind, subject) for kind, subject, _ in books["asides"]) == [
        ("extra", people[2]), ("stranger", None),
    ]  # fmt: skip
    assert books["attempts"] == [[people[7], "nobody_home"], [people[8], "refused"]]
    assert spread(books["times"]) > HOUR / 4

    [told] = two.flagged(1)
    for flag in ("duplicate_person", "not_on_roster"):
        assert two.words[f"flag.{flag}"] in told.inner_text()
    assert one.flagged(0) == sweep.flagged(0) == []
    console = desk(quarter)
    console.goto("/devices/")
    rows = {row.locator("a.strong").inner_text(): row.locator("td.num") for row in console.locator("tbody tr").all()}
    for label, (made, here) in {"1号台": (3, 2), "2号台": (1, 1), "扫楼": (3, 3)}.items():
        assert [text.split()[0] for text in rows[label].all_inner_texts()] == ["0", str(here), str(made)]


def test_trap_03_one_bad_record_of_500_comes_back_with_its_reason_and_holds_up_nobody(town, phone):
    """The sheet of the second building went to somebody else in between: what was done there is visibly bounced."""
    quarter = town.quarter([100] * 5, [1])
    here, gone = (building["key"] for building in quarter.buildings)
    sweep = phone(quarter.invite("sweep", "扫楼", here, gone, place=here), behind=HOUR)
    sweep.offline()
    quarter.do("take_building", label="扫楼", building=gone)
    sweep.press(f"[data-building='{here}']")
    for door in range(5):
        served = 100 * (door + 1) - (door == 4)  # of the last door one is out
        tick_all(sweep, but=door == 4)
        sweep.press("[data-done]")
        wait_for(lambda count=served: sweep.unsent == count, 20)
    pass_time([sweep], 59)  # and the offer to undo is off the screen
    sweep.press("button.fold", has_text=sweep.words["sweep.pick"])
    sweep.press(f"[data-building='{gone}']")
    tick(sweep, quarter.people[-1])
    sweep.press("[data-done]")
    wait_for(lambda: sweep.unsent == 500, 20)
    pass_time([sweep], 1)
    sweep.offline(False)
    sweep.wait_sent()
    assert len(quarter.balanced()["proofs"]) == 499
    [back] = sweep.flagged(1)
    assert sweep.words["log.state.malformed"] in back.inner_text()
    assert "outside your areas" in back.inner_text()
    wait_for(lambda: quarter.do("phones")["扫楼"]["made"] == 500, 30)
    line = quarter.do("phones")["扫楼"]
    assert (line["here"], line["missing"]) == (499, 1)


def test_trap_04_a_building_that_went_to_another_phone_counts_once_whoever_was_there(town, phone):
    quarter = town.quarter([2, 1])
    [key], people = [building["key"] for building in quarter.buildings], quarter.people
    first = phone(quarter.invite("sweep", "第一台", key), behind=HOUR)
    first.offline()
    tick(first, people[0])
    tick(first, people[1])
    first.press("[data-done]")
    wait_for(lambda: first.unsent == 2, 10)
    second = phone(quarter.invite("sweep", "第二台", key), behind=HOUR)
    tick(second, people[0])
    second.press("[data-done]")
    second.page.locator("[data-undo]").wait_for()
    pass_time([first, second], 60)
    second.wait_sent()
    first.offline(False)
    first.wait_sent()
    books = quarter.balanced()
    assert sorted(books["proofs"]) == people[:2]
    assert [(kind, subject) for kind, subject, _ in books["asides"]] == [("extra", people[0])]
    lines = settled(quarter)
    assert [(line["made"], line["here"]) for line in lines.values()] in ([(2, 2), (1, 1)], [(1, 1), (2, 2)])
    assert first.words["flag.duplicate_person"] in first.flagged(1)[0].inner_text()


def test_trap_05_a_person_merged_meanwhile_is_served_under_the_entry_that_stayed(town, phone):
    quarter = town.quarter([3])
    kept, gone, _other = quarter.people
    desk_ = phone(quarter.invite("desk", "1号台"))
    desk_.offline()
    desk_.tube("SH0005")
    desk_.swab(quarter.code(gone), 1)
    desk_.close_tube()
    quarter.town.do("merge", kept=kept, gone=gone)
    desk_.offline(False)
    desk_.wait_sent()
    books = quarter.balanced()
    assert books["proofs"] == [kept]
    assert desk_.words["flag.merged"] in desk_.flagged(1)[0].inner_text()
    desk_.home()
    desk_.tube("SH0006")
    desk_.scan(quarter.code(kept))  # its list is new: the one entry is done
    desk_.page.locator("[data-again]").wait_for()


def test_trap_09_an_elder_without_a_phone_is_registered_by_a_neighbour_and_swabbed_by_the_printed_card(town, phone):
    quarter = town.quarter([1])
    desk_ = phone(quarter.invite("desk", "1号台"))
    elder = town.do("proxy", home=quarter.buildings[0]["homes"][0], name="田谷雨")
    desk_.offline()  # its list does not know them yet: the code on the card has to do
    desk_.tube("SH0009")
    desk_.scan(elder["code"])
    desk_.press(".sheet [data-go]")
    desk_.slot(1).wait_for()
    desk_.close_tube()
    desk_.offline(False)
    desk_.wait_sent()
    books = quarter.balanced()
    assert books["tubes"] == {"SH0009": [elder["id"]]}  # found by the card, though this round does not owe them
    assert [(kind, subject) for kind, subject, _ in books["asides"]] == [("stranger", elder["id"])]

    quarter.round = quarter.do("another")  # the next round does
    next_day = phone(quarter.invite("desk", "2号台"))
    next_day.offline()
    next_day.tube("SH0010")
    next_day.press("button", has_text=next_day.words["desk.manual"])
    for key in elder["short"]:  # which stands below the code in large type
        next_day.press(f"[data-key='{key}']")
    next_day.press(".sheet [data-go]")
    next_day.slot(1).wait_for()
    next_day.close_tube()
    next_day.offline(False)
    next_day.wait_sent()
    assert quarter.balanced()["proofs"] == [elder["id"]]


def test_trap_16_nothing_stands_between_anybody_and_a_swab(town, phone):
    """Without a card, a record, a valid code, room in the tube or a network: each is recorded, with its mark."""
    quarter = town.quarter([12])
    desk_ = phone(quarter.invite("desk", "1号台"))
    desk_.offline()
    desk_.tube("SH0016")
    flawed = quarter.town.do("flawed", subject=quarter.people[0])
    desk_.scan(flawed["expired"])
    desk_.press("[data-flaw] button", has_text=desk_.words["desk.find"])  # the way on stands on the answer itself
    desk_.page.locator(".sheet [data-first]").fill(str(quarter.people[0])[-4:])  # the end of their telephone
    desk_.press(".sheet .found")
    desk_.slot(1).wait_for()
    for at, person in enumerate(quarter.people[1:9], 2):
        desk_.swab(quarter.code(person), at)
    desk_.scan(quarter.code(quarter.people[1]))
    desk_.press("[data-again] [data-force]")
    desk_.slot(10).wait_for()
    desk_.scan(quarter.code(quarter.people[9]))
    desk_.press("[data-full] [data-force]")
    desk_.slot(11).wait_for()
    desk_.close_tube()
    desk_.offline(False)
    desk_.wait_sent()
    books = quarter.balanced()
    assert len(books["tubes"]["SH0016"]) == 11
    assert len(books["proofs"]) == 10


def test_a_phone_that_is_asked_to_erase_itself_sends_first_and_then_holds_nothing(town, phone):
    """And what it holds until then nobody reads from its disk."""
    quarter = town.quarter([2])
    desk_ = phone(quarter.invite("desk", "1号台"))
    desk_.offline()
    desk_.tube("SH0099")
    desk_.press("button", has_text=desk_.words["desk.stranger"])
    desk_.page.locator(".sheet [data-first]").fill("田谷雨")
    desk_.press(".sheet [data-go]")
    desk_.slot(1).wait_for()
    kept = desk_.page.evaluate(STORED)
    assert '"sealed"' in kept
    assert "SH0099" not in kept
    assert "田谷雨" not in kept
    assert quarter.cards[str(quarter.people[0])]["tag"] not in kept
    desk_.close_tube()
    quarter.do("ask_wipe", label="1号台")
    desk_.offline(False)
    desk_.page.get_by_text(desk_.words["wiped.title"]).wait_for()
    assert list(quarter.books()["tubes"]) == ["SH0099"]
    wait_for(lambda: quarter.do("phones")["1号台"]["state"] == "wiped", 20)
    assert '"sealed"' not in desk_.page.evaluate(STORED)


# everything in every store of the browser, bytes as text
STORED = """async () => {
  const text = value => JSON.stringify(value, (_, one) => one instanceof ArrayBuffer || ArrayBuffer.isView(one)
    ? new TextDecoder().decode(one) : one instanceof CryptoKey ? "key" : one) ?? "";
  const wait = asked => new Promise((good, bad) => { asked.onsuccess = () => good(asked.result); asked.onerror = bad });
  let all = "";
  for (const { name } of await indexedDB.databases()) {
    const base = await wait(indexedDB.open(name));
    for (const store of base.objectStoreNames)
      all += text(await wait(base.transaction(store).objectStore(store).getAll()));
    base.close();
  }
  return all + text({ ...localStorage });
}"""


def pass_time(phones, minutes):
    for each in phones:
        each.context.clock.fast_forward(minutes * 60_000)


def tick(sweep, person):
    sweep.page.locator(f"[data-tick='{person}']").check()


def settled(quarter):
    """The device page, once each phone has told its log: nothing that was made is missing."""

    def is_told():
        return all(line["made"] and line["missing"] == line["unsent"] == 0 for line in quarter.do("phones").values())

    wait_for(is_told, 30)
    return quarter.do("phones")


def tick_all(sweep, *, but=False):
    """Everybody of the door, as a finger does that goes down the list; `but` the last."""
    boxes = sweep.page.locator("input[data-tick]")
    boxes.first.wait_for()
    wait_for(lambda: boxes.count() == 100, 10)
    sweep.page.evaluate(
        "but => { const all = [...document.querySelectorAll('input[data-tick]')];"
        " for (const one of all.slice(0, all.length - but)) one.click() }", int(but),
    )  # fmt: skip


def spread(times):
    """Seconds between the first and the last."""
    first, *_, last = (datetime.fromisoformat(time) for time in times)
    return (last - first).total_seconds()
