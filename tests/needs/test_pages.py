"""The pages on needs, by what a person reads there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from tests.needs.ground import a_ticket, ground, home_in
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_person
from wanjia.kernel import clock
from wanjia.kernel.area import building_key, compound_code, somewhere_in
from wanjia.kernel.ids import make_id
from wanjia.needs import finding, handling, importing, sealing
from wanjia.needs.handling import Ended
from wanjia.needs.models import Proposal, Rung, Step, Ticket, Urgency
from wanjia.needs.templatetags.needs import step_words
from wanjia.platform.models import AuditEntry
from wanjia.roster import services as roster
from wanjia.roster.models import Building, Compound, Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def keys():
    return ground()


@pytest.fixture
def desk(keys):
    return client_of("worker", english=True)


def get(client, view, *args, **query):
    return client.get(reverse(f"needs:{view}", args=args), {"area": SPRING} | query)


def post(client, view, *args, **sent):
    return client.post(f"{reverse(f'needs:{view}', args=args)}?area={SPRING}", sent)


class TestInbox:
    def test_it_says_what_is_open_and_who_has_it(self, keys, desk):
        a_ticket(keys[0], text="家里没米了", room="301")
        page = text(get(desk, "inbox"))
        assert "Bldg 1, 301" in page
        assert "家里没米了" in page
        assert "committee" in page

    def test_counts_only_for_who_may_not_see_people(self, keys):
        a_ticket(keys[0], text="家里没米了")
        page = text(client_of("viewer", english=True).get(reverse("needs:inbox"), {"area": SPRING}))
        assert "家里没米了" not in page
        assert "Counts only" in page

    def test_many_doors_with_one_trouble_are_one_line(self, keys, desk):
        for floor in range(1, 6):
            a_ticket(keys[1], "repair", "停水了", room=f"{floor}01")
        page = text(get(desk, "inbox"))
        assert "5 doors" in page
        assert "no water" in page

    def test_fifty_are_shown_then_a_cursor(self, keys, desk):
        for number in range(52):
            a_ticket(keys[0], text=f"要第{number}样")
        page = get(desk, "inbox")
        assert "Next 50" in text(page)
        after = text(page).split("after=")[1].split('"')[0].split("&amp;")[0]
        from urllib.parse import unquote

        rest = text(get(desk, "inbox", after=unquote(after)))
        assert "要第51样" in rest
        assert "要第1样" not in rest

    @pytest.mark.parametrize("query", [{"kind": "gold"}, {"after": "x"}, {"urgency": "-1"}])
    def test_a_filter_that_is_none_is_not_found(self, desk, query):
        assert get(desk, "inbox", **query).status_code == 404


class TestTakingDown:
    def test_danger_to_life_is_asked_first_and_120_stands_there(self, desk):
        page = text(get(desk, "new"))
        assert page.index("call 120 at once") < page.index("What is it")
        assert 'href="tel:120"' in page

    def test_one_yes_makes_it_life_and_is_written_down_at_its_minute(self, keys, desk):
        answer = post(desk, "new", life="awake", called_120="1", where="1-301", text="奶奶", kind="food", way="call")
        ticket = Ticket.objects.get()
        assert answer["Location"] == reverse("needs:ticket", args=[ticket.pk])
        assert (ticket.kind, ticket.urgency, ticket.is_120_called) == ("life", Urgency.LIFE, True)
        assert (ticket.building_key, ticket.room) == (keys[0], "301")

    def test_the_caller_is_found_by_the_end_of_the_telephone(self, keys, desk):
        home = home_in(keys[0])
        Person.objects.filter(household=home, is_head=False).update(phone_tails=["2218"])
        page = text(post(desk, "find", q="2218"))
        assert "tail 2218" in page
        who = page.split('name="who" value="')[1].split('"')[0]
        post(desk, "new", who=who, kind="medicine", text="配药", urgency="1", f_medicine="氨氯地平")
        ticket = Ticket.objects.get()
        assert (ticket.household_id, ticket.urgency) == (home.pk, Urgency.RED)
        assert "氨氯地平" in sealing.said(ticket.fields_sealed, sealing.FIELDS)

    def test_a_caller_of_another_door_is_asked_for_again(self, keys, desk):
        stranger = Person.objects.filter(household=home_in(keys[1])).first()
        answer = post(desk, "new", who=f"{home_in(keys[0]).pk}:{stranger.pk}", kind="medicine", text="配药")
        assert answer.status_code == 422
        assert "The person does not live at this door." in text(answer)
        assert "配药" in text(answer)
        assert not Ticket.objects.exists()

    @pytest.mark.parametrize("q", ["1-301", "1号楼301", "一号楼三零一", "王春兰"])
    def test_or_by_door_or_name(self, desk, q):
        assert "王*" in text(post(desk, "find", q=q))

    def test_a_door_that_was_typed_is_known_by_its_household(self, keys, desk):
        post(desk, "new", where="1-301", kind="food", text="没米了")
        assert Ticket.objects.get().household_id == home_in(keys[0]).pk

    def test_what_was_typed_stays_when_something_is_missing(self, desk):
        answer = post(desk, "new", where="1-301", text="要一袋米", kind="", phone="12000002218")
        assert answer.status_code == 422
        assert "要一袋米" in text(answer)
        assert "choose a kind" in text(answer)

    def test_a_contact_takes_down_for_the_own_building(self, keys):
        contact = client_of("contact", keys[0])
        contact.post(f"{reverse('needs:new')}?area={keys[0]}", {"where": "301", "text": "要菜", "kind": "food"})
        ticket = Ticket.objects.get()
        assert (ticket.building_key, ticket.room, ticket.rung) == (keys[0], "301", Rung.GROUP)


class TestTicket:
    def test_its_page_says_its_way_and_hides_the_telephone(self, keys, desk):
        ticket = a_ticket(keys[0], "life", "叫不醒", phone="12000002218", caller="王春兰")
        page = text(get(desk, "ticket", ticket.pk))
        assert "12000002218" not in page
        assert "2218" in page
        assert "王春兰" not in page
        assert "write down the minute" in page

    def test_calling_leaves_a_line_in_the_log(self, keys, desk):
        ticket = a_ticket(keys[0], phone="12000002218")
        assert get(desk, "call", ticket.pk)["Location"] == "tel:12000002218"
        assert AuditEntry.objects.filter(act="need.call", subject=f"ticket:{ticket.pk}").exists()

    def test_from_taking_it_on_to_it_helped(self, keys, desk):
        ticket = a_ticket(keys[0])
        post(desk, "act", ticket.pk, do="take")
        post(desk, "act", ticket.pk, do="note", words="在路上")
        post(desk, "act", ticket.pk, do="called_120")
        post(desk, "act", ticket.pk, do="up", words="没有车")
        post(desk, "act", ticket.pk, do="down", words="有车了")
        post(desk, "act", ticket.pk, do="sort", kind="infant", urgency="2")
        post(desk, "act", ticket.pk, do="close", outcome="served", told_by="华小暑", told_how="door", words="放门口了")
        post(desk, "act", ticket.pk, do="rate", helped="yes")
        page = text(get(desk, "ticket", ticket.pk))
        for words in ("在路上", "放门口了", "taken on", "passed up", "handed down", "It helped"):
            assert words in page
        assert Ticket.objects.get().satisfied is True

    def test_closing_without_having_told_anybody_is_refused(self, keys, desk):
        ticket = a_ticket(keys[0])
        answer = post(desk, "act", ticket.pk, do="close", outcome="served")
        assert answer.status_code == 422
        assert "who told the person" in text(answer)
        assert Ticket.objects.get().is_open

    def test_the_books_stand_on_the_closed_page(self, keys, desk):
        ticket = a_ticket(keys[0])
        a_ticket(keys[1])
        handling.close(by=HAND, ticket_id=ticket.pk, ended=Ended("served", "华", "call"), now=NOON)
        page = text(get(desk, "closed"))
        assert "served" in page
        assert "≠" not in page

    def test_the_clocks_name_their_sources(self, desk):
        page = text(get(desk, "clocks"))
        assert "石化街道" in page
        assert "无出处的工作值" in page


@pytest.mark.parametrize(
    ("what", "detail", "words"),
    [
        ("opened", "food", "food"), ("sorted", "food", "food"), ("closed", "served", "served"),
        ("called", "door", "at the door"), ("promised", "2022-04-03T14:30", "14:30"), ("tried", "", ""),
        ("reopened", "a code of later", "a code of later"), ("taken", "", ""), ("rated", "yes", ""),
    ],
)  # fmt: skip
def test_a_step_says_what_its_code_means(what, detail, words):
    with override("en"):
        assert words in step_words(Step(what=what, detail=detail), NOON)
        assert bool(words) == bool(step_words(Step(what=what, detail=detail), NOON))


class TestChatAndFiles:
    def test_nothing_counts_before_somebody_has_looked(self, keys, desk):
        post(desk, "paste", text="收到\n1-301 大米1袋\n3号楼501 停水了", name="一村群")
        assert not Ticket.objects.exists()
        page = text(get(desk, "proposed"))
        assert "大米1袋" in page
        assert "Bldg 1, 301" in page
        assert "thanks 1" in page

    def test_accepted_it_is_a_ticket_of_that_door(self, keys, desk):
        post(desk, "paste", text="1-301 大米1袋")
        row = Proposal.objects.get()
        post(desk, "decide", row.pk, do="accept", kind="food", urgency="2")
        ticket = Ticket.objects.get()
        assert (ticket.household_id, ticket.way, ticket.urgency) == (home_in(keys[0]).pk, "chat", Urgency.YELLOW)
        assert Proposal.objects.get().ticket_id == ticket.pk
        assert post(desk, "decide", row.pk, do="accept", kind="food").status_code == 409

    def test_danger_stands_first_and_leads_to_120(self, keys, desk):
        post(desk, "paste", text="1-301 大米1袋\n3-501 我爸突然胸口疼出冷汗")
        page = text(get(desk, "proposed"))
        assert page.index("胸口疼") < page.index("大米1袋")
        assert page.count("tel:120") == 1

    def test_of_a_number_that_two_compounds_have_a_person_chooses_the_building(self, keys, desk):
        other = Compound.objects.create(code=compound_code(SPRING, 77), part=SPRING, name="春和三村")
        there = Building.objects.create(key=building_key(other.code, 1), part=SPRING, name="1号楼", stairs=1, floors=6)
        post(desk, "paste", text="1-301 大米1袋")
        row = Proposal.objects.get()
        assert "春和三村 1号楼" in text(get(desk, "proposed"))
        elsewhere = somewhere_in(SUMMER) + 10001
        assert post(desk, "decide", row.pk, do="accept", kind="food", at=elsewhere).status_code == 404
        post(desk, "decide", row.pk, do="accept", kind="food", at=there.key)
        assert (Ticket.objects.get().building_key, Ticket.objects.get().room) == (there.key, "301")

    def test_an_unknown_door_is_said_by_the_person(self, keys, desk):
        post(desk, "paste", text="77-301 大米1袋")
        row = Proposal.objects.get()
        assert row.household_id == 0
        post(desk, "decide", row.pk, do="accept", kind="food", door="三号楼501")
        assert (Ticket.objects.get().building_key, Ticket.objects.get().room) == (keys[1], "501")
        assert Ticket.objects.get().household_id == home_in(keys[1], "501").pk

    def test_a_corrected_building_that_is_not_known_never_becomes_a_door_of_the_proposed_one(self, keys, desk):
        post(desk, "paste", text="1-301 大米1袋")
        post(desk, "decide", Proposal.objects.get().pk, do="accept", kind="food", door="77-201")
        ticket = Ticket.objects.get()
        assert (ticket.building_key, ticket.room) == (somewhere_in(SPRING), "77-201")

    def test_of_two_stairs_with_one_room_number_neither_is_taken_for_the_other(self, keys, desk):
        first = home_in(keys[0])
        second = Household.objects.create(
            id=make_id(SPRING, 900), part=SPRING, building_key=keys[0], stair=2, floor=3, room="301", walk=9_000_000,
            checked_at=NOON,
        )  # fmt: skip
        there = a_person(second, 901, name="李秋分")
        post(desk, "paste", text="1-301 大米1袋")
        row = Proposal.objects.get()
        assert (row.building_key, row.room, row.household_id) == (first.building_key, "301", 0)
        found = {hit.person_id for hit in finding.callers(SPRING, "1-301", NOON.date())}
        assert {there.pk, *Person.objects.filter(household=first).values_list("pk", flat=True)} == found

    def test_a_caller_who_moved_in_from_another_committee_is_found_behind_the_new_door(self, keys):
        _key, people = a_building(SUMMER, 7)
        roster.move_person(by=HAND, person_id=people[0], household=home_in(keys[0]), now=NOON)
        assert people[0] in {hit.person_id for hit in finding.callers(SPRING, "1-301", NOON.date())}

    @pytest.mark.parametrize(
        ("heads", "columns"),
        [
            ("序号,求助人,求助人电话,求助内容", {"caller": 1, "phone": 2, "text": 3}),
            ("问题类型,联系人电话,联系人,问题描述", {"kind": 0, "phone": 1, "caller": 2, "text": 3}),
            ("需求类别,求助地址,诉求人手机,需求", {"kind": 0, "address": 1, "phone": 2, "text": 3}),
        ],
    )
    def test_a_column_is_what_its_head_says_most_exactly(self, heads, columns):
        assert dict(importing.open_file(f"{heads}\n1,2,3,4\n".encode(), "x.csv").columns) == columns

    def test_left_out_it_is_no_ticket(self, keys, desk):
        post(desk, "paste", text="1-301 大米1袋")
        post(desk, "decide", Proposal.objects.get().pk, do="drop")
        assert not Ticket.objects.exists()
        assert Proposal.objects.get().state == "dropped"

    def test_more_lines_than_can_be_looked_through_are_refused_and_kept_in_the_form(self, desk):
        answer = post(desk, "paste", text="1-301 米\n" * 5001)
        assert answer.status_code == 422
        assert "5,001" in text(answer) or "5001" in text(answer)

    def test_a_file_of_another_hotline_is_read_by_its_heads(self, keys, desk):
        table = (
            "12345 工单\n序号,来电人,联系电话,地址,诉求内容,类别\n"
            "1,王春兰,12000002218,1号楼301室,降压药没有了,配药\n2,,,3号楼501,楼道里没有灯,\n3,,,,,\n"
        )
        post(desk, "file", file=SimpleUploadedFile("工单.csv", table.encode("gbk")))
        first, second = Proposal.objects.order_by("line")
        assert (first.household_id, first.kind, first.urgency) == (home_in(keys[0]).pk, "medicine", Urgency.RED)
        assert (second.building_key, second.room) == (keys[1], "501")
        assert b"12000002218" not in bytes(first.phone_sealed)
        post(desk, "decide", first.pk, do="accept", kind="medicine")
        assert Ticket.objects.get().phone_tail == "2218"

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.4", "甲,乙\n1,2\n".encode(), b"\x00\x01\x02"])
    def test_a_file_that_is_no_table_of_requests_says_why(self, desk, content):
        answer = post(desk, "file", file=SimpleUploadedFile("x.csv", content, content_type="text/csv"))
        assert answer.status_code in (200, 422)
        assert not Proposal.objects.exists()

    def test_a_subdistrict_chooses_a_committee_first(self, keys):
        town = client_of("town", TOWN, english=True)
        assert "Choose a committee" in text(town.get(reverse("needs:paste"), {"area": TOWN}))


def test_every_page_opens_in_chinese(keys):
    a_building(number=2)
    ticket = a_ticket(keys[0], "life", "叫不醒")
    desk = client_of("worker")
    for view in ("inbox", "new", "closed", "clocks", "proposed", "paste", "file"):
        assert get(desk, view).status_code == 200
    assert "先问" in text(get(desk, "new"))
    assert get(desk, "ticket", ticket.pk).status_code == 200
