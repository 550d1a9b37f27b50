"""报失并重采: a second person, everybody open again with the reason, nothing thrown away, found again or twice."""

import pytest

from tests.logistics.ground import a_box, a_courier, a_day, a_lab, a_tube, after, again, gave, somebody, took
from tests.world import HAND, NOON, SPRING, TOWN, areas
from wanjia.coverage import queries as coverage
from wanjia.coverage import signing
from wanjia.coverage.models import Aside, Decision, Proof, SignOff
from wanjia.hot.recount import orphans, recount, tubes
from wanjia.kernel.errors import NotAllowed
from wanjia.logistics import losing, queries
from wanjia.logistics.losing import LossSaid
from wanjia.logistics.refusals import BoxLost, BoxNotLost, ReasonWanted, SecondPersonWanted, TakenIn
from wanjia.logistics.rules.boxes import State
from wanjia.platform import audit
from wanjia.platform.models import AuditEntry, OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    """A sealed box with three tubes of two people each, six of twelve people done, two people at the desk."""
    round_, box, ids = a_day()
    return round_, box, ids, somebody("he"), somebody("lin", "secretary")


def lose(box, one, other, now=NOON, reason="courier", note="车在南枝路口"):
    losing.report_lost(by=one, box=again(box), said=LossSaid(reason, note), now=now)
    return losing.confirm_lost(by=other, box=again(box), now=now)


def agrees(round_):
    assert recount(round_.pk) == []
    assert orphans(round_.pk) == {} or set(orphans(round_.pk).values()) == {0}
    assert tubes(round_.pk) == []
    assert list(audit.broken()) == []


def test_everybody_in_the_box_is_open_again_with_the_reason_and_no_record_is_lost(day):
    round_, box, ids, he, lin = day
    assert coverage.tally(round_, TOWN).open == 6
    found = lose(box, he, lin)
    assert set(found.subjects) == set(ids[:6])
    assert sum(found.buildings.values()) == 6
    assert coverage.tally(round_, TOWN).open == 12
    assert Aside.objects.filter(kind="undone", round_id=round_.pk).count() == 6
    assert set(Decision.objects.filter(kind="reopen").values_list("reason", flat=True)) == {"sample_lost"}
    lost = again(box)
    assert (lost.lost_by, lost.lost_second_by, queries.view_of(lost, NOON).state) == ("林he", "林lin", State.LOST)
    agrees(round_)


def test_nobody_is_opened_before_a_second_person_agrees(day):
    round_, box, _ids, he, lin = day
    losing.report_lost(by=he, box=box, said=LossSaid("seal"), now=NOON)
    assert coverage.tally(round_, TOWN).open == 6
    assert queries.over_count(SPRING) == 1
    with pytest.raises(SecondPersonWanted):
        losing.confirm_lost(by=he, box=again(box), now=NOON)
    losing.decline_lost(by=lin, box=again(box), now=NOON)
    assert (again(box).reported_at, again(box).lost_reason, queries.over_count(SPRING)) == (None, "", 0)
    with pytest.raises(BoxNotLost):
        losing.confirm_lost(by=lin, box=again(box), now=NOON)


def test_it_is_told_once_with_the_affected_buildings_and_stands_in_the_log_without_names(day):
    _round, box, ids, he, lin = day
    found = lose(box, he, lin)
    [event] = OutboxEvent.objects.filter(name="logistics.box_lost")
    assert event.payload["people"] == 6
    assert event.payload["buildings"] == {str(key): count for key, count in found.buildings.items()}
    line = AuditEntry.objects.get(act="chain.confirm_lost")
    assert (line.reason, line.detail["people"]) == ("courier", 6)
    assert str(ids[0]) not in str(line.detail)


def test_signatures_over_the_round_end_because_somebody_is_open_again(day):
    round_, box, ids, he, lin = day
    key = ids and next(iter(coverage.gap(round_, TOWN))).building_key
    rest = [target.subject_id for target in coverage.gap(round_, TOWN)]
    from wanjia.coverage import rulings

    rulings.release(by=HAND, ruling=rulings.Ruling(round_, rest, "moved"), now=NOON)
    signing.sign(by=HAND, round_=round_, area=key, now=NOON)
    lose(box, he, lin)
    assert SignOff.objects.get(area=key).lapse_reason == "reopened"


def test_who_was_sampled_a_second_time_elsewhere_is_not_opened(day):
    round_, _box, ids, he, lin = day
    first = a_box("X-9", round_=round_, tubes=["T-00009"])
    a_tube(round_, "T-00009", ids[:2])  # the same two again: their proof stays in the first tube
    found = lose(first, he, lin)
    assert found.subjects == ()
    assert coverage.tally(round_, TOWN).open == 6
    agrees(round_)


def test_a_box_found_again_counts_for_who_is_still_open_and_who_was_sampled_meanwhile_keeps_both(day):
    round_, box, ids, he, lin = day
    lose(box, he, lin)
    a_tube(round_, "T-00500", ids[:2], at=after(60))  # sampled again in the meantime
    again_done = losing.found(by=he, box=again(box), note="车后座下面", now=after(90))
    assert again_done == sorted(ids[2:6])
    assert coverage.tally(round_, TOWN).open == 6
    both = Aside.objects.filter(kind="undone", subject_id__in=ids[:2], resolution="undone")
    assert both.count() == 2  # the older sample of those two is kept beside the newer
    assert Proof.objects.filter(subject_id=ids[0]).count() == 1
    assert queries.view_of(again(box), after(90)).state is State.SEALED
    agrees(round_)


def test_a_found_box_may_be_lost_again(day):
    round_, box, _ids, he, lin = day
    lose(box, he, lin)
    losing.found(by=he, box=again(box), note="找到了", now=after(10))
    assert coverage.tally(round_, TOWN).open == 6
    found = lose(box, he, lin, now=after(20), reason="too_old")
    assert len(found.subjects) == 6
    assert queries.view_of(again(box), after(21)).state is State.LOST


def test_what_a_laboratory_has_signed_for_is_not_lost_on_the_way(day):
    _round, box, _ids, he, _lin = day
    took(box, a_lab(), None, now=after(5))
    with pytest.raises(TakenIn):
        losing.report_lost(by=he, box=again(box), said=LossSaid("courier"), now=after(6))


def test_a_lost_box_that_a_hand_signs_for_is_flagged_until_it_is_recognised(day):
    _round, box, _ids, he, lin = day
    lose(box, he, lin)
    assert "box_lost" in gave(box, None, a_courier(), now=after(9)).flags
    assert queries.view_of(again(box), after(10)).state is State.LOST


def test_a_loss_wants_a_reason_is_reported_once_and_not_by_a_courier(day):
    _round, box, _ids, he, lin = day
    for said in (LossSaid(""), LossSaid("other", " ")):
        with pytest.raises(ReasonWanted):
            losing.report_lost(by=he, box=box, said=said, now=NOON)
    with pytest.raises(NotAllowed):
        losing.report_lost(by=somebody("chu", "courier", TOWN), box=box, said=LossSaid("courier"), now=NOON)
    lose(box, he, lin)
    with pytest.raises(BoxLost):
        losing.report_lost(by=he, box=again(box), said=LossSaid("courier"), now=NOON)
    with pytest.raises(ReasonWanted):
        losing.found(by=he, box=again(box), note="", now=NOON)


def test_a_box_without_a_round_is_lost_without_opening_anybody():
    areas()
    box = a_box(tubes=["T-00001"])
    found = lose(box, somebody("he"), somebody("lin"))
    assert (found.subjects, queries.view_of(again(box), NOON).state) == ((), State.LOST)
    assert losing.found(by=HAND, box=again(box), note="在桌下", now=after(1)) == []
