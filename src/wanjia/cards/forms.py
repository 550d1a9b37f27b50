"""Forms of cards."""

from django import forms
from django.utils.translation import gettext_lazy

from wanjia.cards.models import Letterhead
from wanjia.cards.rules import FEWEST_DAYS, MOST_DAYS


class LetterheadForm(forms.Form):
    """What a committee puts on its cards."""

    shown = forms.ChoiceField(
        label=gettext_lazy("On the card"), choices=Letterhead.Shown.choices, widget=forms.RadioSelect()
    )
    phone = forms.RegexField(
        r"^[0-9 \-]{3,20}$", required=False, strip=True, label=gettext_lazy("Telephone of the committee"),
        help_text=gettext_lazy("Stands on each card and first on the residents' page."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        error_messages={"invalid": gettext_lazy("Write the number with digits, as it is dialled.")},
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"), min_value=FEWEST_DAYS, max_value=MOST_DAYS,
        help_text=gettext_lazy("30 unless something speaks against it."),
    )  # fmt: skip
