"""Passes of vehicles and riders: signed, for an area and some days, refused with the reason, never a trail."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.medical.ground import a_hospital, a_visit
from tests.supplies.ground import HOUR, TOMORROW, a_pass, a_supplier, homes
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.flows import purging
from wanjia.kernel import clock
from wanjia.kernel.codes import Code, Flaw, Kind, new_tag, write
from wanjia.medical import passes as medical
from wanjia.platform import signing_keys
from wanjia.platform.models import AuditEntry
from wanjia.supplies import passes, stocking
from wanjia.supplies.models import PassCheck, TransportPass
from wanjia.supplies.refusals import NotVetted, PassDays, PassGone, ReasonWanted, WhoWanted
from wanjia.supplies.rules import passes as rules
from wanjia.supplies.rules.passes import Held, is_span, verdict

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
days = st.dates(date(2022, 3, 1), date(2022, 5, 1))


@given(st.sampled_from([TOWN, SPRING, SUMMER]), days, days, st.booleans(), st.booleans(), days)
def test_a_pass_opens_exactly_in_its_area_on_its_days_while_pass_and_firm_stand(place, one, other, gone, open_, today):
    held = Held(place, min(one, other), max(one, other), gone, open_)
    stands = not gone and open_ and held.from_on <= today <= held.until_on and place != SUMMER
    assert (verdict(held, SPRING, today) == rules.GOOD) == stands


@given(days, days, days)
def test_no_pass_outlives_its_signature(from_on, until_on, today):
    if is_span(from_on, until_on, today):
        assert today <= until_on <= today + timedelta(days=rules.MOST_DAYS)
        assert from_on <= until_on


def test_every_flaw_of_a_code_has_an_answer_and_something_to_do():
    assert {rules.of_flaw(flaw) for flaw in Flaw} <= {rules.NOT_OURS, rules.INCOMPLETE, rules.FORGED, rules.EXPIRED}
    assert rules.verdict(None, SPRING, TOMORROW) == rules.FORGED


@pytest.fixture
def firm():
    homes()
    return a_supplier(TOWN)


def looked(text_, gate=SPRING, now=NOON):
    return passes.check(by=HAND, text=text_, gate=gate, now=now).verdict


def test_a_pass_is_good_in_its_area_until_its_last_day_and_elsewhere_says_so(firm):
    held = a_pass(firm)
    code = passes.text_of(held, NOON)
    assert code == passes.text_of(held, NOON + HOUR)
    assert looked(code) == "good"
    assert looked(f"https://x.invalid/#{code.lower()}") == "good"
    assert looked(code, SUMMER) == "other_area"
    assert looked(code, now=NOON + 2 * DAY) == "expired"
    assert looked(passes.text_of(a_pass(firm, TOWN), NOON), SUMMER) == "good"
    later = a_pass(firm, from_on=TOMORROW)
    assert looked(passes.text_of(later, NOON)) == "not_yet"


def test_what_is_no_pass_is_refused_by_its_own_name(firm):
    number, key = signing_keys.signer(NOON)
    code = passes.text_of(a_pass(firm), NOON)
    assert looked("https://pay.invalid/1") == "not_ours"
    assert looked(code[:-9]) == "incomplete"
    assert looked(code[:-3] + "AAA") == "forged"
    assert looked(write(Code(Kind.TRANSPORT, new_tag(), TOMORROW, number), key)) == "forged"  # nobody wrote it down
    assert looked(write(Code(Kind.PERSON, new_tag(), TOMORROW, number), key)) == "other_code"


def test_taken_back_and_a_stopped_firm_close_the_gate_at_once(firm):
    held, other = a_pass(firm), a_pass(firm, kind="rider", plate="")
    with pytest.raises(ReasonWanted):
        passes.revoke(by=HAND, held=held, why=" ", now=NOON)
    passes.revoke(by=HAND, held=held, why="车已转手", now=NOON)
    assert looked(passes.text_of(held, NOON)) == "revoked"
    assert passes.revoked(SPRING, NOON) == [held.tag]
    assert passes.revoked(SUMMER, NOON) == []
    with pytest.raises(PassGone):
        passes.revoke(by=HAND, held=held, why="再一次", now=NOON)
    stocking.stop_supplier(by=HAND, supplier=firm, why="假货", now=NOON)
    assert looked(passes.text_of(other, NOON)) == "firm"


def test_only_a_firm_on_the_whitelist_gets_one_for_days_that_a_signature_holds(firm):
    for wrong in ({"until_on": NOON.date() - DAY}, {"until_on": NOON.date() + 31 * DAY}, {"from_on": TOMORROW + DAY}):
        with pytest.raises(PassDays):
            a_pass(firm, **wrong)
    for wrong in ({"plate": ""}, {"phone": "没有"}, {"purpose": " "}, {"kind": "rider", "name": ""}, {"kind": "x"}):
        with pytest.raises(WhoWanted):
            a_pass(firm, **wrong)
    brief = a_supplier(TOWN, licence_until=NOON.date())
    with pytest.raises(NotVetted):
        a_pass(brief)


def test_trap_16_a_pass_to_hospital_opens_the_same_gate(firm):
    people = a_building(number=7)[1]
    visit = a_visit(people[0], hospital=a_hospital())
    green = medical.issue(visit, by="x", now=NOON)
    assert looked(medical.text_of(green, NOON), SUMMER) == "medical"


def test_a_check_is_a_count_and_leaves_no_trail_of_anybody(firm, django_assert_max_num_queries):
    code = passes.text_of(a_pass(firm), NOON)
    lines = AuditEntry.objects.count()
    looked(code)
    with django_assert_max_num_queries(6):
        passes.check(by=HAND, text=code, gate=SPRING, now=NOON + HOUR)
    looked("x")
    assert passes.counted(TOWN, NOON.date()) == {"good": 2, "not_ours": 1}
    assert {field.name for field in PassCheck._meta.concrete_fields} == {"part", "place", "on", "verdict", "n"}
    assert AuditEntry.objects.count() == lines


def test_a_phone_in_the_gate_carries_tags_and_days_and_nothing_else(firm):
    held, gone = a_pass(firm), a_pass(firm)
    elsewhere = a_pass(firm, SUMMER)
    passes.revoke(by=HAND, held=gone, why="x", now=NOON)
    assert passes.carried([SPRING], NOON) == {held.tag: "2022-03-31"}
    assert elsewhere.tag in passes.carried([SUMMER], NOON)
    assert passes.carried([SPRING], NOON + 3 * DAY) == {}


def test_trap_24_plate_name_and_telephone_go_thirty_days_after_the_last(firm):
    held = a_pass(firm)
    assert passes.who(held) == ("陈师傅", "12000003344")
    assert (held.name_mask, held.phone_tail) == ("陈*傅", "3344")
    raw = bytes(held.name_sealed) + bytes(held.phone_sealed)
    assert "陈师傅".encode() not in raw
    purging.purge(by=HAND, now=NOON + 30 * DAY, emergency_ended_on=None, is_rehearsal=False)
    held.refresh_from_db()
    assert held.plate
    purging.purge(by=HAND, now=NOON + 32 * DAY, emergency_ended_on=None, is_rehearsal=False)
    held.refresh_from_db()
    assert (held.plate, held.name_sealed, held.name_mask, held.phone_tail) == ("", None, "", "")
    assert passes.who(held) == ("", "")


def test_a_pass_is_issued_printed_sent_checked_and_taken_back_on_the_page(
    firm, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    desk = client_of("secretary", english=True)
    sent = {
        "kind": "vehicle", "supplier": firm.pk, "plate": "沪a演009", "name": "陈师傅", "phone": "120-0000-3344",
        "purpose": "送菜", "from_on": "2022-03-31", "until_on": "2022-04-02",
    }  # fmt: skip
    assert desk.post(f"/supplies/passes/new/?area={SPRING}", sent | {"until_on": "2022-06-02"}).status_code == 422
    desk.post(f"/supplies/passes/new/?area={SPRING}", sent)
    held = TransportPass.objects.get()
    with django_assert_max_num_queries(RAIL + 12):
        page = text(desk.get(f"/supplies/passes/?area={SPRING}"))
    assert "陈*傅" in page
    assert "陈师傅" not in page
    paper = text(desk.get(f"/supplies/passes/{held.pk}/"))
    for words in ("保供通行证", "Pass for supplies", "陈师傅", "12000003344", "沪A演009", "<svg"):
        assert words in paper
    picture = desk.get(f"/supplies/passes/{held.pk}/picture/")
    assert picture.content.startswith(b"\x89PNG")
    assert AuditEntry.objects.filter(act="supplies.print_pass").count() == 2
    gate = client_of("contact", login="gate", english=True)
    at = f"/supplies/passes/check/?area={SPRING}"
    page = text(gate.post(at, {"code": passes.text_of(held, NOON)}))
    assert "valid" in page
    assert "陈师傅" not in page
    desk.post(f"/supplies/passes/{held.pk}/revoke/", {"why": "车已转手"})
    page = text(gate.post(at, {"code": passes.text_of(held, NOON)}))
    for words in ("taken back", "车已转手", "Do not let it in", "Ambulances"):
        assert words in page
    assert "<svg" not in text(desk.get(f"/supplies/passes/{held.pk}/")).split("<main")[1]
    assert desk.get(f"/supplies/passes/{held.pk}/picture/").status_code == 404
    assert "health" in text(gate.post(at, {"code": "https://pay.invalid"})).lower()
