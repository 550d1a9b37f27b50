"""Forms of isolation: an order, a zone, an event, a new version of a rule. One column, the reason always asked."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.isolation import wording
from wanjia.isolation.models import Order, RegimeRule, UnitEvent, ZoneDecision
from wanjia.isolation.ordering import LONGEST
from wanjia.kernel import clock
from wanjia.platform.offering import offer

_WHERE_FROM = gettext_lazy("Where is that known from")


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _source() -> forms.CharField:
    return forms.CharField(
        label=_WHERE_FROM, max_length=120,
        help_text=gettext_lazy("a notice with its number, a list with its date"),
        error_messages={"required": gettext_lazy("Name the notice or the list.")},
    )  # fmt: skip


def _rule_choices(rows: Sequence[RegimeRule]) -> list[tuple[int, str]]:
    return [(row.pk, f"{wording.title_of(row)} · {wording.plan_of(row)} · {wording.since_of(row)}") for row in rows]


class _WithRule(forms.Form):
    """Chooses among the versions that can be used there."""

    rule = forms.TypedChoiceField(label=gettext_lazy("Rule"), coerce=int)

    def __init__(self, *args: Any, rules: Sequence[RegimeRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = {row.pk: row for row in rules}
        offer(self, rule=_rule_choices(rules))

    def chosen(self) -> RegimeRule:
        return self.rules[self.cleaned_data["rule"]]


class OrderForm(_WithRule):
    """Who is to stay in, why, and what they are told."""

    since_on = _date(gettext_lazy("First day"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=Order.Reason.choices)
    source = _source()
    explanation = forms.CharField(
        label=gettext_lazy("What you tell the person"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("why, until when, what would lift it, how to object"),
        error_messages={"required": gettext_lazy("Explain it in words that the person understands.")},
    )  # fmt: skip
    is_urgent = forms.BooleanField(
        label=gettext_lazy("Holds at once; lapses after 24 hours unless a second person confirms"), required=False
    )


class ZoneForm(_WithRule):
    """Which place under which rule."""

    place = forms.TypedChoiceField(label=gettext_lazy("Place"), coerce=int)
    stair = forms.IntegerField(label=gettext_lazy("Stair, for one stair of a building"), required=False, min_value=1)
    since_on = _date(gettext_lazy("First day"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=ZoneDecision.Reason.choices)
    source = _source()
    field_order = ("place", "stair", "rule", "since_on", "reason", "source")

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, place=places)


class EventForm(forms.Form):
    """What happened where. A positive is written on a building, or on one of its stairs or doors."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[choice for choice in UnitEvent.Kind.choices if choice[0] != UnitEvent.Kind.TESTED],
    )
    place = forms.TypedChoiceField(label=gettext_lazy("Place"), coerce=int)
    stair = forms.IntegerField(label=gettext_lazy("Stair"), required=False, min_value=1)
    room = forms.CharField(
        label=gettext_lazy("Room, if it is known"), max_length=20, required=False,
        help_text=gettext_lazy("the more exact, the fewer doors start again"),
    )  # fmt: skip
    on = _date(gettext_lazy("Day"))
    source = _source()

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, place=places)

    def happened_at(self, now: datetime) -> datetime:
        """The end of the day in Shanghai, or now: a day is all that the rules look at."""
        day: date = self.cleaned_data["on"]
        return min(datetime.combine(day, time(23, 59), clock.LOCAL), now)


class VersionForm(forms.Form):
    """A new version, made from another. The old one stays as it is."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=60)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=90, required=False)
    plan = forms.CharField(label=gettext_lazy("Plan or notice"), max_length=60, required=False)
    effective_on = forms.DateField(
        label=gettext_lazy("In effect from"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200,
        error_messages={"required": gettext_lazy("Name the notice that says so.")},
    )  # fmt: skip
    applies_to_running = forms.BooleanField(label=gettext_lazy("also for what runs already"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    terms = forms.CharField(
        label=gettext_lazy("Terms"), widget=forms.Textarea(attrs={"rows": 14, "class": "mono"}),
        help_text=gettext_lazy("as in the version before; what is left out is not said"),
    )  # fmt: skip

    def clean_terms(self) -> dict[str, Any]:
        try:
            terms = json.loads(self.cleaned_data["terms"])
        except json.JSONDecodeError as why:
            raise forms.ValidationError(_("Line %(n)s can't be read.") % {"n": why.lineno}) from why
        if not isinstance(terms, dict):
            raise forms.ValidationError(_("Line %(n)s can't be read.") % {"n": 1})
        return terms
