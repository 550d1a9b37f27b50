"""The custody line of a box as steps: what is proven, where it is now, what is still to come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wanjia.kernel.custody import HandOver
from wanjia.logistics.linking import name_of
from wanjia.logistics.models import Box
from wanjia.logistics.rules.boxes import State
from wanjia.logistics.viewing import BoxView
from wanjia.platform.wording import length, moment, number

DONE, NOW, TODO = "done", "now", "todo"


@dataclass(frozen=True, slots=True)
class Step:
    """One stop: its title and at most a few short lines."""

    look: str  # done, now, todo
    title: str
    lines: tuple[str, ...] = ()
    is_odd: bool = False  # something is missing here


After = Callable[[Box, datetime], Sequence[Step]]
after_reception: list[After] = []  # what happens in the laboratory is told by its own room; filled by flows.wiring


def steps_of(view: BoxView, now: datetime) -> list[Step]:
    """From the first swab to the laboratory, and beyond it where somebody tells."""
    found = [_sampling(view, now), _packing(view, now), _sealing(view, now)]
    for one in view.line.hand_overs:
        found.append(_hand_over(view, one, now))
    if view.state is State.ON_THE_WAY:
        found.append(_on_the_way(view, now))
    if view.state in (State.PACKING, State.SEALED, State.ON_THE_WAY, State.LOST):
        found.append(_to_come(view, now))
    later = [step for tell in after_reception for step in tell(view.box, now)]
    return found + (later or [Step(TODO, _("Run")), Step(TODO, _("Report"))])


def _sampling(view: BoxView, now: datetime) -> Step:
    lines = [view.box.site] if view.box.site else []
    if view.sampled is not None:
        first, last = view.sampled
        lines.append(_("%(first)s to %(last)s") % {"first": moment(first, now), "last": moment(last, now)})
    return Step(DONE if view.sampled else TODO, _("Sampled"), (*lines, _people(view)))


def _people(view: BoxView) -> str:
    return _("%(n)s people") % {"n": number(view.people)}


def _packing(view: BoxView, now: datetime) -> Step:
    lines = [moment(view.tubes[-1].since, now)] if view.tubes else []
    if view.odd_tubes:
        lines.append(_("%(n)s odd") % {"n": len(view.odd_tubes)})
    look = NOW if view.state is State.PACKING else DONE
    return Step(look, _("Packed, %(n)s tubes") % {"n": len(view.tubes)}, tuple(lines), bool(view.odd_tubes))


def _sealing(view: BoxView, now: datetime) -> Step:
    box = view.box
    if box.sealed_at is None:
        left = view.line.left_site_at is not None
        return Step(DONE if left else TODO, _("Sealed"), (_("left without a seal"),) if left else (), left)
    lines = (moment(box.sealed_at, now), _("seal %(number)s") % {"number": box.seal}, box.sealed_by)
    return Step(NOW if view.state is State.SEALED else DONE, _("Sealed"), lines)


def _hand_over(view: BoxView, one: HandOver, now: datetime) -> Step:
    """Both names where both signed; who has not signed, by name, where one is missing."""
    giver, taker = _hand(view, one.giver), _hand(view, one.taker)
    lines = [moment(one.at, now), _("%(giver)s → %(taker)s") % {"giver": giver, "taker": taker}]
    if one.missing:
        lines.append(_("%(who)s has not signed") % {"who": giver if one.missing == "gave" else taker})
    elif one.is_one_hand:
        lines.append(_("one account signed both sides"))
    seal = one.took.seal_seen if one.took else one.gave.seal_seen if one.gave else ""
    if seal in ("broken", "other"):
        lines.append(_("the seal is broken") if seal == "broken" else _("the seal has another number"))
    title = _("Taken in") if view.taken_in is one else _("Signed over")
    return Step(DONE, title, tuple(lines), bool(one.missing) or one.is_one_hand or seal in ("broken", "other"))


def _hand(view: BoxView, holder_id: object) -> str:
    return name_of(view, holder_id) or _("the site")  # type: ignore[arg-type]


def _on_the_way(view: BoxView, now: datetime) -> Step:
    hold = view.line.holds[-1]
    lines = [
        _hand(view, hold.holder),
        _("since %(when)s, %(time)s by now") % {"when": moment(hold.since, now), "time": length(hold.minutes(now))},
    ]
    if view.standing is not None:
        lines.append(_("due %(moment)s") % {"moment": moment(view.standing.due_at, now)})
    return Step(NOW, _("On the way"), tuple(lines), view.standing is not None and view.standing.is_over)


def _to_come(view: BoxView, now: datetime) -> Step:
    lab = view.holder(view.box.to_lab_id)
    if view.state is State.LOST and view.box.lost_at is not None:
        return Step(NOW, _("Lost"), (moment(view.box.lost_at, now), view.box.get_lost_reason_display()), True)
    return Step(TODO, _("Laboratory signs"), (str(lab),) if lab else ())
