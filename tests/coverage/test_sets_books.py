"""What is kept of sets: recounted against the facts, let go when it is full, found by its key."""

from datetime import date

import pytest
from pyroaring import BitMap

from tests.coverage.test_hot import city, plan  # noqa: F401  the fixture
from tests.coverage.test_sets import DONE, MISSED, UNDONE, asked, settle
from tests.world import NOON, SPRING, TOWN, a_building, a_person, a_round
from wanjia.coverage.comparing.algebra import Held
from wanjia.coverage.comparing.answer import answer
from wanjia.coverage.comparing.books import rebuild, wrong_sets
from wanjia.coverage.comparing.shelf import Shelf
from wanjia.coverage.models import CommitteeTotal, SubjectSet
from wanjia.hot import choosing, sets
from wanjia.hot.proofs import sheets_of
from wanjia.hot.sets import Key, Total
from wanjia.hot.statistics import PEOPLE, refresh
from wanjia.kernel.area import buildings_under
from wanjia.roster.models import Household, Person


@pytest.mark.django_db
class TestTheBooks:
    @pytest.fixture
    def stored(self):
        _key, ids = a_building()
        round_ = a_round()
        settle("proof", round_, ids[0])
        answer(asked((round_, UNDONE)), TOWN, NOON)
        return round_

    def test_a_set_that_does_not_say_what_the_facts_say_is_named(self, stored):
        SubjectSet.objects.update(done=BitMap([1, 2, 3]).serialize())
        wrong = list(wrong_sets())
        assert [(one.key, one.name, one.differing) for one in wrong] == [
            (Key(stored.pk, SPRING, SPRING), "done", 4)
        ]  # fmt: skip
        assert "4 differ from the facts" in str(wrong[0])

    def test_one_that_cannot_be_read_is_named(self, stored):
        SubjectSet.objects.update(owed=b"nonsense")
        assert [(one.name, one.differing) for one in wrong_sets()] == [("owed", -1)]

    def test_a_stale_one_is_no_mistake_and_one_ahead_of_its_total_is(self, stored):
        SubjectSet.objects.update(done=b"", version=0)
        assert list(wrong_sets()) == []
        SubjectSet.objects.update(version=99)
        assert [one.differing for one in wrong_sets()] == [-1]

    def test_rebuilding_puts_it_right_whatever_was_stored(self, stored):
        for broken in ({"done": b"nonsense"}, {"version": 99}, {"owed": BitMap([5]).serialize()}):
            SubjectSet.objects.update(**broken)
            assert list(wrong_sets())
            assert rebuild(stored.pk) == 1
            assert list(wrong_sets()) == []
        assert answer(asked((stored, DONE)), TOWN, NOON).count == 1


def test_the_shelf_lets_the_drawer_go_that_was_not_opened_for_longest():
    shelf = Shelf(most=5)
    for round_id in (1, 2):
        shelf.put(Total(round_id, SPRING, SPRING, 1, 3, 0, 3), MISSED, Held(BitMap([1, 2])))
    assert shelf.drawer(1, MISSED)
    shelf.put(Total(3, SPRING, SPRING, 1, 3, 0, 3), MISSED, Held(BitMap([1, 2])))
    assert shelf.people == 4
    assert shelf.drawer(1, MISSED)
    assert not shelf.drawer(2, MISSED)


COMMITTEE = buildings_under(999999002007)
KEYS = [Key(0, 999999002007, 999999002007)]
HOT = {
    "totals": (lambda r: sets.totals([r.pk], COMMITTEE), "coverage_committeetotal_pkey"),
    "elsewhere": (lambda r: sets.totals_elsewhere([r.pk], COMMITTEE, [999999002007]), "coverage_committeetotal_pkey"),
    "sets": (lambda r: sets.read([KEYS[0]._replace(round_id=r.pk)]), "coverage_subjectset_pkey"),
    "facts": (lambda r: sets.read([KEYS[0]._replace(round_id=r.pk)]), "coverage_proof_pkey"),
    "needs": (lambda r: choosing.with_needs([SPRING], ["dialysis"]), "need_"),  # of a small table any of its keys
    "ages": (lambda r: choosing.born_until([SPRING], date(1942, 1, 1)), "person_in_part"),
    "houses": (lambda r: choosing.houses([r.pk], COMMITTEE), "coverage_sheet_pkey"),
}


@pytest.fixture
def elders(db):
    """2,000 elders of 20 committees: who was born early says little, who lives in a part says much."""
    Person.objects.bulk_create(
        Person(
            id=part * 10**6 + number, part=part, household_id=part * 10**6 + 1, building_key=part * 10**6 + 10001,
            walk=number, name="王春兰", born_on=date(1935, 1, 1),
        )
        for part in range(999999003001, 999999003021)
        for number in range(1, 101)
    )  # fmt: skip
    refresh(PEOPLE)


@pytest.mark.usefixtures("elders")
@pytest.mark.parametrize("what", HOT)
def test_a_hot_statement_uses_its_key_and_scans_no_table(city, what):  # noqa: F811
    act, index = HOT[what]
    text = plan(lambda: act(city))
    assert index in text
    assert "Seq Scan" not in text


def test_the_version_moves_with_everything_that_a_set_is_drawn_from(db):
    """What the whole of freshness rests on."""
    key, ids = a_building()
    round_ = a_round()
    newcomer = a_person(Household.objects.filter(building_key=key).first(), 9000).pk
    versions = [CommitteeTotal.objects.get().version]
    for kind, subject in (
        ("proof", ids[0]), ("reopen", ids[0]), ("excuse", ids[1]), ("proof", ids[1]), ("release", ids[2]),
        ("reopen", ids[2]), ("add", newcomer),
    ):  # fmt: skip
        settle(kind, round_, subject)
        versions.append(CommitteeTotal.objects.get().version)
    assert versions == sorted(set(versions))
    assert newcomer in sheets_of(round_.pk, [newcomer])
