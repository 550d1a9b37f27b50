"""Accounts: who holds which role where until when, and one account with its keys."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform import recovering
from wanjia.platform.access import Act, may, require
from wanjia.platform.models import Account, Grant, Token
from wanjia.platform.pages import Signed, area_of
from wanjia.roster import places

MOST = 500


@dataclass(frozen=True, slots=True)
class Held:
    """One role of somebody, with the area's name and whether it is over."""

    grant: Grant
    area: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One account with its roles in the area that is shown."""

    account: Account
    roles: tuple[Held, ...]
    is_locked: bool

    @property
    def is_off(self) -> bool:
        return all(held.is_over for held in self.roles)


def area_here(request: Signed) -> int:
    """The area that is asked for, where the account gives roles."""
    area = request.area = area_of(request)
    require(request.actor, Act.GIVE_ACCESS, area)
    return area


def accounts(request: Signed) -> HttpResponse:
    """Roles in the area and below, in force and over. Four queries and the frame."""
    area = area_here(request)
    shows_ended = request.GET.get("ended") == "1"
    grants = (
        Grant.objects.filter(grants_inside(area), account__is_device=False)
        .select_related("account", "given_by")
        .order_by("area", "account__name", "id")
    )
    if not shows_ended:
        grants = grants.exclude(ends_at__lte=request.now)
    lines = _lines(request, list(grants[:MOST]))
    context = {
        "lines": lines, "area_name": places.name_of(area), "shows_ended": shows_ended, "is_full": len(lines) >= MOST,
    }  # fmt: skip
    return render(request, "web/accounts/list.html", context)


def grants_inside(area: int) -> Q:
    """Grants of the area, and of committees, compounds and buildings below it."""
    keys, level = codes.buildings_under(area), codes.level_of(area)
    inside = Q(area=area) | Q(area__range=keys)
    if level <= Level.COMMITTEE:
        span = codes.codes_under(area)
        inside |= Q(area__range=span) | Q(area__range=(span.low * 100, span.high * 100 + 99))
    return inside


def _lines(request: Signed, grants: list[Grant]) -> list[Line]:
    named = _named(grants)
    by_account: dict[int, list[Grant]] = {}
    for grant in grants:
        by_account.setdefault(grant.account_id, []).append(grant)
    locked = recovering.locked([grant.account.login for grant in grants])
    return [
        Line(held[0].account, tuple(_held(grant, named, request) for grant in held), held[0].account.login in locked)
        for held in by_account.values()
    ]


def _named(grants: list[Grant]) -> dict[int, str]:
    """Each area's name, a building's with its compound's."""
    areas = {grant.area for grant in grants}
    around = {codes.compound_of(area) for area in areas if codes.level_of(area) == Level.BUILDING}
    named = places.names(areas | around)
    return {area: full_name(area, named) for area in areas}


def _held(grant: Grant, named: dict[int, str], request: Signed) -> Held:
    return Held(grant, named[grant.area], grant.ends_at is not None and grant.ends_at <= request.now)


def full_name(code: int, named: dict[int, str]) -> str:
    """A building with its compound: numbers repeat."""
    if codes.level_of(code) != Level.BUILDING:
        return named[code]
    return f"{named.get(codes.compound_of(code), '')} {named[code]}".strip()


def account_here(request: Signed, account_id: int) -> Account:
    """An account of the actor's areas; the breadcrumb stands at the area that is asked for."""
    area_here(request)
    return recovering.account_for(request.actor, account_id)


def show(request: Signed, account_id: int) -> HttpResponse:
    """Roles, keys, what can be done when somebody can't get in."""
    account = account_here(request, account_id)
    held = Grant.objects.filter(account=account).select_related("account", "given_by").order_by("-starts_at")
    grants = [grant for grant in held if may(request.actor, Act.GIVE_ACCESS, grant.area)]
    named = _named(grants)
    context = {
        "account_shown": account, "roles": [_held(grant, named, request) for grant in grants],
        "is_locked": bool(recovering.locked([account.login])), "is_self": account.pk == request.actor.account_id,
        "is_beneath": recovering.is_beneath(request.actor, account, request.now),
        "keys": [(key, bytes(key.hash).hex()) for key in Token.objects.filter(
            account=account, revoked_at=None, expires_at__gt=request.now).order_by("-created_at")],
    }  # fmt: skip
    return render(request, "web/accounts/account.html", context)
