"""Stock in lots: what may come in, what may go out, what is only flagged."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.supplies.ground import CREDIT, HOUR, a_good, a_lot, a_supplier, homes, opened
from tests.world import HAND, NOON, SPRING, SUMMER, an_account
from wanjia.coverage.models import Proof, Round
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.supplies import intake, queries, stocking
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Lot, Move, StaffIssue, Supplier
from wanjia.supplies.refusals import (
    AmountWanted,
    BadCreditCode,
    LotClosed,
    NameTaken,
    NegativeStock,
    NotVetted,
    WordsWanted,
)
from wanjia.supplies.stocking import IssueSaid, LotSaid, SupplierSaid

pytestmark = pytest.mark.django_db


def fact(kind, quantity, **more):
    return MoveFact(**({"event": new_event_id(), "kind": kind, "quantity": quantity, "seen_at": NOON} | more))


def on_hand(lot):
    return queries.stocks([lot])[lot.pk].on_hand


def test_a_credit_code_whose_last_character_does_not_fit_is_refused():
    homes()
    with pytest.raises(BadCreditCode):
        stocking.vet_supplier(by=HAND, said=SupplierSaid(SPRING, "绿禾", CREDIT[:-1] + "A"), now=NOON)
    assert not Supplier.objects.exists()


def test_looking_at_the_papers_again_renews_the_supplier_and_takes_a_stop_away():
    homes()
    firm = a_supplier()
    stocking.stop_supplier(by=HAND, supplier=firm, why="发臭", now=NOON)
    firm.refresh_from_db()
    with pytest.raises(NotVetted):
        a_lot(supplier=firm)
    assert a_supplier(name="绿禾果蔬公司").pk == firm.pk
    firm.refresh_from_db()
    assert (firm.stopped_at, firm.name) == (None, "绿禾果蔬公司")


def test_nothing_is_bought_from_a_supplier_whose_licence_has_run_out():
    homes()
    with pytest.raises(NotVetted):
        a_lot(supplier=a_supplier(licence_until=date(2022, 3, 30)))


def test_a_lot_says_where_it_is_from_and_is_not_past_its_date():
    homes()
    good = a_good()
    for said, refusal in (({"source": ""}, WordsWanted), ({"quantity": 0}, AmountWanted)):
        with pytest.raises(refusal):
            stocking.take_in(
                by=HAND,
                said=LotSaid(**({"place": SPRING, "good": good, "quantity": 5, "source": "x"} | said)),
                now=NOON,
            )
    with pytest.raises(LotClosed):
        a_lot(good=good, expires_on=date(2022, 3, 30))
    with pytest.raises(NameTaken):
        a_good()


def test_on_hand_is_computed_from_the_moves():
    homes()
    lot = a_lot(10)
    for kind, number in (("out", 4), ("returned", 1), ("spoiled", 2)):
        stocking.move(by=HAND, lot=lot, fact=fact(kind, number), now=NOON)
    assert on_hand(lot) == 5
    stocking.move(by=HAND, lot=lot, fact=fact("counted", 4, seen_at=NOON + HOUR), now=NOON + HOUR)
    assert queries.stocks([lot])[lot.pk].difference == -1
    assert on_hand(lot) == 4


def test_a_negative_stock_is_refused_for_a_command_and_flagged_for_a_fact():
    homes()
    lot = a_lot(10)
    with pytest.raises(NegativeStock) as why:
        stocking.move(by=HAND, lot=lot, fact=fact("out", 11), now=NOON)
    assert why.value.facts == {"there": 10, "asked": 11}
    assert Move.objects.count() == 1
    written = intake.write_move(lot, fact("out", 11), by="杨", now=NOON)
    assert written.flags == ["short_stock"]
    assert on_hand(lot) == -1


def test_more_that_comes_back_than_is_out_is_kept_and_flagged():
    homes()
    lot = a_lot(10)
    stocking.move(by=HAND, lot=lot, fact=fact("out", 6), now=NOON)
    assert stocking.move(by=HAND, lot=lot, fact=fact("returned", 4), now=NOON).flags == []
    assert stocking.move(by=HAND, lot=lot, fact=fact("returned", 3), now=NOON).flags == ["more_than_out"]
    assert on_hand(lot) == 11


def test_the_same_fact_again_changes_nothing_and_with_another_body_it_stands_beside():
    homes()
    lot, said = a_lot(10), fact("out", 2)
    first = intake.write_move(lot, said, by="杨", now=NOON)
    assert intake.write_move(lot, said, by="杨", now=NOON).pk == first.pk
    beside = intake.write_move(lot, replace(said, quantity=3), by="杨", now=NOON)
    assert beside.flags == ["conflicting_repeat"]
    assert on_hand(lot) == 5


def test_nothing_of_a_recalled_lot_goes_out_and_who_has_some_is_named_to_the_door():
    key, flats = homes()
    lot = a_lot(20)
    delivery = opened(lot, each=1)
    _serve(delivery, flats[:2], key)
    stocking.recall(by=HAND, lot=lot, why="农残超标", now=NOON + HOUR)
    lot.refresh_from_db()
    with pytest.raises(LotClosed):
        stocking.move(by=HAND, lot=lot, fact=fact("out", 1), now=NOON + HOUR)
    with pytest.raises(LotClosed):
        stocking.recall(by=HAND, lot=lot, why="又一次", now=NOON + HOUR)
    assert {one.household_id for one in queries.who_has(lot, SPRING)} == {flats[0].pk, flats[1].pk}
    assert queries.reached_by(lot) == 0  # counters come with the intake, not with rows made here
    late = intake.write_move(lot, fact("out", 1, seen_at=NOON + 2 * HOUR), by="杨", now=NOON + 2 * HOUR)
    assert late.flags == ["recalled"]
    assert AuditEntry.objects.filter(act="supplies.recall", reason="农残超标").exists()


def _serve(delivery, flats, key):
    Proof.objects.bulk_create(
        Proof(
            part=home.part, round_id=delivery.round_id, subject_id=home.pk, building_key=key, event_id=new_event_id(),
            seen_at=NOON + HOUR, received_at=NOON + HOUR,
        ) for home in flats
    )  # fmt: skip


def test_staff_stock_goes_out_with_who_which_post_and_what_exposure():
    homes()
    lot = a_lot(10, good=a_good(name="防护服", kind="ppe"), expires_on=None)
    row = stocking.issue(by=HAND, lot=lot, said=IssueSaid("杨小满", 2, "封控楼门口", "进过阳性户"), now=NOON)
    assert (on_hand(lot), StaffIssue.objects.get().exposure) == (8, "进过阳性户")
    assert Move.objects.get(id=row.pk).quantity == 2
    with pytest.raises(NegativeStock):
        stocking.issue(by=HAND, lot=lot, said=IssueSaid("杨小满", 9), now=NOON)
    with pytest.raises(WordsWanted):
        stocking.issue(by=HAND, lot=lot, said=IssueSaid(" ", 1), now=NOON)
    assert StaffIssue.objects.count() == 1


def test_a_lot_that_is_dear_or_about_to_go_bad_says_so(django_assert_num_queries):
    homes()
    good = a_good()
    a_lot(5, good=good, price_fen=9700, expires_on=date(2022, 4, 1))
    a_lot(5, good=good, price_fen=8000)
    with django_assert_num_queries(4):
        lines = queries.lots(SPRING, NOON)
    assert sorted((line.is_dear, line.over, line.expires_soon, line.stock.on_hand) for line in lines) == [
        (False, 0, False, 5), (True, 21, True, 5)
    ]  # fmt: skip
    assert queries.lots(SPRING, NOON + timedelta(days=4))[0].is_expired


def test_whoever_has_no_business_with_stock_is_refused_and_another_committee_sees_nothing():
    homes()
    lot = a_lot()
    carer = actor_of(an_account("c", "carer"), NOON)
    with pytest.raises(NotAllowed):
        stocking.move(by=carer, lot=lot, fact=fact("out", 1), now=NOON)
    keeper = actor_of(an_account("k", "store", SUMMER), NOON)
    with pytest.raises(NotFound):
        stocking.lot_for(keeper, lot.pk)
    assert Lot.objects.count() == 1
    assert not Round.objects.exists()
