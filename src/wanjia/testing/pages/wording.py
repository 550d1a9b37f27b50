"""How slots, queues and reasons are said; and the text for a building's chat group, in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel import area as codes
from wanjia.platform import wording
from wanjia.roster import places
from wanjia.roster.doors import building_name
from wanjia.roster.models import Building
from wanjia.testing.models import Slot
from wanjia.testing.rules.drafting import Unfit, Why
from wanjia.testing.rules.ground import Piece
from wanjia.testing.rules.queue import State

LINES: Mapping[State, Promise] = {
    State.SHORT: gettext_lazy("short"), State.FILLING: gettext_lazy("filling"), State.FULL: gettext_lazy("full"),
    State.UNKNOWN: gettext_lazy("not counted lately"),
}  # fmt: skip
LANGUAGES = (("zh-hans", "zh"), ("en", "en"))


@dataclass(frozen=True, slots=True)
class House:
    """What a building is called and how many stairs it has; its compound where several are spoken of."""

    name: str
    stairs: int
    compound: str = ""


def houses(keys: Iterable[int]) -> dict[int, House]:
    """One query; three where the buildings lie in several compounds, for numbers repeat from one to the next."""
    near = list(Building.objects.filter(key__in=set(keys)).values_list("key", "name", "stairs"))
    compounds = {codes.compound_of(key) for key, _name, _stairs in near}
    named = places.names(compounds) if len(compounds) > 1 else {}
    return {key: House(name, stairs, named.get(codes.compound_of(key), "")) for key, name, stairs in near}


def doors_words(what: Slot | Piece, houses_: Mapping[int, House]) -> str:
    """3号楼2单元10至18层: as much as the building needs to be told apart."""
    compound = houses_[what.building_key].compound if what.building_key in houses_ else ""
    return f"{compound} {_doors_words(what, houses_)}".strip()


def _doors_words(what: Slot | Piece, houses_: Mapping[int, House]) -> str:
    house = houses_.get(what.building_key, House(str(what.building_key)[-4:].lstrip("0"), 1))
    language = "en" if wording.is_english() else "zh"
    said = {
        "building": building_name(house.name, language), "stair": what.stair, "low": what.floor_low,
        "high": what.floor_high,
    }  # fmt: skip
    has_stair = what.stair is not None and house.stairs > 1
    if what.floor_low is None:
        return (_("%(building)s, stair %(stair)s") if has_stair else "%(building)s") % said
    if what.floor_low == what.floor_high:
        text = _("%(building)s, stair %(stair)s, floor %(low)s") if has_stair else _("%(building)s, floor %(low)s")
        return text % said
    if has_stair:
        return _("%(building)s, stair %(stair)s, floors %(low)s to %(high)s") % said
    return _("%(building)s, floors %(low)s to %(high)s") % said


def chat_text(slot: Slot, site: str, houses_: Mapping[int, House]) -> str:
    """What is pasted into the building's group: Chinese, then English, whatever the page is shown in."""
    lines = []
    for code, _short in LANGUAGES:
        with translation.override(code):
            said = {"who": doors_words(slot, houses_), "site": site, "end": wording.time(slot.ends_at)}
            text = _("%(who)s: come to %(site)s now, until %(end)s. Bring your code. Who can't come down says so.")
            if slot.group in (Slot.Group.STUDENTS, Slot.Group.ELDERS):
                said["group"] = str(Slot.Group(slot.group).label)
                text = _("%(who)s, %(group)s only: come to %(site)s now, until %(end)s. Bring your code.")
            lines.append(text % said)
    return "\n".join(lines)


def unfit_words(unfit: Unfit, houses_: Mapping[int, House]) -> str:
    """12号楼 480 人，18:00 前排不下."""
    said = {
        "who": doors_words(unfit.piece, houses_), "n": wording.number(unfit.piece.people),
        "until": wording.time(unfit.until) if unfit.until else "", "group": str(Slot.Group(unfit.piece.group).label),
    }  # fmt: skip
    return str(_UNFIT[unfit.why]) % said


_UNFIT: Mapping[Why, Promise] = {
    Why.NO_SITE: gettext_lazy("%(who)s, %(n)s people: no site is open for them"),
    Why.CLOSING: gettext_lazy("%(who)s, %(n)s people: do not fit before %(until)s"),
    Why.WINDOW: gettext_lazy("%(who)s, %(group)s (%(n)s): do not fit into their hours"),
    Why.QUEUE: gettext_lazy("%(who)s, %(n)s people: more than the queue holds; spread the marks or call them in two"),
}
