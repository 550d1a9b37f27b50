"""Zones: computed for the smallest unit, explained, never wider than the rule (trap 17); versions of rules."""

from datetime import date, timedelta

import pytest

from tests.isolation.ground import APRIL_12, COMPOUND, TODAY, a_positive, a_zone, rule, somebody, two_buildings
from tests.world import HAND, SPRING, TOWN
from wanjia.isolation import presets, queries, services, telling
from wanjia.isolation.explaining import explain_building
from wanjia.isolation.models import RegimeRule, UnitEvent
from wanjia.isolation.refusals import (
    BadTerms,
    HasZone,
    NoPlace,
    NotInEffect,
    NotThatTime,
    OrderClosed,
    ReasonWanted,
    RuleClosed,
    SecondPersonWanted,
    SourceWanted,
    TooEarly,
    TooWide,
    WordsWanted,
)
from wanjia.kernel.errors import NotAllowed
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Building, Household

pytestmark = pytest.mark.django_db

LATER = APRIL_12 + timedelta(days=5)
ON = TODAY + timedelta(days=5)


@pytest.fixture
def keys():
    return [key for key, _ids in two_buildings()]


def lift(key, on=ON):
    (held,) = explain_building(key, on).regimes
    return held.standing.lift_on


def test_trap_17_a_positive_restarts_its_own_building_and_no_other(keys):
    a_zone()
    before = [lift(key) for key in keys]
    a_positive(keys[0], at=LATER, now=LATER)
    assert [lift(key) for key in keys] == [ON + timedelta(days=14), before[1]]
    told = explain_building(keys[1], ON).regimes[0].standing.changes[-1]
    assert (told.what, told.before, told.after) == ("not_this_unit", before[1], before[1])


def test_trap_17_the_list_shows_each_unit_with_its_rule_its_dates_and_its_reason(keys):
    a_zone()
    a_positive(keys[0], at=LATER, now=LATER)
    (line,) = queries.zone_lines(SPRING, ON)
    ends = [(group.spots[0].building, group.regime.standing.lift_on) for group in line.groups]
    assert ends == [(keys[0], ON + timedelta(days=14)), (keys[1], TODAY + timedelta(days=14))]
    assert str(line.row) == "sh_closed v2"


def test_trap_17_under_a_rule_by_stair_the_other_stair_goes_on(keys):
    Building.objects.filter(key=keys[0]).update(stairs=2)
    a_zone(keys[0], line="closed", version=1)
    a_positive(keys[0], at=LATER, now=LATER, stair=2)
    found = {held.spot.stair: held.standing.lift_on for held in explain_building(keys[0], ON).regimes}
    assert found == {2: ON + timedelta(days=14), 1: TODAY + timedelta(days=14)}


def test_the_10_measures_restart_one_household_alone(keys):
    home = Household.objects.filter(building_key=keys[0]).first()
    december = date(2022, 12, 10)
    noon = APRIL_12.replace(month=12, day=10)
    a_zone(keys[0], line="high", version=3, since=december, now=noon)
    later = noon + timedelta(days=3)
    a_positive(keys[0], at=later, now=later, household_id=home.pk)
    found = explain_building(keys[0], december + timedelta(days=3)).regimes
    assert [(held.spot.household, held.standing.lift_on.day) for held in found] == [(home.pk, 18), (None, 15)]


def test_a_withdrawn_positive_moves_nothing_any_more(keys):
    a_zone()
    event = a_positive(keys[0], at=LATER, now=LATER)
    with pytest.raises(ReasonWanted):
        services.withdraw_event(by=HAND, event_id=event.pk, why="", now=LATER)
    services.withdraw_event(by=HAND, event_id=event.pk, why="复检阴性", now=LATER)
    assert lift(keys[0]) == TODAY + timedelta(days=14)
    with pytest.raises(OrderClosed):
        services.withdraw_event(by=HAND, event_id=event.pk, why="again", now=LATER)


def test_a_round_without_a_positive_of_the_compound_speaks_for_its_buildings(keys):
    a_zone()
    at = APRIL_12 + timedelta(days=12)
    a_positive(COMPOUND, at=at, now=at, kind="all_negative")
    held = explain_building(keys[1], TODAY + timedelta(days=14)).regimes[0].standing
    assert (held.state, held.stage, held.is_sure) == ("lifted", "precaution", True)


def test_of_two_zones_the_smaller_counts(keys):
    a_zone()
    a_zone(keys[0], line="sh_control", version=2)
    held = explain_building(keys[0], ON).held
    assert [str(one.row) for one in held] == ["sh_control v2"]
    lines = {line.row.line: line for line in queries.zone_lines(SPRING, ON)}
    assert [group.spots[0].building for group in lines["sh_closed"].groups] == [keys[1]]
    assert lines["sh_closed"].is_narrowed


def test_what_cannot_be_drawn(keys):
    a_zone()
    with pytest.raises(HasZone):
        a_zone()
    december, noon = date(2022, 12, 10), APRIL_12.replace(month=12, day=10)
    with pytest.raises(TooWide):
        a_zone(line="high", version=3, since=december, now=noon)
    with pytest.raises(NotAllowed):
        a_zone(keys[0], by=somebody("guan", "contact"))
    with pytest.raises(TooWide):
        a_zone(TOWN)


def test_a_positive_needs_its_building_and_a_source(keys):
    with pytest.raises(NoPlace):
        a_positive(COMPOUND)
    home = Household.objects.filter(building_key=keys[1]).first()
    with pytest.raises(NoPlace):
        a_positive(keys[0], household_id=home.pk)
    with pytest.raises(NotThatTime):
        a_positive(keys[0], at=LATER)
    assert UnitEvent.objects.count() == 0


def test_a_zone_lifts_by_time_when_its_last_unit_is_free(keys):
    zone = a_zone()
    with pytest.raises(TooEarly):
        services.end_zone(by=HAND, zone_id=zone.pk, reason="lifted", lift_on=None, now=APRIL_12)
    services.end_zone(by=HAND, zone_id=zone.pk, reason="lifted", lift_on=TODAY, now=APRIL_12)
    assert queries.zone_lines(SPRING, TODAY) == []
    with pytest.raises(OrderClosed):
        services.end_zone(by=HAND, zone_id=zone.pk, reason="lifted", lift_on=TODAY, now=APRIL_12)


def test_the_list_takes_as_many_queries_for_many_zones_as_for_one(keys, django_assert_max_num_queries):
    for key in keys:
        a_zone(key)
    a_zone()
    with django_assert_max_num_queries(4):
        assert len(queries.zone_lines(SPRING, ON)) == 3


class TestVersions:
    def test_loading_twice_adds_nothing_and_leaves_rows_alone(self, db):
        first = presets.load()
        RegimeRule.objects.filter(line="contact", version=1).update(note="核对过")
        assert presets.load() == first == len(presets.shipped())
        assert RegimeRule.objects.get(line="contact", version=1).note == "核对过"

    def test_a_new_version_leaves_the_old_one_and_what_runs_under_it(self, keys):
        zone, old = a_zone(), rule()
        terms = old.terms | {"phase": [{"days": 3, "stage": "closed"}], "lift": {}}
        said = {"terms": terms, "source": "街道通知 17", "title": "封 3 天", "effective_on": TODAY}
        made = presets.write_version(by=somebody("shu", "secretary"), based_on=old, area=SPRING, said=said, now=LATER)
        assert (made.version, made.based_on, made.area) == (5, old, SPRING)
        assert RegimeRule.objects.get(pk=old.pk).terms == old.terms
        assert zone.rule_id == old.pk
        presets.confirm_version(by=somebody("zhen", "secretary"), rule_id=made.pk, now=LATER)
        assert lift(keys[0]) == TODAY + timedelta(days=14)
        assert explain_building(keys[0], ON).regimes[0].standing.changes[-1].what == "not_for_running"

    def test_trap_15_a_version_of_the_desk_says_nothing_before_a_second_person_confirms_it(self, keys):
        a_zone()
        said = {"terms": {"phase": [{"days": 3, "stage": "closed"}]}, "source": "街道通知 17", "title": "封 3 天",
                "effective_on": ON, "applies_to_running": True}  # fmt: skip
        maker = somebody("shu", "secretary")
        made = presets.write_version(by=maker, based_on=rule(), area=SPRING, said=said, now=LATER)
        before = lift(keys[0])
        assert made not in presets.usable("zone", keys[0], ON)
        with pytest.raises(NotInEffect):
            a_zone(keys[1], version=made.version, since=ON, now=LATER)
        for hand in (maker, HAND):
            with pytest.raises(SecondPersonWanted):
                presets.confirm_version(by=hand, rule_id=made.pk, now=LATER)
        assert lift(keys[0]) == before
        presets.confirm_version(by=somebody("zhen", "secretary"), rule_id=made.pk, now=LATER)
        assert lift(keys[0]) == ON
        assert made in presets.usable("zone", keys[0], ON)
        with pytest.raises(RuleClosed):
            presets.confirm_version(by=somebody("huang", "secretary"), rule_id=made.pk, now=LATER)
        acts = AuditEntry.objects.filter(act__endswith="_rule").order_by("number").values_list("act", flat=True)
        assert list(acts) == ["isolation.write_rule", "isolation.confirm_rule"]

    def test_a_declined_version_stays_to_be_read_and_is_never_used(self, keys):
        said = {"terms": {"phase": [{"days": 3}]}, "source": "听说", "title": "封 3 天"}
        made = presets.write_version(by=HAND, based_on=rule(), area=SPRING, said=said, now=LATER)
        second = somebody("zhen", "secretary")
        with pytest.raises(ReasonWanted):
            presets.decline_version(by=second, rule_id=made.pk, why=" ", now=LATER)
        presets.decline_version(by=second, rule_id=made.pk, why="没有文号", now=LATER)
        made.refresh_from_db()
        assert (made.is_usable, made.waits, made.declined_reason) == (False, False, "没有文号")

    def test_a_version_that_says_so_changes_what_runs_and_is_named_as_the_reason(self, keys):
        a_zone()
        terms = {"phase": [{"days": 3, "stage": "closed"}]}
        said = {"terms": terms, "source": "街道通知 17", "title": "封 3 天", "effective_on": ON,
                "applies_to_running": True}  # fmt: skip
        made = presets.write_version(by=HAND, based_on=rule(), area=SPRING, said=said, now=LATER)
        presets.confirm_version(by=somebody("zhen", "secretary"), rule_id=made.pk, now=LATER)
        assert lift(keys[0]) == ON
        assert explain_building(keys[0], ON).regimes[0].standing.last_change.what == "new_rule"

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"source": ""}, SourceWanted),
            ({"title": " "}, WordsWanted),
            ({"terms": {"phase": [{"days": 0}]}}, BadTerms),
        ],
    )
    def test_a_version_without_a_source_or_with_unreadable_terms_is_declined(self, db, changed, refusal):
        said = {"terms": {"phase": []}, "source": "x", "title": "x"} | changed
        with pytest.raises(refusal):
            presets.write_version(by=HAND, based_on=rule(), area=SPRING, said=said, now=LATER)

    def test_only_whoever_may_open_rounds_there(self, db):
        said = {"terms": {"phase": []}, "source": "x", "title": "x"}
        with pytest.raises(NotAllowed):
            presets.write_version(by=somebody(), based_on=rule(), area=SPRING, said=said, now=LATER)


def test_the_explanation_as_json_names_phase_rule_source_remaining_and_lift_date(keys):
    a_zone()
    a_positive(keys[0], at=LATER, now=LATER)
    told = telling.told(explain_building(keys[0], ON))
    (one,) = told["regimes"]
    assert told["lift_on"] == one["lift_on"] == "2022-05-01"
    assert one["phase"] | {"leave": []} == {
        "number": 1, "of": 1, "stage": "closed", "place": "home", "day": 1, "of_days": 14, "first": "2022-04-17",
        "last": "2022-04-30", "leave": [],
    }  # fmt: skip
    assert (one["rule"]["version"], one["rule"]["source"]) == (2, "Xinhua 11 Apr 2022 (szb.jsw.com.cn)")
    assert one["would_lift"][0]["what"] == "all_negative_on_day"
    assert [change["what"] for change in one["changes"]] == ["begins", "positive"]
    assert one["changes"][1]["event_source"] == "实验室报告 17"
    assert {due["what"] for due in one["remaining"]} == {"waste"}
