"""What an error looks like: what happened, where, what is safe, what to do, and a code to read out."""

import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from wanjia.kernel.errors import Refusal
from wanjia.platform.pages import back_to, is_part
from wanjia.platform.words import words
from wanjia.web.rail import rail

_PLACE = re.compile(r"^[a-z][a-z0-9-]{1,60}$")  # where an open dialog wants its refusal, by id


def refusal_page(request: HttpRequest, why: Refusal) -> HttpResponse:
    """The refusal as a page, or as a panel where HTMX asked."""
    context = {"text": words(why), "code": why.code, "status": why.status, "back": _came_from(request)}
    context |= _rail(request)
    if not is_part(request):
        return render(request, "web/refusal.html", context, status=why.status)
    # the script swaps 422 only; the answer goes above the page's content, where the eye returns to
    response = render(request, "web/_refusal.html", context, status=422)
    place = request.POST.get("notice", "")
    if _PLACE.match(place):
        response["HX-Retarget"], response["HX-Reswap"] = f"#{place}", "innerHTML"
    else:
        response["HX-Retarget"], response["HX-Reswap"] = "#notice", "innerHTML show:window:top"
    return response


def _came_from(request: HttpRequest) -> str:
    return back_to(request, "/" if request.method == "GET" else request.META.get("HTTP_REFERER", "/"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is still in hand."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return no_database()
    return _page(request, 500)


def no_database() -> HttpResponse:
    """Drawn without the request: who is signed in can't be asked now."""
    return HttpResponse(render_to_string("web/error.html", {"status": 503}), status=503, headers={"Retry-After": "5"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "web/error.html", {"status": status, "area": None} | _rail(request), status=status)


def _rail(request: HttpRequest) -> dict[str, object]:
    """Without its numbers: what is refused asks the database nothing more."""
    return {"rail": rail(request, is_counted=False)} if hasattr(request, "actor") else {}
