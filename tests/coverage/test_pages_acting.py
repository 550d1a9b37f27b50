"""What is done from a gap list: settling, calling, saying who a stranger was."""

from uuid import uuid4

import pytest

from tests.coverage.ground import HTMX, a_world, address, settle, tally
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, a_building
from wanjia.coverage import intake, queries, rulings
from wanjia.coverage.models import Aside, Attempt, Decision, Proof
from wanjia.coverage.rulings import Ruling
from wanjia.platform.models import AuditEntry
from wanjia.platform.vault import seal
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return a_world()


class TestActing:
    def test_recording_by_hand_closes_the_target_and_leaves_a_line(self, world):
        answer = settle(client_of(), world, world["ids"][:2], do="done")
        assert answer.status_code == 302
        assert tally(world) == (2, 0, 0, 10)
        assert AuditEntry.objects.filter(act="proof.by_hand", area=SPRING).count() == 1

    def test_recording_twice_counts_once_and_keeps_no_second_proof(self, world):
        client = client_of()
        settle(client, world, world["ids"][:1], do="done")
        settle(client, world, world["ids"][:1], do="done")
        assert tally(world) == (1, 0, 0, 11)
        assert not Aside.objects.exists()

    def test_in_place_it_answers_with_a_toast_that_can_be_undone(self, world):
        client = client_of()
        answer = settle(client, world, world["ids"][:1], HTMX, do="done")
        assert answer.status_code == 204
        assert "coverage-changed" in answer["HX-Trigger"]
        undo = f"/rounds/{world['round'].pk}/undo/?area={SPRING}&subject={world['ids'][0]}"
        assert undo in answer["HX-Trigger"]
        assert client.post(undo, headers=HTMX).status_code == 204
        assert tally(world) == (0, 0, 0, 12)
        assert Aside.objects.get().kind == "undone"

    def test_who_may_not_decide_gets_no_undo(self, world):
        answer = settle(client_of("grid"), world, world["ids"][:1], HTMX, do="done")
        assert "undo" not in answer["HX-Trigger"]

    @pytest.mark.parametrize(
        ("do", "reason", "after"),
        [
            ("excuse", "bedridden", (0, 1, 0, 11)),
            ("release", "moved", (0, 0, 1, 11)),
            ("explain", "refused", (0, 0, 0, 12)),
        ],
    )
    def test_a_decision_wants_a_reason_from_the_list(self, world, do, reason, after):
        client, one = client_of("worker"), world["ids"][:1]
        asked = settle(client, world, one, do=do)
        assert (asked.status_code, Decision.objects.count()) == (200, 0)
        assert f'value="{reason}"' in text(asked)
        settle(client, world, one, do=do, reason=reason, note="三楼阿婆")
        assert tally(world) == after
        assert Decision.objects.get().note == "三楼阿婆"

    def test_a_refusal_in_place_stands_where_the_dialog_wants_it(self, world):
        answer = settle(client_of(), world, world["ids"][:1], HTMX, do="excuse", reason="weather", notice="n-excuse-1")
        assert (answer.status_code, answer["HX-Retarget"]) == (422, "#n-excuse-1")
        assert "从列表里选" in text(answer)

    def test_a_refusal_says_what_nobody_changed(self, world):
        settle(client_of(), world, world["ids"][:1], do="excuse", reason="bedridden")
        answer = settle(client_of("worker"), world, world["ids"][:1], do="excuse", reason="bedridden")
        assert answer.status_code == 409
        assert "没有改动" in text(answer)
        assert "coverage.already_settled" in text(answer)

    def test_an_attempt_is_kept_and_told_in_the_row(self, world):
        client = client_of("grid")
        settle(client, world, world["ids"][:1], do="attempt", outcome="nobody_home")
        assert Attempt.objects.get().outcome == "nobody_home"
        assert "没人" in text(client.get(address("gap", world)))

    def test_an_outcome_that_nobody_knows_is_refused(self, world):
        answer = settle(client_of(), world, world["ids"][:1], do="attempt", outcome="flew_away")
        assert answer.status_code == 422
        assert not Attempt.objects.exists()

    @pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("tester", 302), ("contact", 302)])
    def test_recording_is_for_the_field(self, world, role, status):
        assert settle(client_of(role), world, world["ids"][:1], do="done").status_code == status

    @pytest.mark.parametrize("role", ["tester", "grid", "contact", "viewer"])
    def test_deciding_is_for_the_desk(self, world, role):
        answer = settle(client_of(role), world, world["ids"][:1], do="excuse", reason="bedridden")
        assert answer.status_code == 403
        assert not Decision.objects.exists()

    def test_another_committees_people_cannot_be_touched(self, world):
        assert settle(client_of(), world, world["more"][:1], do="done").status_code == 404
        assert not Proof.objects.exists()

    def test_a_contact_of_one_building_records_there_only(self, world):
        key, ids = a_building(number=2)
        rulings.add(by=HAND, ruling=Ruling(world["round"], ids, "arrived"), now=NOON)
        client = client_of("contact", key)
        assert settle(client, world, ids[:1], area=key, do="done").status_code == 302
        assert settle(client, world, world["ids"][:1], area=key, do="done").status_code == 404

    def test_numbers_that_are_none_are_not_found(self, world):
        assert settle(client_of(), world, ["one"], do="done").status_code == 404


class TestCalling:
    @pytest.fixture
    def phoned(self, world):
        Person.objects.filter(id=world["ids"][0]).update(
            phones_sealed=seal('["19900002218"]', field="phones"), phone_tails=["2218"]
        )
        return world

    def test_the_list_shows_the_tail_and_the_call_the_whole_with_a_line(self, phoned):
        client, one = client_of(), phoned["ids"][0]
        assert "19900002218" not in text(client.get(address("round", phoned)))
        shown = client.post(address("call", phoned, one), headers=HTMX)
        assert 'href="tel:19900002218"' in text(shown)
        assert AuditEntry.objects.get(act="person.reveal_phones").subject == f"person:{one}"

    def test_a_call_is_a_post(self, phoned):
        assert client_of().get(address("call", phoned, phoned["ids"][0])).status_code == 405

    @pytest.mark.parametrize("role", ["grid", "contact"])
    def test_whoever_walks_the_building_may_call_its_people(self, phoned, role):
        client = client_of(role)
        assert "btn call" in text(client.get(address("gap", phoned)))
        assert client.post(address("call", phoned, phoned["ids"][0])).status_code == 200

    def test_who_sees_no_names_gets_no_call(self, phoned):
        assert client_of("tester").post(address("call", phoned, phoned["ids"][0])).status_code == 403


class TestStrangers:
    @pytest.fixture
    def stranger(self, world):
        fact = intake.ProofFact(
            event_id=uuid4(), subject_id=None, seen_at=NOON, place=world["key"], said="田谷雨，住 101"
        )
        intake.record_proofs(round_=world["round"], facts=[fact], device="2号台", by="杨立冬", now=NOON)
        return address("stranger", world, SPRING, fact.event_id, 0)

    def test_the_page_says_what_is_known_and_finds_people(self, world, stranger):
        page = text(client_of().get(f"{stranger}&q=王春"))
        assert "田谷雨，住 101" in page
        assert "就是他" in page

    def test_recognised_it_counts_as_this_persons_proof(self, world, stranger):
        client_of().post(stranger, {"do": "recognise", "subject": str(world["ids"][0])})
        assert tally(world) == (1, 0, 0, 11)

    def test_somebody_new_goes_into_the_register_and_onto_the_list(self, world, stranger):
        client_of().post(stranger, {"do": "register", "building": str(world["key"]), "room": "101", "name": "田谷雨"})
        assert Person.objects.filter(name="田谷雨").exists()
        assert tally(world) == (1, 0, 0, 12)

    def test_a_room_that_is_none_keeps_everything_as_it_was(self, world, stranger):
        answer = client_of().post(
            stranger, {"do": "register", "building": str(world["key"]), "room": "909", "name": "田谷雨"}
        )
        assert answer.status_code == 422
        assert not Person.objects.filter(name="田谷雨").exists()
        assert queries.stranger_count(world["round"], SPRING) == 1

    def test_not_ours_is_kept_with_a_note(self, world, stranger):
        client_of().post(stranger, {"do": "dismiss", "note": "送菜的师傅"})
        assert Aside.objects.get().note == "送菜的师傅"
        assert queries.stranger_count(world["round"], SPRING) == 0

    def test_resolved_by_somebody_faster_it_says_who(self, world, stranger):
        client = client_of()
        client.post(stranger, {"do": "dismiss", "note": "送菜的师傅"})
        assert client.post(stranger, {"do": "dismiss", "note": "送菜的师傅"}).status_code == 302

    @pytest.mark.parametrize("role", ["grid", "contact", "viewer", "tester"])
    def test_it_is_for_the_desk(self, world, stranger, role):
        assert client_of(role).get(stranger).status_code == 403
