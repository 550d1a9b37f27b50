"""What is written down on the page of who is told: doors that were reached, answers of a chat, what was played, SMS."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import Refusal
from wanjia.notices import reached, telling, texting
from wanjia.notices.channels import answers
from wanjia.notices.forms import BroadcastForm
from wanjia.notices.models import Telling
from wanjia.notices.pages.standing import part_here
from wanjia.notices.pages.telling import page
from wanjia.notices.pages.wording import CHANNEL_NAMES
from wanjia.notices.rules import CHAT
from wanjia.notices.services import PUBLISH
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, address, ids_in, say_done
from wanjia.platform.words import words


@require_POST
def reach(request: Signed, notice_id: UUID) -> HttpResponse:
    """`subject` were told, by `how`."""
    found, area = part_here(request, notice_id, Act.RECORD)
    running, subjects = reached.telling_for(found.pk, area), ids_in(request.POST, "subject")
    back = address(reverse("notices:told", args=[found.pk]), area=area)
    if running is None:
        return say_done(request, _("Nobody is being told here yet. Tell everybody first."), to=back)
    if not subjects:
        return say_done(request, _("Tick somebody first."), to=back)
    new = _reached(request, running, subjects)
    return say_done(request, new, to=back)


def _reached(request: Signed, running: Telling, subjects: Sequence[int]) -> str:
    new = telling.reach(
        by=request.actor, telling=running, subjects=subjects, how=request.POST.get("how", ""), now=request.now
    )
    text_ = ngettext("%(n)s household told: %(how)s", "%(n)s households told: %(how)s", new)
    return text_ % {"n": new, "how": CHANNEL_NAMES[request.POST["how"]]}


@require_POST
def paste(request: Signed, notice_id: UUID) -> HttpResponse:
    """Answers out of the building's chat, pasted as they stand: doors that are found are told, others are named."""
    found, area = part_here(request, notice_id, Act.RECORD)
    running, back = reached.telling_for(found.pk, area), address(reverse("notices:told", args=[found.pk]), area=area)
    if running is None or codes.level_of(area) != Level.BUILDING:
        return say_done(request, _("Open one building first."), to=back)
    homes = reached.doors_of(running.round_id, area)
    told_, unknown = answers.homes_in(request.POST.get("text", "")[:20_000], homes)
    new = telling.reach(by=request.actor, telling=running, subjects=told_, how=CHAT, now=request.now) if told_ else 0
    said = ngettext("%(n)s household answered.", "%(n)s households answered.", new) % {"n": new}
    if unknown:
        said += " " + _("No such door here: %(doors)s.") % {"doors": _(", ").join(unknown[:20])}
    return say_done(request, said, to=back)


@require_POST
def broadcast(request: Signed, notice_id: UUID) -> HttpResponse:
    """Played, hung or posted: written down with place, time and who did it."""
    found, area = part_here(request, notice_id, Act.RECORD)
    form = BroadcastForm(request.POST)
    if not form.is_valid():
        return page(request, found, area, form, status=422)
    telling.note_broadcast(by=request.actor, notice=found, played=form.played(area), now=request.now)
    to = address(reverse("notices:told", args=[found.pk]), area=area)
    return say_done(request, _("Written down. It counts nobody as told."), to=to)


@require_POST
def text(request: Signed, notice_id: UUID) -> HttpResponse:
    """An SMS to whoever is not told yet."""
    found, area = part_here(request, notice_id, PUBLISH)
    running, back = reached.telling_for(found.pk, area), address(reverse("notices:told", args=[found.pk]), area=area)
    if running is None:
        return say_done(request, _("Nobody is being told here yet. Tell everybody first."), to=back)
    try:
        waiting = texting.ask(by=request.actor, telling=running, area=area, now=request.now)
    except Refusal as why:
        return say_done(request, words(why), to=back)
    said = ngettext("%(n)s SMS goes out.", "%(n)s SMS go out.", waiting) % {"n": waiting}
    return say_done(request, said, to=back)


@require_POST
def text_again(request: Signed, notice_id: UUID) -> HttpResponse:
    """A second SMS to ticked doors of which nobody knows whether they got the first."""
    found, area = part_here(request, notice_id, PUBLISH)
    running, back = reached.telling_for(found.pk, area), address(reverse("notices:told", args=[found.pk]), area=area)
    ticked = ids_in(request.POST, "household")
    if running is None or not ticked:
        return say_done(request, _("Tick somebody first."), to=back)
    try:
        waiting = texting.send_again(by=request.actor, telling=running, area=area, households=ticked, now=request.now)
    except Refusal as why:
        return say_done(request, words(why), to=back)
    said = ngettext("%(n)s SMS goes out.", "%(n)s SMS go out.", waiting) % {"n": waiting}
    return say_done(request, said, to=back)
