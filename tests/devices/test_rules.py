"""How a phone stands, and the algebra of its log: pure."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON
from wanjia.devices.rules import SILENT_AFTER, SPAN, Facts, State, hash_of, is_block, missing, owed, state

LATER = NOON + timedelta(hours=1)
ids = st.lists(st.uuids(), unique=True, max_size=SPAN)


def facts(*, over=False, quiet=False, wiped=False, missing=0):
    heard = NOON - (SILENT_AFTER + timedelta(seconds=1) if quiet else timedelta(minutes=4))
    return Facts(NOON if over else LATER, heard, NOON if wiped else None, missing)


def test_every_way_in_which_a_phone_can_stand():
    stands = {
        (False, False, False, 0): State.WORKING, (False, False, False, 3): State.WORKING,
        (False, True, False, 0): State.SILENT, (False, True, False, 3): State.SILENT,
        (True, False, False, 0): State.ALL_HERE, (True, True, False, 0): State.ALL_HERE,
        (True, False, False, 3): State.MISSING, (True, True, False, 3): State.SILENT,
        (True, True, True, 0): State.WIPED, (False, True, True, 0): State.WIPED,
        (True, False, True, 3): State.SILENT, (False, False, True, 3): State.SILENT,
    }  # fmt: skip
    for (over, quiet, wiped, n), expected in stands.items():
        assert state(facts(over=over, quiet=quiet, wiped=wiped, missing=n), NOON) is expected, (over, quiet, wiped, n)


@given(st.booleans(), st.booleans(), st.integers(1, 500))
def test_a_phone_that_owes_records_is_never_called_complete(over, wiped, n):
    for quiet in (True, False):
        stands = state(facts(over=over, quiet=quiet, wiped=wiped, missing=n), NOON)
        assert stands not in (State.ALL_HERE, State.WIPED)


@given(ids, st.data())
def test_what_is_here_undone_and_owed_is_all_there_is(made, data):
    arrived = set(data.draw(st.lists(st.sampled_from(made)))) if made else set()
    void = set(data.draw(st.lists(st.integers(1, len(made))))) if made else set()
    absent = missing(1, made, arrived)
    left = owed(absent, void)
    undone = {made[number - 1] for number in void} - arrived
    assert len(arrived) + len(undone) + len(left) == len(made)
    assert set(left) == set(made) - arrived - undone
    assert [made[number - 1] for number, _id in absent] == [id_ for _number, id_ in absent]


@given(ids, st.randoms())
def test_the_hash_tells_order_and_content(made, random):
    other = list(made)
    random.shuffle(other)
    assert (hash_of(made) == hash_of(other)) == (made == other)
    assert hash_of(made) != hash_of([*made, UUID(int=1)])


def test_the_hash_is_what_the_contract_says():
    """SHA-256 of the two ids in lower case with a line feed between, computed by `printf … | sha256sum`."""
    assert hash_of([UUID(int=1), UUID(int=2)]) == "7a70c782c5d30f61a8f57b905eaa11c41ec8ffeafaa3a0e99c4fca60044a28d4"


@given(st.integers(-10, 1000), st.integers(-10, 1000))
def test_blocks_begin_at_1_65_129(first, last):
    assert is_block(first, last) == (first in range(1, 1001, 64) and first <= last <= first + 63)
