"""Results from laboratories: kept once on their tube, in versions; whatever is odd stays in sight."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.labs.ground import LATER, a_day, a_lab, a_tube, report
from tests.world import NOON
from wanjia.coverage import queries, rulings
from wanjia.coverage.models import Round
from wanjia.labs import queries as labs
from wanjia.labs.intake import OUTCOMES
from wanjia.labs.models import LabDay, LooseResult, Recheck, Report, Result, Run
from wanjia.platform.models import AuditEntry, OutboxEvent


def told(name):
    return list(OutboxEvent.objects.filter(name=name).order_by("created_at"))


@pytest.mark.django_db
class TestReports:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()

    def test_a_result_is_one_row_on_its_tube_and_none_for_its_people(self):
        made = report(self.lab, {"T-1": "negative", "T-2": "negative"})
        assert made.counts == dict.fromkeys(OUTCOMES, 0) | {"new": 2}
        assert sorted(Result.objects.values_list("tube_id", "version", "value", "is_pool")) == sorted(
            (tube.event_id, 1, "negative", True) for tube in self.tubes[:2]
        )
        assert not Recheck.objects.exists()
        assert LabDay.objects.get().pools == 2

    def test_the_same_body_again_is_the_same_report(self):
        first = report(self.lab, {"T-1": "positive"})
        again = report(self.lab, {"T-1": "positive"})
        assert (first.id, Result.objects.count(), Recheck.objects.count()) == (again.id, 1, 4)
        assert LabDay.objects.get().pools_abnormal == 1

    def test_the_same_in_another_body_changes_nothing(self):
        report(self.lab, {"T-1": "positive"})
        made = report(self.lab, {"T-1": "positive"}, at=LATER + timedelta(minutes=5))
        assert made.counts["same"] == 1
        assert (Result.objects.count(), Recheck.objects.count(), LabDay.objects.get().pools) == (1, 4, 1)

    def test_another_value_becomes_the_next_version_and_the_first_stays(self):
        report(self.lab, {"T-1": "negative"})
        lines = [("T-1", "positive", "", "", "样本编号录错")]
        made = report(self.lab, lines, at=LATER + timedelta(minutes=5))
        assert made.counts["corrected"] == 1
        assert made.problems == [[1, "code", "corrected", "T-1"]]
        versions = Result.objects.order_by("version").values_list("version", "value", "reason", "flags")
        assert list(versions) == [(1, "negative", "", []), (2, "positive", "样本编号录错", ["corrected"])]

    def test_a_result_for_an_unknown_tube_is_kept_and_named(self):
        made = report(self.lab, {"T-1": "negative", "X-9": "positive"})
        assert made.counts["unknown_tube"] == 1
        assert made.problems == [[2, "code", "unknown_tube", "X-9"]]
        loose = LooseResult.objects.get()
        assert (loose.code, loose.value, loose.why, loose.resolved_at) == ("X-9", "positive", "unknown_tube", None)

    def test_a_code_on_two_tubes_is_given_to_neither(self):
        a_tube(self.round, "T-1", self.people[8:10], at=NOON + timedelta(minutes=3))
        made = report(self.lab, {"T-1": "positive"})
        assert made.counts["two_tubes"] == 1
        assert not Result.objects.exists()
        assert LooseResult.objects.get().why == "two_tubes"

    def test_one_code_with_two_values_counts_as_the_graver_one(self):
        made = report(self.lab, [("T-1", "negative"), ("T-1", "positive")])
        assert (made.counts["new"], made.counts["repeated"]) == (1, 1)
        result = Result.objects.get()
        assert (result.value, result.flags) == ("positive", ["twice_in_report"])

    def test_runs_are_written_down_once_and_count_their_tubes(self):
        report(self.lab, [("T-1", "negative", "R-1", "A1"), ("T-2", "positive", "R-1", "A2")], tests={"R-1": 2})
        report(self.lab, [("T-3", "negative", "R-1", "A3")], at=LATER + timedelta(minutes=5), tests={"R-1": 3})
        run = Run.objects.get()
        assert (run.code, run.tests, run.pools, run.pools_abnormal) == ("R-1", 3, 3, 1)

    def test_the_log_has_a_line_without_any_code_or_person(self):
        report(self.lab, {"T-1": "positive"})
        line = AuditEntry.objects.get(act="labs.report")
        assert "T-1" not in str(line.detail)
        assert line.detail["lines"] == 1

    def test_old_tubes_with_the_same_code_are_not_meant(self):
        a_tube(self.round, "T-1", self.people[8:10], at=NOON - timedelta(days=30))
        assert report(self.lab, {"T-1": "negative"}).counts["new"] == 1


@pytest.mark.django_db
class TestAbnormalPools:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()

    def recheck_round(self):
        return Round.objects.get(obligation="recheck")

    def test_each_person_of_the_pool_is_asked_by_name_while_the_round_goes_on(self):
        report(self.lab, {"T-2": "positive", "T-1": "negative"})
        round_ = self.recheck_round()
        assert sorted(t.subject_id for t in queries.gap(round_, round_.area)) == sorted(self.people[4:8])
        assert (round_.pool_size, round_.due_at - round_.opens_at) == (1, timedelta(hours=24))
        assert Round.objects.get(pk=self.round.pk).state == "open"
        assert {row.round_id for row in Recheck.objects.all()} == {round_.pk}
        assert [event.payload["subjects"] for event in told("labs.pool_abnormal")] == [
            [str(person) for person in self.people[4:8]]
        ]

    def test_a_pool_opens_no_case_whatever_it_says(self):
        report(self.lab, {"T-1": "positive", "T-2": "doubtful"})
        assert not told("labs.single_positive")

    def test_a_second_pool_of_the_day_joins_the_same_round(self):
        report(self.lab, {"T-1": "positive"})
        report(self.lab, {"T-2": "doubtful"}, at=LATER + timedelta(hours=1))
        assert queries.tally(self.recheck_round(), self.recheck_round().area).owed == 8

    def test_somebody_in_two_abnormal_pools_is_owed_once_and_asked_twice(self):
        a_tube(self.round, "T-9", self.people[:1], at=NOON + timedelta(minutes=5))
        other = a_tube(self.round, "T-8", self.people[:2], at=NOON + timedelta(minutes=9))
        report(self.lab, {"T-1": "positive", "T-8": "positive"})
        assert Recheck.objects.filter(subject_id=self.people[0]).count() == 2
        assert queries.tally(self.recheck_round(), self.recheck_round().area).owed == 4
        assert other.members == self.people[:2]

    def test_a_pool_corrected_to_negative_asks_nobody_any_more(self):
        report(self.lab, {"T-1": "positive"})
        report(self.lab, {"T-1": "negative"}, at=LATER + timedelta(minutes=20))
        assert set(Recheck.objects.values_list("outcome", flat=True)) == {"withdrawn"}
        assert queries.tally(self.recheck_round(), self.recheck_round().area).open == 0
        assert len(told("labs.pool_cleared")) == 1

    def test_corrected_again_it_asks_again(self):
        for minutes, value in enumerate(("positive", "negative", "positive")):
            report(self.lab, {"T-1": value}, at=LATER + timedelta(minutes=minutes))
        assert queries.tally(self.recheck_round(), self.recheck_round().area).open == 4
        assert Recheck.objects.filter(decided_at=None).count() == 4

    def test_an_invalid_tube_makes_its_people_missing_again(self):
        before = queries.tally(self.round, self.round.area).open
        report(self.lab, {"T-1": "invalid"})
        assert queries.tally(self.round, self.round.area).open == before + 4
        assert set(rulings.states_of(self.round.pk, self.people[:4]).values()) == {"open"}

    def test_a_stranger_in_the_pool_stays_in_the_tube_and_breaks_nothing(self):
        a_tube(self.round, "T-7", [self.people[0], None], place=self.tubes[0].place)
        report(self.lab, {"T-7": "positive"})
        assert list(Recheck.objects.values_list("subject_id", flat=True)) == [self.people[0]]


@pytest.mark.django_db
class TestSingleSwabs:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()
        report(self.lab, {"T-1": "positive"})
        self.recheck = Round.objects.get(obligation="recheck")
        self.swab = a_tube(self.recheck, "S-1", self.people[:1], at=LATER + timedelta(hours=1))

    def test_a_positive_one_is_told_with_the_person(self):
        report(self.lab, {"S-1": "positive"}, at=LATER + timedelta(hours=4))
        [event] = told("labs.single_positive")
        assert event.payload["subjects"] == [str(self.people[0])]
        assert event.payload["lab"] == self.lab.name
        assert Recheck.objects.get(subject_id=self.people[0]).outcome == "positive"
        assert Recheck.objects.filter(decided_at=None).count() == 3

    def test_a_negative_one_decides_the_question(self):
        report(self.lab, {"S-1": "negative"}, at=LATER + timedelta(hours=4))
        assert Recheck.objects.get(subject_id=self.people[0]).outcome == "negative"
        assert len(told("labs.single_negative")) == 1

    def test_a_swab_taken_before_the_question_does_not_answer_it(self):
        early = a_tube(self.round, "S-0", self.people[1:2], at=NOON - timedelta(hours=1))
        report(self.lab, {"S-0": "negative"}, at=LATER + timedelta(hours=4))
        assert Recheck.objects.get(subject_id=early.members[0]).decided_at is None

    def test_a_positive_corrected_is_taken_back_and_the_question_decided_anew(self):
        report(self.lab, {"S-1": "positive"}, at=LATER + timedelta(hours=4))
        report(self.lab, {"S-1": "negative"}, at=LATER + timedelta(hours=5))
        assert len(told("labs.positive_withdrawn")) == 1
        assert Recheck.objects.get(subject_id=self.people[0]).outcome == "negative"


class TestEveryLineHasOneOutcome(TestCase):
    @settings(max_examples=25)
    @given(
        st.lists(
            st.tuples(st.sampled_from(["T-1", "T-2", "S-1", "X-1", "D-1"]),
                      st.sampled_from(["negative", "positive", "doubtful", "invalid"])),
            min_size=1, max_size=12,
        ),
        st.integers(1, 4),
    )  # fmt: skip
    def test_whatever_is_said_in_whatever_pieces(self, lines, pieces):
        lab = a_lab()
        round_, _tubes, people = a_day(tubes=4)
        a_tube(round_, "S-1", people[8:9])
        a_tube(round_, "D-1", people[9:11])
        a_tube(round_, "D-1", people[11:13])
        for number in range(pieces):
            if piece := lines[number::pieces]:
                report(lab, piece, at=LATER + timedelta(minutes=number))
        assert sum(sum(made.counts.values()) for made in Report.objects.all()) == len(lines)
        for made in Report.objects.all():
            assert sum(made.counts.values()) == made.lines
        versions = list(Result.objects.values_list("tube_id", "version"))
        assert len(versions) == len(set(versions))
        asked = set(Recheck.objects.filter(decided_at=None).values_list("subject_id", flat=True))
        rounds = Round.objects.filter(obligation="recheck")
        still = {target.subject_id for r in rounds for target in queries.gap(r, r.area)}
        assert asked == still


@pytest.mark.django_db
class TestTestedAgain:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()
        rows = [(f"T-{n}", "negative", "R-1", "A1") for n in (1, 2, 3)]
        report(self.lab, rows, tests={"R-1": 1})

    def test_the_same_found_in_another_run_is_a_version_that_corrects_nothing(self):
        made = report(self.lab, [("T-1", "negative", "R-2", "B1")], at=LATER + timedelta(hours=1))
        assert (made.counts["retested"], made.counts["corrected"]) == (1, 0)
        last = Result.objects.order_by("-version").first()
        assert (last.version, last.flags, last.reason) == (2, ["retested"], "")

    def test_trap_13_tubes_tested_as_one_are_no_doubt_any_more_once_each_has_a_well_of_its_own(self):
        again = [(f"T-{n}", "negative", "R-2", f"B{n}") for n in (1, 2, 3)]
        report(self.lab, again, at=LATER + timedelta(hours=1), tests={"R-2": 3})
        assert [line.doubts for line in labs.runs(self.lab, LATER)] == [(), ()]
        assert LabDay.objects.get().pools == 6  # six reactions' worth of work
