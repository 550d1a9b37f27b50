"""What stands on a resident's page: what is asked and when, and what they say is wrong."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cards.people import HAND, NOON, SPRING, a_house, card_of
from tests.me.door import code_of, knock, said
from tests.testing.ground import a_site, a_slot
from tests.world import a_round
from wanjia.cards import correcting
from wanjia.cards.models import Correction
from wanjia.coverage import desk
from wanjia.me.notes import note_for, tag_in
from wanjia.roster.models import Household

pytestmark = pytest.mark.django_db


def note_in(answer):
    return re.search(r'name="note" value="([^"]+)"', answer.content.decode())[1]


def correct(note, **sent):
    return Client(enforce_csrf_checks=True).post(reverse("me:correct"), {"note": note, "lang": "en"} | sent)


class TestWhatIsAsked:
    def test_an_open_round_stands_there_with_its_deadline_then_with_the_time_it_was_done(self, house):
        round_ = a_round(SPRING)
        answer = knock(code_of(house[1][0]), "2218")
        assert "NAT screening" in said(answer)
        assert "open, until 18:00" in said(answer)
        desk.record_by_hand(by=HAND, round_=round_, subjects=[house[1][0]], now=NOON)
        assert "sampled 12:00" in said(knock(code_of(house[1][0]), "2218"))
        assert "open, until 18:00" in said(knock(code_of(house[1][1]), "2218"))

    def test_a_round_over_households_is_the_households(self, house):
        round_ = a_round(SPRING, obligation="parcel")
        assert "Vegetable parcel" in said(knock(code_of(house[1][1]), "2218"))
        home = Household.objects.get(people__id=house[1][1])
        desk.record_by_hand(by=HAND, round_=round_, subjects=[home.pk], now=NOON)
        assert "delivered 12:00" in said(knock(code_of(house[1][1]), "2218"))

    def test_where_nothing_is_asked_nothing_is_said(self, house):
        assert "What is asked" not in said(knock(code_of(house[1][0]), "2218"))

    def test_another_committees_round_is_not_theirs(self, house):
        a_house(committee=999999001002, number=2)
        a_round(999999001002)
        assert "What is asked" not in said(knock(code_of(house[1][0]), "2218"))


class TestWhenAndWhere:
    def test_the_slots_of_my_floor_stand_there_until_i_am_done(self, house):
        key, ids = house
        round_ = a_round(SPRING)
        site = a_site(round_=round_)
        a_slot(site, round_, key, stair=1, floor_low=2, floor_high=3)
        a_slot(site, round_, key, stair=1, floor_low=1, floor_high=1, starts=NOON + timedelta(hours=2))
        upstairs, downstairs = (knock(code_of(ids[at]), "2218") for at in (0, -1))
        assert "12:00–12:30" in said(upstairs)
        assert "中心花园" in said(upstairs)
        assert "14:00" not in said(upstairs)
        assert "14:00–14:30" in said(downstairs)
        desk.record_by_hand(by=HAND, round_=round_, subjects=[ids[0]], now=NOON)
        assert "When and where" not in said(knock(code_of(ids[0]), "2218"))

    def test_a_called_slot_says_come_now_and_one_that_is_over_nothing(self, house, at):
        key, ids = house
        round_ = a_round(SPRING)
        a_slot(a_site(round_=round_), round_, key, called_at=NOON)
        assert "called, come now" in said(knock(code_of(ids[0]), "2218"))
        at(NOON + timedelta(hours=1))
        assert "When and where" not in said(knock(code_of(ids[0]), "2218"))


class TestACorrection:
    def test_it_goes_to_the_desk_and_its_end_stands_on_the_page(self, house):
        page = knock(code_of(house[1][0]), "2218")
        answer = correct(note_in(page), field="moved_in", text="外孙来住")
        assert "The committee has it" in said(answer)
        assert "waiting for the committee" in said(answer)
        asked = Correction.objects.get()
        assert (asked.subject_id, asked.building_key, asked.part) == (house[1][0], house[0], SPRING)
        assert correcting.words_of(asked) == "外孙来住"
        correcting.close(by=HAND, correction_id=asked.id, area=house[0], state="done", note="已登记", now=NOON)
        told = said(knock(code_of(house[1][0]), "2218"))
        assert "corrected" in told
        assert "已登记" in told

    def test_the_residents_words_are_not_shown_again_to_whoever_opens_the_page(self, house):
        page = knock(code_of(house[1][0]), "2218")
        assert "外孙来住" not in said(correct(note_in(page), field="moved_in", text="外孙来住"))

    def test_a_page_that_was_open_for_longer_than_a_quarter_of_an_hour_sends_nothing(self, house, at):
        page = knock(code_of(house[1][0]), "2218")
        at(NOON + timedelta(minutes=16))
        answer = correct(note_in(page), field="name", text="x")
        assert answer.status_code == 410
        assert not Correction.objects.exists()

    @pytest.mark.parametrize("note", ["", "x", "x:y:z"])
    def test_a_note_that_we_did_not_write_sends_nothing(self, house, note):
        assert correct(note, field="name", text="x").status_code == 410
        assert not Correction.objects.exists()

    def test_a_field_that_there_is_not_is_refused(self, house):
        page = knock(code_of(house[1][0]), "2218")
        answer = correct(note_in(page), field="score", text="x")
        assert "Choose what is wrong." in said(answer)
        assert not answer.cookies
        assert not Correction.objects.exists()

    def test_more_than_five_waiting_are_not_taken(self, house):
        note = note_in(knock(code_of(house[1][0]), "2218"))
        answers = [said(correct(note, field="other", text=str(n))) for n in range(6)]
        assert "Five requests wait already" in answers[-1]
        assert Correction.objects.count() == 5

    def test_after_the_card_was_cancelled_the_page_sends_nothing(self, house):
        note = note_in(knock(code_of(house[1][0]), "2218"))
        type(card_of(house[1][0])).objects.filter(subject_id=house[1][0]).update(
            cancelled_at=NOON, cancelled_reason="lost"
        )
        assert correct(note, field="name", text="x").status_code == 410


def test_a_note_holds_for_fifteen_minutes_and_names_nobody():
    note = note_for("ABCDEFGHIJKLMNOP", NOON)
    assert tag_in(note, NOON) == "ABCDEFGHIJKLMNOP"
    assert tag_in(note, NOON + timedelta(minutes=15)) == "ABCDEFGHIJKLMNOP"
    assert tag_in(note, NOON + timedelta(minutes=15, seconds=2)) is None
    assert tag_in(note, NOON - timedelta(minutes=1)) is None
    assert tag_in(note[:-1] + ("A" if note[-1] != "A" else "B"), NOON) is None


def test_opening_the_correction_address_by_itself_leads_to_the_door(db):
    assert Client().get(reverse("me:correct"))["Location"] == reverse("me:me")
