"""The page that compares rounds: what it offers, what it answers, who sees names, what it leaves in the log."""

import re
from datetime import timedelta

import pytest

from tests.coverage.test_sets import a_need, settle, two_rounds
from tests.web.signed import RAIL, client_of, text
from tests.world import SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.coverage.models import Round
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household

pytestmark = pytest.mark.django_db
DISTRICT = 999999000000


@pytest.fixture
def world():
    """Two rounds over the town, 12 people in each of two committees; two of spring's were done last time."""
    key, ids = a_building()
    other, more = a_building(SUMMER, 1)
    older, newer = two_rounds()
    for subject in ids[:2]:
        settle("proof", older, subject)
    return {"older": older, "newer": newer, "key": key, "ids": ids, "other": other, "more": more}


def ask(world, *wishes, area=SPRING, client=None, **more):
    asks = [f"{wish}-{world[name].pk}" for name, wish in wishes]
    page = (client or client_of(english=True)).get("/rounds/compare/", {"area": area, "ask": asks, **more})
    return page.status_code, text(page)


BOTH = (("older", "missed"), ("newer", "missed"))


def test_without_a_question_it_offers_rounds_and_the_questions_of_every_day(world):
    status, page = ask(world)
    assert status == 200
    assert f'value="missed-{world["newer"].pk}"' in page
    assert "missed in the last two" in page
    assert "lives alone, not reached" in page
    assert "What can be asked" in page


def test_the_list_of_rounds_leads_to_it(world):
    assert f'href="/rounds/compare/?area={SPRING}"' in text(client_of().get("/rounds/"))


def test_a_link_of_every_day_asks_what_it_says_and_is_marked(world):
    _status, page = ask(world, *reversed(BOTH))
    assert 'aria-current="true">NAT screening: missed in the last two' in page
    assert ">10 people</h2>" in page


def test_the_answer_of_a_wide_area_is_counted_by_committee_and_names_nobody(world):
    status, page = ask(world, *BOTH, area=TOWN, client=client_of("town", TOWN, english=True))
    assert status == 200
    assert ">22 people</h2>" in page
    assert page.index(">12</a>") < page.index(">10</a>")  # the most first
    assert "王*" not in page
    assert AuditEntry.objects.filter(act="round.read_gap").count() == 0


def test_a_committee_names_them_masked_and_leaves_a_line_in_the_log(world):
    _status, page = ask(world, *BOTH)
    assert "王*" in page
    assert "王春兰" not in page
    assert f"targets/{world['ids'][2]}/" in page
    assert f"targets/{world['ids'][0]}/" not in page
    line = AuditEntry.objects.get(act="round.read_gap")
    assert (line.area, line.detail["people"]) == (SPRING, 10)


def test_each_name_says_what_became_of_it_in_each_round(world):
    newcomer = Household.objects.filter(building_key=world["key"]).first()
    from tests.world import a_person

    person = a_person(newcomer, 9000)
    settle("add", world["newer"], person.pk)
    settle("excuse", world["newer"], world["ids"][3])
    _status, page = ask(world, ("older", "undone"), ("newer", "undone"))
    assert "not on the list" in page
    assert '<span class="chip excused"' in page


@pytest.mark.parametrize(("role", "area"), [("viewer", SPRING), ("tester", SPRING), ("district", DISTRICT)])
def test_who_sees_counts_gets_counts_and_no_names(world, role, area):
    status, page = ask(world, *BOTH, client=client_of(role, area, english=True))
    assert status == 200
    assert ">10 people</h2>" in page
    assert "王*" not in page
    assert "targets/" not in page
    assert AuditEntry.objects.filter(act="round.read_gap").count() == 0


def test_needs_below_a_committee_are_not_counted_for_who_sees_counts_alone(world):
    a_need(world["ids"][5])
    viewer = client_of("viewer", english=True)
    status, page = ask(world, *BOTH, need=["lives_alone"], client=viewer)
    assert (status, ">1 person</h2>" in page) == (200, True)
    assert f"area={SPRING}01&amp;ask" not in page
    for few in ({"need": ["lives_alone"]}, {"min_age": 90}):
        assert ask(world, *BOTH, area=world["key"], client=viewer, **few)[0] == 403
    assert ask(world, *BOTH, area=world["key"], client=viewer)[0] == 200


def test_a_building_shows_its_own_and_leads_up_again(world):
    _status, page = ask(world, *BOTH, area=world["key"])
    assert ">10 people</h2>" in page
    assert "All of 春和新苑" in page


def test_an_empty_answer_says_what_it_means(world):
    _status, page = ask(world, *BOTH, need=["dialysis"])
    assert "Nobody in 春和居委会 fits all of this" in page


def test_needs_and_an_age_choose_among_them(world):
    a_need(world["ids"][5])
    _status, page = ask(world, *BOTH, need=["lives_alone"])
    assert ">1 person</h2>" in page
    assert "lives alone" in page


def test_a_question_that_cannot_be_asked_is_told_on_the_page_and_nothing_is_lost(world):
    world["parcel"] = a_round(obligation="parcel")
    status, page = ask(world, ("newer", "missed"), ("parcel", "missed"))
    assert status == 422
    assert "Choose rounds of one kind" in page
    assert f'value="missed-{world["parcel"].pk}" selected' in page


@pytest.mark.parametrize("said", ["nonsense", "missed-x", "loved-1", "missed-999999"])
def test_an_address_that_no_form_of_ours_makes_is_not_found(world, said):
    assert client_of().get("/rounds/compare/", {"area": SPRING, "ask": said}).status_code == 404


def test_a_long_list_comes_in_pieces_without_losing_anybody(world):
    a_building(number=2, floors=10, doors=2, people=3)
    world["older"], world["newer"] = two_rounds()
    seen, after, client = set(), "", client_of(english=True)
    for _ in range(3):
        _status, page = ask(world, *BOTH, after=after, client=client)
        seen |= {part.split("/")[0] for part in page.split("targets/")[1:]}
        further = re.search(r"after=([\d-]+)#names", page)
        if not further:
            break
        after = further[1]
    assert len(seen) == 12 + 60


def test_an_old_round_is_offered_when_it_is_asked_for(world):
    for days in range(10):
        more = a_round()
        Round.objects.filter(pk=more.pk).update(opens_at=more.opens_at + timedelta(minutes=days))
    client, option = client_of(english=True), f'value="missed-{world["older"].pk}"'
    _status, page = ask(world, client=client)
    assert option not in page
    assert "4 older rounds" in page
    assert f"{option} selected" in ask(world, *BOTH, client=client)[1]
    assert option in ask(world, all=1, client=client)[1]


def test_it_costs_the_same_however_many_are_found(world, django_assert_max_num_queries):
    client = client_of()
    ask(world, *BOTH, client=client)
    with django_assert_max_num_queries(RAIL + 33):
        ask(world, *BOTH, client=client)
