"""The breadcrumb: where one is, and a switcher to the areas beside each step that the account may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain as joined

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.coverage import queries
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Actor, visible
from wanjia.platform.pages import address
from wanjia.roster import places

_ALL = {
    Level.PROVINCE: gettext_lazy("All cities"), Level.CITY: gettext_lazy("All districts"),
    Level.DISTRICT: gettext_lazy("All subdistricts"), Level.TOWN: gettext_lazy("All committees"),
    Level.COMMITTEE: gettext_lazy("All compounds"), Level.COMPOUND: gettext_lazy("All buildings"),
}  # fmt: skip
_MOST = 200  # choices in one list; a district's committees are reached through its subdistricts


@dataclass(frozen=True, slots=True)
class Choice:
    """One area that a crumb's list offers; its gap when a round is shown."""

    name: str
    link: str
    gap: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step from wide to narrow. The area itself is the current one; steps outside the scope have no link."""

    name: str
    link: str
    choices: tuple[Choice, ...]
    is_current: bool


def crumbs(request: HttpRequest) -> list[Crumb]:
    """Empty on pages without an area. About one query a step, and one for each kind of name."""
    area: int | None = getattr(request, "area", None)
    if area is None:
        return []
    return _Trail(request, area).crumbs()


class _Trail:
    """The steps down to one area, and what lies beside each."""

    def __init__(self, request: HttpRequest, area: int) -> None:
        self.request, self.area = request, area
        self.actor: Actor = request.actor  # type: ignore[attr-defined]
        self.round = getattr(request, "round_shown", None)
        self.path = getattr(request, "crumb_path", request.path)
        chain = codes.ancestors(area)
        self.steps = [code for code in chain if visible(self.actor, [code])]
        self.above = chain[len(chain) - len(self.steps) - 1 : len(chain) - len(self.steps)]
        self.beside = {code: self._beside(code) for code in self.steps}
        self.below = visible(self.actor, places.children(area))[:_MOST]
        self.names = places.names({*self.steps, *self.above, *self.below, *joined(*self.beside.values())})

    def _beside(self, code: int) -> list[int]:
        """The areas with the same parent. A list of one offers nothing."""
        parent = codes.parent_of(code)
        beside = visible(self.actor, places.children(parent)) if parent else []
        return beside[:_MOST] if len(beside) > 1 else []

    def crumbs(self) -> list[Crumb]:
        trail = [Crumb(self.names[code], "", (), is_current=False) for code in self.above]
        trail += [
            Crumb(self.names[code], self._link(code), self._choices(code, self.beside[code]), code == self.area)
            for code in self.steps
        ]
        if self.below:
            name = str(_ALL[codes.level_of(self.area)]) or _("All")
            trail.append(Crumb(name, "", self._choices(None, self.below), is_current=False))
        return trail

    def _link(self, code: int) -> str:
        return address(self.path, area=code)

    def _choices(self, chosen: int | None, areas: list[int]) -> tuple[Choice, ...]:
        gaps = self._gaps(areas)
        return tuple(Choice(self.names[code], self._link(code), gaps.get(code), code == chosen) for code in areas)

    def _gaps(self, areas: list[int]) -> Mapping[int, int]:
        """How many are missing in each, when a round is shown."""
        parent = codes.parent_of(areas[0]) if areas else None
        if self.round is None or parent is None:
            return {}
        return {branch.area: branch.tally.open for branch in queries.branches(self.round, parent)}
