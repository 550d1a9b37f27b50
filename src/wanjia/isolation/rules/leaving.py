"""Who may go out for what. Urgent medical need comes before every rule, and no rule can say otherwise (trap 16)."""

from collections.abc import Collection
from dataclasses import dataclass

URGENT_MEDICAL, MEDICAL, GOODS, NEEDED, OTHER = "urgent_medical", "medical", "goods", "needed", "other"
WHYS = (URGENT_MEDICAL, MEDICAL, GOODS, NEEDED, OTHER)
_BY_LEAVE = {
    "needed_and_reported": {NEEDED, MEDICAL},
    "goods_one_per_household_2": {GOODS},
    "goods_one_per_household_set_times": {GOODS},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether somebody may go. `how`: what goes with it; `leave`: the words of the rule that allow it."""

    may: bool
    how: str  # at_once, free, by_rule, consent, not_by_rule, rule_is_silent
    leave: str = ""


def may_go(why: str, phases: Collection[tuple[str, ...] | None]) -> Answer:
    """`phases`: what each regime that holds the person allows, None where its source does not say.

    Urgent medical need is never refused. Other medical need goes with the committee's consent and in a closed loop,
    as Shanghai's rule of 2022 had it (domain.md 2.6): a yes whose way a person arranges.
    """
    if why == URGENT_MEDICAL:
        return Answer(True, "at_once")
    if not phases:
        return Answer(True, "free")
    if why == MEDICAL:
        return Answer(True, "consent")
    return _by_rules(why, phases)


def _by_rules(why: str, phases: Collection[tuple[str, ...] | None]) -> Answer:
    """Every regime has to allow it; one that does not say leaves it to a person."""
    said = ""
    for leaves in phases:
        if leaves is None:
            return Answer(False, "rule_is_silent")
        said = next((leave for leave in leaves if why in _BY_LEAVE[leave]), "")
        if not said:
            return Answer(False, "not_by_rule")
    return Answer(True, "by_rule", said)
