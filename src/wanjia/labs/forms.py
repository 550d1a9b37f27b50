"""What people write about laboratories and results."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.labs.models import Cluster
from wanjia.labs.models.results import Value
from wanjia.labs.reports.words import FIELDS, REQUIRED
from wanjia.labs.services import LabSaid
from wanjia.labs.wording import COLUMNS

_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class LabForm(forms.Form):
    """One laboratory."""

    name = forms.CharField(label=_("Name"), max_length=60)
    tubes_a_day = forms.IntegerField(label=_("Tubes a day"), min_value=1, max_value=1_000_000)
    report_hours = forms.IntegerField(label=_("Hours until the report"), min_value=1, max_value=72, initial=6)
    opens_at = forms.TimeField(label=_("Opens at"), required=False, widget=_TIME)
    closes_at = forms.TimeField(label=_("Closes at"), required=False, widget=_TIME)
    licence = forms.CharField(label=_("Licence"), max_length=40, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def said(self, area: int) -> LabSaid:
        """What the form says of a laboratory of the area."""
        return LabSaid(area=area, **self.cleaned_data)


class ReportForm(forms.Form):
    """A file with results."""

    file = forms.FileField(label=_("File with results"), allow_empty_file=True)


class ColumnsForm(forms.Form):
    """Whose column is what, in a file whose header says something new."""

    def __init__(self, *args: Any, names: Sequence[str], known: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("no column"))] + [(str(at), name or str(at + 1)) for at, name in enumerate(names)]
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=str(COLUMNS[name]), choices=choices, required=name in REQUIRED, initial=str(known.get(name, ""))
            )

    def columns(self) -> dict[str, int]:
        """Field → column."""
        return {name: int(at) for name, at in self.cleaned_data.items() if at != ""}


class ResultForm(forms.Form):
    """One result by hand."""

    code = forms.CharField(label=_("Code on the tube"), max_length=40)
    value = forms.ChoiceField(label=_("What was found"), choices=Value.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why it differs from what was reported before"), max_length=200, required=False)


class LooseForm(forms.Form):
    """Whose a loose result is."""

    code = forms.CharField(label=_("Code of the right tube"), max_length=40, required=False)
    both = forms.BooleanField(label=_("It can't be told which: both tubes get it"), required=False)
    note = forms.CharField(label=_("How it was found out"), max_length=200)


class ClusterForm(forms.Form):
    """What too many positives were."""

    finding = forms.ChoiceField(label=_("Finding"), choices=Cluster.Finding.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("How it was found out"), max_length=200)
