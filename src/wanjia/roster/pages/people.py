"""One person: entered in twenty seconds, corrected, away or back, moved to another door, merged with a double."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import clock
from wanjia.kernel.area import committee_of
from wanjia.platform.access import Act
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, say_done
from wanjia.platform.words import words
from wanjia.roster import services
from wanjia.roster.forms import PersonForm, PresenceForm
from wanjia.roster.models import Person, Presence
from wanjia.roster.pages.standing import came_from, door_words, form_page, household_here, person_here
from wanjia.roster.refusals import SameDocument


def add(request: Signed, household_id: int) -> HttpResponse:
    """A newcomer, a newborn without papers, a guest from abroad."""
    household = household_here(request, Act.EDIT_REGISTER, household_id)
    form = PersonForm(request.POST or None, initial={"today": clock.local_date(request.now).isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            person = services.register_person(
                by=request.actor, household=household, said=form.said(request.actor.name), now=request.now
            )
        except SameDocument as why:
            form.add_error("document", words(why))
        else:
            told = _("%(name)s is on the register.") % {"name": person.name}
            return say_done(request, told, to=came_from(request, household.pk))
    return form_page(request, {
        "form": form, "title": _("Add a person"), "where": door_words(household), "act_word": _("Enter"),
        "back": came_from(request, household.pk),
    })  # fmt: skip


def edit(request: Signed, person_id: int) -> HttpResponse:
    """Corrects what the register says. Opening it leaves a line in the log."""
    person = person_here(request, Act.EDIT_REGISTER, person_id)
    form = PersonForm(request.POST or None, initial=_known(person, request), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_person(
                by=request.actor, person_id=person.pk, said=form.said(request.actor.name), now=request.now
            )
        except SameDocument as why:
            form.add_error("document", words(why))
        else:
            return say_done(request, _("Corrected."), to=came_from(request, person.household_id))
    if request.method == "GET":
        record(
            by=request.actor, act="person.read", area=committee_of(person.building_key), subject=f"person:{person.pk}",
            now=request.now,
        )  # fmt: skip
    return form_page(request, {
        "form": form, "title": person.name, "where": door_words(person.household), "act_word": _("Keep"),
        "back": came_from(request, person.household_id), "person": person,
    })  # fmt: skip


def _known(person: Person, request: Signed) -> dict[str, object]:
    plain = ("name", "sex", "born_on", "relation", "is_head", "lives_apart", "registered_address", "note")
    return {name: getattr(person, name) for name in plain} | {"today": clock.local_date(request.now).isoformat()}


def presence(request: Signed, person_id: int) -> HttpResponse:
    """Away, moved away, died, back again."""
    person = person_here(request, Act.EDIT_REGISTER, person_id)
    start = {"presence": request.GET.get("to", person.presence), "since": clock.local_date(request.now)}
    form = PresenceForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        services.set_presence(
            by=request.actor, person_id=person.pk, presence=told["presence"], since=told["since"], now=request.now
        )
        done = _("%(name)s: %(where)s.") % {"name": person.name, "where": Presence(told["presence"]).label}
        return say_done(request, done, to=came_from(request, person.household_id))
    return form_page(request, {
        "form": form, "title": _("Where is %(name)s?") % {"name": person.name}, "where": door_words(person.household),
        "act_word": _("Keep"), "back": came_from(request, person.household_id),
        "hint": _("Open rounds don't change by this: they show it as a difference, and somebody decides."),
    })  # fmt: skip


@require_POST
def confirm(request: Signed, person_id: int) -> HttpResponse:
    """Somebody looked and it is right."""
    person = person_here(request, Act.EDIT_REGISTER, person_id)
    services.confirm_person(by=request.actor, person_id=person.pk, now=request.now)
    return say_done(request, _("Checked."), to=came_from(request, person.household_id), events=["household"])
