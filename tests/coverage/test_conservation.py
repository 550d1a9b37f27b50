"""open + done + excused + released = every target ever owed, whatever happens in whatever order."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.world import HAND, NOON, SPRING, TOWN, a_building, a_round
from wanjia.coverage import intake, queries, rulings, strangers
from wanjia.coverage.models import Aside, Decision, Proof
from wanjia.coverage.refusals import AlreadySettled
from wanjia.coverage.rulings import Ruling
from wanjia.hot.recount import orphans, recount, totals, tubes
from wanjia.kernel.errors import Refusal

PEOPLE = 12
SOME = st.integers(0, PEOPLE - 1)
UNKNOWN = 999999001001999999

EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("proof"), SOME, st.integers(0, 30)),
        st.tuples(st.just("stranger"), st.integers(0, 3), st.integers(31, 40)),
        st.tuples(st.just("excuse"), SOME),
        st.tuples(st.just("release"), SOME),
        st.tuples(st.just("reopen"), SOME),
        st.tuples(st.just("explain"), SOME),
        st.tuples(st.just("add"), SOME),
    ),
    max_size=25,
)
REASON = {"excuse": "bedridden", "release": "moved", "reopen": "mistake", "explain": "refused"}


def prove(round_, subject, event):
    fact = intake.ProofFact(event_id=UUID(int=event), subject_id=subject, seen_at=NOON, place=SPRING)
    return intake.record_proofs(round_=round_, facts=[fact], device="phone 1", by="孙大寒", now=NOON)[0]


class TestNobodyIsLost(TestCase):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(EVENTS)
    def test_any_order_of_any_events_keeps_every_target_counted_once(self, events):
        ids = a_building(floors=3, doors=2, people=2)[1]
        round_ = a_round()
        newcomers = a_building(number=2, floors=3, doors=2, people=2)[1]
        owed, served = set(ids), set()
        for what, *rest in events:
            if what == "proof":
                receipt = prove(round_, ids[rest[0]], rest[1] + 1)
                served |= {ids[rest[0]]} if receipt.outcome == "done" else set()
            elif what == "stranger":
                prove(round_, UNKNOWN - rest[0], rest[1])
            elif what == "add":
                owed |= set(rulings.add(by=HAND, ruling=Ruling(round_, [newcomers[rest[0]]], "arrived"), now=NOON))
            else:
                self.decide(what, round_, ids[rest[0]])
        counts = queries.tally(round_, TOWN)
        assert counts.owed == len(owed)
        assert counts == queries.tally_slow(round_, TOWN)
        assert [t.subject_id for t in queries.gap(round_, TOWN)] == queries.gap_slow(round_, TOWN)
        assert counts.open == len(queries.gap(round_, TOWN))
        assert recount(round_.pk) == []
        assert totals() == []
        assert tubes(round_.pk) == []
        assert orphans(round_.pk) == {}

    def decide(self, what, round_, subject):
        with suppress(AlreadySettled):
            getattr(rulings, what)(by=HAND, ruling=Ruling(round_, [subject], REASON[what]), now=NOON)


@pytest.fixture
def building(db):
    return a_building()


def test_opening_owes_everyone_present_once_and_names_them_in_walking_order(building):
    key, ids = building
    round_ = a_round()
    assert [target.subject_id for target in queries.gap(round_, key)] == ids
    assert queries.tally(round_, TOWN).owed == len(ids)


def test_the_same_proof_twice_changes_nothing(building):
    round_ = a_round()
    first, again = prove(round_, building[1][0], 1), prove(round_, building[1][0], 1)
    assert (first.outcome, again.outcome) == ("done", "repeat")
    assert Proof.objects.count() == 1
    assert Aside.objects.count() == 0


def test_another_proof_of_the_same_person_is_kept_and_flagged(building):
    round_ = a_round()
    prove(round_, building[1][0], 1)
    extra = prove(round_, building[1][0], 2)
    assert extra.outcome == "extra"
    assert extra.flags == ("duplicate_person",)
    again = prove(round_, building[1][0], 2)
    assert (again.outcome, again.flags) == ("repeat", ("duplicate_person",))  # said again: still one row
    assert Aside.objects.filter(kind="extra").count() == 1


def test_one_id_with_two_bodies_is_flagged_and_both_are_kept(building):
    round_ = a_round()
    prove(round_, building[1][0], 1)
    other = prove(round_, building[1][1], 1)
    assert other.outcome == "conflict"
    assert other.flags == ("conflicting_repeat",)
    assert queries.tally(round_, TOWN).done == 1


def test_a_batch_with_the_same_person_twice_settles_one_target(building):
    round_ = a_round()
    facts = [
        intake.ProofFact(event_id=UUID(int=n), subject_id=building[1][0], seen_at=NOON, place=SPRING) for n in (1, 2, 1)
    ]
    receipts = intake.record_proofs(round_=round_, facts=facts, device="d", by="b", now=NOON)
    assert sorted(receipt.outcome for receipt in receipts) == ["done", "extra", "repeat"]
    assert queries.tally(round_, TOWN).done == 1


def test_a_proof_overrules_an_excuse(building):
    round_ = a_round()
    rulings.excuse(by=HAND, ruling=Ruling(round_, [building[1][0]], "bedridden"), now=NOON)
    assert queries.tally(round_, TOWN).excused == 1
    prove(round_, building[1][0], 1)
    counts = queries.tally(round_, TOWN)
    assert (counts.done, counts.excused) == (1, 0)


def test_an_excuse_never_undoes_a_proof(building):
    round_ = a_round()
    prove(round_, building[1][0], 1)
    with pytest.raises(Refusal) as why:
        rulings.excuse(by=HAND, ruling=Ruling(round_, [building[1][0]], "bedridden"), now=NOON)
    assert why.value.code == "coverage.already_settled"
    assert Decision.objects.count() == 0


def test_a_proof_after_the_deadline_is_late_but_counts(building):
    round_ = a_round(due_in=timedelta(hours=1))
    fact = intake.ProofFact(UUID(int=1), building[1][0], NOON + timedelta(hours=2), SPRING)
    receipt = intake.record_proofs(round_=round_, facts=[fact], device="d", by="b", now=NOON + timedelta(hours=2))[0]
    assert (receipt.outcome, receipt.flags) == ("done", ("late",))


def test_somebody_unknown_is_kept_as_a_stranger_until_a_person_says_who(building):
    newcomer = a_building(number=2, floors=1, doors=1, people=1)[1][0]
    round_ = a_round(area=SPRING)
    rulings.release(by=HAND, ruling=Ruling(round_, [newcomer], "moved"), now=NOON)
    receipt = prove(round_, UNKNOWN, 7)
    assert (receipt.outcome, receipt.flags) == ("stranger", ("not_on_roster",))
    waiting = queries.strangers(round_, TOWN)[0]
    outcome = strangers.recognise(
        by=HAND, round_=round_, which=strangers.Which(waiting.part, waiting.event_id), subject_id=newcomer,
        reason="arrived", now=NOON,
    )  # fmt: skip
    assert outcome == "done"
    assert queries.strangers(round_, TOWN) == []
    assert queries.tally(round_, TOWN).released == 0
