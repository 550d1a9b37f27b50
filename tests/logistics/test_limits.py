"""Limits of links: dated versions with sources, none edited; a town's own after a second person; alarms that climb."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.logistics.ground import somebody
from tests.world import NOON, SPRING, SUMMER, TOWN, areas
from wanjia.kernel.errors import NotAllowed
from wanjia.logistics import presets
from wanjia.logistics.models import LinkLimit
from wanjia.logistics.presets import LimitSaid
from wanjia.logistics.refusals import BadLimit, LimitClosed, NoLimit, SecondPersonWanted, SourceWanted
from wanjia.logistics.rules import limits
from wanjia.logistics.rules.limits import OK, OVER, WARNING, Limit, Link, standing
from wanjia.platform.models import AuditEntry

FOUR_HOURS = Limit("box_lab", 240)
TODAY = date(2022, 3, 31)


def after(minutes):
    return NOON + timedelta(minutes=minutes)


class TestStanding:
    def test_it_warns_in_the_last_quarter_and_climbs_after_the_end(self):
        told = [(standing(NOON, FOUR_HOURS, after(minutes)).state, standing(NOON, FOUR_HOURS, after(minutes)).level)
                for minutes in (0, 179, 180, 239, 240, 249, 250, 280, 340, 900)]  # fmt: skip
        assert told == [(OK, 0), (OK, 0), (WARNING, 1), (WARNING, 1), (OVER, 1), (OVER, 1), (OVER, 2), (OVER, 3),
                        (OVER, 4), (OVER, 4)]  # fmt: skip

    def test_minutes_left_are_rounded_up_and_minutes_over_down(self):
        half = timedelta(seconds=30)
        assert standing(NOON, FOUR_HOURS, after(10) + half).minutes == 230
        assert standing(NOON, FOUR_HOURS, after(257) + half).minutes == 17

    def test_the_same_day_ends_at_midnight_in_shanghai(self):
        due = Limit("transfer", None).due_at(NOON)
        assert due == datetime(2022, 3, 31, 16, tzinfo=UTC)

    @given(st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 1440), st.lists(st.integers(0, 500), max_size=4))
    def test_state_and_level_never_go_back_as_time_goes_on(self, first, more, minutes, climbs):
        limit = Limit("box_lab", minutes, climbs=tuple(climbs))
        order = (OK, WARNING, OVER)
        before, now = standing(NOON, limit, after(first)), standing(NOON, limit, after(first + more))
        assert order.index(before.state) <= order.index(now.state)
        assert before.level <= now.level <= 4


@dataclass
class Row:
    link: str = "box_lab"
    kind: str = ""
    version: int = 1
    area: int | None = None
    effective_on: date = TODAY


class TestInForce:
    def test_the_smallest_area_that_wrote_one_wins_over_a_later_date_of_a_wider_one(self):
        wide, narrow = Row(effective_on=TODAY), Row(area=TOWN, effective_on=TODAY - timedelta(days=9), version=2)
        assert limits.in_force([wide, narrow], "box_lab", "", SPRING, TODAY) is narrow
        assert limits.in_force([wide, narrow], "box_lab", "", 999999002001, TODAY) is wide

    def test_a_version_takes_effect_on_its_day_and_not_before(self):
        old, new = Row(effective_on=TODAY - timedelta(days=30)), Row(version=2)
        assert limits.in_force([old, new], "box_lab", "", SPRING, TODAY - timedelta(days=1)) is old
        assert limits.in_force([old, new], "box_lab", "", SPRING, TODAY) is new

    def test_a_kind_without_a_limit_of_its_own_falls_back_on_the_links(self):
        general, fever = Row("lab_report"), Row("lab_report", "fever")
        assert limits.in_force([general, fever], "lab_report", "fever", SPRING, TODAY) is fever
        assert limits.in_force([general, fever], "lab_report", "dialysis", SPRING, TODAY) is general


@pytest.mark.django_db
class TestShipped:
    def test_every_link_has_a_limit_with_a_source_on_the_day_of_the_demo(self):
        held = presets.limits(SPRING, TODAY)
        assert {link for link, _kind in held} == set(Link)
        assert all(limit.source for limit in held.values())

    def test_the_reports_have_six_twelve_and_twenty_four_hours_by_kind(self):
        minutes = [presets.limit("lab_report", SPRING, TODAY, kind=kind).minutes
                   for kind in ("fever", "inpatient", "voluntary")]  # fmt: skip
        assert minutes == [360, 720, 1440]
        assert presets.limit("box_lab", SPRING, TODAY).minutes == 240

    def test_what_no_source_gives_says_so_and_is_of_low_confidence(self):
        presets.load()
        made_up = LinkLimit.objects.filter(source__contains="无出处")
        assert made_up.count() == 5
        assert set(made_up.values_list("confidence", flat=True)) == {"L"}

    def test_loading_again_changes_nothing(self):
        assert presets.load() == presets.load() == len(presets.shipped())

    def test_a_day_before_all_versions_has_no_limit(self):
        with pytest.raises(NoLimit):
            presets.limit("box_lab", SPRING, date(2019, 1, 1))

    def test_reading_one_limit_is_one_query(self, django_assert_num_queries):
        presets.load()
        with django_assert_num_queries(1):
            presets.limit("box_lab", SPRING, TODAY)


def said(**more):
    values = {"link": "box_lab", "kind": "", "minutes": 180, "warn_share": 0.5, "climbs": (0, 5, 20, 60),
              "effective_on": TODAY, "source": "万安街道防控办 3月30日 通知"} | more  # fmt: skip
    return LimitSaid(**values)


@pytest.mark.django_db
class TestOwnVersions:
    def test_a_towns_version_holds_once_another_person_has_confirmed_it(self):
        areas()
        presets.load()
        one, other = somebody("gu", "town", TOWN), somebody("he", "town", TOWN)
        row = presets.write_limit(by=one, area=TOWN, said=said(), now=NOON)
        assert presets.limit("box_lab", SPRING, TODAY).minutes == 240
        with pytest.raises(SecondPersonWanted):
            presets.confirm_limit(by=one, limit_id=row.pk, now=NOON)
        presets.confirm_limit(by=other, limit_id=row.pk, now=NOON)
        assert presets.limit("box_lab", SUMMER, TODAY).minutes == 180
        assert presets.limit("box_lab", 999998001001, TODAY).minutes == 240
        assert LinkLimit.objects.get(link="box_lab", area=None).minutes == 240  # the old one is never edited
        with pytest.raises(LimitClosed):
            presets.decline_limit(by=other, limit_id=row.pk, now=NOON)
        assert set(AuditEntry.objects.values_list("act", flat=True)) == {"chain.write_limit", "chain.confirm_limit"}

    def test_a_declined_version_never_holds(self):
        areas()
        one, other = somebody("gu", "town", TOWN), somebody("he", "town", TOWN)
        row = presets.write_limit(by=one, area=TOWN, said=said(), now=NOON)
        presets.decline_limit(by=other, limit_id=row.pk, now=NOON)
        presets.load()
        assert presets.limit("box_lab", SPRING, TODAY).minutes == 240

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [({"source": " "}, SourceWanted), ({"minutes": 0}, BadLimit), ({"minutes": None}, BadLimit),
         ({"climbs": (0, 30, 10, 60)}, BadLimit), ({"warn_share": 0.0}, BadLimit), ({"kind": "fever"}, BadLimit),
         ({"link": "nothing"}, BadLimit)],
    )  # fmt: skip
    def test_a_version_without_a_source_or_with_wild_figures_is_refused(self, more, refusal):
        areas()
        with pytest.raises(refusal):
            presets.write_limit(by=somebody("gu", "town", TOWN), area=TOWN, said=said(**more), now=NOON)

    def test_a_committees_worker_writes_none(self):
        areas()
        with pytest.raises(NotAllowed):
            presets.write_limit(by=somebody(), area=SPRING, said=said(), now=NOON)
