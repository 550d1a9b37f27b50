"""How the round of a day follows the orders: who comes in, who comes back, who is let go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moves:
    """What to do with one round, each list in order. Nothing in any of them: it fits already."""

    add: tuple[int, ...]
    reopen: tuple[int, ...]
    release: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.add or self.reopen or self.release)


def moves(
    wanted: Collection[int], states: Mapping[int, str], *, by_us: Collection[int], let_go: Collection[int]
) -> Moves:  # fmt: skip
    """`states`: everybody whom the round owes; `by_us`: of those, whom the orders brought in; `let_go`: whom they
    released. What people decided by hand stays as it is: somebody added stays, somebody who moved away stays away.

    Done stays done: a reading that was taken is a fact.
    """
    owed = set(wanted)
    return Moves(
        add=tuple(sorted(owed - set(states))),
        reopen=tuple(sorted(one for one in owed if states.get(one) == "released" and one in let_go)),
        release=tuple(
            sorted(
                one for one, state in states.items()
                if one not in owed and one in by_us and state in ("open", "excused")
            )
        ),
    )  # fmt: skip
