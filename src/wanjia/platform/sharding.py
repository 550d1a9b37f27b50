"""Which tables live where when one machine is not enough. Each model stands in exactly one class.

DISTRIBUTED by `part`; REFERENCE copied to every node; LOCAL on the coordinator; INDEX distributed by its own
key, the only way to a rule that is unique everywhere. `tests/platform/test_sharding.py` reads the models and holds
them to the rules of ADR 0003; `wanjia distribute` carries the list out.
"""

# ruff: noqa: SLF001  models are asked for their tables and keys: Django's documented _meta

from enum import StrEnum

from django.db.models import Model

PART = "part"


class Placement(StrEnum):
    DISTRIBUTED = "distributed"
    REFERENCE = "reference"
    LOCAL = "local"
    INDEX = "index"


PLACEMENTS: dict[str, Placement] = {}
_OWN_KEYS: dict[str, str] = {}


def place(placement: Placement, *labels: str, by: str | None = None) -> None:
    """Register models by label, called once per package beside its models. Raises ValueError on a second class.

    `by` names the field that an INDEX table is distributed by, where it is neither its only key nor a committee.
    """
    for label in map(str.lower, labels):
        if PLACEMENTS.setdefault(label, placement) is not placement:
            raise ValueError(f"{label} is placed twice")
        if by is not None:
            _OWN_KEYS[label] = by


def key_of(model: type[Model]) -> str | None:
    """The column that says on which node a row lives; None where there is nothing to choose."""
    placement = PLACEMENTS.get(model._meta.label_lower, Placement.LOCAL)
    if placement is Placement.DISTRIBUTED:
        return PART
    if placement is not Placement.INDEX:
        return None
    named = _OWN_KEYS.get(model._meta.label_lower)
    only = [field.name for field in model._meta.pk_fields]
    return named or (only[0] if len(only) == 1 else "committee")
