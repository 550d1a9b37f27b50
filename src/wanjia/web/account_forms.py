"""Forms of the accounts page."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel.clock import LOCAL
from wanjia.platform.models import Role
from wanjia.platform.offering import offer


class RoleForm(forms.Form):
    """One role over one area, with an end."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=())
    area = forms.TypedChoiceField(label=gettext_lazy("Where"), coerce=int)
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: until somebody ends it."),
        error_messages={"invalid": gettext_lazy("Write the day as 2022-06-30.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, roles: Sequence[Role], areas: Sequence[tuple[int, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self, role=[(role.value, role.label) for role in roles], area=areas)

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("This day is over. Write today or a later one."))
        return day

    def ends_at(self) -> datetime | None:
        """The end of the last day in Shanghai."""
        day = self.cleaned_data["ends_on"]
        return datetime.combine(day, time(23, 59, 59), LOCAL) if day else None


class NewAccountForm(RoleForm):
    """Somebody new with a first role. The password is made here and shown once."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, error_messages={"required": gettext_lazy("Write the name.")}
    )
    login = forms.CharField(
        label=gettext_lazy("Sign-in name"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        validators=[RegexValidator(r"^[a-z0-9._-]+$", gettext_lazy("Small letters, digits, dots and dashes only."))],
        error_messages={"required": gettext_lazy("Write a sign-in name.")},
    )  # fmt: skip

    field_order = ("name", "login", "role", "area", "ends_on")


class GiveForm(RoleForm):
    """One more role for somebody."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=120, required=False)


class EndForm(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=120, error_messages={"required": gettext_lazy("Say in a few words why.")}
    )
