"""The form of a rule of care. One column: for whom, how often, by what time, from when, who says so."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from wanjia.care import presets
from wanjia.care.models import CareRule
from wanjia.care.writing import RuleSaid
from wanjia.roster.models import NeedKind

_WHAT = (
    (presets.CALL, gettext_lazy("call or visit")), (presets.EQUIPMENT, gettext_lazy("equipment looked after")),
)  # fmt: skip


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class RuleForm(forms.Form):
    """A version for the area. The old ones stay."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=60)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=90, required=False)
    obligation = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=_WHAT)
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Who has one of these"), choices=NeedKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    min_age = forms.IntegerField(
        label=gettext_lazy("From what age on"), required=False, min_value=0, max_value=120,
        help_text=gettext_lazy("empty: any age"),
    )  # fmt: skip
    within_days = forms.IntegerField(
        label=gettext_lazy("Newborns, up to how many days"), required=False, min_value=1, max_value=366,
        help_text=gettext_lazy("empty: not only newborns"),
    )  # fmt: skip
    every_days = forms.IntegerField(label=gettext_lazy("Every how many days"), min_value=1, max_value=30, initial=1)
    opens = _time(gettext_lazy("From what time"))
    due = _time(gettext_lazy("By what time"))
    effective_on = forms.DateField(
        label=gettext_lazy("In effect from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200,
        error_messages={"required": gettext_lazy("Name the notice or the decision that says so.")},
    )  # fmt: skip
    is_stopped = forms.BooleanField(label=gettext_lazy("From that day on it asks for nothing"), required=False)

    def said(self, code: str) -> RuleSaid:
        return RuleSaid(code=code, **(self.cleaned_data | {"needs": tuple(self.cleaned_data["needs"])}))


def filled(row: CareRule) -> dict[str, object]:
    """What the version in force says, to be changed."""
    kept = {name: row.terms.get(name) for name in ("obligation", "needs", "min_age", "within_days", "every_days")}
    hours = {name: str(row.terms[name])[:5] for name in ("opens", "due")}
    return {"title": row.title, "title_en": row.title_en, "is_stopped": bool(row.terms.get("stopped"))} | kept | hours
