"""Forms of the room. One column; money in yuan, kept in fen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.kernel.clock import local
from wanjia.kernel.errors import Refusal
from wanjia.kernel.phone import read_one
from wanjia.platform.offering import offer
from wanjia.platform.words import words
from wanjia.supplies import refusals
from wanjia.supplies.asked import MOST
from wanjia.supplies.models import Delivery, Good, Lot, MealOrder, Supplier, TransportPass


def _date(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _hour(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, **more, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _moment(label: Any) -> forms.DateTimeField:
    """A time in Shanghai, as the browser's own control writes it."""
    return forms.DateTimeField(
        label=label, input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


def _yuan(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=9, decimal_places=2, required=required)


def _number(label: Any, initial: int | None = None, *, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST, initial=initial)


def _text(label: Any, length: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint)


def fen(yuan: Any) -> int | None:
    """Kept as whole fen."""
    return None if yuan is None else int(yuan * 100)


Fields = Mapping[type[Refusal], str]


class Asking(forms.Form):
    """Knows which of its fields a refusal is about: `at` by kind. The ones in `ahead` begin with `now`."""

    at: ClassVar[Fields] = {}
    ahead: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if now is not None:
            for name in self.ahead:
                widget: Any = self.fields[name].widget
                widget.attrs["min"] = local(now).strftime(widget.format)

    def refuse(self, why: Refusal) -> None:
        """Says it at the field, above the form where it is about none."""
        self.add_error(self.at.get(type(why)), words(why))


class _Choosing(Asking):
    """Chooses among rows that the page found: `rows` by field."""

    def __init__(self, *args: Any, rows: dict[str, Sequence[Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {name: {str(row.pk): row for row in found} for name, found in (rows or {}).items()}
        for name, found in self.rows.items():
            none = [] if self.fields[name].required else [("", "—")]
            choices = [*none, *((pk, self.says(row)) for pk, row in found.items())]
            offer(self, **{name: choices})

    def says(self, row: Any) -> str:
        return f"{row.good} · {row.batch}" if isinstance(row, Lot) else str(row)

    def chosen(self, name: str) -> Any:
        return self.rows[name].get(self.cleaned_data[name])


class SupplierForm(Asking):
    """A firm with its papers."""

    at: ClassVar[Fields] = {refusals.BadCreditCode: "credit_code"}

    name = _text(_("What it is called"), 80)
    credit_code = _text(_("Credit code"), 18, hint=_("18 characters, from the business licence"))
    licence = _text(_("Food licence"), 40, required=False)
    licence_until = _date(_("Licence until"))


class GoodForm(Asking):
    """A thing that is handed out."""

    at: ClassVar[Fields] = {refusals.NameTaken: "name"}

    name = _text(_("What it is called"), 40)
    unit = _text(_("Counted in"), 10)
    kind = forms.ChoiceField(label=_("Kind of good"), choices=Good.Kind.choices)
    reference = _yuan(_("Reference price, yuan"))
    reference_source = _text(_("Source of the reference price"), 120, required=False)


class LotForm(_Choosing):
    """What came in. Bought from a supplier, or from a source in words."""

    at: ClassVar[Fields] = {refusals.NotVetted: "supplier", refusals.LotClosed: "expires_on"}
    ahead: ClassVar = ("expires_on",)

    good = forms.ChoiceField(label=_("Good"))
    quantity = _number(_("Quantity"))
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    source = _text(_("Or the source"), 120, required=False, hint=_("sent down by the district, with its paper"))
    batch = _text(_("Batch"), 40, required=False)
    expires_on = _date(_("Best before"))
    price = _yuan(_("Price each, yuan"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("supplier") and not said.get("source"):
            self.add_error("source", _("Choose a supplier or write the source."))
        return said


class DeliveryForm(_Choosing):
    """A line of the schedule."""

    at: ClassVar[Fields] = {refusals.WrongTimes: "due_at", refusals.LotClosed: "lot"}

    kind = forms.ChoiceField(
        label=_("Kind of delivery"), choices=[one for one in Delivery.Kind.choices if one[0] != Delivery.Kind.GROUP]
    )
    title = _text(_("Title"), 60)
    lot = forms.ChoiceField(label=_("From lot"), required=False)
    each = _number(_("For each household"), 1)
    per_box = _number(_("In one box"), 1)
    opens_at = _moment(_("Begins at"))
    due_at = _moment(_("At the doors by"))


class TripForm(forms.Form):
    """Boxes to one place."""

    place = forms.TypedChoiceField(label=_("Goes to"), coerce=int)
    boxes = _number(_("Boxes"))
    vehicle = _text(_("Vehicle"), 20, required=False)
    driver = _text(_("Driver"), 60, required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, place=places)


class CapacityForm(_Choosing):
    """What a supplier can bring a day, from a day on."""

    at: ClassVar[Fields] = {refusals.NotVetted: "supplier"}

    supplier = forms.ChoiceField(label=_("Supplier"))
    good = forms.ChoiceField(label=_("Good"))
    per_day = _number(_("In a day"), least=0)
    from_on = _day(_("From day"))
    price = _yuan(_("Price each, yuan"))
    source = _text(_("Source"), 120, hint=_("who says so, and when: the co-op's manager by telephone, 2 April"))


class PurchaseForm(_Choosing):
    """What is needed: so many for every household, or a figure."""

    at: ClassVar[Fields] = {refusals.DayPast: "on"}
    ahead: ClassVar = ("on",)

    good = forms.ChoiceField(label=_("Good"))
    on = _day(_("Needed on"))
    each = forms.IntegerField(label=_("For each household"), min_value=1, max_value=999, required=False)
    figure = forms.IntegerField(
        label=_("Or a figure"), min_value=1, max_value=MOST, required=False,
        help_text=_("of the whole area, instead of a ration"),
    )  # fmt: skip
    less_stock = forms.BooleanField(label=_("less what lies here"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("each")) == bool(said.get("figure")):
            self.add_error("figure", _("Write a ration or a figure, one of the two."))
        return said


class MealForm(_Choosing):
    """Which set for which meal of which day."""

    at: ClassVar[Fields] = {refusals.DayPast: "on", refusals.NameTaken: "good", refusals.NotVetted: "supplier"}
    ahead: ClassVar = ("on",)

    meal = forms.ChoiceField(label=_("Meal"), choices=MealOrder.Meal.choices)
    on = _day(_("Day"))
    good = forms.ChoiceField(label=_("Set"), help_text=_("Another set of the same meal is an order of its own."))
    supplier = forms.ChoiceField(label=_("Who cooks"), required=False)


class VanForm(_Choosing):
    """A van's day."""

    at: ClassVar[Fields] = {refusals.DayPast: "on", refusals.NotVetted: "supplier"}
    ahead: ClassVar = ("on",)

    van = _text(_("Van"), 40, hint=_("breakfast van, vegetables of the co-op"))
    on = _day(_("Day"))
    supplier = forms.ChoiceField(label=_("Whose van"), required=False)


class StopForm(Asking):
    """Where it stands, from when to when, who comes."""

    at: ClassVar[Fields] = {refusals.WrongTimes: "until_at", refusals.StopsOverlap: "from_at"}

    spot = _text(_("Stands at"), 60)
    from_at = _hour(_("From hour"))
    until_at = _hour(_("Until hour"))
    comes = forms.TypedMultipleChoiceField(
        label=_("Who comes"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("none ticked: everybody"),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, comes=places)


class LoadForm(_Choosing):
    """What goes on board: out of a lot of ours, or the supplier's own goods."""

    at: ClassVar[Fields] = {refusals.OtherLot: "lot", refusals.LotClosed: "lot", refusals.NegativeStock: "quantity"}

    good = forms.ChoiceField(label=_("Good"))
    quantity = _number(_("Quantity"))
    lot = forms.ChoiceField(label=_("From lot"), required=False)


class PassForm(_Choosing):
    """Whose pass, for what, from when to when."""

    at: ClassVar[Fields] = {refusals.PassDays: "until_on", refusals.NotVetted: "supplier"}
    ahead: ClassVar = ("from_on", "until_on")

    kind = forms.ChoiceField(label=_("Kind of pass"), choices=TransportPass.Kind.choices)
    supplier = forms.ChoiceField(label=_("Firm"))
    plate = _text(_("Plate"), 20, required=False, hint=_("of a vehicle"))
    name = _text(_("Name"), 60, required=False, hint=_("of the rider, or of the driver if it is known"))
    phone = _text(_("Telephone"), 20)
    purpose = _text(_("What for"), 80)
    from_on = _day(_("From day"))
    until_on = _day(_("Last valid day"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        lacking = "plate" if said.get("kind") == TransportPass.Kind.VEHICLE else "name"
        if not said.get(lacking) and lacking not in self.errors:
            words_ = {"plate": _("A vehicle needs its plate."), "name": _("A rider needs a name.")}
            self.add_error(lacking, words_[lacking])
        if said.get("phone") and not read_one(said["phone"]):
            self.add_error("phone", _("Write a telephone that can be called."))
        return said


class BuyForm(_Choosing):
    """A group buy with up to four packages; their prices stay as they are."""

    at: ClassVar[Fields] = {
        refusals.NotVetted: "supplier", refusals.HourPast: "closes_at", refusals.WrongTimes: "arrives_at",
    }  # fmt: skip
    ahead: ClassVar = ("closes_at", "arrives_at")

    supplier = forms.ChoiceField(label=_("Supplier"))
    good = forms.ChoiceField(
        label=_("Takes of"), required=False, help_text=_("what a package takes of the supplier's capacity of the day")
    )
    title = _text(_("Title"), 60)
    closes_at = _moment(_("Cut-off"))
    arrives_at = _moment(_("Arrives at"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, letter in enumerate("ABCD"):
            name = _text(_("Package %(letter)s") % {"letter": letter}, 60, required=at == 0)
            self.fields[f"name_{letter}"] = name
            self.fields[f"price_{letter}"] = _yuan(_("Price %(letter)s, yuan") % {"letter": letter}, required=at == 0)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for one in "ABCD":
            price = f"price_{one}"
            if said.get(f"name_{one}") and not said.get(price) and price not in self.errors:
                self.add_error(price, _("Write a price: it stays as it is once the buy is open."))
        return said

    def packages(self) -> list[tuple[str, int]]:
        said = self.cleaned_data
        return [(said[f"name_{one}"], fen(said[f"price_{one}"]) or 0) for one in "ABCD" if said[f"name_{one}"]]


class OfferForm(_Choosing):
    """What somebody gives."""

    giver = _text(_("Giver"), 80)
    is_firm = forms.BooleanField(label=_("a firm, not a person: its name stays"), required=False)
    is_anonymous = forms.BooleanField(label=_("not named in public"), required=False)
    good = forms.ChoiceField(label=_("Good"))
    quantity = _number(_("Quantity"))
    value = _yuan(_("Worth, yuan"))


class NeedForm(_Choosing):
    """What a place lacks."""

    good = forms.ChoiceField(label=_("Good"))
    quantity = _number(_("Quantity"))
    why = _text(_("Who needs it"), 120)


class QuotaForm(_Choosing):
    """So many a household, once."""

    at: ClassVar[Fields] = {refusals.WrongTimes: "closes_at", refusals.AmountWanted: "total"}

    title = _text(_("Title"), 60)
    good = forms.ChoiceField(label=_("Good"))
    each = _number(_("For each household"), 5)
    total = _number(_("There are"))
    shop = _text(_("Where it is fetched"), 60)
    opens_at = _moment(_("Registration from"))
    closes_at = _moment(_("Registration until"))
    fetch_from = _moment(_("Fetched from"))
    fetch_until = _hour(_("Fetched until, each day"), required=False, initial="18:00")
    slot_minutes = _number(_("Minutes of a slot"), 30)
    per_slot = _number(_("People in a slot"), 20)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, until = said.get("fetch_from"), said.get("fetch_until")
        if first and until and until <= local(first).time():
            self.add_error("fetch_until", _("Later in the day than the first hour."))
        return said


def suppliers_open(found: Sequence[Supplier]) -> list[Supplier]:
    """Those that may be chosen: looked at, and not stopped."""
    return [one for one in found if one.stopped_at is None and one.vetted_at is not None]
