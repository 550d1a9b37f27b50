"""What the choices of a form are when they are known only as the page is drawn."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.BaseForm, **choices: Iterable[tuple[Any, Any]]) -> None:
    """Gives each named field its choices, (value, label). Raises TypeError for a field that has none to give."""
    for name, offered in choices.items():
        field = form.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} is no field with choices")
        field.choices = list(offered)
