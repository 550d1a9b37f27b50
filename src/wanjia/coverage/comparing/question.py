"""What somebody wants to know about several rounds at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.words import say
from wanjia.roster.models import NeedKind

MOST = 5  # rounds in one question


class Wish(StrEnum):
    """What should be true of somebody in one round."""

    MISSED = "missed"  # owed, and open still
    DONE = "done"
    UNDONE = "undone"  # no proof, whatever the reason: missed, excused, not on that list


class OneToFiveRounds(Refusal):
    """A question names one to five rounds, each of them once."""

    code = "coverage.one_to_five_rounds"
    status = 422


class DifferentUnits(Refusal):
    """Rounds over people and rounds over households know different things by their numbers."""

    code = "coverage.different_units"
    status = 422


class OnlyForPeople(Refusal):
    """Households and places have neither needs nor an age."""

    code = "coverage.only_for_people"
    status = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """One round and what is wanted of it."""

    round: Round
    wish: Wish


@dataclass(frozen=True, slots=True)
class Question:
    """The rounds asked about, the newest first, and whom of the people found. All of it has to be true."""

    asked: tuple[Asked, ...]
    needs: tuple[str, ...] = ()  # one of them is enough
    min_age: int | None = None

    @property
    def unit(self) -> str:
        return self.asked[0].round.obligation.unit

    @property
    def round_ids(self) -> list[int]:
        return [each.round.pk for each in self.asked]


def question(
    wishes: Sequence[tuple[int, Wish]], area: int, *, needs: Sequence[str] = (), min_age: int | None = None
) -> Question:
    """The question about an area, if it can be asked. One query.

    Raises OneToFiveRounds, DifferentUnits, OnlyForPeople, NotFound for a round that does not touch the area.
    """
    by_id = dict(wishes)
    if not 0 < len(wishes) <= MOST or len(by_id) < len(wishes):
        raise OneToFiveRounds(most=MOST)
    rounds = Round.objects.select_related("obligation").filter(pk__in=by_id).order_by("-opens_at", "-pk")
    found = tuple(Asked(round_, by_id[round_.pk]) for round_ in rounds if _touches(round_, area))
    if len(found) < len(wishes):
        raise NotFound
    if len({each.round.obligation.owes for each in found}) > 1:
        raise DifferentUnits
    if found[0].round.obligation.unit != "person" and (needs or min_age is not None):
        raise OnlyForPeople
    return Question(found, tuple(kind for kind in NeedKind.values if kind in needs), min_age)


def _touches(round_: Round, area: int) -> bool:
    return codes.contains(round_.area, area) or codes.contains(area, round_.area)


for _refusal, _text in (
    (OneToFiveRounds, _("Choose one to %(most)s rounds, each of them once.")),
    (
        DifferentUnits,
        _("Rounds over people can't be compared with rounds over households or places. Choose rounds of one kind."),
    ),
    (
        OnlyForPeople,
        _("Only people have needs and an age. Leave both empty, or choose rounds over people."),
    ),
):
    say(_refusal.code, _text)
