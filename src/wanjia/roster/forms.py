"""Forms of the register: one column, sixty seconds, an answer under the field that says what to write."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel.identity import read_document
from wanjia.kernel.phone import read_phones
from wanjia.roster.models import BuildingContact, Household, NeedKind, Person, Premises, Presence, SpecialNeed
from wanjia.roster.services import Said, problem_words

Choices = Iterable[tuple[Any, "str | Promise"]]


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=DayInput(),
        error_messages={
            "invalid": gettext_lazy("Write the day as 1941-03-02."), "required": gettext_lazy("Write the day."),
        },
    )  # fmt: skip


def _text(label: Any, length: int, *, required: bool = False, **attrs: object) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"} | attrs),
        error_messages={"required": gettext_lazy("Write something here.")},
    )  # fmt: skip


class PersonForm(forms.Form):
    """Somebody behind a door. Only the name is needed: a newborn has no papers, an elder no telephone."""

    name = _text(gettext_lazy("Name"), 80, required=True, autofocus=True)
    document = _text(gettext_lazy("Document number"), 60)
    document_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of document"), required=False,
        choices=[("", gettext_lazy("from the number")), *Person.Document.choices],
    )  # fmt: skip
    phones = _text(gettext_lazy("Telephones"), 80, inputmode="tel")
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), required=False,
        choices=[("", gettext_lazy("not known")), ("f", gettext_lazy("female")), ("m", gettext_lazy("male"))],
    )  # fmt: skip
    born_on = _day(gettext_lazy("Born on"), required=False)
    relation = _text(gettext_lazy("Relation to the head"), 20)
    is_head = forms.BooleanField(label=gettext_lazy("Head of household"), required=False)
    lives_apart = forms.BooleanField(label=gettext_lazy("Registered at another address"), required=False)
    registered_address = _text(gettext_lazy("Registered address"), 160)
    note = _text(gettext_lazy("Note"), 300)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["phones"].help_text = _("Several: with a comma between.")
        if person is None:
            self.fields["document"].help_text = _("Identity card, passport, permit; empty for a newborn.")
            return
        kept = person.document_mask or _("none")
        self.fields["document"].help_text = _("On the register: %(kept)s. Empty leaves it.") % {"kept": kept}
        tails = ", ".join(person.phone_tails) or _("none")
        self.fields["phones"].help_text = _("On the register: ends in %(tails)s. Empty leaves it.") % {"tails": tails}

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
    since = _day(gettext_lazy("Since"))


class NeedForm(forms.Form):
    """A need with where we know it from and by what right we keep it."""

    kind = forms.ChoiceField(label=gettext_lazy("Need"), choices=NeedKind.choices)
    detail = _text(gettext_lazy("In detail"), 120)
    source = _text(gettext_lazy("Known from"), 80, required=True)
    legal_basis = forms.ChoiceField(
        label=gettext_lazy("By what right"), choices=SpecialNeed.Basis.choices, widget=forms.RadioSelect()
    )
    since = _day(gettext_lazy("Since"))


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
    room = _text(gettext_lazy("Room"), 20, required=True, autofocus=True)

    def __init__(self, *args: Any, buildings: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].choices = list(buildings)  # type: ignore[attr-defined]


REASONS = {
    "round": gettext_lazy("to reach somebody in a round"), "compare": gettext_lazy("to compare with a document"),
    "help": gettext_lazy("urgent help"), "authority": gettext_lazy("asked for by an authority, on paper"),
    "other": gettext_lazy("other, as noted"),
}  # fmt: skip


class ReasonForm(forms.Form):
    """Why a number is shown whole, or a list leaves the house."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=list(REASONS.items()))
    note = _text(gettext_lazy("In your words"), 200)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("reason") == "other" and not told.get("note", "").strip():
            self.add_error("note", _("Say in a few words why."))
        return told

    def words(self) -> str:
        """As the log keeps it: the code of the reason, then the words."""
        return ": ".join(filter(None, (self.cleaned_data["reason"], self.cleaned_data["note"].strip())))


class _OnePhone(forms.Form):
    """A form with one telephone that is checked where it is typed."""

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        _good, unread = read_phones(typed)
        if unread:
            raise forms.ValidationError(_("“%(piece)s” is no telephone number.") % {"piece": unread[0]})
        return typed


class ContactForm(_OnePhone):
    """Who answers for a building."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=BuildingContact.Role.choices, widget=forms.RadioSelect()
    )
    name = _text(gettext_lazy("Name"), 60, required=True, autofocus=True)
    phone = _text(gettext_lazy("Telephone"), 40, inputmode="tel")
    born_on = _day(gettext_lazy("Born on"), required=False)


class DoorForm(forms.Form):
    """A door that the register did not know."""

    stair = forms.IntegerField(label=gettext_lazy("Stair"), min_value=0, max_value=63)
    floor = forms.IntegerField(label=gettext_lazy("Floor"), min_value=-5, max_value=150)
    room = _text(gettext_lazy("Room"), 20, required=True)


class HouseholdForm(forms.Form):
    """What kind of flat, and what to know before knocking."""

    kind = forms.ChoiceField(label=gettext_lazy("Flat"), choices=Household.Kind.choices, widget=forms.RadioSelect())
    note = _text(gettext_lazy("Note"), 200)


class PremisesForm(_OnePhone):
    """A shop, market, building site, office or dormitory."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Premises.Kind.choices)
    name = _text(gettext_lazy("What it is called"), 80, required=True)
    door = _text(gettext_lazy("Door"), 40)
    manager = _text(gettext_lazy("Who answers"), 60)
    phone = _text(gettext_lazy("Telephone"), 40, inputmode="tel")
    headcount = forms.IntegerField(label=gettext_lazy("People there by day"), min_value=0, max_value=100000)


class UploadForm(forms.Form):
    """The file as it is, and whose it is."""

    file = forms.FileField(
        label=gettext_lazy("File"), error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt"}),
    )  # fmt: skip
    area = forms.TypedChoiceField(label=gettext_lazy("Whose list"), coerce=int)

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > settings.MAX_WORKBOOK_BYTES:
            most = settings.MAX_WORKBOOK_BYTES // 2**20
            raise forms.ValidationError(
                _("%(name)s is larger than %(most)s MB. Split it.") % {"name": sent.name, "most": most}
            )
        return sent


class ExportForm(ReasonForm):
    """Why a list leaves the house, and in whose columns."""

    layout = forms.FileField(
        label=gettext_lazy("Their empty sheet"), required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
        help_text=gettext_lazy("The workbook that somebody wants filled. Empty: our own columns."),
    )  # fmt: skip

    field_order = ("layout", "reason", "note")
