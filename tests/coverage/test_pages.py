"""The pages on rounds: who sees what, what a click does, what is said, how many queries it costs."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.coverage.ground import a_world, address, settle, tally
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_person, a_round
from wanjia.coverage import intake, listing, pace, queries, rulings, signing
from wanjia.coverage.models import Round, SignOff
from wanjia.coverage.rulings import Ruling
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return a_world()


class TestTheList:
    def test_it_opens_with_the_gap(self, world):
        page = text(client_of().get("/rounds/"))
        assert "第7轮核酸筛查" in page
        assert "<b>12</b>" in page

    def test_it_says_what_to_do_when_there_is_none(self):
        a_building()
        assert "还没有轮次" in text(client_of().get("/rounds/"))
        assert "开一轮" in text(client_of("town", TOWN).get("/rounds/"))

    def test_an_area_outside_the_account_is_not_found(self, world):
        assert client_of().get(f"/rounds/?area={SUMMER}").status_code == 404
        assert client_of("viewer").get("/rounds/?area=12").status_code == 404

    def test_it_costs_the_same_however_many_rounds_there_are(self, world, django_assert_max_num_queries):
        for _ in range(4):
            a_round()
        client = client_of()
        with django_assert_max_num_queries(RAIL + 12):
            client.get("/rounds/")


class TestOpening:
    FORM = {
        "obligation": "nat", "name": "第8轮", "who": "all", "due_on": "2999-01-01", "due_time": "18:00",
        "reason": "区里布置",
    }  # fmt: skip

    def test_counting_opens_nothing(self, world):
        page = client_of().post("/rounds/new/", {**self.FORM, "preview": "1"})
        assert "<b>12</b>" in text(page)
        assert Round.objects.count() == 1

    def test_it_opens_over_the_area_of_the_page_until_shanghais_time(self, world):
        client_of().post("/rounds/new/", {**self.FORM, "open": "1"})
        opened = Round.objects.latest("pk")
        assert (opened.name, opened.area, opened.owed_at_opening) == ("第8轮", SPRING, 12)
        assert opened.due_at.isoformat() == "2999-01-01T10:00:00+00:00"

    def test_a_population_of_needs_and_ages_is_counted_as_it_would_be_opened(self, world):
        Person.objects.filter(id__in=world["ids"][:3]).update(born_on="1930-01-01")
        some = {**self.FORM, "who": "some", "min_age": "80", "preview": "1"}
        assert "<b>3</b>" in text(client_of().post("/rounds/new/", some))

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"due_on": "2001-01-01"}, "这个时间已过"),
            ({"name": ""}, "给轮次起个"),
            ({"who": "some", "min_age": "9", "max_age": "3"}, "写 9 岁以上"),
        ],
    )
    def test_a_wrong_value_is_answered_under_its_field_and_nothing_is_lost(self, world, change, words):
        page = client_of().post("/rounds/new/", {**self.FORM, **change, "open": "1"})
        assert page.status_code == 422
        assert words in text(page)
        assert "区里布置" in text(page)

    def test_nobody_fits_is_said_on_the_form(self, world):
        page = client_of().post("/rounds/new/", {**self.FORM, "who": "some", "needs": ["dialysis"], "open": "1"})
        assert "这个区域没有符合的人" in text(page)
        assert Round.objects.count() == 1

    @pytest.mark.parametrize("role", ["worker", "grid", "contact", "tester", "viewer"])
    def test_who_may_not_open_is_told_so(self, world, role):
        assert client_of(role).get("/rounds/new/").status_code == 403

    def test_the_name_carries_the_next_number(self, world):
        assert "核酸筛查 第2轮" in text(client_of().get("/rounds/new/?obligation=nat"))


class TestTheRound:
    def test_it_shows_the_equation_the_tiles_and_the_names(self, world):
        page = text(client_of().get(address("round", world)))
        assert "应采" in page
        assert f'id="tile-{world["key"]}"' in page
        assert "王*1" in page
        assert "王春兰" not in page

    def test_english_is_complete(self, world):
        page = text(client_of(english=True).get(address("round", world)))
        assert "not reached" in page
        assert "Bldg 1" in page
        assert "未到" not in page

    @pytest.mark.parametrize(("role", "area"), [("viewer", SPRING), ("tester", SPRING), ("district", 999999000000)])
    def test_without_the_right_to_names_there_are_counts_and_no_names(self, world, role, area):
        page = text(client_of(role, area).get(address("round", world)))
        assert "12" in page
        assert "王*" not in page
        assert "targets" not in page

    @pytest.mark.parametrize("name", ["changes", "decisions", "settled"])
    def test_lists_of_names_are_closed_to_who_sees_counts(self, world, name):
        assert client_of("viewer").get(address(name, world)).status_code == 403

    def test_one_person_is_closed_to_who_sees_counts(self, world):
        assert client_of("viewer").get(address("target", world, world["ids"][0])).status_code == 403

    def test_another_committee_is_not_found(self, world):
        assert client_of().get(address("target", world, world["more"][0])).status_code == 404

    def test_switching_to_an_area_the_round_does_not_touch_leads_to_its_list(self):
        a_building(), a_building(SUMMER, 1)
        round_ = a_round(SPRING)
        answer = client_of("town", TOWN).get(f"/rounds/{round_.pk}/?area={SUMMER}")
        assert answer["Location"] == f"/rounds/?area={SUMMER}"

    def test_the_switcher_lists_only_what_the_account_may_see(self, world):
        assert "夏荷居委会" not in text(client_of().get(address("round", world)))
        assert "夏荷居委会" in text(client_of("town", TOWN).get(address("round", world)))

    def test_fifty_rows_then_a_cursor(self):
        a_building(floors=30, doors=2, people=1)
        client, round_ = client_of(), a_round()
        first = text(client.get(f"/rounds/{round_.pk}/gap/"))
        assert first.count('name="subject"') == 50
        cursor = first.split("after=")[1].split('"')[0].split("#")[0].split("&")[0]
        rest = text(client.get(f"/rounds/{round_.pk}/gap/?after={cursor}"))
        assert rest.count('name="subject"') == 10

    def test_the_gap_costs_the_same_for_one_row_and_for_fifty(self, world, django_assert_max_num_queries):
        client = client_of()
        with django_assert_max_num_queries(24):
            client.get(address("gap", world))

    def test_the_page_costs_the_same_for_one_building_and_for_ten(self, django_assert_max_num_queries):
        for number in range(1, 11):
            a_building(number=number)
        round_, client = a_round(), client_of()
        with django_assert_max_num_queries(RAIL + 58):
            client.get(f"/rounds/{round_.pk}/")


class TestChanges:
    def test_who_arrived_is_added_and_who_left_is_released(self, world):
        client = client_of()
        home = Household.objects.filter(building_key=world["key"]).first()
        newcomer = a_person(home, 9001)
        Person.objects.filter(id=world["ids"][0]).update(presence="moved")
        page = text(client.get(address("changes", world)))
        assert str(newcomer.id) in page
        assert str(world["ids"][0]) in page
        client.post(address("changes", world), {"do": "add", "subject": [newcomer.id], "reason": "arrived"})
        client.post(address("changes", world), {"do": "release", "subject": world["ids"][:1], "reason": "moved"})
        assert tally(world) == (0, 0, 1, 12)
        assert "没有。" in text(client.get(address("changes", world)))

    def test_the_history_names_who_decided_and_why(self, world):
        client = client_of()
        settle(client, world, world["ids"][:1], do="excuse", reason="bedridden", note="三楼阿婆")
        page = text(client.get(address("decisions", world)))
        assert "卧床" in page
        assert "三楼阿婆" in page
        assert "林谷雨" in page

    def test_the_settled_can_be_opened_again(self, world):
        client = client_of()
        settle(client, world, world["ids"][:1], do="done")
        assert "王*2" in text(client.get(address("settled", world) + "&state=done"))
        settle(client, world, world["ids"][:1], do="reopen", reason="mistake")
        assert tally(world) == (0, 0, 0, 12)

    def test_a_state_that_is_none_is_not_found(self, world):
        assert client_of().get(address("settled", world) + "&state=lost").status_code == 404


class TestSigning:
    @staticmethod
    def empty(world, ids):
        facts = [intake.ProofFact(uuid4(), subject, NOON, SPRING) for subject in ids]
        intake.record_proofs(round_=world["round"], facts=facts, device="", by="test", now=NOON)

    def test_a_button_stands_only_where_nobody_is_missing(self, world):
        client = client_of()
        assert "sign-buildings" not in text(client.get(address("round", world)))
        self.empty(world, world["ids"])
        assert "sign-buildings" in text(client.get(address("round", world)))

    def test_building_then_committee_then_subdistrict_and_the_round_is_signed(self, world):
        self.empty(world, [*world["ids"], *world["more"]])
        town, lin = client_of("town", TOWN), client_of()
        lin.post(address("sign", world), {"sign": [world["key"]]})
        lin.post(address("sign", world), {"sign": [SPRING]})
        town.post(address("sign", world, area=TOWN), {"sign": [world["other"]]})
        town.post(address("sign", world, area=TOWN), {"sign": [SUMMER]})
        town.post(address("sign", world, area=TOWN), {"sign": [TOWN]})
        assert Round.objects.get().state == Round.State.SIGNED
        assert "已签" in text(lin.get("/rounds/"))

    def test_signing_too_early_says_what_is_missing(self, world):
        answer = client_of().post(address("sign", world), {"sign": [SPRING]})
        assert answer.status_code == 409
        assert "未到 12" in text(answer)

    def test_several_are_signed_together_or_none(self, world):
        key, ids = a_building(number=2)
        rulings.add(by=HAND, ruling=Ruling(world["round"], ids, "arrived"), now=NOON)
        self.empty(world, world["ids"])
        assert client_of().post(address("sign", world), {"sign": [world["key"], key]}).status_code == 409
        assert not SignOff.objects.exists()

    def test_explained_by_name_the_building_can_be_signed(self, world):
        client = client_of()
        settle(client, world, world["ids"], do="explain", reason="refused")
        client.post(address("sign", world), {"sign": [world["key"]]})
        assert SignOff.objects.get().rests_on["explained"] == 12

    @pytest.mark.parametrize(
        ("role", "status"), [("worker", 302), ("contact", 302), ("grid", 302), ("viewer", 403), ("tester", 403)]
    )
    def test_a_building_is_signed_by_who_answers_for_it(self, world, role, status):
        self.empty(world, world["ids"])
        assert client_of(role).post(address("sign", world), {"sign": [world["key"]]}).status_code == status

    def test_a_stranger_ends_the_signature_and_the_ladder_shows_it(self, world):
        self.empty(world, world["ids"])
        signing.sign(by=HAND, round_=world["round"], area=world["key"], now=NOON)
        fact = intake.ProofFact(uuid4(), None, NOON, world["key"])
        intake.record_proofs(round_=world["round"], facts=[fact], device="", by="", now=NOON + timedelta(hours=1))
        assert "待认 1" in text(client_of().get(address("round", world)))


class TestCancelling:
    def test_it_wants_a_reason_and_keeps_what_was_recorded(self, world):
        client = client_of("town", TOWN)
        assert client.post(address("cancel", world, area=TOWN), {"reason": " "}).status_code == 422
        client.post(address("cancel", world, area=TOWN), {"reason": "开错了"})
        assert Round.objects.get().state == Round.State.CANCELLED

    def test_a_committee_cannot_cancel_the_subdistricts_round(self, world):
        assert client_of().post(address("cancel", world), {"reason": "不想做"}).status_code in (403, 404)
        assert Round.objects.get().state == Round.State.OPEN


class TestPaper:
    def test_doors_in_walking_order_with_masked_names_and_boxes(self, world):
        page = text(client_of().get(address("sheets", world)))
        assert page.index(">302<") < page.index(">101<")
        assert page.count('class="box"') == 12 + 6
        assert "王春兰" not in page

    def test_without_the_right_to_names_there_are_only_boxes(self, world):
        page = text(client_of("viewer").get(address("sheets", world)))
        assert "王*" not in page
        assert page.count('class="box"') == 18

    def test_only_who_is_missing(self, world):
        client = client_of()
        settle(client, world, world["ids"][:1], do="done")
        assert text(client.get(address("sheets", world) + "&open=1")).count('class="box"') == 11 + 6

    def test_twenty_lines_to_a_page(self):
        a_building(floors=23, doors=1, people=1)
        round_ = a_round()
        page = text(client_of().get(f"/rounds/{round_.pk}/sheets/"))
        assert page.count('class="sheet"') == 2


class TestQueries:
    """Each read costs what its docstring says."""

    @pytest.mark.parametrize(
        ("read", "cost"),
        [
            (lambda r: queries.board(r, SPRING), 5), (lambda r: queries.settled(r, SPRING, "done", limit=9), 2),
            (lambda r: queries.settled(r, SPRING, "excused", limit=9), 2), (lambda r: listing.added([r.pk]), 1),
            (lambda r: queries.rounds_in(SPRING, 9), 2), (lambda r: queries.tallies([r], SPRING), 1),
            (lambda r: pace.below(r, TOWN, NOON), 2), (lambda r: queries.top(r, SPRING), 2),
            (lambda r: queries.history(r, SPRING * 10**6 + 1), 1), (lambda r: queries.on_paper(r, SPRING, limit=99), 4),
            (lambda r: queries.among(r, SPRING, [1]), 2), (lambda r: queries.signed_towns(r, 999999000000), 2),
        ],
    )  # fmt: skip
    def test_cost(self, world, read, cost, django_assert_num_queries):
        settle(client_of(), world, world["ids"][:1], do="excuse", reason="bedridden")
        with django_assert_num_queries(cost):
            read(world["round"])

    def test_the_few_agree_with_their_slow_twin(self, world):
        settle(client_of(), world, world["ids"][:5], do="done")
        wanted = [*world["ids"][3:8], *world["more"], 7]
        assert queries.among(world["round"], SPRING, wanted) == queries.among_slow(world["round"], SPRING, wanted)

    def test_a_board_knows_which_buildings_wait_only_for_a_name(self, world):
        assert not queries.board(world["round"], SPRING)[0].is_ready
        settle(client_of(), world, world["ids"], do="explain", reason="refused")
        assert queries.board(world["round"], SPRING)[0].is_ready

    def test_all_tallies_at_once_agree_with_each(self, world):
        settle(client_of(), world, world["ids"][:5], do="done")
        another = a_round(SUMMER)
        counted = queries.tallies([world["round"], another], SPRING)
        assert counted[world["round"].pk] == queries.tally(world["round"], SPRING)
        assert counted[another.pk].owed == 0
