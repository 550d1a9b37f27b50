"""The console's pages on boxes, by what a person reads: pack, seal, give, take, take in, lose, find, print."""

import re

import pytest
from django.urls import reverse

from tests.logistics.ground import (
    a_box,
    a_courier,
    a_day,
    a_lab,
    a_tube,
    after,
    again,
    gave,
    seal,
    somebody,
    took,
)
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, TOWN, areas
from wanjia.coverage import queries as coverage
from wanjia.kernel import clock
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import losing, presets, queries
from wanjia.logistics.losing import LossSaid
from wanjia.logistics.models import AlarmNote, Box, Holder, LinkLimit, Packed, Signature
from wanjia.logistics.rules.boxes import State
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    areas()


@pytest.fixture
def later(monkeypatch):
    """later(257) -> it is 257 minutes past noon."""
    return lambda minutes: monkeypatch.setattr(clock, "now", lambda: after(minutes))


def get(client, view, *args, **query):
    return client.get(reverse(f"logistics:{view}", args=args), query)


def post(client, view, *args, query="", headers=None, **sent):
    return client.post(reverse(f"logistics:{view}", args=args) + query, sent, headers=headers)


def plain(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


class TestList:
    def test_what_warns_stands_first_with_its_clock_and_the_books_beside_it(self, later):
        round_, box, _ids = a_day()
        gave(box, None, a_courier(), now=after(5))
        a_box("X-0420", round_=round_)
        later(257)
        said = plain(get(client_of(english=True), "boxes", area=SPRING))
        assert said.index("X-0417") < said.index("X-0420")
        assert "on the way" in said
        assert "17 min over subdistrict" in said
        assert "演-021 处暑师傅 since 12:05" in said
        assert "1 signature missing" in said
        assert "boxes that left 1 ≠ taken in 0 + on the way 0 off by 1" in said
        assert "over the limit, not signed for: X-0417 演-021 处暑师傅" in said

    def test_it_can_be_filtered_by_state_and_by_what_is_late(self, later):
        round_, _box, _ids = a_day()
        a_box("X-0420", round_=round_)
        client = client_of(english=True)
        assert "X-0417" not in plain(get(client, "boxes", area=SPRING, state="packing")).split("Books")[0]
        later(300)
        said = plain(get(client, "boxes", area=SPRING, state="late")).split("Books")[0]
        assert "X-0417" in said
        assert "X-0420" not in said

    def test_an_empty_list_says_what_to_do_and_a_wide_area_where_to_look(self):
        client = client_of(english=True)
        assert "No box yet. Pack one" in plain(get(client, "boxes", area=SPRING))
        town = client_of("town", TOWN, english=True)
        assert "Choose a committee above to pack one." in plain(get(town, "boxes", area=TOWN))
        city = client_of("city", 999900000000, english=True)
        said = plain(get(city, "boxes"))
        assert "Boxes are listed in a subdistrict and below it" in said
        assert "Open the chain board" in said


class TestPacking:
    def test_begin_scan_seal_by_forms_alone(self):
        round_, _box, ids = a_day()
        client = client_of(english=True)
        answer = post(client, "begin", query=f"?area={SPRING}", code=" X-0500\r\n", site="2号台", round=round_.pk)
        box = Box.objects.get(code="X-0500")
        assert answer.headers["Location"] == reverse("logistics:pack", args=[box.pk])
        a_tube(round_, "T-00500", ids[6:8])
        for code in ("T-00500", "T-99999"):
            assert post(client, "pack", box.pk, event=new_event_id(), code=code).status_code == 302
        said = plain(get(client, "pack", box.pk))
        assert "2 tubes, 2 people" in said
        assert "1 odd tube: it stays in, look at it" in said
        assert "T-99999 no record of this tube yet" in said
        a_lab()
        post(client, "pack", box.pk, event=new_event_id(), do="seal", number="F-8830", to_lab=Holder.objects.get().pk)
        assert (again(box).seal, str(again(box).to_lab)) == ("F-8830", "华演实验室")

    def test_a_scan_sent_twice_is_one_and_a_part_comes_back_for_htmx(self):
        box = a_box()
        client, event = client_of(english=True), new_event_id()
        for _ in range(2):
            answer = post(client, "pack", box.pk, event=event, code="T-00001", headers={"HX-Request": "true"})
        assert Packed.objects.count() == 1
        assert "<h1>" not in text(answer)
        assert "autofocus" in text(answer)

    def test_a_tube_comes_out_again(self):
        box = a_box(tubes=["T-00001", "T-00002"])
        post(client_of(), "pack", box.pk, event=new_event_id(), code="T-00001", do="out")
        assert [tube.code for tube in queries.view_of(box, NOON).tubes] == ["T-00002"]

    def test_what_is_no_code_is_said_beside_the_scanner(self):
        box = a_box()
        answer = post(client_of(english=True), "pack", box.pk, event=new_event_id(), code="T 1")
        assert "“T 1” is no code." in plain(answer, 422)

    def test_an_empty_box_is_not_sealed(self):
        box = a_box()
        answer = post(client_of(english=True), "pack", box.pk, event=new_event_id(), do="seal", number="F-1")
        assert "Nothing is in the box. Scan the tubes first." in plain(answer, 422)

    def test_a_wide_area_cannot_pack(self):
        assert get(client_of("town", TOWN), "begin", area=TOWN).status_code == 302

    def test_the_slip_has_bars_tubes_and_room_for_both_signatures_and_no_names(self):
        _round, box, _ids = a_day()
        said = plain(get(client_of(english=True), "slip", box.pk))
        assert "Box X-0417" in said
        assert "3 tubes, 6 people" in said
        assert "Gave: name and signature Took: name and signature" in said
        assert "王春兰" not in said


class TestBox:
    def test_the_custody_line_says_who_had_it_since_when_and_what_is_still_to_come(self, later):
        _round, box, _ids = a_day()
        courier = a_courier()
        gave(box, None, courier, now=after(5), by=somebody("yang", "tester"))
        took(box, courier, None, now=after(6), by=somebody("chu", "courier", TOWN))
        later(257)
        said = plain(get(client_of(english=True), "box", box.pk))
        assert "Sampled 2号台 12:00 to 12:00 6 people" in said
        assert "Sealed 12:00 seal F-8830 test" in said
        assert "Signed over 12:06 2号台 → 演-021 处暑师傅" in said
        assert "On the way 演-021 处暑师傅 since 12:06, 4 h 11 by now due 16:00" in said
        assert "Laboratory signs Run Report" in said

    def test_trap_13_a_missing_signature_is_named_with_who_has_not_signed(self):
        _round, box, _ids = a_day()
        gave(box, None, a_courier(), now=after(5))
        assert "演-021 处暑师傅 has not signed" in plain(get(client_of(english=True), "box", box.pk))

    def test_somebody_takes_the_alarm_and_it_stands_on_the_page(self, later):
        _round, box, _ids = a_day()
        client = client_of(english=True)
        later(257)
        assert post(client, "box", box.pk, do="take", text="14:10 打给司机").status_code == 302
        assert AlarmNote.objects.get().level == 2
        assert "林谷雨 16:17: 14:10 打给司机" in plain(get(client, "box", box.pk))

    def test_the_telephone_shows_its_end_and_is_dialled_with_a_line_in_the_log(self):
        _round, box, _ids = a_day()
        courier = a_courier()
        gave(box, None, courier, now=NOON)
        client = client_of(english=True)
        assert "12000008021" not in text(get(client, "box", box.pk))
        assert post(client, "call_holder", box.pk, courier.pk).headers["Location"] == "tel:12000008021"
        assert AuditEntry.objects.filter(act="chain.call_holder").exists()
        assert post(client, "call_holder", box.pk, a_lab().pk).status_code == 404

    def test_a_box_is_given_up_emptied_and_answers_in_words_where_it_cant(self):
        box = a_box(tubes=["T-00001"])
        client = client_of(english=True)
        assert "No laboratory has signed" in plain(post(client, "box", box.pk, do="empty"), 422)
        assert post(client, "box", box.pk, do="give_up", text="装错了").status_code == 302
        assert again(box).end_note == "装错了"
        assert post(client, "box", box.pk, do="burn").status_code == 404

    def test_who_is_in_it_is_read_by_tube_with_masked_names_and_a_line_in_the_log(self):
        _round, box, _ids = a_day()
        said = plain(get(client_of(english=True), "people", box.pk))
        assert "T-00001 春和新苑 Bldg 1, 301" in said
        assert "王春兰1" not in said
        assert AuditEntry.objects.filter(act="chain.read_people", subject="box:X-0417").exists()


class TestHands:
    def query(self, holder=None, other=None):
        return f"?area={SPRING}&holder={holder.pk if holder else 'site'}&other={other.pk if other else 'site'}"

    def test_boxes_are_scanned_one_after_another_by_each_side_with_its_own_sign_in(self):
        _round, box, _ids = a_day()
        courier = a_courier()
        giver, taker = client_of("tester", english=True), client_of("courier", TOWN, english=True)
        sent = {"code": "X-0417", "seal_seen": "intact"}
        said = plain(post(giver, "hand", "gave", query=self.query(None, courier), event=new_event_id(), **sent))
        assert "the site → 演-021 处暑师傅" in said
        assert "X-0417 the other side has not signed yet" in said
        said = plain(post(taker, "hand", "took", query=self.query(courier, None), event=new_event_id(), **sent))
        assert "X-0417 both have signed" in said
        assert queries.view_of(again(box), NOON).line.one_sided == ()
        assert Signature.objects.filter(seal_seen="intact").count() == 2

    def test_a_courier_with_a_sign_in_of_their_own_need_not_say_who_they_are(self):
        client = client_of("courier", TOWN, login="chu", english=True)
        from wanjia.platform.models import Account

        courier = a_courier(account_id=Account.objects.get(login="chu").pk)
        page = text(get(client, "hand", "took", area=TOWN))
        assert f'value="{courier.pk}" selected' in page

    def test_a_box_that_nobody_has_named_is_signed_for_all_the_same(self):
        courier = a_courier()
        client = client_of("courier", TOWN, english=True)
        plain(post(client, "hand", "took", query=f"?area={TOWN}&holder={courier.pk}&other=site", event=new_event_id(),
                   code="X-9999", seal_seen=""))  # fmt: skip
        box = Box.objects.get(code="X-9999")
        assert "Nobody has told its tubes yet." in plain(get(client, "box", box.pk))

    def test_two_sides_that_are_one_are_not_scanned_for(self):
        said = plain(get(client_of(english=True), "hand", "gave", area=SPRING, holder="site", other="site"))
        assert "Two different sides sign a hand-over." in said
        assert get(client_of(login="x"), "hand", "threw", area=SPRING).status_code == 404

    def test_a_slip_of_paper_counts_the_same_with_the_time_on_it(self, later):
        _round, box, _ids = a_day()
        courier = a_courier()
        later(60)
        client = client_of(english=True)
        sent = {"holder": "site", "other": courier.pk, "gave": "on", "took": "on", "on": "2022-03-31", "at": "12:20",
                "counted": "3", "seal_seen": "intact"}  # fmt: skip
        assert post(client, "paper", box.pk, **sent).status_code == 302
        [one] = queries.view_of(again(box), after(60)).line.hand_overs
        assert (one.at, one.missing, one.is_one_hand) == (after(20), "", False)
        assert "from paper" in plain(get(client, "box", box.pk))
        del sent["gave"], sent["took"]
        assert "Tick whose signature is on the slip." in plain(post(client, "paper", box.pk, **sent), 422)


class TestReception:
    def test_the_laboratory_scans_the_box_then_its_tubes_and_sees_what_differs_before_it_signs(self):
        _round, box, _ids = a_day()
        lab = a_lab()
        a_box("X-0420", tubes=["T-00009"])
        client = client_of("lab", TOWN, english=True)
        answer = post(client, "reception", query=f"?area={TOWN}", code="X-0417")
        where = answer.headers["Location"]
        assert where.startswith(reverse("logistics:take_in", args=[box.pk]))
        said = plain(client.post(where, {"scanned": "T-00001\nT-00002\nT-00009\n", "do": "check"}))
        assert "3 packed, 3 here" in said
        assert "Missing T-00003" in said
        assert "Too many T-00009 of box X-0420" in said
        assert not Signature.objects.exists()
        part = client.post(where, {"scanned": "T-00001"}, headers={"HX-Request": "true"})
        assert "3 packed, 1 here" in plain(part)
        assert "<h1>" not in text(part)
        sent = {"scanned": "T-00001\nT-00002\nT-00003", "do": "sign", "event": new_event_id(), "seal_seen": "intact"}
        assert client.post(where, sent).status_code == 302
        view = queries.view_of(again(box), NOON)
        assert (view.state, view.taken_in.taker, view.difference.agrees) == (State.AT_LAB, lab.pk, True)
        assert "X-0417 agrees 12:00" in plain(get(client, "reception", area=TOWN))

    def test_a_count_is_enough_and_its_difference_is_on_record(self):
        _round, box, _ids = a_day()
        a_lab()
        client = client_of("lab", TOWN, english=True)
        post(client, "take_in", box.pk, query=f"?area={TOWN}", counted="2", do="sign", event=new_event_id())
        assert "X-0417 differs" in plain(get(client, "reception", area=TOWN))
        assert "3 packed, 2 here" in plain(get(client, "box", box.pk))

    def test_a_box_that_nobody_has_named_is_taken_in_on_the_spot(self):
        lab = a_lab()
        client = client_of("lab", TOWN, english=True)
        assert post(client, "reception", query=f"?area={TOWN}", code="X-7").status_code == 302
        assert Signature.objects.get().holder == lab

    def test_what_is_no_code_in_the_list_is_said_under_it(self):
        _round, box, _ids = a_day()
        a_lab()
        answer = post(client_of("lab", TOWN, english=True), "take_in", box.pk, scanned="T 1", do="check")
        assert "“T 1” is no code." in plain(answer, 422)


class TestLosing:
    def test_the_consequence_in_people_first_then_a_reason_then_a_second_person(self):
        round_, box, _ids = a_day()
        first, second = client_of("worker", english=True), client_of("secretary", english=True)
        said = plain(get(first, "lost", box.pk))
        assert "Box X-0417 lost, sample 6 people again" in said
        assert "These 6 people become open again." in said
        assert "春和新苑 Bldg 1 6 people" in said
        post(first, "lost", box.pk, do="report", reason="courier", note="车在南枝路口")
        assert "You reported it: somebody else has to confirm it." in plain(get(first, "lost", box.pk))
        assert "needs a second person" in plain(post(first, "lost", box.pk, do="confirm"), 422)
        assert coverage.tally(round_, TOWN).open == 6
        assert "waits for a second person" in plain(get(second, "boxes", area=SPRING))
        assert post(second, "lost", box.pk, do="confirm").status_code == 302
        assert coverage.tally(round_, TOWN).open == 12
        said = plain(get(second, "box", box.pk))
        assert "Lost, being sampled again" in said
        assert "春和新苑 Bldg 1 6 people open again" in said

    def test_found_it_counts_again(self):
        round_, box, _ids = a_day()
        losing.report_lost(by=HAND, box=box, said=LossSaid("courier"), now=NOON)
        losing.confirm_lost(by=HAND, box=again(box), now=NOON)
        client = client_of(english=True)
        assert post(client, "box", box.pk, do="found", text="车后座下面").status_code == 302
        assert coverage.tally(round_, TOWN).open == 6


class TestRest:
    def test_a_tube_a_box_and_a_person_are_found_by_their_code(self):
        _round, _box, ids = a_day()
        client = client_of(english=True)
        assert "T-00001" in plain(get(client, "find", area=SPRING, q="T-00001"))
        assert "X-0417" in plain(get(client, "find", area=SPRING, q="T-00001"))
        assert "X-0417" in plain(get(client, "find", area=SPRING, q="X-0417"))
        assert "T-00001" in plain(get(client, "find", area=SPRING, q=str(ids[0])))
        assert "stands on nothing" in plain(get(client, "find", area=SPRING, q="T-77777"))
        assert get(client_of("courier", TOWN), "find", area=SPRING, q=str(ids[0])).status_code == 403

    def test_couriers_are_added_and_ended_and_show_what_they_hold(self):
        _round, box, _ids = a_day()
        client = client_of(english=True)
        post(client, "holders", query=f"?area={SPRING}", kind="courier", name="处暑师傅", plate="演-021",
             phone="12000008021")  # fmt: skip
        courier = Holder.objects.get()
        gave(box, None, courier)
        assert "演-021 处暑师傅 courier X-0417" in plain(get(client, "holders", area=SPRING))
        assert post(client, "close_holder", courier.pk).status_code == 409
        took(box, a_lab(), courier, now=after(1))
        assert post(client, "close_holder", courier.pk).status_code == 302

    def test_a_limit_is_written_with_its_source_and_confirmed_by_another(self):
        one, other = client_of("town", TOWN, english=True), client_of("town", TOWN, login="o", english=True)
        sent = {"link": "box_lab", "minutes": "180", "warn_percent": "50", "climbs": "0 5 20 60",
                "effective_on": "2022-03-31", "source": "万安街道通知"}  # fmt: skip
        assert post(one, "limits", query=f"?area={TOWN}", **sent).status_code == 302
        row = LinkLimit.objects.get(origin="desk")
        assert "waits for a second person" in plain(get(other, "limits", area=TOWN))
        assert post(one, "decide_limit", row.pk, do="confirm").status_code == 403
        assert post(other, "decide_limit", row.pk, do="confirm").status_code == 302
        said = plain(get(other, "limits", area=TOWN))
        assert "3 hours holds today" in said
        assert "万安街道通知" in said
        assert presets.limit("box_lab", SPRING, NOON.date()).minutes == 180
        assert "Write four numbers" in plain(post(one, "limits", query=f"?area={TOWN}", **sent | {"climbs": "1"}), 422)

    def test_every_page_reads_in_chinese(self):
        _round, box, _ids = a_day()
        a_courier()
        a_lab()
        client = client_of()
        assert "装箱" in plain(get(client, "pack", box.pk))
        assert "在点" in plain(get(client, "boxes", area=SPRING)) or "封" in plain(get(client, "boxes", area=SPRING))
        for view, args in (("box", [box.pk]), ("slip", [box.pk]), ("holders", []), ("limits", []), ("reception", []),
                           ("hand", ["took"]), ("lost", [box.pk]), ("find", [])):  # fmt: skip
            assert get(client, view, *args, area=SPRING).status_code == 200
        seal(box, "F-2")
