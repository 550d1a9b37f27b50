"""Forms of what comes in and goes out: a number shown whole, a file imported, a list exported."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.platform.offering import offer
from wanjia.roster.forms import Choices, text_field

REASONS = {
    "round": gettext_lazy("to reach somebody in a round"), "compare": gettext_lazy("to compare with a document"),
    "help": gettext_lazy("urgent help"), "authority": gettext_lazy("asked for by an authority, on paper"),
    "other": gettext_lazy("other, as noted"),
}  # fmt: skip


class ReasonForm(forms.Form):
    """Why a number is shown whole, or a list leaves the house."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=list(REASONS.items()))
    note = text_field(gettext_lazy("In your words"), 200)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("reason") == "other" and not told.get("note", "").strip():
            self.add_error("note", _("Say in a few words why."))
        return told

    def words(self) -> str:
        """As the log keeps it: the code of the reason, then the words."""
        return ": ".join(filter(None, (self.cleaned_data["reason"], self.cleaned_data["note"].strip())))


class UploadForm(forms.Form):
    """The file as it is, and whose it is."""

    file = forms.FileField(
        label=gettext_lazy("File"), error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt"}),
    )  # fmt: skip
    area = forms.TypedChoiceField(label=gettext_lazy("Whose list"), coerce=int)

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, area=areas)

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > settings.MAX_WORKBOOK_BYTES:
            most = settings.MAX_WORKBOOK_BYTES // 2**20
            raise forms.ValidationError(
                _("%(name)s is larger than %(most)s MB. Split it.") % {"name": sent.name, "most": most}
            )
        return sent


class ExportForm(ReasonForm):
    """Why a list leaves the house, and in whose columns."""

    layout = forms.FileField(
        label=gettext_lazy("Their empty sheet"), required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
        help_text=gettext_lazy("The workbook that somebody wants filled. Empty: our own columns."),
    )  # fmt: skip

    field_order = ("layout", "reason", "note")
