"""What an error looks like: what happened, where, what is safe, what to do, and a code to read out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import words


def refusal_page(request: HttpRequest, why: Refusal) -> HttpResponse:
    """The refusal as a page, or as a panel where HTMX asked."""
    is_part = bool(request.headers.get("HX-Request"))
    template = "web/_refusal.html" if is_part else "web/refusal.html"
    context = {"text": words(why), "code": why.code, "status": why.status}
    return render(request, template, context, status=why.status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "web/error.html", {"status": status}, status=status)
