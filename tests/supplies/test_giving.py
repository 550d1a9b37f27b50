"""A need is closed with what came of it, a giver is thanked, and the public account shows both."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.supplies.ground import HOUR, a_good, homes
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.platform.models import AuditEntry
from wanjia.supplies import donating, gifts, queries, thanking
from wanjia.supplies.donating import OfferSaid
from wanjia.supplies.models import Donation, Move, Need
from wanjia.supplies.refusals import AmountWanted, MoreThanThere, NeedClosed, NothingCame, ReasonWanted, WrongOutcome
from wanjia.supplies.rules.giving import MET, NOT_FOUND, NOT_NEEDED, PARTLY, Used, still_wanted, wrong_outcome

pytestmark = pytest.mark.django_db
USES = st.lists(st.builds(Used, quantity=st.integers(1, 9), arrived=st.none() | st.integers(0, 9)), max_size=5)


@given(st.sampled_from([MET, PARTLY, NOT_NEEDED, NOT_FOUND]), st.integers(1, 20), USES)
def test_an_outcome_says_what_the_account_says(outcome, wanted, uses):
    handed = sum(use.arrived or 0 for use in uses)
    is_right = not wrong_outcome(outcome, wanted, uses)
    assert not (is_right and any(use.arrived is None for use in uses))
    if is_right and outcome == MET:
        assert still_wanted(wanted, uses) == 0
    if is_right and outcome == PARTLY:
        assert 0 < handed < wanted
    if is_right and outcome == NOT_FOUND:
        assert handed == 0


@pytest.fixture
def given_and_asked():
    """100 masks that came, 60 that are lacking, 60 on their way there."""
    homes()
    masks = a_good(name="口罩", kind="kit", unit="只")
    row = donating.offer(by=HAND, said=OfferSaid(SPRING, "王先生", masks, 120, is_anonymous=True), now=NOON)
    row = donating.came(by=HAND, donation=row, quantity=100, now=NOON)
    need = donating.ask(by=HAND, place=SPRING, good=masks, quantity=60, why="保安和保洁", now=NOON)
    return row, need, donating.allocate(by=HAND, donation=row, need=need, quantity=60, now=NOON)


def close(need, outcome, note="", now=NOON):
    donating.close_need(by=HAND, need=need, outcome=outcome, note=note, now=now)


def test_a_need_is_closed_with_what_came_of_it_and_nothing_more_goes_there(given_and_asked):
    row, need, use = given_and_asked
    for outcome in (MET, PARTLY, NOT_NEEDED, NOT_FOUND):  # sixty are on their way
        with pytest.raises(WrongOutcome):
            close(need, outcome, "x")
    donating.hand_over(by=HAND, use=use, arrived=58, note="两只破了", now=NOON)
    with pytest.raises(WrongOutcome):
        close(need, MET)
    for outcome, note, refusal in ((PARTLY, "", ReasonWanted), ("gold", "x", NotFound)):
        with pytest.raises(refusal):
            close(need, outcome, note)
    close(need, PARTLY, "其余自己买了", NOON + HOUR)
    need.refresh_from_db()
    assert (need.outcome, need.note, need.closed_at, need.closed_by) == (PARTLY, "其余自己买了", NOON + HOUR, "test")
    with pytest.raises(NeedClosed):
        close(need, NOT_NEEDED, "x")
    with pytest.raises(NeedClosed):
        donating.allocate(by=HAND, donation=row, need=need, quantity=1, now=NOON)
    [_given], [asked] = gifts.rows(SPRING)
    assert (asked.lacking, asked.under_way) == (2, 0)
    assert AuditEntry.objects.filter(act="supplies.close_need").count() == 1


def on_hand(row):
    return queries.stocks([row.lot])[row.lot_id].on_hand


def test_what_was_not_handed_over_goes_back_into_the_store_and_the_account_adds_up(given_and_asked):
    row, _need, use = given_and_asked
    with pytest.raises(AmountWanted):  # more than the rest
        donating.hand_over(by=HAND, use=use, arrived=50, back=11, note="门岗退回", now=NOON)
    with pytest.raises(MoreThanThere):  # nobody has said yet what was handed over
        donating.bring_back(by=HAND, use=use, quantity=1, note="", now=NOON)
    assert on_hand(row) == 40
    donating.hand_over(by=HAND, use=use, arrived=50, back=7, note="门岗退回", now=NOON)
    sums = gifts.account_of(row)
    assert (sums.handed, sums.lost, sums.left, on_hand(row)) == (50, 3, 47, 47)
    donating.bring_back(by=HAND, use=use, quantity=3, note="车上找到", now=NOON + HOUR)
    sums = gifts.account_of(row)
    assert (sums.handed, sums.lost, sums.left, on_hand(row)) == (50, 0, 50, 50)
    assert sums.is_balanced
    with pytest.raises(MoreThanThere):
        donating.bring_back(by=HAND, use=use, quantity=1, note="", now=NOON + HOUR)
    assert AuditEntry.objects.filter(act="supplies.bring_back").count() == 2
    assert Move.objects.filter(lot=row.lot, kind="returned", flags=[]).count() == 2


def test_what_came_back_can_be_allocated_again(given_and_asked):
    row, need, use = given_and_asked
    donating.hand_over(by=HAND, use=use, arrived=0, back=60, note="没人接", now=NOON)
    donating.allocate(by=HAND, donation=row, need=need, quantity=100, now=NOON)
    assert (gifts.account_of(row).left, on_hand(row)) == (0, 0)


def test_open_needs_stand_before_closed_ones(given_and_asked):
    _row, need, use = given_and_asked
    donating.hand_over(by=HAND, use=use, arrived=60, note="", now=NOON)
    close(need, MET)
    other = donating.ask(by=HAND, place=SPRING, good=need.good, quantity=5, why="志愿者", now=NOON - HOUR)
    assert [row.need.pk for row in gifts.rows(SPRING)[1]] == [other.pk, need.pk]


def test_the_letter_says_what_came_where_it_went_and_what_is_left_in_both_languages(given_and_asked):
    row, _need, use = given_and_asked
    donating.hand_over(by=HAND, use=use, arrived=58, note="两只破了", now=NOON)
    names = {SPRING: "春和居委会"}
    (_zh, title, chinese), (_en, _title, english) = thanking.letters(gifts.row_of(row), names, NOON)
    assert title == "致谢函"
    for words in (
        "王先生：",
        "3月31日",
        "口罩 100 只",
        "58 只已交到春和居委会：保安和保洁",
        "2 只没有交到：两只破了",
        "40 只在库",
    ):
        assert words in chinese
    for words in ("王先生:", "100 只 of 口罩 came from you.", "40 只 lie in the store"):
        assert words in english


def test_a_giver_is_thanked_once_and_not_before_anything_came(given_and_asked):
    row, need, _use = given_and_asked
    for at in (NOON, NOON + HOUR):
        donating.thank(by=HAND, donation=row, now=at)
    row.refresh_from_db()
    assert (row.thanked_at, row.thanked_by) == (NOON, "test")
    offered = donating.offer(by=HAND, said=OfferSaid(SPRING, "某某公司", need.good, 10), now=NOON)
    with pytest.raises(NothingCame):
        donating.thank(by=HAND, donation=offered, now=NOON)


class TestThePages:
    @pytest.fixture(autouse=True)
    def _noon(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON + HOUR)

    def url(self, name, *args):
        return f"{reverse(f'supplies:{name}', args=args)}?area={SPRING}"

    def test_a_need_is_closed_and_a_giver_thanked_from_the_list(self, given_and_asked):
        row, need, use = given_and_asked
        donating.hand_over(by=HAND, use=use, arrived=60, note="", now=NOON)
        desk = client_of("secretary", english=True)
        assert "everything is there" in text(desk.get(self.url("donations")))
        assert desk.post(self.url("close_need", need.pk), {"outcome": "gold"}).status_code == 404
        answer = desk.post(self.url("close_need", need.pk), {"outcome": "partly", "note": "x"})
        assert "The account says something else: something else was handed over." in text(answer)
        desk.post(self.url("close_need", need.pk), {"outcome": "met"})
        assert Need.objects.get().outcome == MET
        assert "王先生" in text(desk.get(self.url("thanks", row.pk)))
        desk.post(self.url("thanks", row.pk))
        assert Donation.objects.get().thanked_at == NOON + HOUR
        assert "thanked" in text(desk.get(self.url("donations")))

    def test_what_came_back_is_put_back_from_the_list_also_later(self, given_and_asked):
        row, _need, use = given_and_asked
        desk = client_of("secretary", english=True)
        desk.post(self.url("hand_over", use.pk), {"quantity": "50", "back": "7", "note": "returned at the gate"})
        page = text(desk.get(self.url("donations")))
        assert "7 back in the store" in page
        assert "Put back" in page
        desk.post(self.url("hand_over", use.pk), {"back": "3"})
        page = text(desk.get(self.url("donations")))
        assert "10 back in the store" in page
        assert "Put back" not in page
        assert "10 back in the store" in text(desk.get(self.url("account")))
        assert on_hand(row) == 50

    def test_the_public_account_names_no_giver_who_does_not_want_it_not_even_in_stock(self, given_and_asked):
        row, _need, _use = given_and_asked
        viewer = client_of("viewer", login="v", english=True)
        for name, args in (("account", ()), ("donation", (row.pk,)), ("donations", ()), ("stock", ()),
                           ("lot", (row.lot_id,))):  # fmt: skip
            page = text(viewer.get(self.url(name, *args)))
            assert "王先生" not in page, name
        assert "20 of what was offered did not come" in text(viewer.get(self.url("account")))
        assert viewer.get(self.url("thanks", row.pk)).status_code == 403
