"""The books: every ticket ever opened is open, or closed with an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Balance:
    """opened = open + closed by outcome."""

    opened: int
    open: int
    closed: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.opened - self.open - sum(self.closed.values())

    @property
    def is_even(self) -> bool:
        return self.difference == 0


def opens(steps: Mapping[str, int]) -> int:
    """How many are open by the steps: opened and reopened less closed."""
    return steps.get("opened", 0) + steps.get("reopened", 0) - steps.get("closed", 0)
