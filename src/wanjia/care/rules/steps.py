"""The steps of the two kinds of case that are no check: somebody without an address, a death in a family."""

from collections.abc import Collection

STEPS = {
    "no_address": ("met", "needs_asked", "shelter", "food", "health", "handed_on"),
    "bereavement": ("certificate", "family_told", "funeral", "register", "belongings", "visit"),
}


def missing(kind: str, done: Collection[str]) -> tuple[str, ...]:
    """What is still to do, in its order. Raises KeyError for a kind that there is not."""
    return tuple(step for step in STEPS[kind] if step not in done)


def may_close(kind: str, done: Collection[str]) -> bool:
    """Only when each step is done: a case nobody finishes stays on the list."""
    return not missing(kind, done)
