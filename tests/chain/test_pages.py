"""The chain board, a tube's page, finding by code, and the command line."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from tests.labs.ground import LATER, a_day, a_lab, a_tube, report
from tests.logistics.ground import a_box, a_courier, gave, seal, took
from tests.web.signed import client_of
from tests.world import NOON, SPRING, TOWN
from wanjia.coverage.models import Proof
from wanjia.flows.chain import board, told
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.labs import seeing
from wanjia.logistics.models import Holder
from wanjia.roster import areas

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    """Three tubes in a box that a laboratory has taken in; one more tube in no box."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    lab = a_lab()
    round_, tubes, people = a_day(tubes=4)
    holder, courier = Holder.objects.get(pk=lab.id), a_courier()
    box = seal(a_box(round_=round_, tubes=["T-1", "T-2", "T-3"]), lab=holder)
    for giver, taker, minutes in ((None, courier, 20), (courier, holder, 60)):
        gave(box, giver, taker, now=NOON + timedelta(minutes=minutes))
        took(box, taker, giver, now=NOON + timedelta(minutes=minutes + 1))
    return {"lab": lab, "round": round_, "tubes": tubes, "people": people, "box": box, "courier": courier}


def page(client, view="web:chain", *args, **query):
    return " ".join(client.get(reverse(view, args=args), query).content.decode().split())


class TestTheBoard:
    def test_each_link_says_what_it_has_and_what_waits(self, world):
        text = page(client_of(english=True))
        assert "<b>1</b> tubes in no box" in text
        assert "<b>3</b> tubes in test" in text
        assert "From swab to case" in text

    def test_an_abnormal_pool_is_no_positive_person(self, world):
        report(world["lab"], {"T-1": "positive", "T-2": "negative"})
        text = page(client_of(english=True))
        assert "<b>1</b> pools abnormal" in text
        assert "T-1" in text
        lines = {line.name: line for line in board(SPRING, world["round"], LATER).books}
        assert dict(lines["asked"].parts)["recheck_open"] == 4
        assert lines["positives"].left == 0

    def test_a_result_of_a_tube_that_nobody_handed_over_is_named(self, world):
        report(world["lab"], {"T-4": "negative"})
        [line] = [line for line in board(SPRING, world["round"], LATER).off if line.name == "received"]
        assert [one.code for one in line.named] == ["T-4"]

    def test_a_laboratory_that_is_late_climbs_and_is_the_slowest(self, world):
        seen = board(SPRING, world["round"], NOON + timedelta(hours=40))
        assert seen.slowest is not None
        late = {item.key.split(":")[0] for item in seen.alarms}
        assert "lab" in late
        assert all(item.level >= 1 for item in seen.alarms)

    def test_command_reads_counts_and_no_name(self, world):
        report(world["lab"], {"T-1": "positive"})
        text = page(client_of("city", 999900000000, english=True))
        assert "王" not in text
        assert "T-1" in text

    def test_another_round_is_chosen_and_an_unknown_one_is_not_found(self, world):
        client = client_of()
        assert client.get(reverse("web:chain"), {"round": "all"}).status_code == 200
        assert client.get(reverse("web:chain"), {"round": "999999"}).status_code == 404

    def test_with_nothing_recorded_it_stands_empty_and_even(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)
        a_day(tubes=1)
        assert "nothing waits" in page(client_of(english=True))

    def test_its_cost_does_not_grow_with_the_day(self, world, django_assert_max_num_queries):
        board(TOWN, world["round"], LATER)  # the first look writes down the limits that came with the program
        with django_assert_max_num_queries(75):
            board(TOWN, world["round"], LATER)


class TestOneTube:
    def test_its_way_from_the_desk_to_the_result(self, world):
        report(world["lab"], {"T-1": "negative"})
        report(world["lab"], [("T-1", "positive", "", "", "录错")], at=LATER + timedelta(minutes=5))
        tube = world["tubes"][0]
        text = page(client_of(english=True), "web:tube", tube.part, tube.event_id)
        for word in ("X-0417", "pool abnormal", "录错", "Corrected", "王"):
            assert word in text

    def test_who_saw_the_other_version_is_there_to_be_called(self, world):
        report(world["lab"], {"T-1": "negative"})
        seeing.results_for(world["people"][0], LATER)
        report(world["lab"], [("T-1", "positive", "", "", "录错")], at=LATER + timedelta(minutes=5))
        tube = world["tubes"][0]
        assert "Call them" in page(client_of(english=True), "web:tube", tube.part, tube.event_id)

    def test_names_are_for_who_may_see_people(self, world):
        tube = world["tubes"][0]
        text = page(client_of("viewer", english=True), "web:tube", tube.part, tube.event_id)
        assert "王" not in text
        assert "Names are for who may see people here." in text

    def test_a_swab_without_a_record_is_counted(self, world):
        tube = a_tube(world["round"], "T-9", [world["people"][0], None], place=SPRING)
        text = page(client_of(english=True), "web:tube", tube.part, tube.event_id)
        assert "1 swab without a record" in text

    def test_a_tube_of_another_area_is_not_there(self, world):
        tube = world["tubes"][0]
        client = client_of("secretary", 999999001002)
        assert client.get(reverse("web:tube", args=[tube.part, tube.event_id])).status_code == 404


class TestFinding:
    def test_one_hit_opens_itself(self, world):
        client = client_of()
        found = client.get(reverse("web:chain_find"), {"q": "t-1"})
        assert found.headers["Location"] == reverse(
            "web:tube", args=[world["tubes"][0].part, world["tubes"][0].event_id]
        )
        found = client.get(reverse("web:chain_find"), {"q": "X-0417"})
        assert found.headers["Location"] == reverse("logistics:box", args=[world["box"].pk])

    def test_nothing_found_says_so_and_where_people_are_found(self, world):
        text = page(client_of(english=True), "web:chain_find", q="ZZZ")
        assert "Nothing here has the code ZZZ." in text
        assert "in the register" in text

    def test_what_lies_elsewhere_is_not_told(self, world):
        text = page(client_of("secretary", 999999001002, english=True), "web:chain_find", q="T-1")
        assert "Nothing here has the code" in text


class TestInTheTerminal:
    def test_it_prints_identities_oldest_items_and_alarms(self, world):
        report(world["lab"], {"T-1": "negative", "X-1": "negative"})
        found = told(board(SPRING, world["round"], LATER))
        json.dumps(found)
        assert [link["link"] for link in found["links"]] == [
            "sample", "send", "test", "report", "control", "trace", "move",
        ]  # fmt: skip
        assert {"sampled", "tubes", "boxes_out", "received", "reported", "asked", "positives"} <= {
            line["name"] for line in found["identities"]
        }
        assert found["balanced"] is False

    def test_a_book_that_is_off_is_an_exit_code(self, world, monkeypatch):
        from wanjia.cli import chain

        monkeypatch.setattr("wanjia.cli.desk.database.ensure", lambda *_: None)
        report(world["lab"], {"X-1": "negative"})
        done = CliRunner().invoke(chain.chain, ["--area", str(SPRING), "--json"])
        assert done.exit_code == 3, done.output
        assert json.loads(done.output)["balanced"] is False
        assert CliRunner().invoke(chain.chain, ["--area", str(SPRING)]).exit_code == 3
        whole = json.loads(CliRunner().invoke(chain.chain, ["--json"]).output)
        assert whole["area"] == str(areas.whole())
        assert codes.contains(areas.whole(), SPRING)


class TestFamilies:
    def test_a_household_in_two_tubes_is_counted_and_a_large_one_is_not(self, world):
        assert dict(board(SPRING, world["round"], LATER).columns[0].big).get("households_split") is None
        people, round_ = world["people"], world["round"]
        Proof.objects.filter(subject_id=people[0]).update(
            event_id=world["tubes"][3].event_id, tube_part=world["tubes"][3].part
        )
        assert dict(board(SPRING, round_, LATER).columns[0].big)["households_split"] == 1
