"""Signing in, in one step or two, and out again. Each leaves a line in the log."""

from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import clock
from wanjia.platform import totp
from wanjia.platform.access import Actor, actor_of, home_of
from wanjia.platform.audit import record
from wanjia.platform.models import Account, AuditEntry
from wanjia.web.forms import CodeForm, SignInForm

CONSOLE, PHONE = timedelta(hours=12), timedelta(hours=4)  # one shift; a phone is lost more easily
_HALF = timedelta(minutes=5)  # between the password and the six digits
_REST = timedelta(minutes=15)  # as AXES_COOLOFF_TIME
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password, then the second step where the account has one."""
    if isinstance(request.user, Account):
        return redirect("web:today")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["login"].strip().lower()
        # the keyword is the account's own field: axes counts failures under it
        account = authenticate(request, login=name, password=form.cleaned_data["password"])
        if isinstance(account, Account):
            return _after_password(request, account)
        form.add_error("password", _("Name and password do not fit. After five tries both rest for 15 minutes."))
    status = 422 if form.errors else 200
    return render(request, "web/sign_in.html", {"form": form, "next": _next(request)}, status=status)


def _after_password(request: HttpRequest, account: Account) -> HttpResponse:
    now = clock.now()
    if not account.has_totp:
        return _enter(request, account, _next(request), now)
    request.session["half"] = {"account": account.pk, "until": (now + _HALF).isoformat(), "next": _next(request)}
    return redirect("web:one_time_password")


def one_time_password(request: HttpRequest) -> HttpResponse:
    """The six digits. Wrong ones count like wrong passwords."""
    half = request.session.get("half")
    now = clock.now()
    if not half or datetime.fromisoformat(half["until"]) < now:
        return redirect("web:sign_in")
    account = Account.objects.get(pk=half["account"])
    if not AxesProxyHandler.is_allowed(request, {"login": account.login}):
        return locked_out(request, credentials={"login": account.login})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if account.is_active and totp.accepts(account, form.cleaned_data["code"], now):
            return _enter(request, account, half["next"], now)
        user_login_failed.send(sender=__name__, credentials={"login": account.login}, request=request)
        form.add_error("code", _("These are not the digits of now. Each code serves once: wait for the next."))
    return render(request, "web/one_time_password.html", {"form": form}, status=422 if form.errors else 200)


def _enter(request: HttpRequest, account: Account, next_: str, now: datetime) -> HttpResponse:
    request.session.pop("half", None)
    login(request, account, backend=_BACKEND)
    request.session.set_expiry(now + lasts(request))
    _log("account.sign_in", actor_of(account, now), now)
    return HttpResponseRedirect(next_ or reverse("web:today"))


def lasts(request: HttpRequest) -> timedelta:
    return PHONE if "Mobile" in request.headers.get("User-Agent", "") else CONSOLE


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    return asked if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        now = clock.now()
        _log("account.sign_out", actor_of(request.user, now), now)
    logout(request)
    return redirect("web:sign_in")


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Five wrong tries: the pair of name and address rests for a quarter of an hour."""
    credentials = kwargs.get("credentials") or (args[1] if len(args) > 1 else None) or {}
    name = str(credentials.get("login", "")) if isinstance(credentials, dict) else ""
    _log_lock(name or request.POST.get("login", ""))
    return render(request, "web/locked_out.html", status=429)


def _log_lock(name: str) -> None:
    """One line for each rest, not one for each further try."""
    account = Account.objects.filter(login__iexact=name.strip()).first()
    now = clock.now()
    if account is None:
        return
    known = AuditEntry.objects.filter(account_id=account.pk, act="account.locked", at__gt=now - _REST)
    if not known.exists():
        _log("account.locked", actor_of(account, now), now)


def log_area(actor: Actor) -> int | None:
    """The log that keeps what an account does to itself: its own area's."""
    return home_of(actor)


def _log(act: str, actor: Actor, now: datetime) -> None:
    area = log_area(actor)
    if area is not None:
        record(by=actor, act=act, area=area, subject=f"account:{actor.account_id}", now=now)
