"""The form that publishes: for a new notice, and for the next version of one. And those of telling everybody."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.notices import services
from wanjia.notices.answering import Claim
from wanjia.notices.models import Broadcast, Notice
from wanjia.notices.models.notices import LONGEST
from wanjia.notices.services import Said
from wanjia.notices.telling import Played
from wanjia.platform.offering import offer
from wanjia.platform.words import words

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_WHERE = {
    "notices.no_text": "text", "notices.no_source": "source", "notices.too_long": "text",
    "notices.wrong_times": "until_on", "notices.rule_for_residents": "audience",
}  # fmt: skip


class NoticeForm(forms.Form):
    """What is made known. The area comes from the page, the kind of a next version from the one before."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Notice.Kind.choices, widget=forms.RadioSelect, initial=Notice.Kind.RULE
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write a title that says it in one line.")},
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("At most 600 characters, without names and room numbers: it hangs in stairwells."),
        error_messages={"required": gettext_lazy("Write what holds, and what to do.")},
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Ordered by, and number of the document"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Nothing is published without a source. Write who ordered it.")},
    )  # fmt: skip
    source_on = forms.DateField(label=gettext_lazy("Date of the document"), widget=_DAY)
    from_on = forms.DateField(label=gettext_lazy("In force from, day"), widget=_DAY)
    from_time = forms.TimeField(label=gettext_lazy("Time"), widget=_TIME)
    until_on = forms.DateField(
        label=gettext_lazy("Until, day"), widget=_DAY, required=False, help_text=gettext_lazy("Empty: until changed.")
    )
    until_time = forms.TimeField(
        label=gettext_lazy("Time"), widget=_TIME, required=False,
        help_text=gettext_lazy("Empty: to the end of that day."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"), choices=Notice.Audience.choices, widget=forms.RadioSelect,
        initial=Notice.Audience.RESIDENTS,
    )  # fmt: skip
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=120, required=False)
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"), max_length=2 * LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args: Any, before: Notice | None = None, claim: Claim | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.claim = before, claim
        if before is not None:
            del self.fields["kind"]
            if before.kind == Notice.Kind.RULE:
                told = [choice for choice in Notice.Audience.choices if choice[0] != Notice.Audience.PHONES]
                offer(self, audience=told)

    def clean(self) -> dict[str, Any]:
        """Asks the service itself, so that form and service refuse the same."""
        cleaned = super().clean() or {}
        if cleaned.get("until_time") and not cleaned.get("until_on"):
            self.add_error("until_on", _("Write the day too."))
        if not self.errors:
            try:
                services.check(self.said())
            except Refusal as why:
                self.add_error(_WHERE.get(why.code), words(why))
        return cleaned

    def said(self) -> Said:
        """What was written, with times as people in Shanghai mean them."""
        asked = self.cleaned_data
        return Said(
            kind=self.before.kind if self.before else asked["kind"], title=asked["title"], text=asked["text"],
            source=asked["source"], source_on=asked["source_on"],
            from_=datetime.combine(asked["from_on"], asked["from_time"], clock.LOCAL),
            until=_until(asked.get("until_on"), asked.get("until_time")), audience=asked["audience"],
            title_en=asked["title_en"], text_en=asked["text_en"], answers=self.claim,
        )  # fmt: skip

    @property
    def has_english(self) -> bool:
        """True when the English fields hold something to see: then they stand open."""
        return any(self[name].value() or self[name].errors for name in ("title_en", "text_en"))


def _until(day: date | None, at: time | None) -> datetime | None:
    if day is None:
        return None
    if at is not None:
        return datetime.combine(day, at, clock.LOCAL)
    return datetime.combine(day + timedelta(days=1), time.min, clock.LOCAL)


def fresh(now: datetime) -> dict[str, object]:
    """What the empty form says: from now on."""
    here = clock.local(now)
    return {"source_on": here.date(), "from_on": here.date(), "from_time": here.time()}


def next_of(before: Notice, now: datetime) -> dict[str, object]:
    """The next version starts from the words of the one before, from now on; its source is asked anew."""
    kept = ("title", "text", "title_en", "text_en", "audience")
    return fresh(now) | {name: getattr(before, name) for name in kept} | _end(before)


def _end(before: Notice) -> dict[str, object]:
    if before.in_force_until is None:
        return {}
    end = clock.local(before.in_force_until)
    if end.time() == time.min:
        return {"until_on": end.date() - timedelta(days=1)}
    return {"until_on": end.date(), "until_time": end.time()}


class TellForm(forms.Form):
    """Until when everybody has to be told."""

    on = forms.DateField(label=gettext_lazy("Until, day"), widget=_DAY)
    time = forms.TimeField(label=gettext_lazy("Time"), widget=_TIME)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.due_at <= self.now:
            self.add_error("on", _("That is over. Write a later time."))
        return cleaned

    @property
    def due_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"], clock.LOCAL)


class GroupForm(forms.Form):
    """A chat group as it is written down."""

    name = forms.CharField(
        label=gettext_lazy("Name of the group"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what the group is called.")},
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("Which building or compound"))
    kept_by = forms.CharField(
        label=gettext_lazy("Who runs it"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, place=[(str(code), name) for code, name in places])


class BroadcastForm(forms.Form):
    """What was played, hung or posted."""

    channel = forms.ChoiceField(label=gettext_lazy("What"), choices=Broadcast.Channel.choices)
    spot = forms.CharField(
        label=gettext_lazy("Where"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The gate, the stairwell, the name of the group."),
    )  # fmt: skip
    on = forms.DateField(label=gettext_lazy("Day"), widget=_DAY)
    time = forms.TimeField(label=gettext_lazy("Time"), widget=_TIME)
    done_by = forms.CharField(
        label=gettext_lazy("By whom"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write who did it.")},
    )  # fmt: skip

    def played(self, place: int) -> Played:
        asked = self.cleaned_data
        at = datetime.combine(asked["on"], asked["time"], clock.LOCAL)
        return Played(asked["channel"], place, at, asked["done_by"], asked["spot"])
