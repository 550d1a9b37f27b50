"""A phone without a network gives what it has to another: filmed from screen to camera, or as a file and a word."""

import re

import pytest

from tests.e2e.field import film, with_film
from tests.field.installation import wait_for

pytestmark = pytest.mark.e2e


TUBES = 6


@pytest.fixture
def giver(town, phone):
    """A phone with six tubes and no network, the last one still open; and its quarter."""
    quarter = town.quarter([TUBES])
    made = phone(quarter.invite("desk", "1号台", holder="杨立冬"))
    made.offline()
    for at, person in enumerate(quarter.people):
        made.tube(f"SH004{at}")
        made.swab(quarter.code(person), 1)
        if at < TUBES - 1:
            made.close_tube()
    made.log()
    made.press("main.log button", has_text=made.words["hand.title"])
    made.page.locator(".qr").wait_for()
    return made, quarter


def carried(giver, carrier, quarter):
    """The carrier sends; later the giver has a network of its own again. Nothing counts twice."""
    carrier.page.locator(".verdict.yes").wait_for()
    giver.press("[data-taken]")
    carrier.home()
    carrier.wait_sent()
    books = quarter.balanced()
    assert sorted(books["proofs"]) == quarter.people
    giver.offline(False)
    giver.home()
    giver.wait_sent()
    wait_for(lambda: quarter.do("phones")["1号台"]["here"] == TUBES, 30)
    again = quarter.balanced()
    assert again == books
    assert again["asides"] == []
    line = quarter.do("phones")["1号台"]
    assert (line["made"], line["here"], line["missing"]) == (TUBES, TUBES, 0)


def test_what_one_phone_shows_another_one_films_and_sends(giver, town, phone, chromium, tmp_path):
    """The very pixels of the one screen before the camera of the other."""
    giver, quarter = giver
    pictures = []
    giver.press("[data-run]")
    _shown, frames = map(int, re.findall(r"\d+", giver.page.locator(".frame b").inner_text()))
    assert frames > 1
    for _at in range(frames):
        pictures.append(giver.page.screenshot(type="jpeg", quality=80))
        giver.press("main.hand button", has_text=giver.words["hand.following"])
    browser = with_film(chromium, film(tmp_path / "screen.mjpeg", pictures, frames=15))
    try:
        carrier = phone(quarter.invite("desk", "2号台", holder="孙大寒"), browser=browser)
        carrier.log()
        carrier.press("main.log button", has_text=carrier.words["take.title"])
        carrier.press(".view .start")
        carried(giver, carrier, quarter)
    finally:
        browser.close()


def test_a_file_and_a_word_do_the_same(giver, phone, tmp_path):
    giver, quarter = giver
    with giver.page.expect_download() as saved:
        giver.press("[data-file]")
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    word = giver.page.locator(".word b").inner_text()
    assert quarter.cards[str(quarter.people[0])]["tag"].encode() not in path.read_bytes()
    carrier = phone(quarter.invite("desk", "2号台", holder="孙大寒"))
    carrier.offline()
    carrier.log()
    carrier.press("main.log button", has_text=carrier.words["take.title"])
    carrier.press("button", has_text=carrier.words["take.file"])
    carrier.page.locator("input[type=file]").set_input_files(path)
    carrier.page.locator("input.mono").fill("WRONGWRD")
    carrier.press("[data-go]")
    carrier.page.locator(".said", has_text=carrier.words["take.failed"].split("{")[0]).wait_for()
    carrier.page.locator("input.mono").fill(word.lower())
    carrier.press("[data-go]")
    carrier.page.locator(".verdict.yes").wait_for()
    carrier.offline(False)
    carried(giver, carrier, quarter)
