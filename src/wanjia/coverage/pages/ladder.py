"""The sign-off ladder: buildings, committee, subdistrict; what each waits for, and who may sign it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.coverage import queries, signing
from wanjia.coverage.models import Round
from wanjia.coverage.rules import Standing
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, Actor, may
from wanjia.platform.wording import number
from wanjia.roster import places

ACTS = {Level.BUILDING: Act.SIGN_BUILDING, Level.COMMITTEE: Act.SIGN_COMMITTEE, Level.TOWN: Act.SIGN_TOWN}


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: what it is called, how it stands (done, now, later), and the areas that a button would sign."""

    key: str
    name: str
    state: str
    words: str
    signs: tuple[int, ...]
    standing: Standing | None
    level: Level
    signed_at: datetime | None = None


def ladder(round_: Round, area: int, actor: Actor) -> list[Rung]:
    """From the buildings up to the subdistrict, as far as the round and the account's areas reach."""
    if codes.level_of(area) < Level.TOWN:
        return [_towns(round_, area)]
    rungs = [_one(round_, area, actor)] if codes.level_of(area) == Level.BUILDING else []
    within = _committee_or_wider(round_, area, actor)
    if within is not None:
        rungs.append(_buildings(round_, within, actor))
    return rungs + [_one(round_, code, actor) for code in _above(round_, area, actor)]


def _committee_or_wider(round_: Round, area: int, actor: Actor) -> int | None:
    """The area whose buildings are counted: the committee around, or the area itself."""
    level = codes.level_of(area)
    wide = codes.committee_of(area) if level > Level.COMMITTEE else area
    wide = round_.area if codes.contains(wide, round_.area) else wide
    return wide if may(actor, Act.SEE_COUNTS, wide) else None


def _above(round_: Round, area: int, actor: Actor) -> list[int]:
    """Committee and subdistrict around the area, the narrower first."""
    return [
        code for code in reversed(codes.ancestors(area))
        if codes.level_of(code) in (Level.COMMITTEE, Level.TOWN)
        and codes.contains(round_.area, code) and may(actor, Act.SEE_COUNTS, code)
    ]  # fmt: skip


def _buildings(round_: Round, area: int, actor: Actor) -> Rung:
    blocks = queries.board(round_, area)
    signed = [block for block in blocks if block.branch.signed_by]
    ready = [
        block.branch.area for block in blocks if block.is_ready and may(actor, Act.SIGN_BUILDING, block.branch.area)
    ]
    last = max((block.branch for block in signed), key=lambda branch: str(branch.signed_at), default=None)
    is_done = bool(blocks) and len(signed) == len(blocks)
    return Rung(
        key="buildings",
        name=_("Buildings %(signed)s / %(all)s") % {"signed": len(signed), "all": len(blocks)},
        state="done" if is_done else "now",
        words=_ready_words(len(ready), last.signed_by if last else ""),
        signs=tuple(ready) if round_.state == Round.State.OPEN else (), standing=None, level=Level.BUILDING,
        signed_at=last.signed_at if last else None,
    )  # fmt: skip


def _ready_words(ready: int, last: str) -> str:
    if ready:
        return ngettext("%(n)s is complete and waits for a name", "%(n)s are complete and wait for a name", ready) % {
            "n": ready
        }
    return (
        _("last signed by %(name)s") % {"name": last} if last else _("a building is signed when nobody is left in it")
    )


def _towns(round_: Round, area: int) -> Rung:
    """Above the subdistricts nobody signs: how many of them have."""
    signed, all_ = queries.signed_towns(round_, area)
    name = _("Subdistricts %(signed)s / %(all)s") % {"signed": signed, "all": all_}
    words = _("each signs when its committees have")
    return Rung("towns", name, "done" if all_ and signed == all_ else "now", words, (), None, Level.TOWN)


def _one(round_: Round, code: int, actor: Actor) -> Rung:
    signature, standing = queries.top(round_, code), signing.standing(round_, code)
    name, level = places.name_of(code), codes.level_of(code)
    may_sign = may(actor, ACTS[level], code) and round_.state == Round.State.OPEN
    if signature.signed_by:
        return Rung(str(code), name, "done", signature.signed_by, (), standing, level, signature.signed_at)
    state = "now" if standing.unsigned == 0 or standing.open > standing.explained else "later"
    signs = (code,) if may_sign and standing.is_ready and standing.owed else ()
    return Rung(str(code), name, "now" if standing.is_ready else state, missing(standing), signs, standing, level)


def missing(standing: Standing) -> str:
    """What a signature waits for, in one line; what it would rest on when nothing is missing."""
    gaps = [
        (standing.open - standing.explained, _("%(n)s not reached and not explained")),
        (standing.strangers, _("%(n)s unknown to resolve")),
        (standing.unsigned, _("%(n)s below not signed")),
    ]
    parts = [text % {"n": number(count)} for count, text in gaps if count > 0]
    return _("; ").join(parts) if parts else rests_on(standing)


def rests_on(standing: Standing) -> str:
    """应到 12 = 已办 11 + 免办 1, with those who stay open by name."""
    return _("%(owed)s owed = %(done)s done + %(excused)s excused + %(released)s released + %(open)s explained") % {
        "owed": number(standing.owed), "done": number(standing.done), "excused": number(standing.excused),
        "released": number(standing.released), "open": number(standing.open),
    }  # fmt: skip
