"""What laboratories decide: words, records, clusters, doubts, load. Pure."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.labs.rules import clustering, load
from wanjia.labs.rules.doubts import InWell, doubts
from wanjia.labs.rules.record import Found, Standing, standing
from wanjia.labs.rules.settling import Meaning, meaning
from wanjia.labs.rules.values import SEVERITY, is_abnormal, value_of

VALUES = st.sampled_from(sorted(SEVERITY))
DAY = datetime.fromisoformat("2022-04-04T08:00")
FOUND = st.builds(
    Found, st.sampled_from(["", *sorted(SEVERITY)]), st.booleans(),
    st.one_of(st.none(), st.integers(0, 5).map(lambda h: DAY + timedelta(hours=h))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("阴性", "negative"), (" 阴性 ", "negative"), ("（+）", "positive"), ("NEGATIVE", "negative"),
     ("未检出", "negative"), ("混管异常", "doubtful"), ("灰区", "doubtful"), ("无内参", "invalid"),
     ("待定？", None), ("", None)],
)  # fmt: skip
def test_the_words_of_laboratories(text, value):
    assert value_of(text) == value


class TestRecord:
    @given(st.lists(FOUND, min_size=1))
    def test_no_pool_ever_makes_anybody_positive(self, tubes):
        if all(tube.is_pool for tube in tubes):
            assert standing(tubes) is not Standing.POSITIVE

    @given(st.lists(FOUND, min_size=1), st.randoms())
    def test_the_order_in_which_tubes_are_read_does_not_matter(self, tubes, random):
        shuffled = list(tubes)
        random.shuffle(shuffled)
        assert standing(tubes) == standing(shuffled)

    @given(st.lists(FOUND))
    def test_a_positive_swab_of_ones_own_is_outweighed_by_nothing(self, tubes):
        assert standing([*tubes, Found("positive", False, DAY)]) is Standing.POSITIVE

    @given(st.lists(st.builds(Found, VALUES, st.just(True)), min_size=1))
    def test_an_abnormal_pool_asks_whatever_the_other_pools_say(self, pools):
        expected = any(is_abnormal(pool.value) for pool in pools)
        assert (standing(pools) is Standing.RECHECK) == expected

    def test_a_negative_swab_of_ones_own_answers_the_pool(self):
        assert standing([Found("positive", True, DAY), Found("negative", False, DAY)]) is Standing.NEGATIVE

    def test_a_doubtful_swab_after_the_negative_one_asks_again(self):
        tubes = [Found("negative", False, DAY), Found("doubtful", False, DAY + timedelta(hours=2))]
        assert standing(tubes) is Standing.RECHECK

    def test_without_a_report_somebody_waits_and_without_a_tube_nothing_is_known(self):
        assert standing([Found("", True)]) is Standing.WAITING
        assert standing([]) is None
        assert standing([Found("invalid", True)]) is Standing.RESAMPLE


class TestMeaning:
    @given(st.integers(2, 20), VALUES, st.one_of(st.none(), VALUES))
    def test_a_pool_never_opens_a_case_and_frees_nobody(self, people, value, before):
        assert not {Meaning.CASE, Meaning.FREE, Meaning.TAKE_BACK} & set(
            meaning(people=people, value=value, before=before)
        )

    @given(st.integers(1, 20), st.lists(VALUES, min_size=1, max_size=6))
    def test_asking_and_clearing_take_turns(self, people, values):
        asked, before = 0, None
        for value in values:
            for step in meaning(people=max(people, 2), value=value, before=before):
                asked += {Meaning.ASK: 1, Meaning.CLEAR: -1}.get(step, 0)
            assert asked == (1 if is_abnormal(value) else 0)
            before = value

    def test_a_positive_taken_back_is_taken_back_before_the_new_value_counts(self):
        assert meaning(people=1, value="negative", before="positive") == (Meaning.TAKE_BACK, Meaning.FREE)


class TestClusters:
    @given(st.integers(0, 40), st.floats(0.001, 30))
    def test_the_tail_is_a_probability_that_falls(self, number, mean):
        assert 0 <= clustering.tail(number + 1, mean) <= clustering.tail(number, mean) <= 1

    def test_trap_14_thirteen_positives_in_one_run_are_looked_at_first(self):
        mean = clustering.expected(others_positive=40, others=5000, tubes=94, is_pool=True)
        assert clustering.is_cluster(positives=13, mean=mean)

    def test_a_household_is_no_cluster_and_neither_is_a_usual_day(self):
        assert not clustering.is_cluster(positives=3, mean=0.01)
        mean = clustering.expected(others_positive=40, others=5000, tubes=1250, is_pool=True)
        assert not clustering.is_cluster(positives=14, mean=mean)

    def test_single_swabs_of_abnormal_pools_are_held_against_their_like(self):
        mean = clustering.expected(others_positive=0, others=0, tubes=20, is_pool=False)
        assert not clustering.is_cluster(positives=4, mean=mean)
        assert clustering.is_cluster(positives=13, mean=clustering.expected(
            others_positive=3, others=40, tubes=13, is_pool=False))  # fmt: skip


class TestDoubts:
    def test_trap_13_tubes_tested_as_one_are_named_by_their_well(self):
        tubes = [InWell("T-1", "A1"), InWell("T-2", "a1"), InWell("T-3", "A1"), InWell("T-4", "A2")]
        [found] = doubts(tubes, None)
        assert (found.kind, found.well, found.codes) == ("shared_well", "A1", ("T-1", "T-2", "T-3"))

    def test_trap_13_fewer_reactions_than_tubes_are_counted(self):
        [found] = doubts([InWell(f"T-{n}", f"A{n}") for n in range(6)], 2)
        assert (found.kind, found.missing) == ("too_few_tests", 4)

    @given(st.lists(st.integers(1, 96), unique=True, min_size=1), st.booleans())
    def test_a_well_for_each_tube_raises_no_doubt(self, wells, is_told):
        tubes = [InWell(f"T-{n}", f"W{n}") for n in wells]
        assert doubts(tubes, len(tubes) if is_told else None) == []


class TestLoad:
    def test_day_and_night_it_is_the_backlog_over_the_pace(self):
        assert load.finish(240, 480, load.Hours(), DAY) == DAY + timedelta(hours=12)

    def test_closed_hours_are_left_out(self):
        hours = load.Hours(time(8), time(18))
        assert load.finish(600, 600, hours, DAY) == DAY + timedelta(hours=10)
        assert load.finish(660, 600, hours, DAY) == DAY + timedelta(days=1, hours=1)

    def test_past_midnight(self):
        hours = load.Hours(time(20), time(4))
        assert hours.is_open(DAY.replace(hour=23))
        assert not hours.is_open(DAY)
        assert load.finish(1, 480, hours, DAY) == DAY.replace(hour=20) + timedelta(minutes=1)

    @given(st.integers(0, 5000), st.integers(0, 5000), st.integers(100, 5000),
           st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda pair: pair[0] != pair[1]))  # fmt: skip
    def test_more_tubes_are_never_done_earlier(self, some, more, capacity, pair):
        hours = load.Hours(time(pair[0]), time(pair[1]))
        early = load.finish(some, capacity, hours, DAY)
        assert DAY <= early <= load.finish(some + more, capacity, hours, DAY)
