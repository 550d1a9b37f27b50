"""Choices that a form learns as the page is drawn."""

import pytest
from django import forms

from wanjia.platform.offering import offer


class Asked(forms.Form):
    place = forms.ChoiceField()
    comes = forms.TypedMultipleChoiceField(coerce=int)
    note = forms.CharField()


def test_what_is_offered_may_be_chosen_and_nothing_else():
    for place, is_right in (("7", True), ("8", False)):
        form = Asked({"place": place, "comes": ["1"], "note": "x"})
        offer(form, place=((code, f"{code}号楼") for code in ("7",)), comes=[(1, "1号楼")])
        assert form.is_valid() is is_right
        assert str(form["place"]).count("<option") == 1


def test_a_field_without_choices_is_named():
    with pytest.raises(TypeError, match="note"):
        offer(Asked(), note=[])
