"""The ladder runs twice, at the server and on a phone without a network: both read the same mornings."""

from tests.care import ladder_vectors
from wanjia.care import carried


def test_the_phones_mornings_are_those_of_the_rules():
    assert ladder_vectors.FILE.read_text() == ladder_vectors.text(), "python -m tests.care.ladder_vectors"


def test_the_phone_is_given_the_limits_of_the_rules():
    assert carried.LIMITS == ladder_vectors.LIMITS


def test_they_hold_what_matters():
    found = [morning["climb"] for morning in ladder_vectors.mornings()]
    assert {one and one["next"] for one in found} >= {None, "retry", "second", ""}
    assert {one["result"] for one in found if one} == {"no_answer", "met"}
