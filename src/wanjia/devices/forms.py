"""Forms about phones: the invitation, and why a phone is wiped, ended or kept longer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.devices.inviting import MOST_AREAS, MOST_PHONES, NewInvitation
from wanjia.devices.models import Kind
from wanjia.devices.standing import Carer, Site
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.platform.offering import offer

Choices = Sequence[tuple[str, str]]
_EVENING = time(18, 0)
_SHIFT = timedelta(hours=8)
_NEAR, _NIGHT = timedelta(hours=1), timedelta(hours=12)
AT_SITES = (Kind.DESK, Kind.POST)  # who may stand at one


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
    """Whom, for what, where, until when. Rounds, areas and sites come from the page; what is left empty is guessed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What for"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.DESK
    )
    site = forms.ChoiceField(
        label=gettext_lazy("Site"), required=False,
        error_messages={"required": gettext_lazy("Choose the site whose people it counts.")},
    )  # fmt: skip
    post = forms.ChoiceField(
        label=gettext_lazy("Post"), required=False, error_messages={"required": gettext_lazy("Choose the post.")}
    )
    carer = forms.ChoiceField(
        label=gettext_lazy("Whose care list"), required=False,
        error_messages={"required": gettext_lazy("Choose whose list it carries.")},
    )  # fmt: skip
    round = forms.TypedChoiceField(label=gettext_lazy("Round"), coerce=int)  # 0: none
    areas = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Whose list it carries"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick as many buildings as it walks; then it carries only these."),
    )  # fmt: skip
    label = forms.CharField(label=gettext_lazy("Label"), max_length=40, required=False)
    holder = forms.CharField(
        label=gettext_lazy("Who holds it"), max_length=40, required=False,
        help_text=gettext_lazy("Empty: whoever scans it writes their name."),
    )  # fmt: skip
    phones = forms.IntegerField(
        label=gettext_lazy("How many phones"), min_value=1, max_value=MOST_PHONES, initial=1,
        help_text=gettext_lazy("1 for one person; more for a printed sheet that several scan."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, now: datetime, rounds: Choices, areas: Choices, sites: Sequence[Site], posts: Choices,
        labels: Mapping[str, str], carers: Sequence[Carer] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.now, self.labels, self.sites = now, labels, {str(site.id): site for site in sites}
        self.carers = {str(one.id): one for one in carers}
        offer(
            self, round=[*rounds, ("0", _("none: it only counts at a post"))], areas=areas, post=posts,
            site=[("", _("no site")), *((str(site.id), site.name) for site in sites)],
            carer=[("", "—"), *((str(one.id), one.name) for one in carers)],
        )  # fmt: skip
        self.chosen = str(self["kind"].value())
        self.fields["site"].required = self.fields["post"].required = self.chosen == Kind.POST
        self.fields["carer"].required = self.chosen == Kind.CARE
        self.fields["round"].required = self.fields["phones"].required = self.chosen != Kind.CARE
        self.fields["label"].help_text = _("Empty: %(label)s") % {"label": labels.get(self.chosen, "")}

    def clean_areas(self) -> list[int]:
        """Without those that hold another one chosen: whoever ticks two buildings wants these two."""
        chosen: list[int] = self.cleaned_data["areas"]
        narrow = [code for code in chosen if not any(code != one and codes.contains(code, one) for one in chosen)]
        if len(narrow) > MOST_AREAS:
            raise forms.ValidationError(_("Choose at most %(most)s, or the compound.") % {"most": MOST_AREAS})
        return narrow

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("ends_on") and told.get("ends_time") and self.ends_at() <= self.now:
            self.add_error("ends_time", _("This has passed. Write a time that is still to come."))
        if told.get("kind") not in (Kind.POST, Kind.CARE):
            self._check_list(told)
        return told

    def _check_list(self, told: dict[str, Any]) -> None:
        if not told.get("areas") and "areas" not in self.errors:
            self.add_error("areas", _("Choose the committee, compounds or buildings."))
        if told.get("round") == 0:
            self.add_error("round", _("Choose the round that it works for."))

    def asked(self) -> NewInvitation:
        """What the form says; a post carries nobody's list, only the place that its site serves; a carer her own."""
        told, kind = self.cleaned_data, self.cleaned_data["kind"]
        carer = self.carers.get(told["carer"]) if kind == Kind.CARE else None
        if carer is not None:
            return NewInvitation(
                kind=kind, label=told["label"] or self.labels[kind], areas=carer.areas, ends_at=self.ends_at(),
                holder=told["holder"] or carer.name[:40], carer_id=carer.id,
            )  # fmt: skip
        site = self.sites.get(told["site"]) if kind in AT_SITES else None
        areas = (site.place,) if site and kind == Kind.POST else tuple(told["areas"])
        return NewInvitation(
            kind=kind, label=told["label"] or self.labels[kind], areas=areas, ends_at=self.ends_at(),
            round_id=told["round"] or None, holder=told["holder"], place=site.place if site else 0,
            site=site.id if site else None, post=told["post"] if kind == Kind.POST else "", max_uses=told["phones"],
        )  # fmt: skip


def shift_end(now: datetime, due_at: datetime | None = None) -> dict[str, object]:
    """18:00 today; later in the day the round's own end where that is near, else eight hours from now."""
    here = clock.local(now)
    end = datetime.combine(here.date(), _EVENING, clock.LOCAL)
    if end - here < _NEAR:
        is_near = due_at is not None and _NEAR <= due_at - now <= _NIGHT
        end = _full_hour(clock.local(due_at)) if due_at and is_near else (here + _SHIFT).replace(minute=0, second=0)
    return {"ends_on": end.date(), "ends_time": end.time()}


def _full_hour(moment: datetime) -> datetime:
    """The hour that is full at or after the moment."""
    full = moment.replace(minute=0, second=0, microsecond=0)
    return full if full == moment else full + timedelta(hours=1)


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
