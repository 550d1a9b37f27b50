"""Forms of the room. One column, the reason always asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.cases.models import BedKind, Facility
from wanjia.platform.offering import offer


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    """A time in Shanghai, as the browser's own control writes it."""
    return forms.DateTimeField(
        label=label, required=required, input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class OpenForm(forms.Form):
    """A single positive: when it was taken, by which laboratory, in which tube."""

    sampled_at = moment_field(_("Sampled at"))
    lab = forms.CharField(label=_("Laboratory"), max_length=60)
    tube = forms.CharField(
        label=_("Code on the single tube"), max_length=40, required=False,
        help_text=_("the recheck's own tube, never the pool's"),
    )  # fmt: skip
    source = forms.CharField(label=_("Where is that known from"), max_length=120, required=False)
    is_severe = forms.BooleanField(label=_("severe: needs a bed for severe cases"), required=False)


class ExposureForm(forms.Form):
    """One line of the movements."""

    starts_at = moment_field(_("From"))
    ends_at = moment_field(_("Until"))
    premises = forms.TypedChoiceField(
        label=_("Shop or site of the register"), coerce=int, required=False, empty_value=None
    )
    words = forms.CharField(
        label=_("Or the place in words"),
        max_length=120,
        required=False,
        help_text=_("as the street calls it; 3号楼502 finds the flat"),
    )
    met = forms.CharField(label=_("Who was met"), max_length=200, required=False)

    def __init__(self, *args: Any, shops: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, premises=[("", "—"), *shops])


class FacilityForm(forms.Form):
    """A facility with its beds of each kind."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of facility"), choices=Facility.Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone of the desk"), max_length=20, required=False)
    position = forms.IntegerField(label=_("Filled as number"), min_value=0, max_value=999, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in BedKind.choices:
            self.fields[f"beds_{kind}"] = forms.IntegerField(label=label, min_value=0, max_value=99999, initial=0)

    def beds(self) -> dict[str, int]:
        return {str(kind): self.cleaned_data[f"beds_{kind}"] for kind in BedKind.values}


class VehicleForm(forms.Form):
    """A vehicle; a plate that is known is written anew."""

    plate = forms.CharField(label=_("Plate"), max_length=16)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=99)
    is_negative = forms.BooleanField(label=_("negative pressure"), required=False)
    takes_wheelchairs = forms.BooleanField(label=_("takes wheelchairs"), required=False)
