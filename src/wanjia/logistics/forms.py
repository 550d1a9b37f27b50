"""Forms of boxes: begin, seal, sign, enter paper, report a loss, holders, limits. Scanners type into them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel import clock
from wanjia.logistics import wording
from wanjia.logistics.holding import HolderSaid
from wanjia.logistics.losing import LossSaid
from wanjia.logistics.models import Box, Holder, Signature
from wanjia.logistics.presets import LimitSaid
from wanjia.logistics.reading import LONGEST_CODE, MOST_TUBES
from wanjia.logistics.rules.limits import USUAL_CLIMBS, Link
from wanjia.platform.offering import offer

_SCAN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def _code(label: Any, *, focus: bool = False, required: bool = True) -> forms.CharField:
    attrs = _SCAN | {"class": "scan-in"} | ({"autofocus": True} if focus else {})
    return forms.CharField(
        label=label, max_length=LONGEST_CODE, required=required, widget=forms.TextInput(attrs=attrs)
    )  # fmt: skip


SITE = "site"  # in forms and addresses; the site itself is no holder


def _hand(said: str) -> UUID | None:
    return None if said == SITE else UUID(said)


def _holder(label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=_hand, required=required, empty_value=None)


def holder_choices(holders: Sequence[Holder], *, site: bool = True) -> list[tuple[str, str]]:
    """The site first, then who works there."""
    named = [(str(holder.pk), f"{holder} · {holder.get_kind_display()}") for holder in holders]
    return [(SITE, _("the site")), *named] if site else [("", _("not said")), *named]


class BeginForm(forms.Form):
    """A box to pack."""

    code = _code(gettext_lazy("Code on the box"), focus=True)
    site = forms.CharField(label=gettext_lazy("Site or desk"), max_length=40, required=False)
    round = forms.TypedChoiceField(label=gettext_lazy("Round"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, rounds: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, round=[*rounds, ("", _("not said"))])


class SealForm(forms.Form):
    """The seal and where the box goes."""

    number = _code(gettext_lazy("Number on the seal"))
    to_lab = _holder(gettext_lazy("To which laboratory"), required=False)

    def __init__(self, *args: Any, labs: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, to_lab=holder_choices(labs, site=False))


class HandForm(forms.Form):
    """Who signs, with whom, and how the seal looks; then box after box."""

    holder = _holder(gettext_lazy("I sign for"))
    other = _holder(gettext_lazy("The other side"))
    seal_seen = forms.ChoiceField(label=gettext_lazy("Seal"), choices=Signature.Seal.choices, required=False)

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, holder=holder_choices(holders), other=holder_choices(holders))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"holder", "other"} <= cleaned.keys() and cleaned["holder"] == cleaned["other"]:
            self.add_error("other", _("Two different sides sign a hand-over."))
        return cleaned


class CountForm(forms.Form):
    """What a laboratory finds in a box: the codes, one a line as a scanner types them, or how many there are."""

    scanned = forms.CharField(
        label=gettext_lazy("Scan the tubes, one a line"), required=False,
        widget=forms.Textarea(attrs=_SCAN | {"rows": 6, "class": "scan-in", "autofocus": True}),
    )  # fmt: skip
    counted = forms.IntegerField(
        label=gettext_lazy("Or count them"), required=False, min_value=0, max_value=MOST_TUBES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    seal_seen = forms.ChoiceField(label=gettext_lazy("Seal"), choices=Signature.Seal.choices, required=False)

    def clean_scanned(self) -> tuple[str, ...] | None:
        lines = [line.strip() for line in self.cleaned_data["scanned"].splitlines() if line.strip()]
        bad = next((line for line in lines if len(line) > LONGEST_CODE or " " in line), None)
        if bad is not None:
            raise forms.ValidationError(_("“%(line)s” is no code.") % {"line": bad[:60]})
        return tuple(dict.fromkeys(lines)) or None


class PaperForm(HandForm):
    """A slip that was signed by hand: both sides, or the one that is there, with the time written on it."""

    holder = _holder(gettext_lazy("Who gave"))
    other = _holder(gettext_lazy("Who took"))
    gave = forms.BooleanField(label=gettext_lazy("signed by who gave"), required=False, initial=True)
    took = forms.BooleanField(label=gettext_lazy("signed by who took"), required=False, initial=True)
    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )  # fmt: skip
    at = forms.TimeField(
        label=gettext_lazy("Time on the slip"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )  # fmt: skip
    counted = forms.IntegerField(
        label=gettext_lazy("Tubes counted"), required=False, min_value=0, max_value=MOST_TUBES
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("gave") and not cleaned.get("took"):
            self.add_error("took", _("Tick whose signature is on the slip."))
        return cleaned

    def seen_at(self) -> datetime:
        """The time on the slip, in Shanghai."""
        day: date = self.cleaned_data["on"]
        moment: time = self.cleaned_data["at"]
        return datetime.combine(day, moment, clock.LOCAL)


class LostForm(forms.Form):
    """Why a box is given up."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Box.Lost.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("who was called when, where it was seen last"),
    )  # fmt: skip

    def said(self) -> LossSaid:
        return LossSaid(self.cleaned_data["reason"], self.cleaned_data["note"])


class HolderForm(forms.Form):
    """A courier or a depot."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[choice for choice in Holder.Kind.choices if choice[0] != Holder.Kind.LAB]
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, error_messages={"required": gettext_lazy("Write the name.")}
    )
    plate = forms.CharField(label=gettext_lazy("Number plate"), max_length=20, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    account = forms.TypedChoiceField(
        label=gettext_lazy("Signs in as"), coerce=int, required=False, empty_value=None,
        help_text=gettext_lazy("then the courier need not say who they are"),
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, account=[("", _("nobody")), *accounts])

    def said(self) -> HolderSaid:
        asked = self.cleaned_data
        return HolderSaid(asked["kind"], asked["name"], asked["plate"], asked["phone"], asked["account"])


class LimitForm(forms.Form):
    """A version of a limit for the area. The old ones stay."""

    link = forms.ChoiceField(label=gettext_lazy("Link"), choices=[(link.value, wording.LINKS[link]) for link in Link])
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of test"), required=False,
        choices=[("", gettext_lazy("every kind")), *wording.KINDS.items()],
        help_text=gettext_lazy("only from the laboratory to the report"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=1,
        help_text=gettext_lazy("empty: until the end of the day"),
    )  # fmt: skip
    warn_percent = forms.IntegerField(
        label=gettext_lazy("Warns after how much of the time, in per cent"), min_value=1, max_value=100, initial=75
    )
    climbs = forms.CharField(
        label=gettext_lazy("Minutes over it until committee, subdistrict, district, city know"),
        initial=" ".join(map(str, USUAL_CLIMBS)),
        help_text=gettext_lazy("four numbers"),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("In effect from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200,
        error_messages={"required": gettext_lazy("Name the notice that says so.")},
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def clean_climbs(self) -> tuple[int, ...]:
        parts = self.cleaned_data["climbs"].replace(",", " ").replace("，", " ").split()
        if len(parts) != 4 or not all(part.isdecimal() for part in parts):
            raise forms.ValidationError(_("Write four numbers, such as 0 10 40 100."))
        return tuple(map(int, parts))

    def said(self) -> LimitSaid:
        asked = self.cleaned_data
        return LimitSaid(
            asked["link"], asked["kind"], asked["minutes"], asked["warn_percent"] / 100, asked["climbs"],
            asked["effective_on"], asked["source"], asked["note"],
        )  # fmt: skip
