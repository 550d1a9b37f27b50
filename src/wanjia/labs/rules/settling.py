"""What a changed record means for whoever waits for it: one table, so that nobody has to remember the cases."""

from enum import StrEnum

from wanjia.labs.rules.values import INVALID, NEGATIVE, POSITIVE, is_abnormal


class Meaning(StrEnum):
    """What follows from a new version of one tube."""

    ASK = "ask"  # a pool is abnormal: each of its people is asked for a swab of their own
    CLEAR = "clear"  # a pool was corrected to negative: nobody has to be asked any more
    CASE = "case"  # somebody's own swab is positive
    FREE = "free"  # somebody's own swab is negative
    TAKE_BACK = "take_back"  # an own swab was positive and is so no longer
    AGAIN = "again"  # the tube told nothing: everybody in it is owed again
    NOTHING = "nothing"


def meaning(*, people: int, value: str, before: str | None) -> tuple[Meaning, ...]:
    """In the order in which they have to happen. people: swabs in the tube; before: None where nothing was said."""
    if value == before:
        return (Meaning.NOTHING,)
    if people > 1:
        return _of_pool(value, before)
    undone = (Meaning.TAKE_BACK,) if before == POSITIVE else ()
    return (*undone, _OF_OWN.get(value, Meaning.ASK))


_OF_OWN = {POSITIVE: Meaning.CASE, NEGATIVE: Meaning.FREE, INVALID: Meaning.AGAIN}


def _of_pool(value: str, before: str | None) -> tuple[Meaning, ...]:
    if is_abnormal(value):
        return (Meaning.NOTHING,) if before and is_abnormal(before) else (Meaning.ASK,)
    cleared = (Meaning.CLEAR,) if before and is_abnormal(before) else ()
    if value == INVALID:
        return (*cleared, Meaning.AGAIN)
    return cleared or (Meaning.NOTHING,)
