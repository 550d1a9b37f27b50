"""Accounts: who holds which role where until when; making one, giving and ending roles, helping somebody back in."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform import accounts as commands
from wanjia.platform import recovering
from wanjia.platform.access import Act, may, require
from wanjia.platform.models import Account, Grant, Role, Token
from wanjia.platform.pages import Signed, area_of
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.web.account_forms import EndForm, GiveForm, NewAccountForm

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


def _area(request: Signed) -> int:
    area = request.area = area_of(request)  # type: ignore[attr-defined]
    require(request.actor, Act.GIVE_ACCESS, area)
    return area


def accounts(request: Signed) -> HttpResponse:
    """Roles in the area and below, in force and over. Four queries and the frame."""
    area = _area(request)
    shows_ended = request.GET.get("ended") == "1"
    grants = (
        Grant.objects.filter(grants_inside(area))
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
    named = places.names({grant.area for grant in grants})
    by_account: dict[int, list[Grant]] = {}
    for grant in grants:
        by_account.setdefault(grant.account_id, []).append(grant)
    locked = recovering.locked([grant.account.login for grant in grants])
    return [
        Line(held[0].account, tuple(_held(grant, named, request) for grant in held), held[0].account.login in locked)
        for held in by_account.values()
    ]


def _held(grant: Grant, named: dict[int, str], request: Signed) -> Held:
    return Held(grant, named[grant.area], grant.ends_at is not None and grant.ends_at <= request.now)


def _choices(request: Signed, area: int) -> dict[str, object]:
    """The area and those one step below; the roles that the account may give in it."""
    below = [code for code in places.children(area) if may(request.actor, Act.GIVE_ACCESS, code)]
    if codes.level_of(area) == Level.COMMITTEE:
        below += [key for compound in places.children(area) for key in places.children(compound)]
    named = places.names([area, *below, *(codes.compound_of(c) for c in below if codes.level_of(c) == Level.BUILDING)])
    areas = [(code, _full(code, named)) for code in [area, *below]]
    roles = [role for role in Role if commands.holds(request.actor, role, area)]
    return {"areas": areas, "roles": roles, "today": clock.local_date(request.now)}


def _full(code: int, named: dict[int, str]) -> str:
    """A building with its compound: numbers repeat."""
    if codes.level_of(code) != Level.BUILDING:
        return named[code]
    return f"{named.get(codes.compound_of(code), '')} {named[code]}".strip()


@never_cache
def make(request: Signed) -> HttpResponse:
    """A new account; its password is shown on the answer and nowhere else."""
    area = _area(request)
    form = NewAccountForm(request.POST or None, initial={"area": area, "role": Role.WORKER}, **_choices(request, area))  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        told, password = form.cleaned_data, recovering.temporary_password()
        try:
            account = commands.create(
                by=request.actor, login=told["login"], name=told["name"], password=password, role=told["role"],
                area=told["area"], ends_at=form.ends_at(), now=request.now, must_change=True,
            )  # fmt: skip
        except Refusal as why:
            form.add_error("login" if why.code == commands.LoginTaken.code else "role", words(why))
        else:
            return render(request, "web/accounts/password.html", {"account": account, "password": password})
    return _form(
        request,
        {"form": form, "title": _("New account"), "act_word": _("Make the account"), "area_name": places.name_of(area)},
    )


def _form(request: Signed, context: dict[str, object]) -> HttpResponse:
    status = 422 if getattr(context["form"], "errors", None) else 200
    return render(request, "web/accounts/form.html", context, status=status)


def account_here(request: Signed, account_id: int) -> Account:
    """An account of the actor's areas; the breadcrumb stands at the area that is asked for."""
    _area(request)
    return recovering.account_for(request.actor, account_id)


def show(request: Signed, account_id: int) -> HttpResponse:
    """Roles, keys, what can be done when somebody can't get in."""
    account = account_here(request, account_id)
    held = Grant.objects.filter(account=account).select_related("account", "given_by").order_by("-starts_at")
    grants = [grant for grant in held if may(request.actor, Act.GIVE_ACCESS, grant.area)]
    named = places.names({grant.area for grant in grants})
    context = {
        "account_shown": account, "roles": [_held(grant, named, request) for grant in grants],
        "is_locked": bool(recovering.locked([account.login])), "is_self": account.pk == request.actor.account_id,
        "is_beneath": recovering.is_beneath(request.actor, account, request.now),
        "keys": [(key, bytes(key.hash).hex()) for key in Token.objects.filter(
            account=account, revoked_at=None, expires_at__gt=request.now).order_by("-created_at")],
    }  # fmt: skip
    return render(request, "web/accounts/account.html", context)


def give(request: Signed, account_id: int) -> HttpResponse:
    """One more role."""
    account = account_here(request, account_id)
    area: int = request.area  # type: ignore[attr-defined]
    form = GiveForm(request.POST or None, initial={"area": area}, **_choices(request, area))  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            commands.give(
                by=request.actor, account=account, role=told["role"], area=told["area"], ends_at=form.ends_at(),
                reason=told["reason"], now=request.now,
            )  # fmt: skip
        except Refusal as why:
            form.add_error("role", words(why))
        else:
            messages.success(request, _("%(name)s has the role.") % {"name": account.name})
            return redirect("web:account_of", account.pk)
    title = _("A role for %(name)s") % {"name": account.name}
    return _form(request, {"form": form, "title": title, "act_word": _("Give the role"), "account_shown": account})


def end(request: Signed, grant_id: int) -> HttpResponse:
    """Ends a role from now on, with a reason."""
    grant = Grant.objects.select_related("account").filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    require(request.actor, Act.GIVE_ACCESS, grant.area)
    request.area = grant.area  # type: ignore[attr-defined]
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.end(by=request.actor, grant_id=grant.pk, reason=form.cleaned_data["reason"], now=request.now)
        except Refusal as why:
            form.add_error("reason", words(why))
        else:
            messages.success(request, _("The role has ended, and every key of the account."))
            return redirect("web:account_of", grant.account_id)
    title = _("End the role of %(name)s") % {"name": grant.account.name}
    where = f"{grant.get_role_display()}, {places.name_of(grant.area)}"
    return _form(
        request,
        {
            "form": form,
            "title": title,
            "act_word": _("End the role"),
            "area_name": where,
            "account_shown": grant.account,
        },
    )


@never_cache
@require_POST
def help_back(request: Signed, account_id: int) -> HttpResponse:
    """`do`: renew the password, end a rest, drop the second step, take a key back."""
    account = account_here(request, account_id)
    do, asked = request.POST.get("do", ""), {"by": request.actor, "account": account, "now": request.now}
    if do == "renew":
        password = recovering.renew_password(**asked)  # type: ignore[arg-type]
        return render(request, "web/accounts/password.html", {"account": account, "password": password})
    if do == "unlock":
        recovering.unlock(**asked)  # type: ignore[arg-type]
        messages.success(request, _("%(name)s can sign in again.") % {"name": account.name})
    elif do == "second_step":
        recovering.drop_second_step(**asked)  # type: ignore[arg-type]
        messages.success(request, _("The second step is off. It can be set up again at the next sign-in."))
    elif do == "revoke":
        recovering.revoke_key(**asked, key=_key(request))  # type: ignore[arg-type]
        messages.success(request, _("The key is taken back."))
    else:
        raise NotFound
    return redirect("web:account_of", account.pk)


def _key(request: Signed) -> bytes:
    try:
        return bytes.fromhex(request.POST.get("key", ""))
    except ValueError as why:
        raise NotFound from why
