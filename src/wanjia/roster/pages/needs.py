"""Special needs: written down with source, day and right; ended, never deleted."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import clock
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, say_done
from wanjia.roster import caring
from wanjia.roster.forms import NeedForm
from wanjia.roster.pages.standing import came_from, door_words, form_page, person_here


def add(request: Signed, person_id: int) -> HttpResponse:
    """Said again, the newer words win."""
    person = person_here(request, Act.EDIT_REGISTER, person_id)
    start = {"since": clock.local_date(request.now), "legal_basis": "consent", "kind": request.GET.get("kind", "")}
    form = NeedForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        caring.record_need(by=request.actor, person_id=person.pk, **form.cleaned_data, now=request.now)
        return say_done(request, _("The need is on the register."), to=came_from(request, person.household_id))
    return form_page(request, {
        "form": form, "title": _("What does %(name)s need?") % {"name": person.name},
        "where": door_words(person.household), "act_word": _("Enter"), "back": came_from(request, person.household_id),
    })  # fmt: skip


@require_POST
def end(request: Signed, person_id: int, kind: str) -> HttpResponse:
    person = person_here(request, Act.EDIT_REGISTER, person_id)
    caring.end_need(by=request.actor, person_id=person.pk, kind=kind, now=request.now)
    return say_done(
        request, _("The need is over from today."), to=came_from(request, person.household_id), events=["household"]
    )
