"""When complaints about a lot ask for its recall."""

from collections.abc import Mapping

BAD, SHORT, WRONG, ILL = "bad", "short", "wrong", "ill"
BAD_DOORS = 3  # one rotten box is a box, three are the lot


def asks_recall(doors: Mapping[str, int]) -> bool:
    """`doors` by kind. One door where somebody felt ill is enough; too little or the wrong goods are no danger."""
    return doors.get(ILL, 0) > 0 or doors.get(BAD, 0) >= BAD_DOORS
