"""The console's pages on cards: counts, paper, the tick list, one card, what residents ask."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cards.people import HAND, NOON, SPRING, a_house, card_of, issued
from tests.web.signed import client_of, text
from tests.world import TOWN, an_account
from wanjia.cards import choosing, correcting, delivering, printing, services
from wanjia.cards.models import Card, Correction
from wanjia.cards.refusals import WrongReason
from wanjia.cards.rules import grouped
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import BuildingContact, Household, Person
from wanjia.roster.subjects import find

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def house():
    return a_house()


def get(client, view, *args, **query):
    return client.get(reverse(f"cards:{view}", args=args), query)


def post(client, view, *args, area, **sent):
    return client.post(f"{reverse(f'cards:{view}', args=args)}?area={area}", sent)


def plain(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


class TestTheOverview:
    def test_it_opens_with_who_has_none_and_issues_with_one_button(self, house):
        client = client_of(english=True)
        assert "People here 8 = without a card 8 + with a card 0" in plain(get(client, "cards"))
        assert "Issue 8 cards" in plain(get(client, "cards"))
        post(client, "issue", area=SPRING)
        said = plain(get(client, "cards"))
        assert "8 new cards" in said
        assert "without a card 0 + with a card 8 to hand over 8" in said
        assert "Nothing to issue" in said
        post(client, "issue", area=SPRING)
        assert "Everybody has a card already" in plain(get(client, "cards"))
        assert AuditEntry.objects.filter(act="cards.issue", area=SPRING).count() == 2

    def test_a_subdistrict_counts_by_committee_and_issues_nothing(self, house):
        issued(house[0])
        client = client_of("town", TOWN, english=True)
        said = plain(get(client, "cards", area=TOWN))
        assert "8 / 8" in said
        assert "Issue" not in said
        assert post(client, "issue", area=TOWN).status_code == 409

    def test_what_lies_above_has_links_and_no_figures(self, house):
        client = client_of("city", 999900000000, english=True)
        assert "Cards are counted by subdistrict" in plain(get(client, "cards", area=999999000000))

    def test_a_viewer_sees_counts_and_no_buttons(self, house):
        issued(house[0])
        said = text(get(client_of("viewer", english=True), "cards"))
        assert "with a card" in said
        assert 'action="/cards/issue/' not in said
        assert "/cards/print/" not in said

    def test_queries_do_not_grow_with_buildings(self, django_assert_max_num_queries):
        for number in range(1, 9):
            a_house(number=number, floors=1)
        client = client_of()
        with django_assert_max_num_queries(40):
            get(client, "cards")


class TestThePaper:
    def test_names_are_masked_numbers_grouped_and_every_card_is_drawn(self, house):
        key, ids = house
        issued(key)
        choosing.choose(by=HAND, area=SPRING, shown="name", phone="021 6666", days=30, now=NOON)
        said = text(get(client_of(), "print", area=key))
        assert said.count("<article") == 8 == said.count('class="qr"><svg')
        assert grouped(card_of(ids[0]).short) in said
        assert "王*" in said
        assert "王春兰" not in said
        assert "021 6666" in said
        assert "2022-04-30" in said
        assert AuditEntry.objects.get(act="cards.print").detail == {"cards": 8, "pins": 0}

    @pytest.mark.parametrize(
        ("shown", "name", "door"), [("name", True, True), ("door", False, True), ("nothing", False, False)]
    )
    def test_the_committee_chooses_what_stands_on_it(self, house, shown, name, door):
        issued(house[0])
        choosing.choose(by=HAND, area=SPRING, shown=shown, phone="", days=30, now=NOON)
        cards = re.findall(r"<article.*?</article>", text(get(client_of(), "print", area=house[0])), re.S)
        assert all(("王*" in card) == name for card in cards)
        assert all(("号楼201" in card or 'class="at"' in card) == door for card in cards)

    def test_a_page_holds_8_or_21_and_each_building_starts_a_new_one(self):
        keys = [a_house(number=number, floors=3, doors=2)[0] for number in (1, 2)]
        for key in keys:
            issued(key)
        client = client_of()
        for layout, sides in ((8, 4), (21, 2)):
            said = text(get(client, "print", area=SPRING, layout=layout))
            assert said.count('class="cards-page') == sides
        assert get(client, "print", area=SPRING, layout=5).status_code == 404

    def test_cards_come_in_walking_order(self, house):
        issued(house[0])
        rooms = re.findall(r'class="at">[^<]*?(\d{3})<', text(get(client_of(), "print", area=house[0])))
        assert rooms == ["201", "201", "202", "202", "101", "101", "102", "102"]

    def test_pins_are_for_doors_without_a_telephone_or_for_all(self, house):
        key, _ids = house
        issued(key)
        silent = Household.objects.get(building_key=key, room="101")
        Person.objects.filter(household=silent).update(phone_tails=[])
        client = client_of()
        pin = re.compile(r'class="pin">[^<]*<b>(\d{6})</b>')
        assert len(pin.findall(text(post(client, "print", area=key, pins="needed")))) == 2
        assert Card.objects.exclude(pin_hash=None).count() == 2
        assert len(pin.findall(text(post(client, "print", area=key, pins="all")))) == 8
        assert pin.findall(text(get(client, "print", area=key))) == []  # shown once
        assert post(client_of("contact", key), "print", area=key, pins="all").status_code == 403

    def test_too_many_are_refused_politely(self, house, monkeypatch):
        issued(house[0])
        monkeypatch.setattr(printing, "MOST", 7)
        for view in ("print", "deliver"):
            answer = get(client_of(english=True, login=view), view, area=SPRING)
            said = plain(answer)
            assert "8 cards are too many for one print, 7 is the most. Choose a compound or a building." in said
            assert f"/cards/{view}/?area={SPRING}01" in text(answer)  # and the compound is there to be chosen
            assert "paper-card" not in said

    def test_one_card_alone_and_only_inside_the_area(self, house):
        key, ids = house
        issued(key)
        other, strangers = a_house(number=2)
        issued(other)
        client = client_of()
        assert text(get(client, "print", area=key, subject=ids[0])).count("<article") == 1
        assert get(client, "print", area=key, subject=strangers[0]).status_code == 409
        assert get(client, "print", area=key, subject="x").status_code == 404

    def test_households_have_cards_without_a_name(self, house):
        issued(house[0], "household")
        said = text(get(client_of(english=True), "print", area=house[0], kind="household"))
        assert said.count("<article") == 4
        assert "The whole household" in said
        assert "王*" not in said

    def test_printing_asks_as_much_for_8_as_for_80(self):
        asked = []
        for n, floors in ((1, 1), (2, 10)):  # 8 people, 80
            key, _ids = a_house(number=n, floors=floors, doors=4)
            issued(key)
            client = client_of(login=f"printer{n}")
            get(client, "print", area=key)  # what a process asks once is not of the print
            with CaptureQueriesContext(connection) as queries:
                assert text(get(client, "print", area=key)).count("<article") == 8 * floors
            asked.append(len(queries))
        assert asked[0] == asked[1]


class TestTheTickList:
    def test_it_goes_by_contact_in_walking_order_and_what_is_ticked_leaves_it(self, house):
        key, ids = house
        issued(key)
        BuildingContact.objects.create(
            id="01890000000000000000000000000000", part=SPRING, building_key=key, role="contact", name="华小暑",
            since_on=NOON.date(),
        )  # fmt: skip
        client = client_of("contact", key)
        said = text(get(client, "deliver", area=key))
        assert "华小暑" in said
        assert [int(id_) for id_ in re.findall(r'name="subject" value="(\d+)"', said)] == ids
        post(client, "deliver", area=key, subject=[ids[0], ids[1]], do="to:family")
        post(client, "deliver", area=key, subject=[ids[2]], do="miss:nobody_home")
        said = text(get(client, "deliver", area=key))
        assert [int(id_) for id_ in re.findall(r'name="subject" value="(\d+)"', said)] == ids[2:]
        assert "没人" in said
        card = card_of(ids[0])
        assert (card.delivered_to, card.delivered_by) == ("family", "林谷雨")

    def test_ticked_twice_the_first_hand_stays_and_a_mistake_is_taken_back(self, house):
        key, ids = house
        issued(key)
        assert delivering.deliver(by=HAND, area=key, ids=ids[:2], to="self", now=NOON) == 2
        assert delivering.deliver(by=HAND, area=key, ids=ids[:2], to="family", now=NOON) == 0
        assert card_of(ids[0]).delivered_to == "self"
        assert delivering.take_back(by=HAND, area=key, ids=ids[:1], now=NOON) == 1
        assert card_of(ids[0]).delivered_at is None
        assert AuditEntry.objects.filter(act__startswith="cards.").count() == 3

    def test_a_list_never_reaches_beyond_its_building(self, house):
        key, ids = house
        other, strangers = a_house(number=2)
        issued(SPRING)
        contact = actor_of(an_account("c", "contact", key), NOON)
        assert delivering.deliver(by=contact, area=key, ids=[ids[0], strangers[0]], to="self", now=NOON) == 1
        with pytest.raises(NotFound):
            delivering.deliver(by=contact, area=other, ids=strangers, to="self", now=NOON)
        with pytest.raises(NotAllowed):
            delivering.deliver(
                by=actor_of(an_account("t", "tester", key), NOON), area=key, ids=ids, to="self", now=NOON
            )
        for act in (
            lambda: delivering.deliver(by=HAND, area=key, ids=ids, to="the cat", now=NOON),
            lambda: delivering.miss(by=HAND, area=key, ids=ids, reason="rain", now=NOON),
        ):
            with pytest.raises(WrongReason):
                act()

    def test_nothing_ticked_is_said_and_changes_nothing(self, house):
        issued(house[0])
        client = client_of(english=True)
        post(client, "deliver", area=house[0], do="to:self")
        assert "Tick somebody first" in plain(get(client, "deliver", area=house[0]))


class TestOneCard:
    def test_it_is_issued_renewed_replaced_and_cancelled_with_a_reason(self, house):
        _key, ids = house
        client, page = client_of(english=True), reverse("cards:card", args=[ids[0]])
        assert "No card yet" in plain(client.get(page))
        client.post(page, {"do": "issue"})
        first = card_of(ids[0])
        said = text(client.get(page))
        assert grouped(first.short) in said
        assert "/me/#WJ1:P" in said
        client.post(page, {"do": "renew"})
        assert card_of(ids[0]).tag == first.tag
        cancel = reverse("cards:cancel", args=[ids[0]])
        assert "The paper and every picture of it end" in plain(client.get(cancel))
        assert client.post(cancel, {"do": "replace", "reason": "nonsense"}).status_code == 422
        client.post(cancel, {"do": "replace", "reason": "lost"})
        assert card_of(ids[0]).tag != first.tag
        client.post(cancel, {"do": "cancel", "reason": "wrong_hands"})
        said = plain(client.get(page))
        assert "given to somebody else" in said
        assert client.get(cancel).status_code == 409
        assert client.post(page, {"do": "paint"}).status_code == 422

    def test_a_contact_sees_it_and_changes_nothing(self, house):
        key, ids = house
        issued(key)
        client, page = client_of("contact", key), reverse("cards:card", args=[ids[0]])
        said = text(client.get(page))
        assert 'value="renew"' not in said
        assert client.post(page, {"do": "renew"}).status_code == 403
        assert client.get(reverse("cards:cancel", args=[ids[0]])).status_code == 403

    def test_a_households_card_has_a_page_too(self, house):
        home = Household.objects.filter(building_key=house[0]).first()
        client, page = client_of(), reverse("cards:card", args=[home.pk])
        client.post(page, {"do": "issue"})
        assert card_of(home.pk).kind == "household"
        assert client.get(page).status_code == 200
        assert client.get(reverse("cards:card", args=[SPRING * 10**6 + 999999])).status_code == 404


class TestTheLetterhead:
    def test_it_is_kept_and_wrong_values_are_answered_under_the_field(self, house):
        client = client_of(english=True)
        sent = {"shown": "door", "phone": "021-6666 0417", "days": 14}
        assert post(client, "letterhead", area=SPRING, **sent).status_code == 302
        head = choosing.letterhead(SPRING)
        assert (head.shown, head.phone, head.days) == ("door", "021-6666 0417", 14)
        for wrong in ({"days": 91}, {"days": 0}, {"phone": "call me"}, {"shown": "photo"}):
            assert post(client, "letterhead", area=SPRING, **(sent | wrong)).status_code == 422
        assert post(client_of("town", TOWN, english=True), "letterhead", area=TOWN, **sent).status_code == 409


class TestCorrections:
    def test_the_desk_reads_opens_and_closes_with_a_note(self, house):
        _key, ids = house
        correcting.ask(subject=find(ids[0]), field="phone", text="电话换成 12000000417", now=NOON)
        client = client_of()
        assert "更正" in text(get(client, "cards")) or "Corrections" in text(get(client, "cards"))
        said = text(get(client, "corrections"))
        assert "12000000417" in said
        assert reverse("web:household", args=[find(ids[0]).household_id]) in said
        asked = Correction.objects.get()
        assert b"12000000417" not in bytes(asked.text_sealed)
        post(client, "corrections", area=SPRING, id=str(asked.id), state="done", note="已改")
        asked.refresh_from_db()
        assert (asked.state, asked.note, asked.decided_by) == ("done", "已改", "林谷雨")
        assert post(client, "corrections", area=SPRING, id=str(asked.id), state="done").status_code == 409
        assert post(client, "corrections", area=SPRING, id="x", state="done").status_code == 404
        acts = set(AuditEntry.objects.filter(act__startswith="correction").values_list("act", flat=True))
        assert acts == {"correction.read", "correction.done"}

    def test_nobody_fills_a_desk_with_requests(self, house):
        subject = find(house[1][0])
        kept = [correcting.ask(subject=subject, field="other", text="x", now=NOON) for _ in range(7)]
        assert kept == [True] * 5 + [False] * 2

    def test_another_committees_requests_are_not_closed_from_here(self, house):
        correcting.ask(subject=find(house[1][0]), field="name", text="", now=NOON)
        other = client_of("secretary", 999999001002)
        asked = Correction.objects.get()
        answer = post(other, "corrections", area=999999001002, id=str(asked.id), state="done")
        assert answer.status_code in (403, 404)
        asked.refresh_from_db()
        assert asked.state == "open"


def test_trap_11_no_page_of_cards_writes_a_tag_or_a_code_into_an_address(house):
    key, ids = house
    issued(key)
    services.issue(by=HAND, area=key, kind="household", now=NOON)
    card = card_of(ids[0])
    client = client_of()
    for said in (
        text(get(client, "cards")), text(get(client, "deliver", area=key)), text(get(client, "print", area=key)),
    ):  # fmt: skip
        assert not [
            link
            for link in re.findall(r'(?:href|action|src)="([^"]*)"', said)
            if card.tag in link or card.short in link
        ]
