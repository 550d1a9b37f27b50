"""Forms of the register: one column, sixty seconds, an answer under the field that says what to write."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel.identity import read_document
from wanjia.kernel.phone import read_phones
from wanjia.platform.offering import offer
from wanjia.roster.models import NeedKind, Person, Presence, SpecialNeed
from wanjia.roster.services import Said, problem_words

Choices = Iterable[tuple[Any, "str | Promise"]]


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=DayInput(),
        error_messages={
            "invalid": gettext_lazy("Write the day as 1941-03-02."), "required": gettext_lazy("Write the day."),
        },
    )  # fmt: skip


def text_field(label: Any, length: int, *, required: bool = False, **attrs: object) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"} | attrs),
        error_messages={"required": gettext_lazy("Write something here.")},
    )  # fmt: skip


class PersonForm(forms.Form):
    """Somebody behind a door. Only the name is needed: a newborn has no papers, an elder no telephone."""

    name = text_field(gettext_lazy("Name"), 80, required=True, autofocus=True)
    document = text_field(gettext_lazy("Document number"), 60)
    document_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of document"), required=False,
        choices=[("", gettext_lazy("from the number")), *Person.Document.choices],
    )  # fmt: skip
    phones = text_field(gettext_lazy("Telephones"), 80, inputmode="tel")
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), required=False,
        choices=[("", gettext_lazy("not known")), ("f", gettext_lazy("female")), ("m", gettext_lazy("male"))],
    )  # fmt: skip
    born_on = day_field(gettext_lazy("Born on"), required=False)
    relation = text_field(gettext_lazy("Relation to the head"), 20)
    is_head = forms.BooleanField(label=gettext_lazy("Head of household"), required=False)
    lives_apart = forms.BooleanField(label=gettext_lazy("Registered at another address"), required=False)
    registered_address = text_field(gettext_lazy("Registered address"), 160)
    note = text_field(gettext_lazy("Note"), 300)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["phones"].help_text = _("Several: with a comma between.")
        if person is None:
            self.fields["document"].help_text = _("Identity card, passport, permit; empty for a newborn.")
            return
        kept = person.document_mask or _("none")
        self.fields["document"].help_text = _("On the register: %(kept)s. Empty leaves it.") % {"kept": kept}
        if person.phone_tails:
            tails = {"tails": ", ".join(person.phone_tails)}
            self.fields["phones"].help_text = _("On the register: ends in %(tails)s. Empty leaves it.") % tails

    def clean_document(self) -> str:
        typed = str(self.cleaned_data["document"])
        document = read_document(typed, self.data.get("document_kind", "")) if typed else None
        if document is not None and (document.problem or not document.number):
            raise forms.ValidationError(_("The number %(why)s.") % {"why": problem_words(document)})
        return typed

    def clean_phones(self) -> str:
        typed = str(self.cleaned_data["phones"])
        _good, unread = read_phones(typed)
        if unread:
            raise forms.ValidationError(_("“%(piece)s” is no telephone number.") % {"piece": unread[0]})
        return typed

    def clean_born_on(self) -> date | None:
        day: date | None = self.cleaned_data["born_on"]
        if day is not None and day > date.fromisoformat(self.initial.get("today", "9999-12-31")):
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def said(self, source: str) -> Said:
        """What was told. Empty numbers leave those of the register alone."""
        told = self.cleaned_data
        return Said(
            name=told["name"], document=told["document"] or None, document_kind=told["document_kind"],
            phones=told["phones"] or None, sex=told["sex"] or None, born_on=told["born_on"], is_head=told["is_head"],
            relation=told["relation"], registered_address=told["registered_address"], lives_apart=told["lives_apart"],
            note=told["note"], source=source,
        )  # fmt: skip


class PresenceForm(forms.Form):
    """Where somebody is, since when."""

    presence = forms.ChoiceField(label=gettext_lazy("Where now"), choices=Presence.choices, widget=forms.RadioSelect())
    since = day_field(gettext_lazy("Since"))


class NeedForm(forms.Form):
    """A need with where we know it from and by what right we keep it."""

    kind = forms.ChoiceField(label=gettext_lazy("Need"), choices=NeedKind.choices)
    detail = text_field(gettext_lazy("In detail"), 120)
    source = text_field(gettext_lazy("Known from"), 80, required=True)
    legal_basis = forms.ChoiceField(
        label=gettext_lazy("By what right"), choices=SpecialNeed.Basis.choices, widget=forms.RadioSelect()
    )
    since = day_field(gettext_lazy("Since"))


class MoveForm(forms.Form):
    """The door that somebody moves to."""

    building = forms.TypedChoiceField(label=gettext_lazy("Building"), coerce=int)
    stair = forms.IntegerField(
        label=gettext_lazy("Stair"),
        min_value=0,
        max_value=63,
        required=False,
        help_text=gettext_lazy("If it has several."),
    )
    room = text_field(gettext_lazy("Room"), 20, required=True, autofocus=True)

    def __init__(self, *args: Any, buildings: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, building=buildings)
