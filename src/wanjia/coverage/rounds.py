"""Getting at a round: found, and may you?"""

from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, may, require


def access_round(actor: Actor, act: Act, round_id: int, area: int | None) -> Round:
    """The round, if the actor may do this in `area`, or anywhere in the round's own area when None. One query.

    Raises NotFound for a round that touches none of the actor's areas, NotAllowed where the role does not cover it.
    """
    round_ = Round.objects.select_related("obligation").filter(pk=round_id).first()
    if round_ is None:
        raise NotFound
    if area is not None:
        _require_touching(round_, area)
        require(actor, act, area)
    elif not actor.is_system:
        _require_anywhere(actor, act, round_)
    return round_


def _require_touching(round_: Round, area: int) -> None:
    if not (codes.contains(round_.area, area) or codes.contains(area, round_.area)):
        raise NotFound


def _require_anywhere(actor: Actor, act: Act, round_: Round) -> None:
    near = [
        scope.area for scope in actor.scopes
        if codes.contains(round_.area, scope.area) or codes.contains(scope.area, round_.area)
    ]  # fmt: skip
    if not near:
        raise NotFound
    if not any(may(actor, act, area) for area in near):
        require(actor, act, near[0])
