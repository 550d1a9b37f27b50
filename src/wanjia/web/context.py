"""What every page of the console knows: who, when, where (the breadcrumb) and what (the rail). Made only when shown."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.platform import wording
from wanjia.platform.access import Act, Actor, reach
from wanjia.platform.models import Role
from wanjia.web.crumbs import crumbs
from wanjia.web.rail import rail


def console(request: HttpRequest) -> dict[str, object]:
    """Pages outside the doors get only the time."""
    now = getattr(request, "now", None)
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"now": now}
    return {
        "now": now, "actor": actor, "account": getattr(request, "account", None),
        "area": getattr(request, "area", None), "crumbs": _later(lambda: crumbs(request)),
        "rail": _later(lambda: rail(request)),
        "find_address": _later(lambda: _find_address(actor)), "role_line": _later(lambda: _role_line(request, actor)),
    }  # fmt: skip


def _later(make: Callable[[], object]) -> object:
    return SimpleLazyObject(make)


def _find_address(actor: Actor) -> str:
    """Nobody searches who may not see names."""
    if not reach(actor, Act.SEE_PEOPLE):
        return ""
    try:
        return reverse("roster:search")
    except NoReverseMatch:
        return ""


def _role_line(request: HttpRequest, actor: Actor) -> str:
    """书记，至 18:00: the role over the widest area, and when it or the sign-in ends."""
    now: datetime = request.now  # type: ignore[attr-defined]
    if not actor.scopes:
        return _("no role yet")
    scope = min(actor.scopes, key=lambda scope: (codes.level_of(scope.area), scope.area))
    ends = request.session.get_expiry_date()
    until = min(ends, scope.ends_at) if scope.ends_at else ends
    return _("%(role)s, until %(time)s") % {
        "role": Role(scope.role).label, "time": wording.moment(until, now),
    }  # fmt: skip
