"""`wanjia round compare` and `wanjia round rebuild`."""

import pytest

from tests.cli.test_commands import figures, wanjia  # noqa: F401  the fixture
from tests.coverage.test_sets import settle, two_rounds
from tests.world import SPRING, TOWN, a_building
from wanjia.coverage.comparing.books import wrong_sets
from wanjia.coverage.models import SubjectSet
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def rounds():
    ids = a_building()[1]
    older, newer = two_rounds()
    settle("proof", older, ids[0])
    return ids, older.pk, newer.pk


def test_a_town_is_counted_and_a_committee_named(wanjia, rounds):  # noqa: F811
    ids, older, newer = rounds
    town = figures(wanjia("round", "compare", "--area", TOWN, "--missed", newer, "--done", older, "--json"))
    assert (town["count"], town["people"]) == (1, [])
    here = figures(wanjia("round", "compare", "--area", SPRING, "--missed", newer, "--done", older, "--json"))
    assert [person["id"] for person in here["people"]] == [str(ids[0])]
    assert here["people"][0]["name"].startswith("王*")
    assert AuditEntry.objects.filter(act="round.read_gap").count() == 1
    code, out, _err = wanjia("round", "compare", "--area", SPRING, "--missed", newer, "--done", older)
    assert code == 0
    assert "301" in out


def test_a_question_without_rounds_is_refused_in_one_line(wanjia, rounds):  # noqa: F811
    code, out, err = wanjia("round", "compare", "--area", SPRING)
    assert (code, out) == (5, "")
    assert "[coverage.one_to_five_rounds]" in err


def test_rebuilding_says_how_many_and_how_long_and_puts_right_what_was_wrong(wanjia, rounds):  # noqa: F811
    _ids, _older, newer = rounds
    figures(wanjia("round", "compare", "--area", SPRING, "--undone", newer, "--json"))
    SubjectSet.objects.update(done=b"nonsense")
    told = figures(wanjia("round", "rebuild", newer, "--json"))
    assert (told["round"], told["rows"]) == (newer, 1)
    assert told["seconds"] >= 0
    assert list(wrong_sets()) == []
    assert wanjia("round", "rebuild", 999999)[0] == 5
