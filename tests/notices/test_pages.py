"""The console's pages on notices: what is told, publishing, the next version, withdrawing, paper."""

import re

import pytest
from django.urls import reverse

from tests.notices.made import HOUR, a_notice, a_rule, said
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, TOWN, a_building
from wanjia.kernel import clock
from wanjia.notices import services
from wanjia.notices.models import Notice

pytestmark = pytest.mark.django_db
CITY = 999900000000


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def house():
    return a_building()[0]


def at(view, *args):
    return reverse(f"notices:{view}", args=args)


def get(client, view, *args, **query):
    return client.get(at(view, *args), query)


def plain(answer):
    body = re.sub(r'(?s)^.*<main class="main"', "<main", text(answer))
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def form(**more):
    return {
        "kind": "rule", "title": "足不出户", "text": "轮到时下楼采样。", "source": "演示区〔2022〕7号",
        "source_on": "2022-03-30", "from_on": "2022-03-31", "from_time": "12:00", "until_on": "", "until_time": "",
        "audience": "residents", "title_en": "", "text_en": "",
    } | more  # fmt: skip


def publish(client, *, do="publish", area=SPRING, **more):
    return client.post(f"{at('new')}?area={area}", form(**more) | {do: "1"})


class TestTheOverview:
    def test_an_empty_area_says_what_to_do_to_whom_it_may_concern(self, house):
        assert "Publish the first" in plain(get(client_of(english=True), "notices"))
        said = plain(get(client_of("worker", english=True), "notices"))
        assert "The secretary, the subdistrict" in said
        assert "Publish the first" not in said

    def test_it_shows_the_effective_rule_and_where_it_comes_from(self, house):
        a_rule(TOWN, "街道规定")
        client = client_of(english=True)
        assert "from 万安街道, because nobody nearer has published one 街道规定" in plain(get(client, "notices"))
        a_rule(SPRING, "居委规定")
        a_notice(house, "一号楼停水")
        told = plain(get(client, "notices"))
        assert "this area's own 居委规定" in told
        assert "街道规定" in told  # still in the list of what is in force
        assert told.count("here a nearer one holds") == 1
        below = plain(get(client, "notices", area=house))
        assert "from 春和居委会" in below
        assert "Notices, the newest first 一号楼停水" in below

    def test_what_is_to_come_and_what_held_once_stand_apart(self, house):
        old = a_rule(SPRING, "旧")
        services.replace(by=HAND, notice=old, said=said("新", from_=NOON), now=NOON)
        a_notice(SPRING, "明天停水", from_=NOON + 24 * HOUR)
        told = plain(get(client_of(english=True), "notices"))
        assert told.index("In force") < told.index("新") < told.index("To come") < told.index("明天停水")
        assert told.index("Held once") < told.index("旧") < told.index("replaced")

    def test_queries_do_not_grow_with_notices(self, house, django_assert_max_num_queries):
        client = client_of()
        for n in range(12):
            a_notice(house if n % 2 else SPRING, f"第{n}条")
        with django_assert_max_num_queries(36):
            get(client, "notices")


class TestPublishing:
    @pytest.mark.parametrize(("role", "area"), [("secretary", SPRING), ("town", TOWN), ("city", CITY)])
    def test_a_preview_writes_nothing_and_publishing_puts_it_on_the_list(self, house, role, area):
        client = client_of(role, area, english=True)
        looked = publish(client, do="preview", area=area)
        assert "As a resident reads it 足不出户 轮到时下楼采样。 演示区〔2022〕7号, 2022-03-30" in plain(looked)
        assert not Notice.objects.exists()
        assert publish(client, area=area).status_code == 302
        made = Notice.objects.get()
        assert (made.area, made.in_force_from, made.in_force_until, made.made_by) == (area, NOON, None, "林谷雨")
        assert "足不出户" in plain(get(client, "notices", area=area))

    def test_the_preview_says_what_it_takes_the_place_of(self, house):
        a_rule(TOWN, "街道规定")
        assert "instead of “街道规定” (万安街道)" in plain(publish(client_of(english=True), do="preview"))

    def test_the_preview_says_when_a_newer_one_goes_on_holding(self, house):
        a_rule(SPRING, "更新的", from_=NOON)
        looked = plain(publish(client_of(english=True), do="preview", from_on="2022-03-30"))
        assert "“更新的” is newer" in looked
        assert "instead of" not in looked

    def test_an_end_without_a_time_is_the_end_of_that_day(self, house):
        publish(client_of(), until_on="2022-04-02")
        assert clock.local(Notice.objects.get().in_force_until).isoformat() == "2022-04-03T00:00:00+08:00"
        assert "until 2 Apr, 24:00" in plain(get(client_of(login="b", english=True), "notices"))

    @pytest.mark.parametrize(
        ("wrong", "answer"),
        [
            ({"source": ""}, "Nothing is published without a source"), ({"title": ""}, "Write a title"),
            ({"until_on": "2022-03-30"}, "The end has to lie after the beginning"),
            ({"audience": "phones"}, "A rule is for residents too"), ({"until_time": "10:00"}, "Write the day too"),
            ({"text": "字" * 601}, "600"), ({"from_on": "?"}, "valid date"),
        ],
    )  # fmt: skip
    def test_a_wrong_value_is_answered_at_its_field_and_nothing_is_lost(self, house, wrong, answer):
        said = publish(client_of(english=True), **wrong)
        assert said.status_code == 422
        assert answer in plain(said)
        assert "轮到时下楼采样" in text(said) or "text" in wrong
        assert not Notice.objects.exists()

    def test_what_somebody_types_is_shown_as_text_never_as_markup(self, house):
        client = client_of()
        publish(client, title="<script>x</script>", text="<b>粗</b>")
        pk = Notice.objects.get().pk
        for page in (get(client, "notices"), get(client, "notice", pk), get(client, "print", pk)):
            assert "<script>x" not in text(page)
            assert "&lt;b&gt;粗" in text(page)


class TestOneVersion:
    def test_it_shows_who_ordered_it_when_and_every_version(self, house):
        old = a_rule(SPRING, "旧")
        new = services.replace(by=HAND, notice=old, said=said("新", from_=NOON), now=NOON)
        told = plain(get(client_of(english=True), "notice", old.pk))
        assert "演示区防控办〔2022〕7号, 2022-03-30" in told
        assert "from 11:00 until 12:00" in told
        assert "replaced" in told
        assert at("notice", new.pk) in text(get(client_of(login="b"), "notice", old.pk))
        assert at("withdraw", old.pk) not in text(get(client_of(login="c"), "notice", old.pk))

    def test_a_committee_reads_what_its_subdistrict_published_and_cannot_change_it(self, house):
        made = a_rule(TOWN)
        client = client_of(english=True)
        shown = get(client, "notice", made.pk)
        assert shown.status_code == 200
        assert at("withdraw", made.pk) not in text(shown)
        assert get(client, "print", made.pk).status_code == 200
        assert get(client, "withdraw", made.pk).status_code in (403, 404)
        assert get(client, "replace", made.pk).status_code in (403, 404)
        stranger = client_of(area=888888001001, login="far")
        assert get(stranger, "notice", made.pk).status_code == 404

    def test_the_next_version_starts_from_the_old_words_but_asks_for_its_source(self, house):
        old = a_rule(SPRING, until=NOON + 36 * HOUR, title_en="Stay at home", text_en="Wait.")
        client = client_of(english=True)
        empty = text(get(client, "replace", old.pk))
        assert "到轮到时下楼采样" in empty
        assert "演示区防控办" not in empty
        assert 'value="2022-04-01"' in empty
        sent = form(title="新版", source="街道〔2022〕8号") | {"publish": "1"}
        assert client.post(at("replace", old.pk), sent).status_code == 302
        assert Notice.objects.get(replaces=old.pk).title == "新版"
        refused = client.post(at("replace", old.pk), sent)
        assert "no longer in force" in plain(refused)

    def test_withdrawing_says_what_follows_and_wants_a_reason(self, house):
        a_rule(TOWN, "街道规定")
        made = a_rule(SPRING, "居委规定")
        client = client_of(english=True)
        asked = plain(get(client, "withdraw", made.pk))
        assert "It stands where 12 people live." in asked
        assert "“街道规定” (万安街道) holds afterwards." in asked
        assert "Write why" in plain(client.post(at("withdraw", made.pk), {"reason": " "}))
        assert client.post(at("withdraw", made.pk), {"reason": "区里改了"}).status_code == 302
        made.refresh_from_db()
        assert made.withdrawn_reason == "区里改了"
        assert "no longer in force" in plain(get(client, "withdraw", made.pk))
        assert "区里改了" in plain(get(client, "notice", made.pk))

    def test_the_last_rule_leaves_none(self, house):
        asked = plain(get(client_of(english=True), "withdraw", a_rule(SPRING).pk))
        assert "No rule holds here afterwards." in asked


class TestThePaper:
    def test_it_has_source_date_and_both_languages_and_nobody_s_name(self, house):
        client = client_of()
        publish(client, title_en="Stay at home", text_en="Come down when called.")
        printed = text(get(client, "print", Notice.objects.get().pk))
        sheet = re.search(r'<section class="sheet.*?</section>', printed, re.S)[0]
        for words in ("足不出户", "Stay at home", "演示区〔2022〕7号", "2022-03-30", "2022-03-31 12:00", "春和居委会"):
            assert words in sheet, words
        assert "林谷雨" not in sheet

    @pytest.mark.parametrize(("length", "size"), [(20, "large"), (200, "middle"), (600, "small")])
    def test_the_longer_the_text_the_smaller_the_type_so_that_it_stays_one_page(self, house, length, size):
        made = a_notice(SPRING, text="字" * length)
        assert f'class="sheet placard {size}"' in text(get(client_of(), "print", made.pk))

    def test_what_is_over_warns_before_it_is_hung_again(self, house):
        gone = a_rule(SPRING)
        services.withdraw(by=HAND, notice=gone, reason="错", now=NOON)
        assert "does not belong on a wall" in plain(get(client_of(english=True), "print", gone.pk))


def test_the_log_names_the_notice_by_its_title(house):
    client = client_of(english=True)
    publish(client)
    assert "published “足不出户”" in plain(client.get(reverse("web:audit")))
