"""The residents' door: one form that asks for a code and four digits, and the page that they open.

No account, no cookie, no code in an address: it comes in the link's fragment, which browsers keep to themselves.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wanjia.kernel import clock
from wanjia.me import told
from wanjia.me.opening import Answer, open_page
from wanjia.me.page import context as page_context

_LOOK = (Path(__file__).parent / "templates" / "me" / "look.css").read_text(encoding="utf-8")
_LOOK_HASH = base64.b64encode(hashlib.sha256(_LOOK.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'sha256-{_LOOK_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_STATUS = {Answer.WRONG: 422, Answer.RESTING: 429, Answer.ENDED: 410}
View = Callable[[HttpRequest], HttpResponse]


def own_door(view: View) -> View:
    """In the language that the page carries. Without Django's token: there is no cookie that could be abused."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        asked = request.POST.get("lang", "") or request.GET.get("lang", "")
        with translation.override("en" if asked == "en" else "zh-hans"):
            return view(request)

    return csrf_exempt(answer)


@own_door
def me(request: HttpRequest) -> HttpResponse:
    """GET asks, without any data. POST opens."""
    if request.method != "POST":
        return _ask(request)
    typed, digits = request.POST.get("code", "")[:600], request.POST.get("digits", "")[:20]
    now = clock.now()
    answer, resident = open_page(typed, digits, address=request.META.get("REMOTE_ADDR", ""), now=now)
    if resident is None:
        return _ask(request, answer, typed)
    told.opened(resident, now)
    return show(request, "me/page.html", page_context(resident, now))


def _ask(request: HttpRequest, answer: Answer | None = None, typed: str = "") -> HttpResponse:
    context = {"failure": _words(answer), "typed": typed}
    return show(request, "me/ask.html", context, _STATUS[answer] if answer else 200)


def _words(answer: Answer | None) -> str:
    """One sentence for everything that can be wrong."""
    if answer is Answer.WRONG:
        return _("The code and the digits do not go together. Look at both, or ask the committee for a new card.")
    if answer is Answer.RESTING:
        return _("Too many tries. Try again in a quarter of an hour, or call the committee.")
    if answer is Answer.ENDED:
        return _("This code has ended. The committee gives out a new one.")
    return ""


def show(request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    look = mark_safe(_LOOK)  # noqa: S308  our own file
    lang = "en" if (translation.get_language() or "").startswith("en") else "zh"
    response = render(request, template, {**context, "look": look, "lang": lang}, status=status)
    response["Content-Security-Policy"], response["Referrer-Policy"] = _POLICY, "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
