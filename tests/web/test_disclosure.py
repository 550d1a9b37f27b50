"""The board in the stairwell: what was done, by count; nothing from which a door could be read."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.needs.ground import a_ticket
from tests.notices.made import HOUR, a_rule
from tests.testing.ground import a_site, a_slot
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.coverage import desk, presets, rulings
from wanjia.coverage.models import Round
from wanjia.coverage.queries import gap
from wanjia.coverage.rules import Population
from wanjia.coverage.rulings import Ruling
from wanjia.coverage.services import NewRound, cancel_round, open_named
from wanjia.kernel import clock
from wanjia.roster.models import Building, Household
from wanjia.web.disclosure import reading, stairwells, todo
from wanjia.web.disclosure.figures import DOORS, PEOPLE, published

UNITS = st.sampled_from(["person", "household"])


class TestWhatMayBePublished:
    @given(st.data(), UNITS)
    def test_nobody_can_compute_a_group_smaller_than_the_least(self, data, unit):
        least = DOORS if unit == "household" else PEOPLE
        owed = data.draw(st.integers(0, 60))
        done = data.draw(st.integers(0, owed))
        figure = published(done=done, owed=owed, unit=unit)
        if figure is None:
            assert owed < least
            return
        for group in (done, owed - done):
            if 0 < group < least:  # a reader is left with every size that is small, or with all small sizes but nought
                assert figure.high - figure.low == least - 2
        assert figure.low <= done <= figure.high <= figure.owed == owed

    @given(st.integers(0, 60), st.integers(0, 60), UNITS)
    def test_two_boards_that_differ_by_one_small_group_read_the_same(self, owed, missing, unit):
        least = DOORS if unit == "household" else PEOPLE
        if not 0 < missing < least - 1 or owed < 2 * least:
            return
        one, other = (published(done=owed - n, owed=owed, unit=unit) for n in (missing, missing + 1))
        assert one == other

    def test_everybody_nobody_and_large_groups_are_told_as_they_are(self):
        assert published(done=40, owed=40, unit="person").is_all
        assert (published(done=0, owed=40, unit="person").low, published(done=0, owed=40, unit="person").high) == (0, 0)
        assert published(done=20, owed=40, unit="person").is_exact
        assert published(done=4, owed=4, unit="household") is None


@pytest.fixture
def house(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return a_building(floors=5, doors=2)  # twenty people behind ten doors


def lines(key, now=NOON):
    return reading.lines(key, clock.local_date(now), now)


def named(area, subjects, obligation="temperature") -> Round:
    presets.load()
    asked = NewRound(obligation, "居家测体温", area, NOON, NOON + 6 * HOUR)
    return open_named(by=HAND, asked=asked, subjects=subjects, now=NOON)


class TestTheBoard:
    def test_a_round_that_owes_everybody_is_counted_for_the_building(self, house):
        key, ids = house
        a_building(number=2, floors=5)
        round_ = a_round()
        desk.record_by_hand(by=HAND, round_=round_, subjects=ids[:10], now=NOON)
        (line,) = lines(key)
        assert (line.figure.owed, line.figure.low, line.figure.is_exact, line.over) == (20, 10, True, "building")

    def test_one_missing_door_is_not_pointed_at(self, house):
        key, ids = house
        desk.record_by_hand(by=HAND, round_=a_round(), subjects=ids[:-1], now=NOON)
        (line,) = lines(key)
        assert (line.figure.low, line.figure.high) == (11, 19)

    def test_houses_with_too_few_people_have_a_figure_together_or_none(self, house):
        small = [a_building(number=number, floors=1, doors=1)[0] for number in (6, 7, 8, 9)]
        a_round(SPRING)
        assert [lines(key) for key in small] == [[], [], [], []]
        small.append(a_building(number=5, floors=1, doors=1)[0])
        cancel_round(by=HAND, round_=Round.objects.get(), reason="重开", now=NOON)
        a_round(SPRING)
        for key in small:
            (line,) = lines(key)
            assert (line.figure.owed, line.over) == (10, "small")

    def test_no_board_gives_a_sum_from_which_a_neighbour_s_board_can_be_taken(self, house):
        keys = [house[0], *(a_building(number=n, floors=1, doors=1)[0] for n in range(2, 8))]
        a_round(SPRING)
        assert {line.over for key in keys for line in lines(key)} == {"building", "small"}

    def test_who_is_kept_in_is_counted_over_the_compound_and_not_at_all_where_few(self, house):
        key, ids = house
        other, others = a_building(number=2, floors=5)
        round_ = named(SPRING, [ids[0], *others[:8]])
        assert lines(key) == lines(other) == []
        rulings.add(by=HAND, ruling=Ruling(round_, others[8:12], "named"), now=NOON)
        for where in (key, other):
            (line,) = lines(where)
            assert (line.figure.owed, line.over) == (13, "compound")

    def test_a_building_that_no_kept_in_round_touches_says_the_same_as_its_neighbour(self, house):
        key, _ids = house
        other, others = a_building(number=2, floors=5)
        named(SPRING, others[:12])
        assert lines(key) == lines(other) != []

    def test_needs_and_ages_are_about_some(self, house):
        assert not reading.is_about_everybody(Round(population=Population(needs=("dialysis",)).as_json()))
        assert not reading.is_about_everybody(Round(population=Population(min_age=80).as_json()))
        assert not reading.is_about_everybody(Round(population=Population(named=True).as_json(), obligation_id="meal"))
        assert reading.is_about_everybody(Round(population=Population(named=True).as_json(), obligation_id="parcel"))

    def test_only_rounds_of_that_day_that_were_not_cancelled(self, house):
        key, _ids = house
        round_ = a_round()
        assert lines(key, NOON + timedelta(days=1)) == []
        cancel_round(by=HAND, round_=round_, reason="雨", now=NOON)
        assert lines(key) == []

    def test_requests_are_counted_over_the_compound_from_ten_on(self, house):
        key, _ids = house
        for number in range(9):
            a_ticket(key, text=f"第{number}件", phone=f"1200000{number:04}")
        assert reading.answered(key, NOON) is None
        a_ticket(key, text="第十件", phone="12000009999")
        assert (reading.answered(key, NOON).owed, reading.answered(key, NOON).low) == (10, 0)

    def test_the_cost_does_not_grow_with_people(self, house, django_assert_num_queries):
        a_round()
        with django_assert_num_queries(3):
            lines(house[0])


class TestWhatIsToBeDone:
    def test_it_says_what_until_when_and_where_for_whoever_is_not_done(self, house):
        key, ids = house
        round_ = a_round()
        a_slot(a_site(SPRING, round_), round_, key, expected=20)
        said = todo.text(key, "1号楼", NOON)
        assert "1. 第7轮核酸筛查" in said
        assert "18:00" in said
        assert "–" in said
        assert "120" in said
        desk.record_by_hand(by=HAND, round_=round_, subjects=ids, now=NOON)
        assert todo.text(key, "1号楼", NOON) == ""

    def test_it_never_speaks_of_who_is_kept_in(self, house):
        named(SPRING, house[1])
        assert todo.text(house[0], "1号楼", NOON) == ""

    def test_a_group_buy_of_a_few_asks_nothing_of_the_others(self, house):
        homes = list(Household.objects.filter(building_key=house[0]).values_list("pk", flat=True))
        named(SPRING, homes[:4], "parcel")
        assert todo.text(house[0], "1号楼", NOON) == ""
        named(SPRING, homes[:8], "parcel")
        assert "居家测体温" in todo.text(house[0], "1号楼", NOON)

    def test_for_a_parcel_one_has_to_be_at_home(self, house):
        a_round(obligation="parcel")
        with translation.override("en"):
            assert "be at home, until 18:00" in todo.text(house[0], "1号楼", NOON)


class TestThePage:
    def test_it_says_the_rule_its_source_and_what_was_done_and_no_room_and_no_name(self, house):
        key, ids = house
        a_rule(TOWN, "足不出户", until=NOON + 36 * HOUR)
        desk.record_by_hand(by=HAND, round_=a_round(), subjects=ids, now=NOON)
        page = text(client_of(english=True).get(reverse("web:disclosure", args=[key])))
        sheet = re.search(r'<section class="sheet board">.*?</section>', page, re.S)[0]
        plain = " ".join(re.sub(r"<[^>]+>", " ", sheet).split())
        assert "The rule in force 足不出户" in plain
        assert "演示区防控办〔2022〕7号, 2022-03-30" in plain
        assert "sampled all 20 people this building" in plain
        assert "王" not in plain
        assert not re.search(r"\b[1-5]0[12]\b", plain)

    def test_a_figure_stands_before_its_own_unit_in_chinese_too(self, house):
        desk.record_by_hand(by=HAND, round_=a_round(), subjects=house[1], now=NOON)
        page = re.sub(r"<[^>]+>", " ", text(client_of().get(reverse("web:disclosure", args=[house[0]]))))
        assert "已采 全部 20 人 本楼" in " ".join(page.split())

    def test_any_account_of_the_area_may_read_it_and_none_from_elsewhere(self, house):
        address = reverse("web:disclosure", args=[house[0]])
        assert client_of("viewer", login="v").get(address).status_code == 200
        assert client_of("secretary", SUMMER, login="s").get(address).status_code == 404

    def test_yesterday_can_be_read_and_tomorrow_not(self, house):
        client, address = client_of(english=True), reverse("web:disclosure", args=[house[0]])
        assert client.get(address, {"on": "2022-03-30"}).status_code == 200
        assert client.get(address, {"on": "2022-04-01"}).status_code == 404
        assert client.get(address, {"on": "x"}).status_code == 404

    def test_the_building_links_to_it_and_it_is_cheap(self, house, django_assert_max_num_queries):
        client = client_of()
        address = reverse("web:disclosure", args=[house[0]])
        assert address in text(client.get(reverse("web:building", args=[house[0]])))
        a_round()
        with django_assert_max_num_queries(RAIL + 28):
            client.get(address)


class TestTheStairwells:
    @pytest.fixture
    def stairs(self, house):
        Building.objects.filter(key=house[0]).update(stairs=3)
        round_ = a_round(SPRING, obligation="disinfect")
        return round_, [target.subject_id for target in gap(round_, house[0])]

    def done(self, round_, subject, **detail):
        desk.record_by_hand(by=HAND, round_=round_, subjects=[subject], now=NOON + HOUR, detail=detail)

    def test_each_stair_says_when_and_with_what_and_that_one_is_missing(self, house, stairs):
        round_, (first, second, _third) = stairs
        self.done(round_, first, used="chlorine")
        self.done(round_, second)
        with translation.override("en"):
            found = stairwells.of_building(house[0], clock.local_date(NOON), NOON + 2 * HOUR)
        assert [(one.stair, [(e.state, e.used) for e in one.entries]) for one in found] == [
            (1, [("done", "Chlorine")]), (2, [("done", "")]), (3, [("waits", "")]),
        ]  # fmt: skip
        assert found[0].entries[0].at == NOON + HOUR

    def test_after_the_deadline_what_was_not_done_is_said(self, house, stairs):
        round_, (_first, second, third) = stairs
        rulings.excuse(by=HAND, ruling=Ruling(round_, [second], "other"), now=NOON)
        rulings.release(by=HAND, ruling=Ruling(round_, [third], "other"), now=NOON)
        found = stairwells.of_building(house[0], clock.local_date(NOON), NOON + 7 * HOUR)
        assert [(one.stair, one.entries[0].state) for one in found] == [(1, "missed"), (2, "excused")]

    def test_two_rounds_of_a_day_stand_under_each_other(self, house, stairs):
        a_round(SPRING, obligation="disinfect", due_in=9 * HOUR)
        found = stairwells.of_building(house[0], clock.local_date(NOON), NOON)
        assert [len(one.entries) for one in found] == [2, 2, 2]

    def test_it_is_no_figure_about_people_and_nothing_that_people_are_asked(self, house, stairs):
        assert lines(house[0]) == []
        assert todo.text(house[0], "1号楼", NOON) == ""

    def test_what_somebody_typed_stays_off_the_board(self, house, stairs):
        self.done(stairs[0], stairs[1][0], used="301室王阿姨")
        found = stairwells.of_building(house[0], clock.local_date(NOON), NOON)
        assert found[0].entries[0].used == ""

    def test_the_page_shows_them_on_screen_and_on_paper(self, house, stairs, django_assert_max_num_queries):
        self.done(stairs[0], stairs[1][0], used="chlorine")
        client, address = client_of(), reverse("web:disclosure", args=[house[0]])
        with django_assert_max_num_queries(RAIL + 28):
            page = text(client.get(address))
        sheet = re.search(r'<section class="sheet board">.*?</section>', page, re.S)[0]
        plain = " ".join(re.sub(r"<[^>]+>", " ", sheet).split())
        assert "1单元 已消毒 13:00 ，含氯消毒液" in plain
        assert "2单元 还没做，到 18:00" in plain

    def test_what_it_costs(self, house, stairs, django_assert_num_queries):
        with django_assert_num_queries(5):
            stairwells.of_building(house[0], clock.local_date(NOON), NOON)
        Round.objects.all().update(state=Round.State.CANCELLED)
        with django_assert_num_queries(1):
            stairwells.of_building(house[0], clock.local_date(NOON), NOON)
