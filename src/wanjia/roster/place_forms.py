"""Forms of places: compounds, buildings and who answers for them, doors, shops and sites."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel.phone import read_phones
from wanjia.roster.forms import day_field, text_field
from wanjia.roster.models import BuildingContact, Household, Premises


class _OnePhone(forms.Form):
    """A form with one telephone that is checked where it is typed."""

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        _good, unread = read_phones(typed)
        if unread:
            raise forms.ValidationError(_("“%(piece)s” is no telephone number.") % {"piece": unread[0]})
        return typed


class ContactForm(_OnePhone):
    """Who answers for a building."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=BuildingContact.Role.choices, widget=forms.RadioSelect()
    )
    name = text_field(gettext_lazy("Name"), 60, required=True, autofocus=True)
    phone = text_field(gettext_lazy("Telephone"), 40, inputmode="tel")
    born_on = day_field(gettext_lazy("Born on"), required=False)


class CompoundForm(forms.Form):
    """A compound, a lane or a village group that the register did not know."""

    name = text_field(gettext_lazy("What it is called"), 60, required=True, autofocus=True)


class BuildingForm(forms.Form):
    """A building that the register did not know."""

    name = text_field(gettext_lazy("What it is called"), 40, required=True, autofocus=True)
    stairs = forms.IntegerField(label=gettext_lazy("Stairs"), min_value=1, max_value=63)
    floors = forms.IntegerField(label=gettext_lazy("Floors"), min_value=1, max_value=150)


class DoorForm(forms.Form):
    """A door that the register did not know."""

    stair = forms.IntegerField(label=gettext_lazy("Stair"), min_value=0, max_value=63)
    floor = forms.IntegerField(label=gettext_lazy("Floor"), min_value=-5, max_value=150)
    room = text_field(gettext_lazy("Room"), 20, required=True)


class HouseholdForm(forms.Form):
    """What kind of flat, and what to know before knocking."""

    kind = forms.ChoiceField(label=gettext_lazy("Flat"), choices=Household.Kind.choices, widget=forms.RadioSelect())
    note = text_field(gettext_lazy("Note"), 200)


_SHOPS = [(kind.value, kind.label) for kind in Premises.Kind if kind is not Premises.Kind.STAIR]


class PremisesForm(_OnePhone):
    """A shop, market, building site, office or dormitory."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_SHOPS)
    name = text_field(gettext_lazy("What it is called"), 80, required=True)
    door = text_field(gettext_lazy("Door"), 40)
    manager = text_field(gettext_lazy("Who answers"), 60)
    phone = text_field(gettext_lazy("Telephone"), 40, inputmode="tel")
    headcount = forms.IntegerField(label=gettext_lazy("People there by day"), min_value=0, max_value=100000)
