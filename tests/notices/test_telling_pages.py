"""The pages of telling everybody: channels to copy, the gap by building, one building's doors, what was played."""

import re

import pytest
from django.urls import reverse

from tests.notices.made import a_notice
from tests.notices.test_telling import homes, told_in
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.coverage.models import Proof, Round
from wanjia.kernel import clock
from wanjia.notices import telling
from wanjia.notices.models import Broadcast, Message, Telling
from wanjia.roster import housing
from wanjia.roster.housing import Answerer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def house():
    return a_building()[0]


def at(view, notice, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse(f"notices:{view}", args=[notice.pk]) + (f"?{asked}" if asked else "")


def plain(answer):
    body = re.sub(r'(?s)^.*<main class="main"', "<main", text(answer))
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


class TestChannels:
    def test_each_one_stands_there_with_a_button_that_copies_it(self, house):
        notice = a_notice(SPRING, title_en="No water tonight", text_en="From eight.")
        page = text(client_of(english=True).get(at("channels", notice)))
        for code in ("chat", "speaker", "speaker-en", "led", "led-en", "sms-zh-Hans", "sms-en"):
            assert f'data-copy="c-{code}"' in page, code
            assert f'id="c-{code}"' in page, code
        assert "来源：演示区防控办〔2022〕7号，2022-03-30" in page
        assert at("print", notice) in page

    def test_without_english_there_is_no_empty_panel(self, house):
        page = text(client_of(english=True).get(at("channels", a_notice(SPRING))))
        assert "English</h2>" not in page

    def test_the_parts_of_an_sms_are_counted_and_shown(self, house):
        told = plain(client_of(english=True).get(at("channels", a_notice(SPRING, text="字" * 100))))
        assert "SMS 3 parts" in told

    def test_the_script_is_a_sheet_to_read_out(self, house):
        told = plain(client_of(english=True).get(at("script", a_notice(SPRING))))
        assert "各位居民，现在广播通知。 春和居委会通知。 今晚停水。" in told
        assert "再说一遍。" in told

    def test_the_poster_leads_to_the_resident_s_page_where_others_can_reach_it(self, house, settings):
        settings.ALLOWED_HOSTS = ["*"]
        notice, client = a_notice(SPRING), client_of()
        assert '<span class="qr"><svg' in text(client.get(at("print", notice), headers={"host": "wanjia.example"}))
        assert '<span class="qr">' not in text(client.get(at("print", notice), headers={"host": "127.0.0.1:8000"}))


class TestTellEverybody:
    def test_it_says_how_many_before_and_opens_a_round(self, house):
        notice, client = a_notice(SPRING), client_of(english=True)
        assert at("tell", notice, area=SPRING) in text(client.get(at("told", notice)))
        assert "6 households are to be told" in plain(client.get(at("tell", notice)))
        answer = client.post(at("tell", notice), {"on": "2022-04-01", "time": "12:00"})
        assert answer.status_code == 302
        assert Round.objects.get(pk=Telling.objects.get().round_id).owed_at_opening == 6
        assert at("tell", notice, area=SPRING) not in text(client.get(at("told", notice)))

    def test_a_time_that_is_over_is_answered_at_its_field(self, house):
        answer = client_of(english=True).post(at("tell", a_notice(SPRING)), {"on": "2022-03-30", "time": "12:00"})
        assert answer.status_code == 422
        assert "That is over." in plain(answer)
        assert not Telling.objects.exists()

    def test_a_worker_sees_it_and_can_not_open_it(self, house):
        notice, client = a_notice(SPRING), client_of("worker", english=True)
        assert "The secretary can open a list" in plain(client.get(at("told", notice)))
        assert client.get(at("tell", notice)).status_code == 403

    def test_a_subdistrict_reads_what_its_committees_opened_for_themselves(self, house):
        a_building(SUMMER)
        notice = a_notice(TOWN)
        told_in(notice, SPRING)
        page = client_of("town", TOWN, english=True).get(at("told", notice))
        assert "春和居委会 being told since 12:00" in plain(page)


class TestTheGap:
    @pytest.fixture
    def notice(self, house):
        housing.set_contact(by=HAND, building_key=house, who=Answerer("contact", "华小暑", "12000004410"), now=NOON)
        found = a_notice(SPRING)
        told_in(found)
        return found

    def test_by_building_with_who_answers_for_it(self, house, notice):
        a_building(number=2)
        page = plain(client_of(english=True).get(at("told", notice)))
        assert "Bldg 1 6 6 华小暑" in page
        assert "Owed 6" in page

    def test_one_building_s_doors_to_tick_and_the_text_for_its_contact(self, house, notice):
        page = client_of(english=True).get(at("told", notice, area=house))
        assert "The list goes to 华小暑" in plain(page)
        assert "1号楼，还没有告知的 6 户：301、302、201、202、101、102。" in text(page) or "Bldg 1，" in text(page)
        assert text(page).count('name="subject"') == 6

    def test_ticking_writes_the_channel_and_empties_the_list(self, house, notice):
        client = client_of("worker", english=True)
        sent = {"subject": homes(house)[:5], "how": "call"}
        assert client.post(at("reach", notice, area=house), sent).status_code == 302
        assert set(Proof.objects.values_list("detail__channel", flat=True)) == {"call"}
        page = plain(client.get(at("told", notice, area=house)))
        assert "told by telephone 5" in page
        assert "Told already 5 301 王*" in page
        assert "told by telephone 12:00, 林谷雨" in page
        client.post(at("reach", notice, area=house), {"subject": homes(house)[5:], "how": "door"})
        assert "Everybody was told, counted 12:00." in plain(client.get(at("told", notice, area=house)))

    def test_the_chat_s_answers_are_pasted_as_they_stand(self, house, notice):
        client = client_of("worker", english=True)
        sent = {"text": "1. 301 收到\n2. 202 好\n3. 909 收到"}
        page = plain(client.post(at("paste", notice, area=house), sent, follow=True))
        assert "2 households answered. No such door here: 909." in page
        assert set(Proof.objects.values_list("subject_id", "detail__channel")) == {
            (homes(house)[0], "chat"), (homes(house)[3], "chat"),
        }  # fmt: skip
        assert "0 households answered." in plain(client.post(at("paste", notice, area=house), sent, follow=True))
        assert "Open one building first." in plain(client.post(at("paste", notice), sent, follow=True))

    def test_nobody_ticked_and_no_channel_change_nothing(self, house, notice):
        client = client_of(english=True)
        client.post(at("reach", notice, area=house), {"how": "door"})
        assert client.post(at("reach", notice, area=house), {"subject": homes(house)}).status_code == 422
        assert not Proof.objects.exists()

    def test_who_may_not_see_people_reads_counts_alone(self, house, notice):
        page = plain(client_of("viewer", english=True).get(at("told", notice, area=house)))
        assert "Names open in the account of who may see them." in page
        assert "301" not in page
        assert "华*暑" in plain(client_of("viewer", login="v2", english=True).get(at("told", notice)))

    def test_what_was_played_stands_apart_and_counts_nobody(self, house, notice):
        client = client_of(english=True)
        sent = {"channel": "loudspeaker", "spot": "南门", "on": "2022-03-31", "time": "11:30", "done_by": "何夏至"}
        assert client.post(at("broadcast", notice), sent).status_code == 302
        assert Broadcast.objects.get().at == NOON.replace(hour=3, minute=30)
        page = plain(client.get(at("told", notice)))
        assert "counts nobody loudspeaker 春和居委会 南门 11:30, 何夏至" in page
        assert "Owed 6" in page
        assert client.post(at("broadcast", notice), sent | {"done_by": ""}).status_code == 422

    def test_without_a_service_the_page_says_so_and_how_to_set_it_up(self, house, notice):
        client = client_of(english=True)
        assert "WANJIA_SMS_URL" in plain(client.get(at("told", notice)))
        client.post(at("text", notice))
        assert not Message.objects.exists()

    def test_with_one_it_says_what_goes_out_before_it_does(self, house, notice, settings):
        settings.SMS_URL = "json://127.0.0.1:9/?:to={phone}"
        client = client_of(english=True)
        assert "not told yet, at most 6, 2 parts each" in plain(client.get(at("told", notice)))
        client.post(at("text", notice))
        assert Message.objects.filter(state="waiting").count() == 6
        assert "waits to be sent 6" in plain(client.get(at("told", notice)))

    def test_an_sms_of_which_nobody_knows_stands_by_door_and_goes_out_again_by_a_tick_alone(
        self, house, notice, settings
    ):
        settings.SMS_URL = "json://127.0.0.1:9/?:to={phone}"
        client = client_of(english=True)
        client.post(at("text", notice))
        one = Message.objects.order_by("household_id").first()
        Message.objects.filter(household_id=one.household_id).update(state="unclear", next_at=None)
        told = plain(client.get(at("told", notice)))
        assert "Nobody knows whether these got their SMS" in told
        client.post(at("text_again", notice))
        assert Message.objects.filter(state="unclear").count() == 1
        client.post(at("text_again", notice), {"household": one.household_id})
        assert Message.objects.filter(state="waiting").count() == 6
        assert "Nobody knows whether" not in plain(client.get(at("told", notice)))

    def test_queries_do_not_grow_with_buildings(self, house, notice, django_assert_max_num_queries):
        for number in range(2, 6):
            a_building(number=number)
        wide = a_notice(SPRING, "另一条")
        telling.tell(by=HAND, notice=wide, area=SPRING, due_at=NOON.replace(day=31, hour=20), now=NOON)
        client = client_of()
        with django_assert_max_num_queries(RAIL + 40):
            client.get(at("told", wide))
