"""The pages of whoever finds a bed and drives: the board of transfers, facilities and their stays."""

import pytest

from tests.cases.ground import (
    HOUR,
    a_case,
    a_facility,
    a_flat,
    a_vehicle,
    arrived,
    assigned,
    settled,
    step,
    way_of,
)
from tests.cases.test_pages import get, plain, post, refused
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, TOWN
from wanjia.cases import services
from wanjia.cases.models import Facility, Stay, Transfer, TransferStep, Vehicle
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR)


@pytest.fixture
def flat():
    return a_flat()


@pytest.fixture
def case(flat):
    return a_case(flat[0][0])


@pytest.fixture
def crew():
    return client_of("transport", english=True)


class TestTheBoard:
    def test_the_queue_says_who_since_when_who_stays_and_which_bed(self, flat, case, crew):
        Person.objects.filter(id=flat[0][1]).update(born_on="2015-01-01")
        said = plain(get(crew, "transfers"))
        assert "1 h 0 waiting for a bed" in said
        assert "under age: who looks after them" in said
        assert "first settle who stays behind" in said
        settled(case)
        assert "no bed that will do is free" in plain(get(crew, "transfers"))
        a_facility(), a_vehicle()
        assert "proposed 演示方舱 bed for women" in plain(get(crew, "transfers"))
        assert post(crew, "assign", transfer=way_of(case).pk).status_code == 302
        assert way_of(case).vehicle.plate == "演A0001"

    @pytest.mark.parametrize("role", ["viewer", "tracer", "lab", "grid"])
    def test_who_moves_nobody_sees_counts_and_no_room(self, case, role):
        said = plain(get(client_of(role, english=True), "transfers"))
        assert "Counts only. The queue opens" in said
        assert "301" not in said

    def test_many_are_held_at_once_and_let_go_with_a_reason(self, flat, crew):
        ways = [way_of(a_case(person)).pk for person in flat[0]]
        assert post(crew, "hold", do="hold", reason="cluster", transfer=ways).status_code == 302
        said = plain(get(crew, "transfers"))
        assert said.count("held, many positives of one laboratory and batch; recheck first") == 3
        assert post(crew, "hold", do="let_go", transfer=ways).status_code == 422
        assert post(crew, "hold", do="let_go", why="复核仍阳", transfer=ways).status_code == 302
        assert not Transfer.objects.exclude(held_at=None).exists()
        assert post(crew, "hold", do="hold", reason="cluster", transfer="x").status_code == 404

    def test_a_crew_does_everything_on_one_page_and_a_second_tap_changes_nothing(self, flat, case, crew):
        way = way_of(case)
        house = a_facility()
        Person.objects.filter(id=flat[0][1]).update(born_on="2015-01-01")
        sent = {"do": "look_after", "person": flat[0][1], "carer": "relative", "name": "外婆 12000004410"}
        assert post(crew, "transfer", way.pk, **sent).status_code == 302
        assert post(crew, "transfer", way.pk, do="needs", need=["wheelchair"], urgent="on").status_code == 302
        assert post(crew, "transfer", way.pk, do="assign", facility=house.pk, kind="women").status_code == 302
        for name, side in (("picked_up", "gives"), ("picked_up", "takes"), ("handed_over", "gives"),
                           ("handed_over", "takes")):  # fmt: skip
            for _ in range(2):
                sent = {"do": "step", "step": name, "side": side, "who": f"{name} {side}"}
                assert post(crew, "transfer", way.pk, **sent).status_code == 302
        assert TransferStep.objects.count() == 4
        said = plain(get(crew, "transfer", way.pk))
        assert "has arrived" in said
        assert "外婆" not in said
        assert "王*" in plain(get(crew, "transfers"))
        assert post(crew, "transfer", way.pk, do="step", step="x", side="gives").status_code == 404

    def test_the_other_acts_of_the_page(self, flat, case, crew):
        way, house = way_of(case), a_facility()
        assigned(case, house)
        assert post(crew, "transfer", way.pk, do="unassign").status_code == 302
        assert post(crew, "transfer", way.pk, do="hold", reason="recheck").status_code == 302
        assert "Why let go" in plain(get(crew, "transfer", way.pk))
        assert post(crew, "transfer", way.pk, do="let_go", why="x").status_code == 302
        whole = Person.objects.get(id=flat[0][0]).name
        assert whole in plain(post(crew, "transfer", way.pk, do="show", reason="上门"))
        assert post(crew, "transfer", way.pk, do="show").status_code == 422
        assert post(crew, "transfer", way.pk, do="hospital").status_code == 302
        assert "taken by 120" in plain(get(crew, "transfer", way.pk))
        assert post(crew, "transfer", way.pk, do="x").status_code == 404
        assert AuditEntry.objects.filter(act="transfer.reveal_name").count() == 1

    def test_who_left_and_did_not_arrive_and_who_has_to_turn_back_is_an_alarm(self, flat, crew):
        first, second = (a_case(person) for person in flat[0][:2])
        step(first, "picked_up", "takes", at=NOON - 2 * HOUR)
        step(second, "picked_up", "takes")
        services.clear_on_recheck(by=HAND, case_id=second.id, source="x", now=NOON)
        said = plain(get(crew, "transfers"))
        assert "left, not arrived" in said
        assert "turn back: it was stopped" in said
        assert "Call the crew and the facility." in plain(get(crew, "transfer", way_of(first).pk))
        assert "Bring them home" in plain(get(crew, "transfer", way_of(second).pk))


class TestFacilities:
    def test_beds_are_written_down_corrected_and_counted(self, crew):
        assert "No facility serves this area." in plain(get(crew, "facilities"))
        beds = {f"beds_{kind}": 0 for kind in ("ordinary", "with_carer", "child", "severe", "women", "men")}
        sent = {"name": "演示方舱", "kind": "shelter", "position": 1} | beds | {"beds_women": 4}
        assert post(crew, "new_facility", **sent).status_code == 302
        house = Facility.objects.get()
        assert "演示方舱" in plain(get(crew, "facilities"))
        assert 'value="4"' in text(get(crew, "edit_facility", house.pk))
        assert post(crew, "edit_facility", house.pk, **(sent | {"beds_women": 6})).status_code == 302
        assert refused(post(crew, "edit_facility", house.pk, **(sent | {"name": ""})))[0] == 422
        assert post(crew, "facility", house.pk, do="close").status_code == 302
        assert Facility.objects.get().closed_at == NOON + HOUR

    def test_who_lies_where_gets_a_bed_skills_and_a_way_home(self, case):
        crew, house = client_of("transport", TOWN, english=True), a_facility()
        assigned(case, house)
        arrived(case, at=NOON)
        stay = Stay.objects.get()
        assert post(crew, "stay", stay.pk, bed="A-017", skill=["nurse"]).status_code == 302
        said = plain(get(crew, "facility", house.pk))
        assert "A-017" in said
        assert "nurse or doctor" in said
        assert "王春兰" not in said
        assert post(crew, "facility", house.pk, do="close").status_code == 409
        assert post(crew, "stay", stay.pk, do="discharge").status_code == 302
        assert "Nobody lies here." in plain(get(crew, "facility", house.pk))
        assert post(crew, "facility", house.pk, do="x").status_code == 404

    def test_a_vehicle_is_added(self, crew):
        assert post(crew, "new_vehicle", plate="演A7", seats=6, is_negative="on").status_code == 302
        assert Vehicle.objects.get().is_negative
        assert refused(post(crew, "new_vehicle", plate="演A7", seats=0))[0] == 422
