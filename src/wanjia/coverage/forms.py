"""The form that opens a round."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.coverage.models import Obligation
from wanjia.coverage.models.rounds import Unit
from wanjia.coverage.pages.wording import name_of
from wanjia.coverage.pooling import SIZES
from wanjia.coverage.rules import Population
from wanjia.coverage.services import NewRound
from wanjia.kernel import clock
from wanjia.roster.models import NeedKind


class OpenRoundForm(forms.Form):
    """What is owed, to whom, by when. The area comes from the page."""

    obligation = forms.ModelChoiceField(
        label=gettext_lazy("What"), queryset=Obligation.objects.order_by("position"), empty_label=None
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the round"), max_length=60,
        error_messages={"required": gettext_lazy("Give the round a name that people will use.")},
    )  # fmt: skip
    who = forms.ChoiceField(
        label=gettext_lazy("To whom"), widget=forms.RadioSelect, initial="all",
        choices=[("all", gettext_lazy("Everyone present")), ("some", gettext_lazy("Only some"))],
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("with one of these needs"), required=False, choices=NeedKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    min_age = forms.IntegerField(label=gettext_lazy("From age"), required=False, min_value=0, max_value=130)
    max_age = forms.IntegerField(label=gettext_lazy("To age"), required=False, min_value=0, max_value=130)
    empty_doors = forms.BooleanField(label=gettext_lazy("Also flats where nobody is registered"), required=False)
    pool_size = forms.TypedChoiceField(
        label=gettext_lazy("People in one tube"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("as usual")), *((size, str(size)) for size in SIZES)],
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("Deadline, day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_time = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = forms.CharField(label=gettext_lazy("Ordered by, or why"), max_length=200, required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["obligation"].label_from_instance = name_of  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("due_on") and cleaned.get("due_time") and self.due_at() <= self.now:
            self.add_error("due_time", _("This has passed. Write a time that is still to come."))
        low, high = cleaned.get("min_age"), cleaned.get("max_age")
        if low is not None and high is not None and low > high:
            self.add_error("max_age", _("Write an age from %(age)s up.") % {"age": low})
        return cleaned

    def due_at(self) -> datetime:
        """The deadline as people in Shanghai wrote it."""
        return datetime.combine(self.cleaned_data["due_on"], self.cleaned_data["due_time"], clock.LOCAL)

    def population(self) -> Population:
        """Places have neither needs nor an age: all of the area's are owed, whatever was ticked for another kind."""
        asked = self.cleaned_data
        if asked["obligation"].unit == Unit.PLACE:
            return Population()
        if asked["who"] == "all":
            return Population(empty_doors=asked["empty_doors"])
        return Population(
            needs=tuple(asked["needs"]), min_age=asked["min_age"], max_age=asked["max_age"],
            empty_doors=asked["empty_doors"],
        )  # fmt: skip

    def asked(self, area: int) -> NewRound:
        return NewRound(
            obligation=self.cleaned_data["obligation"].pk, name=self.cleaned_data["name"], area=area, opens_at=self.now,
            due_at=self.due_at(), population=self.population(), reason=self.cleaned_data["reason"],
            pool_size=self.cleaned_data["pool_size"],
        )  # fmt: skip


def suggested(obligation: Obligation, number: int, now: datetime) -> dict[str, object]:
    """What the form says before anybody has written: the usual length, a name with the next number."""
    due = clock.local(now + timedelta(hours=obligation.hours))
    name = _("%(name)s, round %(n)s") % {"name": name_of(obligation), "n": number}
    return {"obligation": obligation.pk, "name": name, "due_on": due.date(), "due_time": due.replace(minute=0).time()}
