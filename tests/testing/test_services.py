"""Commands on sites: what they write, what they decline, who may, and that the log says so."""

from datetime import timedelta

import pytest

from tests.testing.ground import HOURS, a_site, said
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account, areas
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.testing import queries, services
from wanjia.testing.models import Lane, Opening, PostCount, PostHolder, Site, SiteCheck, Slot
from wanjia.testing.refusals import NoSuchLane, ReasonWanted, SiteClosed, WrongHours, WrongPlace

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    areas()
    return a_site()


def standing(site):
    site.refresh_from_db()
    return queries.standings([site])[site.pk]


class TestSites:
    def test_a_site_stands_with_both_plans_and_the_lanes_of_the_larger_one(self, site):
        assert (standing(site).capacity, standing(site).working) == (50, 2)
        assert Lane.objects.filter(site=site).count() == 2

    def test_the_distance_makes_the_capacity(self):
        areas()
        assert standing(a_site(spacing="1.0")).capacity == 100

    @pytest.mark.parametrize("place", [TOWN, 999999001001010001])
    def test_it_serves_a_committee_or_a_compound(self, place):
        areas()
        with pytest.raises(WrongPlace):
            a_site(place)

    def test_correcting_keeps_it_in_its_committee_and_adds_lanes(self, site):
        services.correct_site(by=HAND, site=site, said=said(name="南门", lanes=4), now=NOON)
        assert standing(site).working == 4
        assert site.name == "南门"
        with pytest.raises(WrongPlace):
            services.correct_site(by=HAND, site=site, said=said(SUMMER), now=NOON)

    def test_fewer_lanes_in_the_plan_leave_the_lanes_where_they_are(self, site):
        services.correct_site(by=HAND, site=site, said=said(lanes=1), now=NOON)
        assert standing(site).working == 1
        services.correct_site(by=HAND, site=site, said=said(lanes=2), now=NOON)
        assert standing(site).working == 2

    def test_taken_down_it_answers_no_command_and_keeps_what_was_counted(self, site):
        services.count_at_desk(by=HAND, site=site, post="queue", waiting=3, now=NOON)
        with pytest.raises(ReasonWanted):
            services.close_site(by=HAND, site=site, reason=" ", now=NOON)
        services.close_site(by=HAND, site=site, reason="并到南门", now=NOON)
        with pytest.raises(SiteClosed):
            services.switch_variant(by=HAND, site=site, variant="rainy", reason="雨", now=NOON)
        site.refresh_from_db()
        with pytest.raises(SiteClosed):
            services.count_at_desk(by=HAND, site=site, post="queue", waiting=3, now=NOON)
        assert PostCount.objects.count() == 1
        assert queries.sites(SPRING) == []

    def test_the_list_has_what_serves_the_area_or_part_of_it(self, site):
        inside = a_site(99999900100101, name="新苑")
        a_site(SUMMER, name="夏荷")
        assert {s.pk for s in queries.sites(99999900100101)} == {site.pk, inside.pk}
        assert [s.pk for s in queries.sites(99999900100102)] == [site.pk]
        assert len(queries.sites(TOWN)) == 3


class TestHours:
    def test_what_was_said_before_is_replaced(self, site):
        a_building()
        round_ = a_round()
        services.set_openings(by=HAND, site=site, round_=round_, windows=HOURS, now=NOON)
        later = ((NOON, NOON + timedelta(hours=1)), (NOON + timedelta(hours=2), NOON + timedelta(hours=3)))
        services.set_openings(by=HAND, site=site, round_=round_, windows=later, now=NOON)
        assert queries.openings([site], round_)[site.pk] == list(later)

    def test_the_end_lies_after_the_beginning(self, site):
        a_building()
        with pytest.raises(WrongHours):
            services.set_openings(by=HAND, site=site, round_=a_round(), windows=((NOON, NOON),), now=NOON)
        assert not Opening.objects.exists()


class TestTheDay:
    def test_rain_changes_lanes_and_line_and_wants_a_reason(self, site):
        with pytest.raises(ReasonWanted):
            services.switch_variant(by=HAND, site=site, variant="rainy", reason="", now=NOON)
        services.switch_variant(by=HAND, site=site, variant="rainy", reason="下雨了", now=NOON)
        assert (standing(site).capacity, standing(site).working) == (20, 1)
        line = AuditEntry.objects.get(act="site.switch")
        assert (line.reason, line.detail) == ("下雨了", {"variant": "rainy"})

    def test_a_closed_lane_and_one_that_goes_to_homes_take_nobody_from_the_queue(self, site):
        services.set_lane(by=HAND, site=site, number=1, is_open=False, kind="ordinary", now=NOON)
        assert standing(site).working == 1
        services.set_lane(by=HAND, site=site, number=2, is_open=True, kind="home", now=NOON)
        assert standing(site).working == 0
        with pytest.raises(NoSuchLane):
            services.set_lane(by=HAND, site=site, number=9, is_open=True, kind="ordinary", now=NOON)
        with pytest.raises(NoSuchLane):
            services.set_lane(by=HAND, site=site, number=1, is_open=True, kind="x", now=NOON)

    def test_a_post_has_one_holder_and_remembers_the_one_before(self, site):
        for name in ("杨立冬", "孙大寒", ""):
            services.set_holder(by=HAND, site=site, post="queue", name=name, place="", now=NOON)
        assert PostHolder.objects.filter(site=site, until_at=None).count() == 0
        assert PostHolder.objects.filter(site=site).count() == 2

    def test_the_set_up_list_is_ticked_and_taken_back(self, site):
        a_building()
        round_ = a_round()
        for is_done in (True, True, False):
            services.tick(by=HAND, site=site, round_=round_, item="lines", is_done=is_done, now=NOON)
        assert not SiteCheck.objects.exists()

    def test_a_word_that_no_form_sends_is_not_found(self, site):
        with pytest.raises(NotFound):
            services.set_holder(by=HAND, site=site, post="bar", name="x", place="", now=NOON)
        with pytest.raises(NotFound):
            services.switch_variant(by=HAND, site=site, variant="snow", reason="x", now=NOON)

    def test_a_count_is_never_below_nothing_and_the_latest_is_shown(self, site):
        services.count_at_desk(by=HAND, site=site, post="queue", waiting=7, now=NOON)
        services.count_at_desk(by=HAND, site=site, post="queue", waiting=-3, now=NOON + timedelta(minutes=1))
        count = queries.counts([site], NOON + timedelta(minutes=1))[site.pk, "queue"]
        assert (count.waiting, count.is_fresh(NOON + timedelta(minutes=12))) == (0, False)
        assert queries.counts([site], NOON + timedelta(hours=19)) == {}


ACTS = {
    "the hand at the tables": ("tester", {"count", "lane"}),
    "a worker": ("worker", {"count", "lane", "switch", "edit"}),
    "a viewer": ("viewer", set()),
}  # fmt: skip


@pytest.mark.parametrize("who", ACTS)
def test_who_may_what(site, who):
    role, allowed = ACTS[who]
    by = actor_of(an_account(role, role, SPRING), NOON)
    tries = {
        "count": lambda: services.count_at_desk(by=by, site=site, post="queue", waiting=1, now=NOON),
        "lane": lambda: services.set_lane(by=by, site=site, number=1, is_open=False, kind="ordinary", now=NOON),
        "switch": lambda: services.switch_variant(by=by, site=site, variant="rainy", reason="雨", now=NOON),
        "edit": lambda: services.correct_site(by=by, site=site, said=said(), now=NOON),
    }
    for name, try_ in tries.items():
        if name in allowed:
            try_()
        else:
            with pytest.raises(NotAllowed):
                try_()


def test_closing_drops_slots_that_nobody_called(site):
    from tests.testing.ground import a_slot

    key, _ids = a_building()
    round_ = a_round()
    a_slot(site, round_, key)
    kept = a_slot(site, round_, key + 1, called_at=NOON, called_by="杨")
    services.close_site(by=HAND, site=site, reason="x", now=NOON)
    assert [slot.pk for slot in Slot.objects.all()] == [kept.pk]
    assert Site.objects.get().closed_at == NOON
