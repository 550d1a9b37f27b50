"""Which tables live where when one machine is not enough. Each model stands in exactly one class.

DISTRIBUTED by `part`; REFERENCE copied to every node; LOCAL on the coordinator; INDEX distributed by its own
key, the only way to a rule that is unique everywhere. `tests/test_sharding.py` reads the models and holds them
to the rules of ADR 0003.
"""

from enum import StrEnum


class Placement(StrEnum):
    DISTRIBUTED = "distributed"
    REFERENCE = "reference"
    LOCAL = "local"
    INDEX = "index"


PLACEMENTS: dict[str, Placement] = {}


def place(placement: Placement, *labels: str) -> None:
    """Register models by label, called once per package beside its models. Raises ValueError on a second class."""
    for label in labels:
        if PLACEMENTS.setdefault(label.lower(), placement) is not placement:
            raise ValueError(f"{label} is placed twice")
