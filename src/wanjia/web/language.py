"""Simplified Chinese unless somebody chose English with a click: a browser's own preference does not count."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from wanjia.platform.pages import back_to


def chosen(request: HttpRequest) -> str:
    if request.path.startswith("/api/v1/field/"):  # the field app says which language somebody chose in it
        return "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else settings.LANGUAGE_CODE
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def chinese_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Overrules the language that Django drew from Accept-Language."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(chosen(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            return get_response(request)

    return answer


def choose(request: HttpRequest) -> HttpResponse:
    """Remembers the language on this machine and returns to the page it was chosen on."""
    language = request.POST.get("language", "") or request.GET.get("language", "")
    response = HttpResponseRedirect(back_to(request, "/"))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax",
            httponly=True, secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
