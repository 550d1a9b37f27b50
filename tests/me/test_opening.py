"""The residents' door: what opens it, what does not, and that nothing tells the difference. Traps 9, 11, 15, 16, 18."""

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from tests.cards.people import HAND, NOON, SPRING, card_of, issued
from tests.me.door import code_of, knock, opens, said
from wanjia.cards import choosing, pins, services
from wanjia.cards.models import Card, Knock
from wanjia.cards.rules import grouped
from wanjia.kernel.codes import Code, Kind, new_tag, write
from wanjia.platform import signing_keys
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db
WRONG = "The code and the digits do not go together."


class TestWhatOpensIt:
    def test_the_end_of_the_heads_telephone_opens_the_page_of_each_of_the_family(self, house):
        for subject in house[1][:2]:
            assert opens(knock(code_of(subject), "2218"))

    def test_ones_own_telephone_opens_it_and_another_familys_does_not(self, house):
        Person.objects.filter(pk=house[1][1]).update(phone_tails=["0417"])
        Person.objects.filter(pk=house[1][2]).update(phone_tails=["9999"])
        assert opens(knock(code_of(house[1][1]), "0417"))
        assert WRONG in said(knock(code_of(house[1][1]), "9999"))

    def test_a_link_or_the_two_printed_numbers_do_as_well(self, house):
        short = card_of(house[1][0]).short
        assert opens(knock(f"https://host/me/#{code_of(house[1][0])}", "2218"))
        assert opens(knock(f"{SPRING} {grouped(short)}", "22 18"))
        assert WRONG in said(knock(short, "2218"))  # trap 11: a short number alone says nothing

    def test_trap_09_whoever_has_no_telephone_opens_it_with_the_pin_on_the_card(self, house):
        key, ids = house
        Person.objects.filter(building_key=key).update(phone_tails=[])
        card = card_of(ids[0])
        assert WRONG in said(knock(code_of(ids[0]), "2218"))
        drawn = pins.draw(by=HAND, area=key, cards=[card], now=NOON)
        assert opens(knock(code_of(ids[0]), drawn[card.tag]))
        assert WRONG in said(knock(code_of(ids[1]), drawn[card.tag]))

    def test_in_a_dormitory_nobody_opens_or_sees_somebody_elses(self, house):
        key, ids = house
        Household.objects.filter(building_key=key).update(kind="collective")
        assert WRONG in said(knock(code_of(ids[1]), "2218"))
        answer = knock(code_of(ids[0]), "2218")
        assert opens(answer)
        assert "My family" not in said(answer)

    def test_a_households_own_card_opens_with_the_heads_telephone(self, house):
        issued(house[0], "household")
        home = Household.objects.filter(building_key=house[0]).first()
        answer = knock(code_of(home.pk), "2218")
        assert opens(answer)
        assert "The whole household" in said(answer)


class TestWhatDoesNot:
    def test_trap_11_everything_that_is_wrong_is_answered_with_the_same_words(self, house):
        ids = house[1]
        lost, good = code_of(ids[0]), code_of(ids[1])
        services.cancel(by=HAND, subject_id=ids[0], reason="lost", now=NOON)
        moved = code_of(ids[2])
        Person.objects.filter(pk=ids[2]).update(presence="moved")
        number, private = signing_keys.signer(NOON)
        unknown = write(Code(Kind.PERSON, new_tag(), card_of(ids[1]).until, number), private)
        forged = write(
            Code(Kind.PERSON, card_of(ids[1]).tag, card_of(ids[1]).until, number), Ed25519PrivateKey.generate()
        )
        asked = [(lost, "2218"), (good, "0000"), (good, ""), (good, "２２１９"), (good, "2" * 20), (unknown, "2218"),
                 (forged, "2218"), (good[:-9], "2218"), ("nonsense", "2218"), ("", ""), (moved, "2218"),
                 (f"{SPRING}00000000", "2218"), (good, "22180"), ("#" * 600, "x")]  # fmt: skip
        answers = [knock(*pair) for pair in asked]
        assert {answer.status_code for answer in answers} == {422}
        assert len({said(answer) for answer in answers}) == 1
        assert WRONG in said(answers[0])

    def test_an_ended_code_says_so_only_to_whoever_knows_the_digits(self, house, at):
        code = code_of(house[1][0])
        at(NOON + timedelta(days=31))
        assert WRONG in said(knock(code, "0000"))
        answer = knock(code, "2218")
        assert answer.status_code == 410
        assert "This code has ended" in said(answer)

    def test_the_old_link_of_a_renewed_card_opens_the_page_with_the_new_code(self, house, at):
        """A phone at the desk says so of an expired code; the number below it has always opened the page."""
        code = code_of(house[1][0])
        later = NOON + timedelta(days=31)
        issued(house[0], now=later)
        at(later)
        assert WRONG in said(knock(code, "0000"))
        answer = knock(code, "2218")
        assert opens(answer)
        assert f"valid until {later + timedelta(days=30):%Y-%m-%d}" in said(answer)

    def test_a_forged_text_with_a_real_tag_opens_nothing_however_old_it_says_it_is(self, house, at):
        card = card_of(house[1][0])
        stranger = Ed25519PrivateKey.generate()
        for days in (-1, 1):
            forged = write(Code(Kind.PERSON, card.tag, card.until + timedelta(days=days), 1), stranger)
            assert WRONG in said(knock(forged, "2218"))

    def test_five_wrong_tries_and_the_code_rests_for_everybody_and_longer_each_time(self, house, at):
        code = code_of(house[1][0])
        now = NOON
        for rest in (15, 60, 240):
            for _ in range(5):
                assert knock(code, "0000").status_code == 422
            assert knock(code, "2218").status_code == 429  # the right digits, too late
            at(now + timedelta(minutes=rest - 1))
            assert knock(code, "2218").status_code == 429
            now += timedelta(minutes=rest)
            at(now)
        assert opens(knock(code, "2218"))
        assert not Knock.objects.filter(rests__gt=0).exists()  # starts afresh

    def test_link_and_printed_numbers_share_one_count(self, house):
        code, number = code_of(house[1][0]), f"{SPRING}{card_of(house[1][0]).short}"
        for typed in (code, number, code, number, code):
            knock(typed, "0000")
        assert knock(number, "2218").status_code == 429
        assert opens(knock(code_of(house[1][1]), "2218"))  # only this code rests

    def test_a_code_that_nobody_has_rests_in_the_same_way(self, house):
        answers = [knock("WJ1:P", "0000").status_code for _ in range(6)]
        assert answers == [422] * 5 + [429]

    def test_one_address_tries_sixty_times_in_a_quarter_of_an_hour(self, house, at):
        for n in range(60):
            assert knock(f"guess {n}", "2218", address="10.9.9.9").status_code == 422
        assert knock(code_of(house[1][0]), "2218", address="10.9.9.9").status_code == 429
        assert opens(knock(code_of(house[1][0]), "2218", address="10.9.9.8"))
        at(NOON + timedelta(minutes=16))
        assert opens(knock(code_of(house[1][0]), "2218", address="10.9.9.9"))

    def test_right_answers_from_one_address_are_never_too_many(self, house):
        code = code_of(house[1][0])
        assert all(opens(knock(code, "2218", address="10.9.9.7")) for _ in range(70))

    def test_what_is_counted_names_nobody(self, house):
        knock(code_of(house[1][0]), "0000", address="10.1.2.3")
        tag = card_of(house[1][0]).tag
        assert all(len(bytes(row.hash)) == 16 and tag.encode() not in bytes(row.hash) for row in Knock.objects.all())


class TestThePage:
    def test_no_cookie_no_cache_no_code_in_an_address_nothing_from_elsewhere(self, house):
        client = Client(enforce_csrf_checks=True)
        code = code_of(house[1][0])
        for answer in (
            client.get(reverse("me:me")),
            knock(code, "0000", client=client),
            knock(code, "2218", client=client),
        ):
            assert not answer.cookies
            assert not client.cookies
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "unsafe" not in answer["Content-Security-Policy"]
            links = re.findall(r'(?:href|src|action)="([^"]*)"', answer.content.decode())
            assert not [link for link in links if card_of(house[1][0]).tag in link]
            assert {link.split(":")[0] for link in links if ":" in link} <= {"data", "tel"}

    def test_the_style_is_the_one_that_the_policy_allows(self, house):
        import base64
        import hashlib

        answer = knock(code_of(house[1][0]), "2218")
        [style] = re.findall(r"<style>(.*?)</style>", answer.content.decode(), re.S)
        assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in answer["Content-Security-Policy"]
        assert "style=" not in answer.content.decode().replace(style, "")

    def test_it_asks_for_nothing_and_shows_nothing_before(self, db, at):
        answer = Client().get(reverse("me:me"))
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/html")
        assert "王" not in answer.content.decode()

    def test_trap_16_urgent_care_stands_first_and_wants_no_code(self, house):
        choosing.choose(by=HAND, area=SPRING, shown="name", phone="021-66660417", days=30, now=NOON)
        page = knock(code_of(house[1][0]), "2218").content.decode()
        for body in (Client().get(reverse("me:me")).content.decode(), page):
            assert body.index('href="tel:120"') < body.index("<main")
        assert page.index('href="tel:120"') < page.index('href="tel:02166660417"') < page.index("<main")
        assert "In an emergency call 120 first, no code is needed." in page

    def test_my_code_and_my_familys_are_drawn_and_named_with_a_mask(self, house):
        answer = knock(code_of(house[1][0]), "2218")
        body = answer.content.decode()
        assert body.count("<svg") == 3  # mine twice: on the page and as large as the screen; the other's
        assert "王春兰" not in body
        assert said(answer).count("王*") >= 3
        assert "2022-04-30" in said(answer)

    def test_a_familys_cancelled_or_ended_code_is_not_shown(self, house):
        services.cancel(by=HAND, subject_id=house[1][1], reason="lost", now=NOON)
        answer = knock(code_of(house[1][0]), "2218")
        assert "My family" not in said(answer)

    def test_the_page_costs_a_fixed_number_of_queries(self, house, django_assert_max_num_queries):
        code = code_of(house[1][0])
        with django_assert_max_num_queries(46):
            assert opens(knock(code, "2218"))

    def test_trap_15_nothing_on_the_page_colours_a_person(self, house):
        body = knock(code_of(house[1][0]), "2218").content.decode().lower()
        body = re.sub(r"<style>.*?</style>", "", body, flags=re.S)
        assert not [word for word in ("绿码", "红码", "黄码", "green code", "red code", "risk") if word in body]

    def test_both_languages(self, house):
        code = code_of(house[1][0])
        assert 'lang="en"' in knock(code, "2218", lang="en").content.decode()
        assert 'lang="zh-Hans"' in knock(code, "2218", lang="zh").content.decode()
        assert 'lang="zh-Hans"' in knock(code, "2218", lang="xx").content.decode()


@pytest.mark.parametrize("line", ["code", "digits"])
def test_nothing_that_was_typed_reaches_the_log(house, caplog, line):
    code = code_of(house[1][0])
    knock(code, "2218")
    knock(code, "0000")
    assert {"code": code, "digits": "2218"}[line] not in caplog.text
    assert Card.objects.count() == 8
