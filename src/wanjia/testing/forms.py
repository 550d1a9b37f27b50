"""Forms of sites, timetables and labels: one column, an answer under the field that says what to write."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel import clock
from wanjia.platform.offering import offer
from wanjia.testing.labelling import Asked
from wanjia.testing.models import LabelRange, Site, Slot, Variant
from wanjia.testing.rules import numbers
from wanjia.testing.rules.people import Group
from wanjia.testing.services import PlanSaid, SiteSaid

_LONGEST = timedelta(hours=6)  # a slot; an end before the beginning would be longer
_HOURS = (("opens_1", "closes_1"), ("opens_2", "closes_2"))


def _time(label: Any, *, required: bool = False) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class SiteForm(forms.Form):
    """A site, how it stands in sun and in rain, and when it is open for the round of the page."""

    name = forms.CharField(
        label=gettext_lazy("What it is called"), max_length=40, widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": gettext_lazy("Give it the name on its sign.")},
    )  # fmt: skip
    place = forms.TypedChoiceField(label=gettext_lazy("Serves"), coerce=int)
    near_building = forms.TypedChoiceField(
        label=gettext_lazy("Nearest building"), coerce=int, required=False, empty_value=None
    )
    spacing_metres = forms.DecimalField(
        label=gettext_lazy("Metres between two people"), min_value=Decimal("0.5"), max_value=5, max_digits=3,
        decimal_places=1, initial=Decimal("2.0"),
        error_messages={"min_value": gettext_lazy("Write 0.5 or more; 2 is usual, 1 where space is short.")},
    )  # fmt: skip
    sunny_stands = forms.CharField(label=gettext_lazy("Where it stands"), max_length=120, required=False)
    sunny_indoor = forms.BooleanField(label=gettext_lazy("under a roof"), required=False)
    sunny_metres = forms.IntegerField(label=gettext_lazy("Metres of queue"), min_value=1, max_value=2000, initial=100)
    sunny_lanes = forms.IntegerField(label=gettext_lazy("Lanes"), min_value=1, max_value=20, initial=2)
    rainy_stands = forms.CharField(label=gettext_lazy("Where it stands"), max_length=120, required=False)
    rainy_indoor = forms.BooleanField(label=gettext_lazy("under a roof"), required=False, initial=True)
    rainy_metres = forms.IntegerField(label=gettext_lazy("Metres of queue"), min_value=1, max_value=2000, initial=50)
    rainy_lanes = forms.IntegerField(label=gettext_lazy("Lanes"), min_value=1, max_value=20, initial=2)
    opens_1, closes_1 = _time(gettext_lazy("Opens")), _time(gettext_lazy("Closes"))
    opens_2, closes_2 = _time(gettext_lazy("Opens again")), _time(gettext_lazy("Closes"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(
        self, *args: Any, places: Sequence[tuple[int, str]], buildings: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, place=places, near_building=[("", _("not said")), *buildings])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for opens, closes in _HOURS:
            start, end = cleaned.get(opens), cleaned.get(closes)
            if (start is None) != (end is None):
                self.add_error(closes if start else opens, _("Write both hours, or neither."))
        return cleaned

    def said(self) -> SiteSaid:
        asked = self.cleaned_data
        plans = {
            variant: PlanSaid(
                asked[f"{variant}_stands"], asked[f"{variant}_indoor"], asked[f"{variant}_metres"],
                asked[f"{variant}_lanes"],
            )
            for variant in Variant.values
        }  # fmt: skip
        return SiteSaid(
            asked["name"], asked["place"], asked["near_building"], asked["spacing_metres"], asked["note"], plans
        )

    def windows(self, day: date) -> list[tuple[datetime, datetime]]:
        """The hours as people in Shanghai wrote them; past midnight is the next day."""
        asked = [(self.cleaned_data[opens], self.cleaned_data[closes]) for opens, closes in _HOURS]
        return [between(day, start, end) for start, end in asked if start and end]


def between(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """From one hour to another; an end that is not later lies on the next day."""
    return at(day, start), at(day if end > start else day + timedelta(days=1), end)


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.LOCAL)


def length(start: time, end: time) -> timedelta:
    """How long it is from one hour to the other, past midnight if need be."""
    low, high = between(date.min, start, end)
    return high - low


class DraftForm(forms.Form):
    """What a timetable keeps to."""

    rate = forms.IntegerField(label=gettext_lazy("People a lane and hour"), min_value=5, max_value=400)
    apart = forms.MultipleChoiceField(
        label=gettext_lazy("With hours of their own"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[
            (Group.STUDENTS, gettext_lazy("students, before 8:00 and after 17:00")),
            (Group.ELDERS, gettext_lazy("elders, 9:30 to 11:00")),
            (Group.HOME, gettext_lazy("at home: oxygen, or disabled and 80 or older")),
        ],
    )  # fmt: skip

    def groups(self) -> tuple[Group, ...]:
        return tuple(Group(name) for name in self.cleaned_data["apart"])


class MoveForm(forms.Form):
    """Another time for one slot."""

    starts = _time(gettext_lazy("From"), required=True)
    ends = _time(gettext_lazy("Until"), required=True)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts"), cleaned.get("ends")
        if start and end and length(start, end) > _LONGEST:
            self.add_error("ends", _("The end has to lie after the beginning."))
        return cleaned

    @classmethod
    def of(cls, slot: Slot) -> dict[str, object]:
        """What the form says before anybody has written."""
        return {
            "starts": clock.local(slot.starts_at).time(), "ends": clock.local(slot.ends_at).time(), "note": slot.note,
        }  # fmt: skip


class HolderForm(forms.Form):
    """Who stands at a post."""

    name = forms.CharField(
        label=gettext_lazy("Who stands there"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autofocus": True}), help_text=gettext_lazy("Leave empty for nobody."),
    )  # fmt: skip
    place = forms.CharField(label=gettext_lazy("Where exactly"), max_length=60, required=False)


class SwitchForm(forms.Form):
    """To the other plan, with a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200,
        error_messages={"required": gettext_lazy("Write why: the reason is kept with your name.")},
        widget=forms.TextInput(attrs={"autofocus": True}),
    )  # fmt: skip


class LabelsForm(forms.Form):
    """A range of numbers for a site or for all sites of the committee."""

    kind = forms.ChoiceField(label=gettext_lazy("For"), choices=LabelRange.Kind.choices, widget=forms.RadioSelect)
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)
    prefix = forms.CharField(label=gettext_lazy("Prefix"), max_length=numbers.LONGEST_PREFIX)  # type: ignore[assignment]  # also a word of Django's forms
    count = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=numbers.MOST_LABELS, initial=130)
    first = forms.IntegerField(
        label=gettext_lazy("First number"), required=False, min_value=0,
        help_text=gettext_lazy("Leave empty for the next free ones."),
    )  # fmt: skip
    digits = forms.IntegerField(label=gettext_lazy("Digits"), min_value=3, max_value=numbers.MOST_DIGITS, initial=5)

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = _("any site of the committee")
        offer(self, site=[("", everywhere), *((str(s.pk), s.name) for s in sites)])

    def clean_prefix(self) -> str:
        prefix = str(self.cleaned_data["prefix"]).upper()
        if not numbers.is_prefix(prefix):
            raise forms.ValidationError(
                _("Write one to six capital letters, digits and dashes; the last is no digit, such as T- or CH3-.")
            )
        return prefix

    def asked(self, committee: int) -> Asked:
        said = self.cleaned_data
        return Asked(
            said["kind"], committee, UUID(said["site"]) if said["site"] else None, None, said["prefix"],
            said["first"], said["count"], said["digits"],
        )  # fmt: skip
