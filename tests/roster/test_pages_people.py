"""People on the screen: entered, corrected, moved, merged; numbers shown with a reason and dialled."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SUMMER, a_building, a_person
from wanjia.kernel import clock
from wanjia.kernel.identity import complete
from wanjia.platform.models import Account, AuditEntry
from wanjia.roster import services
from wanjia.roster.models import Building, BuildingContact, Household, Person, Premises, SpecialNeed
from wanjia.roster.services import Said

pytestmark = pytest.mark.django_db
NUMBER = complete("99990119410306002")


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def home():
    a_building(floors=2, doors=1, people=1)
    return Household.objects.order_by("walk").first()


@pytest.fixture
def lan(home):
    said = Said(name="王春兰", document=NUMBER, phones="19900002218")
    return services.register_person(by=HAND, household=home, said=said, now=NOON - timedelta(days=12))


def acts():
    return list(AuditEntry.objects.order_by("area", "number").values_list("act", flat=True))


def post(view, /, *args, **data):
    """Sent by a secretary of their own, so that a test may post more than once."""
    client = client_of(english=True, login=f"secretary{Account.objects.count()}")
    return client.post(reverse(f"roster:{view}", args=args), data)


class TestEntering:
    def test_trap_9_a_name_is_enough_for_a_newborn(self, home):
        answer = post("add_person", home.pk, name="王小满")
        assert answer["Location"] == reverse("web:household", args=[home.pk])
        baby = Person.objects.get(name="王小满")
        assert (baby.document_kind, baby.phone_tails, baby.initials) == ("none", [], "wxm")

    def test_a_wrong_check_digit_is_answered_under_the_field_and_nothing_is_lost(self, home):
        wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
        answer = post("add_person", home.pk, name="王小满", document=wrong, note="二楼左")
        assert answer.status_code == 422
        assert "compare it with the card" in text(answer)
        assert 'value="二楼左"' in text(answer)
        assert not Person.objects.filter(name="王小满").exists()

    def test_somebody_elses_document_is_refused_in_place(self, home, lan):
        answer = post("add_person", home.pk, name="王小满", document=NUMBER)
        assert answer.status_code == 422
        assert "belongs to somebody else" in text(answer)

    def test_a_telephone_that_is_none_is_named(self, home):
        assert "“12” is no telephone number" in text(post("add_person", home.pk, name="王小满", phones="12"))

    def test_a_birthday_to_come_is_refused(self, home):
        assert post("add_person", home.pk, name="王小满", born_on="2022-04-01").status_code == 422

    def test_a_passport_is_taken(self, home):
        post("add_person", home.pk, name="Ada Frost", document="E12345678", document_kind="passport")
        assert Person.objects.get(name="Ada Frost").document_kind == "passport"


class TestCorrecting:
    def test_empty_numbers_leave_those_of_the_register(self, lan):
        post("person", lan.pk, name="王春兰", note="敲门重一点")
        lan.refresh_from_db()
        assert (lan.note, lan.phone_tails, lan.document_mask) == ("敲门重一点", ["2218"], "9999 •••• " + NUMBER[-4:])

    def test_opening_the_form_leaves_a_line_and_shows_no_whole_number(self, lan):
        said = text(client_of().get(reverse("roster:person", args=[lan.pk])))
        assert NUMBER not in said
        assert "19900002218" not in said
        assert "person.read" in acts()

    def test_trap_8_the_registered_address_is_only_a_field(self, lan, home):
        post("person", lan.pk, name="王春兰", lives_apart="on", registered_address="外地")
        lan.refresh_from_db()
        assert (lan.building_key, lan.lives_apart, lan.registered_address) == (home.building_key, True, "外地")

    def test_away_since_a_day(self, lan):
        post("presence", lan.pk, presence="away", since="2022-03-30")
        lan.refresh_from_db()
        assert (lan.presence, str(lan.presence_since)) == ("away", "2022-03-30")

    def test_a_need_wants_its_source(self, lan):
        need = {"kind": "oxygen", "legal_basis": "welfare", "since": "2022-03-01"}
        assert post("need", lan.pk, **need).status_code == 422
        assert post("need", lan.pk, **need, source="居委走访").status_code == 302
        post("end_need", lan.pk, "oxygen")
        assert SpecialNeed.objects.get().until_on is not None

    def test_confirming_a_household_freshens_everyone(self, home, lan):
        post("confirm_household", home.pk)
        assert set(Person.objects.filter(household=home).values_list("checked_at", flat=True)) == {NOON}
        home.refresh_from_db()
        assert home.checked_at == NOON

    def test_a_flat_is_marked_empty(self, home):
        post("flat", home.pk, kind="empty", note="钥匙在门卫")
        home.refresh_from_db()
        assert (home.kind, home.note) == ("empty", "钥匙在门卫")


class TestMoving:
    def test_to_another_door_of_the_committee(self, lan):
        there = Household.objects.exclude(pk=lan.household_id).get()
        post("move", lan.pk, building=str(there.building_key), room=there.room)
        lan.refresh_from_db()
        assert lan.household_id == there.pk

    def test_a_room_that_is_not_there_says_what_to_do(self, lan):
        answer = post("move", lan.pk, building=str(lan.building_key), room="999")
        assert answer.status_code == 422
        assert "Add the door first" in text(answer)

    def test_not_into_a_committee_outside_the_account(self, lan):
        a_building(SUMMER)
        url = reverse("roster:move", args=[lan.pk])
        assert client_of().get(url, {"to": SUMMER}).status_code == 404

    def test_a_double_is_merged_into_the_entry_that_is_open(self, home, lan):
        double = a_person(home, 7000, name="王春兰")
        said = text(client_of().get(reverse("roster:merge", args=[lan.pk])))
        assert str(double.pk) in said
        post("merge", lan.pk, gone=str(double.pk))
        double.refresh_from_db()
        assert double.merged_into == lan.pk

    def test_merging_nobody_is_told_in_place(self, lan):
        assert post("merge", lan.pk, gone="").status_code == 409


class TestNumbers:
    def test_a_number_is_shown_with_a_reason_and_a_line_and_is_gone_on_reload(self, lan):
        client, url = client_of(), reverse("roster:show", args=[lan.pk, "document"])
        assert NUMBER not in text(client.get(url))
        prefix = f"document-{lan.pk}"
        answer = client.post(url, {f"{prefix}-reason": "help", f"{prefix}-note": "120"})
        assert NUMBER in text(answer)
        line = AuditEntry.objects.get(act="person.reveal_document")
        assert (line.reason, line.subject) == ("help: 120", f"person:{lan.pk}")
        assert NUMBER not in text(client.get(url))
        assert "no-store" in answer["Cache-Control"]

    def test_other_reasons_want_words(self, lan):
        url, prefix = reverse("roster:show", args=[lan.pk, "phones"]), f"phones-{lan.pk}"
        answer = client_of().post(url, {f"{prefix}-reason": "other", f"{prefix}-note": " "})
        assert answer.status_code == 422
        assert "person.reveal_phones" not in acts()

    def test_a_field_that_there_is_not_is_not_found(self, lan):
        assert client_of().get(reverse("roster:show", args=[lan.pk, "name"])).status_code == 404

    def test_a_call_is_dialled_and_logged(self, lan):
        answer = client_of().get(reverse("roster:call", args=[lan.pk]))
        assert answer["Location"] == "tel:19900002218"
        assert "person.call" in acts()

    def test_without_a_telephone_there_is_nothing_to_dial(self, home):
        person = Person.objects.filter(household=home).first()
        assert client_of().get(reverse("roster:call", args=[person.pk])).status_code == 404


class TestPlaces:
    def test_a_new_contact_ends_the_one_before_and_can_be_called(self, home):
        key = home.building_key
        for name in ("华小暑", "何夏至"):
            post("contact", key, role="contact", name=name, phone="19900004410")
        assert list(BuildingContact.objects.filter(until_on=None).values_list("name", flat=True)) == ["何夏至"]
        answer = client_of("grid").get(reverse("roster:call_contact", args=[key, "contact"]))
        assert answer["Location"] == "tel:19900004410"

    def test_a_door_twice_is_refused_in_place(self, home):
        answer = post("add_door", home.building_key, stair=1, floor=2, room=home.room)
        assert answer.status_code == 422
        assert "exists already" in text(answer)

    def test_a_shop_is_walked_like_a_household(self, home):
        post("add_premises", home.building_key, kind="shop", name="早点铺", headcount=3, phone="19900000001")
        shop = Premises.objects.get()
        assert (shop.name, shop.phone_tail) == ("早点铺", "0001")
        said = text(client_of(login="b").get(reverse("web:building", args=[home.building_key])))
        assert "早点铺" in said

    def test_a_building_that_is_not_there_is_not_found(self, home):
        key = Building.objects.get().key + 1
        assert client_of().get(reverse("roster:add_door", args=[key])).status_code == 404
