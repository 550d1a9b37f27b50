"""The field app as it is carried: a server that can be stopped, phones that lose their network, films for cameras."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import segno
from barcode import Code128
from playwright.sync_api import Error

from tests.field.installation import Installation, wait_for

TOP = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
_WORDS = TOP / "frontend" / "field" / "words"
_LINE = re.compile(r'^\s*"([\w.]+)":\s*"((?:[^"\\]|\\.)*)"', re.M)
_HERE = """async () => {
    const names = await caches.keys();
    const decoders = names.filter(name => name.startsWith("decoder-"));
    const kept = await Promise.all(decoders.map(async name => (await caches.open(name)).keys()));
    return navigator.serviceWorker.controller !== null && kept.some(files => files.length >= 2);
}"""
_TYPE = """text => { for (const key of [...text, "Enter"])
    document.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})) }"""


def words(language="zh"):
    """The app's own table, so that no test knows a sentence by heart."""
    files = [_WORDS / f"{language}.ts", _WORDS / f"{language}-work.ts"]
    return dict(pair for file in files for pair in _LINE.findall(file.read_text()))


class Town(Installation):
    """A server and the committee's hand in it. Every test takes a quarter of its own."""

    numbers = count(11)

    def fill(self):
        script = [sys.executable, "-m", "tests.e2e.field_hand"]
        self.hand = subprocess.Popen(
            script, env=self.environment, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return json.loads(self.hand.stdout.readline())

    def do(self, wish, **more):
        """What the committee does, and what it is told."""
        self.hand.stdin.write(json.dumps({"do": wish} | more) + "\n")
        self.hand.stdin.flush()
        told = json.loads(self.hand.stdout.readline())
        assert "failed" not in told, told
        return told["told"]

    def quarter(self, *houses, **more):
        return Quarter(self, self.do("quarter", number=next(self.numbers), houses=houses, **more))

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def end(self):
        self.hand.communicate(timeout=30)
        super().end()


class Quarter:
    """One committee: its round, its people in walking order, their cards."""

    def __init__(self, town, made):
        self.town, self.area, self.round = town, made["area"], made["round"]
        self.buildings = made["buildings"]
        self.people = [person for building in self.buildings for person in building["people"]]
        self.cards = town.do("cards", area=self.area)

    def code(self, person):
        return self.cards[str(person)]["code"]

    def do(self, wish, **more):
        return self.town.do(wish, area=self.area, **more)

    def invite(self, kind, label, *areas, **more):
        areas = areas or (self.area,)
        return self.town.do("invite", **({"kind": kind, "round": self.round, "areas": areas, "label": label} | more))

    def books(self):
        return self.do("books", round=self.round)

    def balanced(self):
        """What is in the ledger, after everything in it has been counted again."""
        books = self.books()
        assert books["wrong"] == [], books
        assert books["done"] == len(books["proofs"]) == len(set(books["proofs"]))
        return books


class Phone:
    """One browser context: its own store, its own service worker, its own network."""

    def __init__(self, browser, town, *, language="zh", width=390, height=780, behind=None):
        self.town, self.words, self.complaints = town, words(language), []
        self.context = browser.new_context(
            base_url=town.address, viewport={"width": width, "height": height}, timezone_id="Asia/Shanghai",
            locale="zh-CN", permissions=["camera"],
        )  # fmt: skip
        self.context.add_init_script(
            f"localStorage.getItem('wanjia.field.lang') || localStorage.setItem('wanjia.field.lang', '{language}')"
        )
        if behind is not None:  # seconds: its clock can then be turned on without running ahead of the server's
            self.context.clock.install(time=time.time() - behind)
        self.page = self._page()

    def _page(self):
        page = self.context.new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def enrol(self, invitation):
        """By the link, as a phone's own camera opens it; afterwards it needs no network any more."""
        self.page.goto(f"/field/#{invitation}")
        return self.ready()

    def ready(self):
        """Past the first screen; pages and decoder are kept by the service worker."""
        self.page.locator("[data-start]").click()
        self.page.wait_for_function(_HERE)
        return self

    def offline(self, is_off=True):
        self.context.set_offline(is_off)

    def killed(self):
        """The phone's battery falls out: no page gets a last word. Opened again where it was."""
        with self.page.expect_event("crash"), contextlib.suppress(Error):
            self.page.goto("chrome://crash")
        self.page.close()
        try:
            self.open()
        except Error:  # Chromium itself had not yet noticed that the service worker's process is gone: one tap more
            self.complaints.clear()
            self.page.close()
            self.open()

    def open(self):
        self.page = self._page()
        self.page.goto("/field/")
        self.page.locator("header .q").wait_for()

    def scan(self, text):
        """A hardware scanner: it types, faster than anybody, and ends with Enter."""
        self.page.evaluate(_TYPE, text)

    def tube(self, code):
        self.scan(code)
        self.page.locator(".tube .mono", has_text=code).wait_for()

    def swab(self, text, position):
        """Somebody's code; done when the place in the tube is filled."""
        self.scan(text)
        self.slot(position).wait_for()

    def slot(self, position):
        return self.page.locator(f"li.in[data-slot='{position}']")

    @property
    def in_tube(self):
        return self.page.locator("ol.slots li.in").count()

    def press(self, selector, **more):
        self.page.locator(selector, **more).click()

    def close_tube(self):
        self.press("[data-close]")
        self.press(".sheet [data-go]")
        self.page.locator(".notube").wait_for()

    @property
    def unsent(self):
        """The number at the top right; an equal sign's worth when there is none."""
        text = self.page.locator("header .q b").inner_text()
        return int(text) if text.isdecimal() else 0

    def log(self, which="all"):
        """Opens the log. Returns its lines."""
        if self.page.locator("main.log").count() == 0:
            self.press("header .q")
        self.press(f"[data-filter={which}]")
        return self.page.locator("li.entry")

    def flagged(self, count):
        """What came back to be looked at, once the log has been read from the disk."""
        self.log("all").first.wait_for()
        lines = self.log("flagged")
        wait_for(lambda: lines.count() == count, 20)
        return lines.all()

    def home(self):
        self.press("header .back")

    def fetch_list(self):
        """What somebody does who wants the newest list now and not within the minute."""
        self.press("header .tb:not(.q)")
        self.press("main.set button", has_text=self.words["set.list.now"])
        self.page.get_by_text(self.words["set.list.done"]).wait_for()
        self.home()

    def send(self):
        """What somebody does who does not want to wait."""
        self.log()
        self.press("[data-send]:enabled")
        self.page.locator("[data-send]:enabled").wait_for()

    def wait_sent(self):
        """Until the server has named everything, and counted what this phone has made."""
        wait_for(lambda: self.unsent == 0, 40)

    def close(self):
        self.context.close()
        assert self.complaints == []


def program():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def with_film(chromium, film):
    """A browser whose camera looks at that film, again and again."""
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags = [*FLAGS, *camera, f"--use-file-for-fake-video-capture={film}"]
    return chromium.browser_type.launch(executable_path=program(), args=flags)


def film(path, pictures, *, frames=30):
    """Motion JPEG at 30 pictures a second; each is held as long as a hand holds a card."""
    path.write_bytes(b"".join(picture * frames for picture in pictures))
    return path


class Studio:
    """Takes pictures of codes as a camera sees them: somewhere in the frame, on something grey."""

    def __init__(self, browser):
        self.page = browser.new_context(viewport={"width": 640, "height": 480}).new_page()

    def shoot(self, drawing):
        self.page.set_content(f"<body style='background:#999;margin:60px 130px'>{drawing}")
        return self.page.screenshot(type="jpeg", quality=85)

    def code(self, text):
        return self.shoot(segno.make(text, error="m", micro=False).svg_inline(scale=6, border=4, light="#fff"))

    def label(self, text):
        """A tube's Code 128, two dots a module."""
        [modules] = Code128(text).build()
        bars = "".join(f"<rect x='{2 * at + 20}' width='2' height='90'/>" for at, on in enumerate(modules) if on == "1")
        wide = 2 * len(modules) + 40
        return self.shoot(f"<svg width='{wide}' height='90'><rect width='100%' height='90' fill='#fff'/>{bars}</svg>")

    def close(self):
        self.page.context.close()
