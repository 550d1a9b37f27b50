"""Paper counts the same: what is typed from a sheet settles its rows once, whoever types it and however often."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.web.signed import client_of
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_person, a_round, an_account
from wanjia.coverage import desk, queries
from wanjia.coverage.intake import Member
from wanjia.coverage.models import Arrival, Aside, Attempt, Proof, Tube
from wanjia.coverage.paper import entering
from wanjia.coverage.paper.entering import Entered, NotYet, OtherTube
from wanjia.coverage.paper.marks import SERVED, BadMark, Mark, read
from wanjia.coverage.paper.printing import building_sheets, code_of, desk_sheet
from wanjia.hot.recount import recount, totals, tubes
from wanjia.kernel import clock, codes
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.platform.signing_keys import public_keys
from wanjia.roster.models import Household

LATER = NOON + timedelta(hours=2)


# --- marks

OUTCOMES = {SERVED: "", "nobody_home": "n", "refused": "r", "asleep": "s", "away": "a", "moved": "m"}


@given(st.dictionaries(st.integers(1, 80), st.sampled_from(sorted(OUTCOMES)), max_size=40), st.randoms())
def test_every_row_typed_is_read_whatever_the_order(rows, draw):
    said = [f"{row}{OUTCOMES[outcome]}" for row, outcome in rows.items()]
    draw.shuffle(said)
    assert read(draw.choice([" ", ",", "，", "、 "]).join(said), 80) == [Mark(r, o) for r, o in sorted(rows.items())]


@given(st.integers(1, 60), st.integers(1, 60), st.sets(st.integers(1, 60)))
def test_a_range_without_its_exceptions(first, last, left_out):
    if first > last:
        with pytest.raises(BadMark):
            read(f"{first}-{last}", 60)
        return
    marks = read(f"{first}-{last} " + " ".join(f"!{row}" for row in left_out), 60)
    assert [mark.row for mark in marks] == [row for row in range(first, last + 1) if row not in left_out]


@pytest.mark.parametrize(
    ("typed", "why"),
    [("0", "range"), ("41", "range"), ("5-", "shape"), ("x", "shape"), ("7 7n", "twice"), ("9-7", "range")],
)
def test_what_cannot_be_read_is_named_and_nothing_is_taken(typed, why):
    with pytest.raises(BadMark) as told:
        read(f"1 {typed}", 40)
    assert told.value.why == why


def test_chinese_input_methods_are_understood():
    assert read("１２没，３－４、5拒", 20) == [
        Mark(3, SERVED), Mark(4, SERVED), Mark(5, "refused"), Mark(12, "nobody_home"),
    ]  # fmt: skip


# --- sheets


@pytest.fixture
def printed(db):
    key, people = a_building(floors=5, doors=2, people=2)
    round_ = a_round()
    return round_, building_sheets(by=HAND, round_=round_, rows={key: people}, now=NOON)[key], people


def enter(sheet, typed, *, at=NOON, now=LATER, by=HAND):
    return entering.enter_rows(by=by, sheet=sheet, marks=read(typed, len(sheet.rows)), seen_at=at, now=now)


def balanced(round_):
    assert recount(round_.pk) == totals() == tubes(round_.pk) == []


def test_printing_the_same_rows_again_is_the_same_sheet(printed):
    round_, sheet, people = printed
    again = building_sheets(by=HAND, round_=round_, rows={sheet.place: people}, now=LATER)[sheet.place]
    assert (again.id, again.tag) == (sheet.id, sheet.tag)
    fewer = building_sheets(by=HAND, round_=round_, rows={sheet.place: people[3:]}, now=LATER)[sheet.place]
    assert fewer.id != sheet.id
    assert AuditEntry.objects.filter(act="sheets.printed").count() == 2


def test_a_sheet_settles_its_rows_and_a_second_entry_changes_nothing(printed):
    round_, sheet, people = printed
    assert enter(sheet, "1-8 !3 9n 10r") == Entered(9, 0, 0, 0)
    before = {p.subject_id: (p.seen_at, p.received_at, p.device) for p in Proof.objects.all()}
    assert set(before) == {*people[:2], *people[3:8]}
    assert {device for _seen, _received, device in before.values()} == {sheet.tag[:6]}
    assert enter(sheet, "1-8 !3 9n 10r", at=NOON - timedelta(minutes=30), now=LATER + timedelta(hours=1)) == Entered(
        0, 9, 0, 0
    )
    assert {p.subject_id: (p.seen_at, p.received_at, p.device) for p in Proof.objects.all()} == before
    assert Attempt.objects.count() == 2
    assert not Aside.objects.exists()
    balanced(round_)


def test_rows_may_come_in_several_goes(printed):
    round_, sheet, _people = printed
    enter(sheet, "1 2")
    assert enter(sheet, "1-4") == Entered(2, 2, 0, 0)
    sheet.refresh_from_db()
    assert sheet.n_entered == 4
    assert queries.tally(round_, TOWN).done == 4


def test_whom_a_phone_brought_already_is_left_alone(printed):
    round_, sheet, people = printed
    desk.record_by_hand(by=HAND, round_=round_, subjects=people[:1], now=NOON)
    assert enter(sheet, "1 2") == Entered(1, 0, 1, 0)
    balanced(round_)


def test_an_attempt_first_and_the_swab_later_both_count(printed):
    _round, sheet, people = printed
    enter(sheet, "1n")
    assert enter(sheet, "1") == Entered(1, 0, 0, 0)
    assert Proof.objects.get().subject_id == people[0]


def test_the_paper_knows_who_was_row_two_although_the_register_moved_on(printed):
    _round, sheet, people = printed
    a_person(Household.objects.order_by("walk").first(), 9_000)
    enter(sheet, "2")
    assert Proof.objects.get().subject_id == people[1]


def test_a_time_that_has_not_come_is_refused_and_nothing_is_written(printed):
    _round, sheet, _people = printed
    with pytest.raises(NotYet):
        enter(sheet, "1", at=LATER + timedelta(minutes=1))
    assert not Arrival.objects.exists()


def test_only_who_may_record_there(printed, db):
    _round, sheet, _people = printed
    for account, refused in ((an_account("a", "viewer"), NotAllowed), (an_account("b", "worker", SUMMER), Exception)):
        with pytest.raises(refused):
            enter(sheet, "1", by=actor_of(account, NOON))
        with pytest.raises(NotFound):
            entering.find(actor_of(account, NOON), sheet.tag)
    ours = actor_of(an_account("c", "tester"), NOON)
    assert entering.find(ours, sheet.tag[:6].lower()).id == sheet.id
    assert enter(sheet, "1", by=ours).written == 1


def test_the_code_names_the_sheet_and_nobody_else(printed):
    _round, sheet, people = printed
    text = code_of(sheet)
    code = codes.read(text, public_keys(), clock.local_date(NOON))
    assert (code.kind, code.tag) == (codes.Kind.SHEET, sheet.tag)
    assert not any(str(subject) in text for subject in people)


# --- desks


def test_a_tube_from_a_desk_sheet_counts_once_and_another_story_changes_nothing(db):
    _key, people = a_building(floors=5, doors=2, people=2)
    round_ = a_round()
    sheet = desk_sheet(by=HAND, round_=round_, place=SPRING, blocks=3, now=NOON)
    members = [*map(Member, people[:9]), Member(None, said="田谷雨 301")]
    tell = {"by": HAND, "sheet": sheet, "block": 1, "seen_at": NOON, "now": LATER}
    assert entering.enter_tube(code="T-70001", members=members, **tell) == Entered(10, 0, 0, 1)
    assert entering.enter_tube(code="T-70001", members=members, **tell) == Entered(0, 10, 0, 0)
    with pytest.raises(OtherTube):
        entering.enter_tube(code="T-70002", members=members, **tell)
    with pytest.raises(OtherTube):
        entering.enter_tube(code="T-70001", members=members[:4], **tell)
    assert Tube.objects.count() == 1
    assert queries.tally(round_, TOWN).done == 9
    assert entering.enter_tube(code="T-70002", members=[Member(people[9])], **(tell | {"block": 2})).written == 1
    balanced(round_)


# --- pages


@pytest.fixture
def page(printed, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    round_, sheet, _people = printed
    return client_of("worker"), reverse("coverage:paper_sheet", args=[round_.pk, sheet.part, sheet.id]), round_, sheet


def test_a_scanned_code_and_six_typed_characters_lead_to_the_sheet(page):
    client, address, round_, sheet = page
    for typed in (code_of(sheet), sheet.tag[:6].lower()):
        answer = client.get(reverse("coverage:paper", args=[round_.pk]), {"sheet": typed})
        assert answer["Location"].startswith(address)
    listed = client.get(reverse("coverage:paper", args=[round_.pk])).content.decode()
    assert sheet.tag[:6] in listed


def test_a_code_that_is_not_ours_is_named_for_what_it_is(page):
    client, _address, round_, sheet = page
    where = reverse("coverage:paper", args=[round_.pk])
    text = code_of(sheet)
    for typed, flaw in ((text[:-9], "incomplete"), ("https://example.org/x:1", "not_ours")):
        answer = client.get(where, {"sheet": typed}, headers={"accept-language": "en"})
        assert answer.status_code == 422
        assert answer.content.decode().count('role="alert"') >= 1, flaw
    assert client.get(where, {"sheet": "ZZZZZZ"}).status_code == 422


def test_rows_by_number_and_by_button_say_one_thing_or_nothing_is_written(page):
    client, address, _round, sheet = page
    bad = client.post(address, {"marks": "1 2", "row-2": "refused", "seen_at": "2022-03-31T12:00"})
    assert bad.status_code == 422
    assert not Proof.objects.exists()
    assert 'value="1 2"' in bad.content.decode()
    good = client.post(address, {"marks": "1 2", "row-4": "nobody_home", "seen_at": "2022-03-31T12:30"})
    assert good.status_code == 302
    assert {proof.seen_at for proof in Proof.objects.all()} == {NOON + timedelta(minutes=30)}
    assert Attempt.objects.get().subject_id == sheet.rows[3]


def test_the_page_ticks_nobody_in_advance(page):
    client, address, *_ = page
    assert " checked" not in client.get(address).content.decode()
