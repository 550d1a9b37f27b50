"""Getting from an address to a round and an area: found, and may you?"""

from wanjia.coverage.models import Round
from wanjia.coverage.rounds import access_round
from wanjia.kernel import area as codes
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, area_from


def round_here(request: Signed, round_id: int, act: Act = Act.SEE_COUNTS) -> tuple[Round, int]:
    """The round, and the part of it that the page is about: `?area=`, never wider than the round itself.

    Tells the breadcrumb both. Raises NotFound outside the account's areas or the round's, NotAllowed.
    """
    asked = request.GET.get("area") or request.POST.get("area") or ""
    area = area_from(asked) if asked else None
    found = access_round(request.actor, act, round_id, area)
    narrowed = _narrowed(found, area or _near(request, found))
    request.area, request.round_shown = narrowed, found  # type: ignore[attr-defined]
    return found, narrowed


def _near(request: Signed, round_: Round) -> int:
    """The widest of the account's areas that touches the round."""
    near = [
        scope.area for scope in request.actor.scopes
        if codes.contains(round_.area, scope.area) or codes.contains(scope.area, round_.area)
    ]  # fmt: skip
    return min(near, key=lambda code: (codes.level_of(code), code), default=round_.area)


def _narrowed(round_: Round, area: int) -> int:
    return round_.area if codes.contains(area, round_.area) else area


def may_here(request: Signed, area: int) -> dict[str, bool]:
    """What the account may do in the whole area, by name, for templates."""
    return {act.value: may(request.actor, act, area) for act in Act}
