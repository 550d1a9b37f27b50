"""The phones verify codes themselves: both sides must agree, so the vectors of one are the tests of the other."""

from tests.kernel.code_vectors import FILE, text_of, vectors
from wanjia.kernel.codes import Flaw


def test_the_vectors_of_the_phones_are_those_of_today():
    """After a change: `python -m tests.kernel.code_vectors`, then `npm test`, which must agree with them."""
    assert FILE.read_text(encoding="utf-8") == text_of(vectors())


def test_the_vectors_hold_every_verdict_that_a_text_alone_can_have():
    flaws = {told["flaw"] for told in vectors()["codes"]}
    assert flaws == {None, Flaw.NOT_OURS, Flaw.INCOMPLETE, Flaw.FORGED, Flaw.EXPIRED}
