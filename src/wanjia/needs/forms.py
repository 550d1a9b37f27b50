"""The form of a version of the clocks. One column; minutes as they are said in a meeting: four numbers in a row."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.needs.models import Rung
from wanjia.needs.writing import ClocksSaid

_ORDER = gettext_lazy("four numbers: life, red, yellow, green")


class ClocksForm(forms.Form):
    """A version for the area. The old ones stay."""

    starts_at = forms.TypedChoiceField(
        label=gettext_lazy("Begins with"), coerce=int, choices=[(rung, rung.label) for rung in Rung if rung <= 4]
    )
    climb_minutes = forms.CharField(
        label=gettext_lazy("Climbs after, in minutes"), max_length=40, help_text=_ORDER,
        error_messages={"required": gettext_lazy("Write four numbers, such as 10 30 240 720.")},
    )  # fmt: skip
    due_minutes = forms.CharField(
        label=gettext_lazy("Due after, in minutes"), max_length=40, help_text=_ORDER,
        error_messages={"required": gettext_lazy("Write four numbers, such as 10 30 240 720.")},
    )  # fmt: skip
    effective_on = forms.DateField(
        label=gettext_lazy("In effect from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200,
        error_messages={"required": gettext_lazy("Name the notice or the decision that says so.")},
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def clean_climb_minutes(self) -> tuple[int, ...]:
        return _four(self.cleaned_data["climb_minutes"])

    def clean_due_minutes(self) -> tuple[int, ...]:
        return _four(self.cleaned_data["due_minutes"])

    def said(self, kind: str) -> ClocksSaid:
        asked = self.cleaned_data
        return ClocksSaid(
            kind, asked["starts_at"], asked["climb_minutes"], asked["due_minutes"], asked["effective_on"],
            asked["source"], asked["note"],
        )  # fmt: skip


def _four(text: str) -> tuple[int, ...]:
    for sign in ",，/、":
        text = text.replace(sign, " ")
    parts = text.split()
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in parts):
        raise forms.ValidationError(_("Write four numbers, such as 10 30 240 720."))
    return tuple(map(int, parts))


class LeadForm(forms.Form):
    """Who answers for a kind, and by when what is open is to be done."""

    who = forms.CharField(
        label=gettext_lazy("Post or person"), max_length=60,
        error_messages={"required": gettext_lazy("Name the post or the person who answers for it.")},
    )  # fmt: skip
    until = forms.DateTimeField(
        label=gettext_lazy("What is open is to be done by"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("empty: the clock of each ticket alone"),
    )  # fmt: skip
