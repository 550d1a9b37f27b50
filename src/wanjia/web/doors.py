"""Everybody is signed in everywhere, except at the doors listed here. Errors are told as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import urlencode

from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import actor_of
from wanjia.platform.models import Account
from wanjia.platform.pages import Signed
from wanjia.web.errors import refusal_page

__all__ = ["OPEN_DOORS", "Signed", "signed_in_only"]

OPEN_DOORS = {
    "web:sign_in", "web:language", "web:one_time_password", "web:alive", "web:ready",
    "field:app", "field:worker", "field:manifest",  # a frame without data; what is in it wants a device's key
    "web:metrics",  # wants a key and looks at it itself
    "me:me", "me:correct", "me:appeal",  # a code and four digits; nothing personal before that
    "me:ask", "me:helped", "me:order", "me:cancel", "me:claim", "me:give_back",  # an opened page's note
    "me:urgent", "me:release",  # a way out and a verdict on a paper: nothing personal at all
}  # fmt: skip


def signed_in_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Deny by default: a page that is not on the list of open doors wants an account with a sign-in in force."""
    return _Door(get_response)


class _Door:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        if request.path.startswith(("/static/", "/api/")) or _is_open(request.path):
            return self.get_response(request)
        if not isinstance(request.user, Account):
            return _to_sign_in(request)
        request.account = request.user  # type: ignore[attr-defined]
        request.actor = actor_of(request.user, request.now)  # type: ignore[attr-defined]
        if request.user.must_change_password and not request.path.startswith("/account/"):
            return redirect("web:account")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, why: Exception) -> HttpResponse | None:
        return refusal_page(request, why) if isinstance(why, Refusal) else None


def _is_open(path: str) -> bool:
    try:
        return resolve(path).view_name in OPEN_DOORS
    except Resolver404:
        return False


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = resolve_url("web:sign_in")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    wanted = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{target}?{urlencode({'next': wanted})}" if wanted != "/" else target)
