"""Forms about phones: the invitation, and why a phone is wiped, ended or kept longer."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.devices.inviting import MOST_AREAS, MOST_PHONES, NewInvitation
from wanjia.devices.models import Kind
from wanjia.kernel import clock

Choices = Sequence[tuple[str, str]]
_EVENING = time(18, 0)
_SHIFT = timedelta(hours=8)


class EndForm(forms.Form):
    """A day and a time in Shanghai."""

    ends_on = forms.DateField(
        label=gettext_lazy("Until, day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_time = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def ends_at(self) -> datetime:
        """As people in Shanghai wrote it."""
        return datetime.combine(self.cleaned_data["ends_on"], self.cleaned_data["ends_time"], clock.LOCAL)


class InviteForm(EndForm):
    """Whom, for what, where, until when. Round and areas come from the page."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What for"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.DESK
    )
    round = forms.TypedChoiceField(label=gettext_lazy("Round"), coerce=int)  # 0: none
    areas = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Whose list it carries"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the committee, compounds or buildings.")},
    )  # fmt: skip
    place = forms.TypedChoiceField(
        label=gettext_lazy("Where it works"), coerce=int, help_text=gettext_lazy("Written on its records.")
    )
    label = forms.CharField(
        label=gettext_lazy("Label"), max_length=40, help_text=gettext_lazy("what people call it: desk 2, building 3"),
        error_messages={"required": gettext_lazy("Give it a name that people will use.")},
    )  # fmt: skip
    holder = forms.CharField(
        label=gettext_lazy("Who holds it"), max_length=40, required=False,
        help_text=gettext_lazy("Empty: whoever scans it writes their name."),
    )  # fmt: skip
    phones = forms.IntegerField(
        label=gettext_lazy("How many phones"), min_value=1, max_value=MOST_PHONES, initial=1,
        help_text=gettext_lazy("1 for one person; more for a printed sheet that several scan."),
    )  # fmt: skip
    site = forms.UUIDField(required=False, widget=forms.HiddenInput)
    post = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, rounds: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["round"].choices = [*rounds, ("0", _("none: it only counts at a post"))]  # type: ignore[attr-defined]
        self.fields["areas"].choices = self.fields["place"].choices = list(areas)  # type: ignore[attr-defined]

    def clean_areas(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["areas"]
        if len(chosen) > MOST_AREAS:
            raise forms.ValidationError(_("Choose at most %(most)s, or the compound.") % {"most": MOST_AREAS})
        return chosen

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("ends_on") and told.get("ends_time") and self.ends_at() <= self.now:
            self.add_error("ends_time", _("This has passed. Write a time that is still to come."))
        if told.get("kind") == Kind.POST and not told.get("site"):
            self.add_error("kind", _("Open the site and invite a phone from its post."))
        elif told.get("kind") != Kind.POST and told.get("round") == 0:
            self.add_error("round", _("Choose the round that it works for."))
        return told

    def asked(self) -> NewInvitation:
        told = self.cleaned_data
        return NewInvitation(
            kind=told["kind"], label=told["label"], areas=tuple(told["areas"]), ends_at=self.ends_at(),
            round_id=told["round"] or None, holder=told["holder"], place=told["place"], site=told["site"],
            post=told["post"], max_uses=told["phones"],
        )  # fmt: skip


def shift_end(now: datetime) -> dict[str, object]:
    """18:00 today, or eight hours from now where that is too near."""
    here = clock.local(now)
    evening = datetime.combine(here.date(), _EVENING, clock.LOCAL)
    end = evening if evening - here >= timedelta(hours=1) else (here + _SHIFT).replace(minute=0, second=0)
    return {"ends_on": end.date(), "ends_time": end.time()}


_REASONS = {
    "wipe": (gettext_lazy("Another person takes over"), gettext_lazy("The work is done"), gettext_lazy("It was lost")),
    "end": (gettext_lazy("It was lost"), gettext_lazy("Given to the wrong person"), gettext_lazy("The work is done")),
    "extend": (gettext_lazy("The round takes longer"), gettext_lazy("The next shift is late")),
}


class ReasonForm(forms.Form):
    """Why; kept with the name of whoever asks."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, widget=forms.TextInput(attrs={"list": "reasons"}),
        error_messages={"required": gettext_lazy("Write why: the reason is kept with your name.")},
    )  # fmt: skip

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [str(reason) for reason in _REASONS[what]]


class ExtendForm(ReasonForm, EndForm):
    """Until when, and why."""
