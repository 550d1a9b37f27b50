"""What holds for a person, and how much it costs to know."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.labs.ground import LATER, a_day, a_lab, a_tube, report
from tests.world import NOON, SPRING, SUMMER, TOWN
from wanjia.coverage.models import Round
from wanjia.hot import results as hot
from wanjia.labs import queries, seeing
from wanjia.labs.models import Cluster, Seen
from wanjia.labs.rules.record import Standing
from wanjia.platform.models import OutboxEvent


def of(person, round_, now=LATER):
    return queries.results_of([person], [round_], now)[person, round_.pk]


@pytest.mark.django_db
class TestResultOfRecord:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()

    def test_sampled_and_not_reported_is_waiting(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            found = of(self.people[0], self.round)
        assert (found.standing, found.tube.code) == (Standing.WAITING, "T-1")

    def test_the_tube_tells_its_people_without_a_row_for_any(self):
        report(self.lab, {"T-1": "negative"})
        found = queries.results_of(self.people, [self.round], LATER)
        assert [found[p, self.round.pk].standing for p in self.people[:5]] == ["negative"] * 4 + ["waiting"]

    def test_trap_12_after_a_recheck_the_screening_says_what_the_own_swab_said(self):
        report(self.lab, {"T-1": "positive"})
        assert of(self.people[0], self.round).standing is Standing.RECHECK
        recheck = Round.objects.get(obligation="recheck")
        a_tube(recheck, "S-1", self.people[:1], at=LATER + timedelta(hours=1))
        report(self.lab, {"S-1": "negative"}, at=LATER + timedelta(hours=4))
        assert of(self.people[0], self.round).standing is Standing.NEGATIVE
        assert of(self.people[1], self.round).standing is Standing.RECHECK
        assert not queries.is_held(self.people[0])
        assert queries.is_held(self.people[1])

    def test_somebody_with_only_an_extra_swab_in_the_abnormal_pool_is_asked_too(self):
        a_tube(self.round, "T-9", [*self.people[8:10], self.people[0]], at=NOON + timedelta(minutes=9))
        report(self.lab, {"T-1": "negative", "T-9": "positive"})
        assert of(self.people[0], self.round).standing is Standing.RECHECK

    def test_who_was_not_sampled_has_no_line(self):
        _other, _tubes, people = self.round, self.tubes, self.people
        assert queries.results_of([people[0] + 999], [self.round], LATER) == {}


@pytest.mark.django_db
class TestSeeing:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()

    def test_a_resident_sees_a_pool_as_a_pool_and_what_comes_next(self):
        report(self.lab, {"T-1": "positive"})
        [line] = seeing.results_for(self.people[0], LATER)
        assert line.standing is Standing.RECHECK
        assert "单独采样" in line.note
        assert "阳性" not in line.note

    def test_trap_12_a_correction_is_explained_and_whoever_saw_the_old_one_is_listed(self):
        report(self.lab, {"T-1": "negative"})
        for person in self.people[:2]:
            seeing.results_for(person, LATER)
        report(self.lab, [("T-1", "positive", "", "", "两份样本互换")], at=LATER + timedelta(hours=1))
        tube = self.tubes[0]
        assert {row.who for row in seeing.misled(tube.part, tube.event_id)} == {str(p) for p in self.people[:2]}
        [line] = seeing.results_for(self.people[0], LATER + timedelta(hours=2))
        assert "两份样本互换" in line.note
        assert seeing.seen_by(seeing.misled(tube.part, tube.event_id)) == [self.people[1]]

    def test_looking_twice_is_one_sight(self):
        report(self.lab, {"T-1": "negative"})
        seeing.results_for(self.people[0], LATER)
        seeing.results_for(self.people[0], LATER + timedelta(hours=1))
        assert Seen.objects.get().seen_at == LATER


@pytest.mark.django_db
class TestLists:
    def test_pools_are_listed_where_their_people_live(self, django_assert_num_queries):
        lab = a_lab()
        a_day()
        report(lab, {"T-1": "positive", "T-2": "doubtful"})
        with django_assert_num_queries(4):
            found = queries.pools(SPRING, LATER)
        assert [(pool.code, len(pool.people), pool.decided) for pool in found] == [("T-1", 4, 0), ("T-2", 4, 0)]
        assert queries.pools(SUMMER, LATER) == []
        assert queries.waiting_count(TOWN) == 8

    def test_a_laboratory_is_seen_from_its_district_and_not_from_another(self):
        lab = a_lab()
        assert list(queries.labs_for(SPRING)) == [lab]
        assert list(queries.labs_for(888888001001)) == []

    def test_loads_count_what_was_reported_today(self, django_assert_num_queries):
        lab = a_lab(tubes_a_day=10)
        a_day()
        report(lab, {"T-1": "positive", "T-2": "negative", "X": "negative"})
        with django_assert_num_queries(2):
            [load] = queries.loads([lab], LATER.date())
        assert (load.tubes, load.abnormal, load.loose, load.share) == (2, 1, 1, 0.2)

    def test_trap_13_a_run_with_tubes_tested_as_one_is_doubtful(self):
        lab = a_lab()
        a_day()
        report(lab, [(f"T-{n}", "negative", "R-1", "A1") for n in (1, 2, 3)], tests={"R-1": 1})
        [line] = queries.runs(lab, LATER)
        assert [(doubt.kind, doubt.missing) for doubt in line.doubts] == [("shared_well", 0), ("too_few_tests", 2)]

    def test_a_doubtful_run_is_found_behind_a_hundred_newer_ones(self):
        lab = a_lab()
        a_day(tubes=103, size=2)
        report(lab, [(f"T-{n}", "negative", "R-1", "A1") for n in (1, 2)], tests={"R-1": 2})
        later = LATER + timedelta(minutes=1)
        report(lab, [(f"T-{n}", "negative", f"R-{n}", "A1") for n in range(3, 104)], at=later)
        assert [line.run.code for line in queries.runs(lab, later) if line.doubts] == []
        [line] = queries.doubtful([lab], later)
        assert (line.run.code, [doubt.codes for doubt in line.doubts]) == ("R-1", [("T-1", "T-2")])


class TestDoubtfulTwin(TestCase):
    @settings(max_examples=15)
    @given(
        st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["A1", "a1", "B2", ""]), st.integers(1, 2)), max_size=8),
        st.sampled_from([None, 1, 2, 9]),
    )
    def test_counting_wells_passes_over_no_run_that_is_odd(self, told, tests):
        lab = a_lab()
        a_day(tubes=4, size=2)
        for number, (tube, well, run) in enumerate(told):
            rows = [(f"T-{tube}", "negative", f"R-{run}", well)]
            report(lab, rows, tests={f"R-{run}": tests} if tests else {}, at=LATER + timedelta(minutes=number))
        now = LATER + timedelta(hours=1)
        slow = [(line.run.code, line.doubts) for line in queries.runs(lab, now) if line.doubts]
        assert [(line.run.code, line.doubts) for line in queries.doubtful([lab], now)] == slow


@pytest.mark.django_db
class TestClusters:
    def test_trap_14_many_positives_of_one_run_ring_before_anybody_is_moved(self):
        lab = a_lab()
        round_, _tubes, _people = a_day(tubes=30, size=2)
        rows = [(f"T-{n}", "positive" if n <= 13 else "negative", "R-1") for n in range(1, 31)]
        report(lab, rows)
        cluster = Cluster.objects.get(scope="run")
        assert (cluster.positives, cluster.tubes, cluster.is_pool, cluster.parts) == (13, 30, True, [SPRING])
        assert cluster in queries.clusters(TOWN, LATER)
        assert round_.state == "open"

    def test_single_swabs_name_the_people_to_hold(self):
        lab = a_lab()
        round_, _tubes, people = a_day(tubes=4, size=4)
        for n, person in enumerate(people):
            a_tube(round_, f"S-{n}", [person], at=NOON + timedelta(minutes=20 + n))
        report(lab, [(f"S-{n}", "positive", "R-2") for n in range(len(people))])
        found = OutboxEvent.objects.filter(name="labs.cluster_found", payload__scope="run").get()
        assert sorted(found.payload["subjects"]) == sorted(str(person) for person in people)


class TestTwin(TestCase):
    @settings(max_examples=15)
    @given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["negative", "positive", "invalid"])), max_size=8))
    def test_the_join_agrees_with_looking_at_each_person(self, reports):
        lab = a_lab()
        round_, _tubes, people = a_day(tubes=4)
        for number, (tube, value) in enumerate(reports):
            report(lab, {f"T-{tube}": value}, at=LATER + timedelta(minutes=number))
        fast = {(row.subject_id, row.tube_id, row.value, row.version) for row in hot.tubes_of(people, [round_.pk])}
        assert fast == queries.tubes_of_slow(people, [round_.pk])
