"""What stands on paper and screens is read by any device without a network: trap 18."""

import base64
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.cards.people import HAND, NOON, a_house, card_of, issued
from tests.web.signed import client_of, text
from wanjia.cards import pins, printing, queries, services
from wanjia.cards.models import Card, TagIndex
from wanjia.kernel import clock
from wanjia.kernel.clock import local_date
from wanjia.kernel.codes import Code, Flaw, Flawed, Kind, read, write
from wanjia.platform import signing_keys

pytestmark = pytest.mark.django_db
TODAY = local_date(NOON)


@pytest.fixture
def house(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    key, ids = a_house()
    issued(key)
    return key, ids


def text_of(subject):
    card = card_of(subject)
    return printing.texts([card], NOON)[card.tag]


def keys_of_a_bundle():
    """What a phone has: the public keys as its bundle carries them, nothing else."""
    return {int(number): bytes.fromhex(key) for number, key in queries.public_keys().items()}


def test_trap_18_a_code_is_verified_with_a_bundles_keys_alone_for_thirty_days(house, django_assert_num_queries):
    said, keys = text_of(house[1][0]), keys_of_a_bundle()
    with django_assert_num_queries(0):
        code = read(said, keys, TODAY)
        assert (code.kind, code.until) == (Kind.PERSON, TODAY + timedelta(days=30))
        assert read(said, keys, TODAY + timedelta(days=30)) == code
        with pytest.raises(Flawed) as why:
            read(said, keys, TODAY + timedelta(days=31))
    assert why.value.flaw is Flaw.EXPIRED
    assert code.tag == card_of(house[1][0]).tag


def test_a_code_says_nothing_of_the_person(house):
    subject = house[1][0]
    said = text_of(subject)
    assert str(subject) not in said
    assert len(said) == 132
    assert set(said) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")  # a QR's alphanumeric mode


def test_the_text_is_made_again_and_again_and_never_kept(house):
    said = text_of(house[1][0])
    assert text_of(house[1][0]) == said
    card = card_of(house[1][0])
    assert not any(said in str(getattr(card, field.attname)) for field in Card._meta.concrete_fields)


def test_after_a_rotation_old_paper_is_still_good_and_new_paper_has_the_new_key(house):
    old = text_of(house[1][0])
    signing_keys.rotate(NOON)
    new = text_of(house[1][0])
    assert old != new
    for said in (old, new):
        assert read(said, keys_of_a_bundle(), TODAY).tag == card_of(house[1][0]).tag
        assert queries.verdict(said, NOON).flaw is None


class TestTheVerdict:
    def test_a_good_code_leads_to_its_subject_also_from_a_link(self, house, django_assert_max_num_queries):
        said = text_of(house[1][3])
        with django_assert_max_num_queries(3):
            assert queries.verdict(said, NOON).subject_id == house[1][3]
        assert queries.verdict(f"https://host/me/#{said.lower()}", NOON).subject_id == house[1][3]

    def test_revoked_expired_forged_truncated_and_foreign_are_told_apart(self, house):
        said = text_of(house[1][0])
        card = card_of(house[1][0])
        forged = write(Code(Kind.PERSON, card.tag, card.until, 1), signing_keys.Ed25519PrivateKey.generate())
        services.cancel(by=HAND, subject_id=house[1][0], reason="lost", now=NOON)
        told = {
            Flaw.REVOKED: said, Flaw.FORGED: forged, Flaw.INCOMPLETE: said[:-7], Flaw.NOT_OURS: "https://shop.example",
        }  # fmt: skip
        assert {flaw: queries.verdict(typed, NOON).flaw for flaw, typed in told.items()} == {
            flaw: flaw for flaw in told
        }
        assert queries.verdict(said, NOON).reason == "lost"
        assert queries.verdict(said, NOON + timedelta(days=31)).flaw is Flaw.EXPIRED

    def test_a_code_of_ours_without_a_card_is_nobodys(self, house):
        said = text_of(house[1][0])
        Card.objects.filter(subject_id=house[1][0]).delete()
        TagIndex.objects.all().delete()
        assert queries.verdict(said, NOON).subject_id is None
        assert queries.verdict(said, NOON).flaw is Flaw.NOT_OURS


_GREY = """async (picture) => {
  const drawn = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = Object.assign(document.createElement("canvas"), {width: drawn.width, height: drawn.height});
  const brush = canvas.getContext("2d");
  brush.drawImage(drawn, 0, 0);
  const {data} = brush.getImageData(0, 0, drawn.width, drawn.height);
  let grey = "";
  for (let at = 0; at < data.length; at += 4) grey += data[at] > 127 ? "1" : "0";
  return [drawn.width, drawn.height, grey];
}"""


def read_picture(view, picture):
    """What zxing reads on a picture: the decoder that the field app uses, here as a wheel. Needs no imaging library."""
    zxing = pytest.importorskip("zxingcpp")
    wide, high, grey = view.evaluate(_GREY, "data:image/png;base64," + base64.b64encode(picture).decode())
    pixels = memoryview(bytes(255 if dot == "1" else 0 for dot in grey)).cast("B", (high, wide))
    return {found.text for found in zxing.read_barcodes(pixels)}


@pytest.mark.e2e
@pytest.mark.parametrize("layout", [8, 21])
def test_a_printed_page_is_read_by_a_decoder(house, layout):
    """Print media in Chromium at 120 dots an inch: less than any printer, about what a cheap phone sees."""
    playwright = pytest.importorskip("playwright.sync_api")
    key, ids = house
    page = text(client_of().get(reverse("cards:print"), {"area": key, "layout": layout}))
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        view = browser.new_page(viewport={"width": 1200, "height": 1600}, device_scale_factor=1.25)
        view.emulate_media(media="print")
        view.set_content(_styled(page))
        found = read_picture(view, view.locator(".cards-page").first.screenshot())
        browser.close()
    assert found == {text_of(subject) for subject in ids}
    assert len(found) == 8


def _styled(page):
    """The page with the sheet of cards in it: nothing is fetched."""
    from pathlib import Path

    sources = Path(__file__).resolve().parents[2] / "frontend" / "console" / "css"
    style = "".join((sources / name).read_text() for name in ("tokens.css", "base.css", "cards.css"))
    body = page.split("<body>", 1)[1].rsplit("</body>", 1)[0]
    return f"<!doctype html><html><head><style>{style}</style></head><body>{body}</body></html>"


def test_a_qr_is_of_version_6_alphanumeric_at_level_m(house):
    import segno

    said = text_of(house[1][0])
    made = segno.make(said, version=6, error="m", mode="alphanumeric", mask=3, boost_error=False)
    assert (made.version, made.error, made.mode) == (6, "M", "alphanumeric")
    drawn = str(printing.qr(said))
    assert 'viewBox="0 0 49 49"' in drawn
    assert "style=" not in drawn  # the content policy allows none


def test_a_pin_opens_only_its_own_card_and_only_the_last_one_drawn(house):
    key, ids = house
    cards = [card_of(ids[0]), card_of(ids[1])]
    first = pins.draw(by=HAND, area=key, cards=cards, now=NOON)
    second = pins.draw(by=HAND, area=key, cards=cards[:1], now=NOON)
    one, other = card_of(ids[0]), card_of(ids[1])
    assert pins.is_pin(one, second[one.tag])
    assert pins.is_pin(other, first[other.tag])
    assert second[one.tag] == first[one.tag] or not pins.is_pin(one, first[one.tag])
    assert first[one.tag] == first[other.tag] or not pins.is_pin(other, first[one.tag])
    assert not pins.is_pin(card_of(ids[2]), "000000")
    assert all(len(pin) == 6 for pin in [*first.values(), *second.values()])
    assert first[one.tag].encode() not in bytes(one.pin_hash)
