"""The question about several rounds as a form: what its fields say, what it offers, and a question as a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.coverage import queries
from wanjia.coverage.comparing.question import MOST, Wish
from wanjia.coverage.models import Round
from wanjia.coverage.pages import wording
from wanjia.coverage.touching import touching
from wanjia.kernel.errors import NotFound
from wanjia.platform.pages import address
from wanjia.roster.models import NeedKind

_LISTED = 8  # rounds offered before somebody asks for all
_READ = 60  # and then, of the area and of places inside it
_AGE = 130
WISHES: Mapping[str, Promise] = {
    Wish.MISSED: gettext_lazy("not reached"),
    Wish.DONE: gettext_lazy("done"),
    Wish.UNDONE: gettext_lazy("not done, for whatever reason"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the address of the page says."""

    wishes: tuple[tuple[int, Wish], ...] = ()
    needs: tuple[str, ...] = ()
    min_age: int | None = None
    after: tuple[int, ...] = ()  # the last row shown: building, walk, subject
    is_all: bool = False

    @classmethod
    def of(cls, sent: QueryDict) -> "Said":
        """Rows of the form that were left alone are empty. Raises NotFound for what no form of ours sends."""
        try:
            parts = [text.split("-") for text in sent.getlist("ask") if text]
            wishes = tuple((int(number), Wish(wish)) for wish, number in parts)
        except ValueError as why:
            raise NotFound from why
        after = [int(part) for part in sent.get("after", "").split("-") if part.isdecimal()]
        age = sent.get("min_age", "").strip()
        return cls(
            wishes, tuple(sent.getlist("need")), min(int(age), _AGE) if age.isdecimal() else None,
            tuple(after) if len(after) == 3 else (), "all" in sent,
        )  # fmt: skip


def link(area: int, said: Said, **more: object) -> str:
    """The same question about another area."""
    asks = [f"{wish}-{number}" for number, wish in said.wishes]
    return address(
        reverse("coverage:compare"), area=area, ask=asks or None, need=list(said.needs) or None, min_age=said.min_age,
        **more,
    )  # fmt: skip


def form(said: Said, area: int) -> dict[str, object]:
    """The rounds that may be asked about, the newest first, with how many they owe here. Four queries."""
    chosen = dict(said.wishes)
    rounds = [round_ for round_ in queries.rounds_in(area, _READ) if round_.state != Round.State.CANCELLED]
    older = set(chosen) - {round_.pk for round_ in rounds}
    rounds += Round.objects.filter(touching(area), pk__in=older).select_related("obligation").order_by("-opens_at")
    counted = queries.tallies(rounds, area)
    rounds = [round_ for round_ in rounds if counted[round_.pk].owed or round_.pk in chosen]
    shown = [r for place, r in enumerate(rounds) if place < _LISTED or r.pk in chosen or said.is_all]
    return {
        "rows": [
            {"round": r, "tally": counted[r.pk], "unit": wording.unit_word(r.obligation), "wish": chosen.get(r.pk, "")}
            for r in shown
        ],
        "more": len(rounds) - len(shown), "all_link": link(area, said, all=1), "wishes": WISHES.items(), "most": MOST,
        "needs": [(kind, label, kind in said.needs) for kind, label in NeedKind.choices],
        "min_age": "" if said.min_age is None else said.min_age, "ready": _ready(rounds, counted, area, said),
    }  # fmt: skip


def _ready(
    rounds: Sequence[Round], counted: Mapping[int, queries.Tally], area: int, said: Said
) -> list[tuple[str, str, bool]]:
    """Questions of every day as links: (words, address, is it the one asked)."""
    ready = [*_pairs(rounds), *_alone(rounds, counted)]
    return [(text, link(area, asked), _same(asked, said)) for text, asked in ready]


def _same(one: Said, other: Said) -> bool:
    return (set(one.wishes), one.needs, one.min_age) == (set(other.wishes), other.needs, other.min_age)


def _pairs(rounds: Sequence[Round]) -> list[tuple[str, Said]]:
    """Over the last two rounds of the kind that was opened most lately, of those that were opened twice."""
    by_kind: dict[str, list[Round]] = {}
    for round_ in rounds:
        by_kind.setdefault(round_.obligation_id, []).append(round_)
    pair = next((pair for pair in by_kind.values() if len(pair) > 1), None)
    if pair is None:
        return []
    newer, older, kind = pair[0].pk, pair[1].pk, {"kind": wording.name_of(pair[0].obligation)}
    return [
        (_("%(kind)s: missed in the last two") % kind, Said(((newer, Wish.MISSED), (older, Wish.MISSED)))),
        (_("%(kind)s: done last time, missing now") % kind, Said(((newer, Wish.MISSED), (older, Wish.DONE)))),
        (_("%(kind)s: done in none of the last two") % kind, Said(((newer, Wish.UNDONE), (older, Wish.UNDONE)))),
    ]


def _alone(rounds: Sequence[Round], counted: Mapping[int, queries.Tally]) -> list[tuple[str, Said]]:
    """In the round that owes the most people here, the newest of several."""
    people = [round_ for round_ in rounds if round_.obligation.unit == "person"]
    if not people:
        return []
    widest = max(people, key=lambda round_: counted[round_.pk].owed)
    said = Said(((widest.pk, Wish.MISSED),), (NeedKind.LIVES_ALONE,))
    return [(_("lives alone, not reached: %(round)s") % {"round": widest.name}, said)]
