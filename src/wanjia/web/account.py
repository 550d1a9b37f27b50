"""My account: what I may do and until when, my password, the second step at sign-in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.platform import accounts, totp
from wanjia.platform.models import Grant
from wanjia.platform.pages import Signed
from wanjia.roster import places
from wanjia.web.forms import CodeForm, PasswordForm
from wanjia.web.signing import log_area


def account(request: Signed) -> HttpResponse:
    """Shows the account; a POST changes the password."""
    form = PasswordForm(request.account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.change_password(
            account=request.account, password=form.cleaned_data["new"], area=log_area(request.actor) or 0,
            by=request.actor, now=request.now,
        )  # fmt: skip
        update_session_auth_hash(request, request.account)
        messages.success(request, _("The password was changed. Other devices have to sign in again."))
        return redirect("web:account")
    return render(request, "web/account.html", {"form": form, "grants": _grants(request)}, status=_status(form))


def _status(form: PasswordForm | CodeForm) -> int:
    return 422 if form.errors else 200


def _grants(request: Signed) -> list[dict[str, object]]:
    grants = list(Grant.objects.filter(account=request.account).order_by("-starts_at"))
    named = places.names({grant.area for grant in grants})
    return [
        {
            "grant": grant,
            "area": named[grant.area],
            "is_over": grant.ends_at is not None and grant.ends_at <= request.now,
        }
        for grant in grants
    ]


def second_step(request: Signed) -> HttpResponse:
    """Turns the second step on: scan, then prove it with a code. Nothing is kept before the proof."""
    if request.account.has_totp:
        return redirect("web:account")
    secret = request.session.setdefault("totp_new", totp.new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = totp.step_of(secret, form.cleaned_data["code"], request.now)
        if step is not None:
            totp.turn_on(
                request.account, secret, step, by=request.actor, area=log_area(request.actor) or 0, now=request.now
            )
            del request.session["totp_new"]
            messages.success(request, _("The second step is on. From now on sign-in asks for six digits."))
            return redirect("web:account")
        form.add_error("code", _("These are not the digits of now. Check the phone's clock, then write the next ones."))
    context = {"form": form, "secret": secret, "picture": totp.picture(request.account, secret)}
    return render(request, "web/second_step.html", context, status=_status(form))


@require_POST
def second_step_off(request: Signed) -> HttpResponse:
    """Wants the password once more: an unlocked screen must not be enough."""
    if not request.account.check_password(request.POST.get("password", "")):
        messages.error(request, _("The second step is still on: that was not your password."))
        return redirect("web:account")
    totp.turn_off(request.account, by=request.actor, area=log_area(request.actor) or 0, now=request.now)
    messages.success(request, _("The second step is off."))
    return redirect("web:account")
