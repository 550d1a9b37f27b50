"""What every form of the page shares: it is theirs while its note is fresh; the page comes back with what is told."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.me.notes import tag_in
from wanjia.me.opening import Resident, resident_of
from wanjia.me.page import context as page_context
from wanjia.me.pages import show
from wanjia.platform.access import system

HAND = system("resident")
Act = Callable[[HttpRequest, Resident, datetime], Mapping[str, object]]


def acted(request: HttpRequest, act: Act) -> HttpResponse:
    """Does it and shows the page anew; `act` returns what the page is to say besides."""
    if request.method != "POST":
        return redirect("me:me")
    now = clock.now()
    tag = tag_in(request.POST.get("note", ""), now)
    resident = resident_of(tag, now) if tag else None
    if resident is None:
        return show(request, "me/ask.html", {"failure": _("The page was open for too long. Open it again.")}, 410)
    told = act(request, resident, now)
    return show(request, "me/page.html", {**page_context(resident, now), **told})
