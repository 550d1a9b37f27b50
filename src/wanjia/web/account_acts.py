"""What is done with accounts: making one, giving and ending roles, helping somebody back in."""

from django.contrib import messages
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
from wanjia.platform.access import Act, may, one_for
from wanjia.platform.models import Grant, Role
from wanjia.platform.pages import Signed, area_of
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.web.account_forms import EndForm, GiveForm, NewAccountForm
from wanjia.web.accounts import account_here, area_here, full_name


def _choices(request: Signed, area: int) -> dict[str, object]:
    """The area and those one step below; the roles that the account may give in it."""
    below = [code for code in places.children(area) if may(request.actor, Act.GIVE_ACCESS, code)]
    if codes.level_of(area) == Level.COMMITTEE:
        below += [key for compound in places.children(area) for key in places.children(compound)]
    named = places.names([area, *below, *(codes.compound_of(c) for c in below if codes.level_of(c) == Level.BUILDING)])
    areas = [(code, full_name(code, named)) for code in [area, *below]]
    roles = [role for role in Role if commands.holds(request.actor, role, area)]
    return {"areas": areas, "roles": roles, "today": clock.local_date(request.now)}


@never_cache
def make(request: Signed) -> HttpResponse:
    """A new account; its password is shown on the answer and nowhere else."""
    area = area_here(request)
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


def give(request: Signed, account_id: int) -> HttpResponse:
    """One more role."""
    account = account_here(request, account_id)
    area = area_of(request)
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
    rows = Grant.objects.select_related("account").filter(pk=grant_id)
    grant = one_for(request.actor, Act.GIVE_ACCESS, rows, lambda it: it.area)
    request.area = grant.area
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
