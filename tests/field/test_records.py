"""What a phone is told about each record: named one by one, never refused, never blocking each other."""

from datetime import timedelta

import pytest

from tests.field.phones import Slow, a_key, a_proof, a_tube, an_attempt, outcomes
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.cards.models import TagIndex
from wanjia.coverage import queries, rulings, strangers
from wanjia.coverage.models import Aside, Attempt, Proof, Round, Tube
from wanjia.coverage.rules import OUTCOMES
from wanjia.coverage.rulings import Ruling
from wanjia.hot.recount import orphans, recount, totals, tubes
from wanjia.kernel import clock
from wanjia.kernel.area import buildings_under
from wanjia.platform import audit
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db
UNKNOWN = "999999001001999999"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def phone(client):
    door, key = Slow(client), a_key()
    return lambda *records, key=key, **more: door.send(key, *records, **more)


def balanced(round_):
    assert recount(round_.pk) == []
    assert totals() == []
    assert tubes(round_.pk) == []
    assert orphans(round_.pk) == {}
    assert list(audit.broken()) == []


def test_each_record_is_named_with_what_became_of_it(phone, ids):
    round_ = a_round()
    record = a_proof(round_, ids[0])
    status, answer = phone(record, a_proof(round_, None, said="田谷雨"), an_attempt(round_, ids[1]))
    assert status == 200
    assert [(r["id"] == record["id"], r["outcome"]) for r in answer["receipts"]] == [
        (True, "done"), (False, "stranger"), (False, "done"),
    ]  # fmt: skip
    assert outcomes(phone(record)) == ["repeat"]
    assert Attempt.objects.get().subject_id == ids[1]
    balanced(round_)


def test_a_tube_settles_each_of_its_people_and_is_counted_once(phone, ids):
    round_ = a_round()
    tube = a_tube(round_, ids[:10])
    assert outcomes(phone(tube)) == ["done"]
    assert outcomes(phone(tube, tube)) == ["repeat", "repeat"]
    assert queries.tally(round_, TOWN).done == 10
    assert Tube.objects.get().members == ids[:10]
    assert {row.device for row in queries.hot_gap.proven(round_.pk, buildings_under(TOWN), limit=99, after=(0, 0))} == {
        "07 号"
    }
    balanced(round_)


def test_trap_02_one_person_in_two_tubes_keeps_both_swabs_one_target_and_one_flag(phone, ids):
    round_ = a_round()
    first, second = a_tube(round_, ids[:3]), a_tube(round_, ids[2:5], code="SH0002")
    assert outcomes(phone(first, second)) == ["done", "done"]  # in one batch
    assert queries.tally(round_, TOWN).done == 5
    extra = Aside.objects.get(kind="extra")
    assert (extra.subject_id, extra.flags) == (ids[2], ["duplicate_person"])
    assert [len(tube.members) for tube in Tube.objects.order_by("code")] == [3, 3]
    balanced(round_)


def test_trap_02_the_phone_that_came_second_hears_who_it_was_even_when_it_asks_again(phone, ids):
    round_ = a_round()
    phone(a_tube(round_, ids[:3]))
    second = a_tube(round_, ids[2:5], code="SH0002")
    told = {"position": 1, "outcome": "extra", "flags": ["duplicate_person"]}
    assert phone(second)[1]["receipts"][0]["people"] == [told]
    again = phone(second)[1]["receipts"][0]
    assert (again["outcome"], again["people"]) == ("repeat", [told])


def test_more_people_than_a_tube_holds_marks_the_extra_ones_not_all(phone, ids):
    round_ = a_round()
    Round.objects.update(pool_size=5)
    receipt = phone(a_tube(round_, ids[:7]))[1]["receipts"][0]
    assert receipt["flags"] == ["tube_full"]
    assert [(odd["position"], odd["flags"]) for odd in receipt["people"]] == [(6, ["tube_full"]), (7, ["tube_full"])]
    assert queries.tally(round_, TOWN).done == 7
    balanced(round_)


def test_somebody_twice_in_one_tube_is_one_target_and_one_extra(phone, ids):
    round_ = a_round()
    receipt = phone(a_tube(round_, [ids[0], ids[1], ids[0]]))[1]["receipts"][0]
    assert [(odd["position"], odd["outcome"]) for odd in receipt["people"]] == [(3, "extra")]
    assert queries.tally(round_, TOWN).done == 2
    balanced(round_)


def test_two_strangers_in_one_tube_are_two_people_to_be_found(phone, ids):
    round_ = a_round()
    phone(a_tube(round_, [ids[0], UNKNOWN, {"said": "田谷雨，探亲"}]))
    waiting = queries.strangers(round_, SPRING)
    assert sorted(stranger.position for stranger in waiting) == [2, 3]
    who = next(stranger for stranger in waiting if stranger.said)
    newcomer = a_building(number=2, floors=1, doors=1, people=1)[1][0]
    strangers.recognise(
        by=HAND, round_=round_, which=strangers.Which(who.part, who.event_id, who.position), subject_id=newcomer,
        reason="arrived", now=NOON,
    )  # fmt: skip
    assert Tube.objects.get().members[2] == newcomer
    assert Proof.objects.get(subject_id=newcomer).tube_part == SPRING
    balanced(round_)


def test_undoing_a_swab_keeps_it_and_the_tube_still_accounts_for_everybody(phone, ids):
    round_ = a_round()
    phone(a_tube(round_, ids[:3]))
    rulings.reopen(by=HAND, ruling=Ruling(round_, [ids[1]], "mistake"), now=NOON)
    undone = Aside.objects.get(kind="undone")
    assert (undone.position, undone.device) == (2, "07 号")
    balanced(round_)


def test_trap_03_one_malformed_record_of_500_comes_back_with_its_reason_and_499_are_stored(phone):
    ids = a_building(floors=5, doors=5, people=20)[1]
    round_ = a_round()
    records = [a_proof(round_, subject) for subject in ids[:500]]
    records[250] = {"kind": "proof", "id": records[250]["id"], "subject": "not a number"}
    answer = phone(*records)
    assert outcomes(answer).count("done") == 499
    bad = answer[1]["receipts"][250]
    assert (bad["outcome"], bad["id"]) == ("malformed", records[250]["id"])
    assert bad["why"]
    balanced(round_)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": "1"}, "subject"), ({"place": "31"}, "place"), ({"seen_at": "yesterday"}, "seen_at"),
        ({"seen_at": "2022-03-31T12:00:00"}, "seen_at"), ({"id": "7"}, "id"), ({"round": 0}, "round"),
        ({"colour": "red"}, "colour"), ({"kind": "swab"}, "kind"), ({"subject": "9" * 30}, "subject"),
        ({"round": 424242}, "round"), ({"place": str(SUMMER)}, "place"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_taken_says_which_field(phone, ids, change, field):
    round_ = a_round()
    receipts = phone(a_proof(round_, ids[0], **change), a_proof(round_, ids[1]))[1]["receipts"]
    assert [receipt["outcome"] for receipt in receipts] == ["malformed", "done"]
    assert field in receipts[0]["why"]


def test_a_wrong_clock_is_measured_and_flagged_and_the_deadline_uses_the_corrected_time(phone, ids):
    round_ = a_round(due_in=timedelta(hours=1))
    ahead = (NOON + timedelta(hours=3)).isoformat()
    receipt = phone(a_proof(round_, ids[0], seen_at=ahead), sent_at=ahead)[1]["receipts"][0]
    assert (receipt["outcome"], receipt["flags"]) == ("done", ["clock_skew"])


def test_late_and_into_a_cancelled_round_are_flags_not_refusals(phone, ids):
    round_ = a_round(due_in=timedelta(hours=1))
    Round.objects.update(state="cancelled", due_at=NOON - timedelta(minutes=1), opens_at=NOON - timedelta(hours=2))
    receipt = phone(a_tube(round_, ids[:2]))[1]["receipts"][0]
    assert (receipt["outcome"], receipt["flags"]) == ("done", ["late", "wrong_round"])


def test_one_id_with_two_bodies_keeps_both_and_says_so(phone, ids):
    round_ = a_round()
    tube = a_tube(round_, ids[:3])
    phone(tube)
    for other in ({"code": "SH9"}, {"people": [str(ids[5])]}, {"place": f"{SPRING}01"}):
        receipt = phone(tube | other)[1]["receipts"][0]
        assert (receipt["outcome"], receipt["flags"]) == ("conflict", ["conflicting_repeat"])
    assert outcomes(phone(tube | {"code": "SH9"})) == ["conflict"]
    assert Aside.objects.filter(kind="conflict").count() == 3
    assert queries.tally(round_, TOWN).done == 3
    balanced(round_)


def test_trap_05_a_proof_follows_a_merge_made_while_the_phone_was_away(phone, ids):
    round_ = a_round()
    Person.objects.filter(pk=ids[0]).update(merged_into=ids[1])
    receipt = phone(a_tube(round_, [ids[0], ids[3]]))[1]["receipts"][0]
    assert receipt["people"] == [{"position": 1, "outcome": "done", "flags": ["merged"]}]
    assert Proof.objects.filter(subject_id=ids[1]).exists()
    balanced(round_)


def test_trap_05_somebody_who_was_taken_out_of_the_register_is_still_served(phone, ids):
    round_ = a_round()
    Person.objects.filter(pk=ids[0]).delete()
    assert outcomes(phone(a_proof(round_, ids[0]))) == ["done"]  # the frozen sheet owes them
    assert outcomes(phone(a_proof(round_, UNKNOWN))) == ["stranger"]
    balanced(round_)


def test_trap_04_what_somebody_did_before_they_moved_counts_where_they_were_owed(phone, ids):
    round_ = a_round()
    elsewhere = a_building(SUMMER)[0]
    Person.objects.filter(pk=ids[0]).update(building_key=elsewhere)
    assert outcomes(phone(a_proof(round_, ids[0]))) == ["done"]
    assert queries.tally(round_, SPRING).done == 1
    balanced(round_)


def test_a_proof_ends_what_excused_or_explained(phone, ids):
    round_ = a_round()
    rulings.excuse(by=HAND, ruling=Ruling(round_, [ids[0]], "bedridden"), now=NOON)
    rulings.explain(by=HAND, ruling=Ruling(round_, [ids[1]], "refused"), now=NOON)
    phone(a_tube(round_, ids[:3]))
    counts = queries.tally(round_, TOWN)
    assert (counts.done, counts.excused) == (3, 0)
    assert queries.gap(round_, TOWN)[0].explained == ""
    balanced(round_)


def test_a_device_without_a_key_or_with_an_old_one_is_told_what_to_do(client, ids):
    assert Slow(client).send("nobody's")[0] == 401


def test_every_batch_leaves_a_line_that_says_who_where_and_how_many(phone, ids):
    round_ = a_round()
    phone(a_tube(round_, ids[:3]), a_tube(round_, ids[3:6]))
    line = AuditEntry.objects.filter(act="round.record").get()
    assert (line.area, line.who, line.subject) == (SPRING, "孙大寒", f"round:{round_.pk}")
    assert line.detail == {"records": 2, "device": "07 号"}


def test_the_outcomes_of_an_attempt_are_those_of_the_table():
    assert tuple(Attempt.Outcome.values) == OUTCOMES


def test_a_good_code_of_somebody_from_elsewhere_finds_them_by_its_tag(phone, ids):
    round_ = a_round()
    TagIndex.objects.create(tag="A" * 16, part=SPRING, subject_id=ids[4])
    tube = a_tube(round_, [ids[0], {"card": "A" * 16}, {"card": "B" * 16, "said": "田谷雨"}])
    receipt = phone(tube)[1]["receipts"][0]
    assert [(odd["position"], odd["outcome"]) for odd in receipt["people"]] == [(3, "stranger")]
    assert Tube.objects.get().members == [ids[0], ids[4], 0]
    assert outcomes(phone(a_proof(round_, None, card="A" * 16))) == ["extra"]
    assert outcomes(phone(tube)) == ["repeat"]
    assert outcomes(phone(a_proof(round_, None, card="not a tag"))) == ["malformed"]
    balanced(round_)


def test_one_person_by_code_and_by_number_in_one_tube_is_one_person(phone, ids):
    round_ = a_round()
    TagIndex.objects.create(tag="A" * 16, part=SPRING, subject_id=ids[0])
    receipt = phone(a_tube(round_, [ids[0], {"card": "A" * 16}]))[1]["receipts"][0]
    assert [(odd["position"], odd["outcome"]) for odd in receipt["people"]] == [(2, "extra")]
    assert queries.tally(round_, TOWN).done == 1
    balanced(round_)
