"""Who must not be left alone, which beds suit somebody, and who of a household is left behind."""

from collections.abc import Iterable
from dataclasses import dataclass

from wanjia.cases.rules.assigning import CHILD, MEN, ORDINARY, SEVERE, WITH_CARER, WOMEN
from wanjia.cases.rules.terms import Terms

MINOR, ELDER, NEED = "minor", "elder", "need"
_NOT_A_REASON = {"no_smartphone", "language", "lives_alone"}  # needs that do not leave somebody helpless


@dataclass(frozen=True, slots=True)
class Member:
    """One of a household. `age` None: not known. `goes`: a case themselves, who is taken along."""

    person_id: int
    age: int | None
    needs: tuple[str, ...]
    goes: bool = False


def why_not_alone(member: Member, terms: Terms) -> str:
    """minor, elder, need; empty for who can look after themselves, as far as the register knows."""
    if member.age is not None and member.age < terms.minor_under:
        return MINOR
    if member.age is not None and member.age > terms.elder_over:
        return ELDER
    return NEED if set(member.needs) - _NOT_A_REASON else ""


def left_behind(members: Iterable[Member], terms: Terms) -> dict[int, str]:
    """Who stays in the flat and must not be left alone, with the reason."""
    staying = [member for member in members if not member.goes]
    return {member.person_id: why for member in staying if (why := why_not_alone(member, terms))}


def beds_for(age: int | None, sex: str, needs: Iterable[str], terms: Terms, *, is_severe: bool) -> tuple[str, ...]:
    """Kinds of bed that will do, the best first."""
    if is_severe:
        return (SEVERE,)
    if "carer" in set(needs):
        return (WITH_CARER,)
    if age is not None and age < terms.child_under:
        return (CHILD, WITH_CARER)
    own = {"f": (WOMEN,), "m": (MEN,)}.get(sex, ())
    return (*own, ORDINARY)
