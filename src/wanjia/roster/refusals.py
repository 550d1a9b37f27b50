"""What the register declines to do, each with its stable code and text."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class SameDocument(Refusal):
    """Somebody else has this document: one document is one person."""

    code = "roster.same_document"


class DoorTaken(Refusal):
    """There is a household behind this door already."""

    code = "roster.door_taken"


class NameTaken(Refusal):
    """The committee has a compound, or the compound a building, of this name already."""

    code = "roster.name_taken"


class NoReason(Refusal):
    """Showing a number whole, or exporting, wants a reason."""

    code = "roster.no_reason"
    status = 422


class NothingToShow(Refusal):
    """The register has no such number of this person."""

    code = "roster.nothing_to_show"
    status = 404


class CannotMerge(Refusal):
    """The two entries can't be one person: the same entry twice, or one is gone already."""

    code = "roster.cannot_merge"


class PlaceFull(Refusal):
    """A committee numbers 99 compounds, a compound 9,999 buildings: there is no number left."""

    code = "roster.place_full"


class BadField(BadInput):
    """A value that somebody typed can't be what the field wants."""

    code = "roster.bad_field"


for _refusal, _text in (
    (SameDocument, _("This document belongs to somebody else in the register. Merge the two entries instead.")),
    (DoorTaken, _("Room %(room)s exists already in this building.")),
    (NameTaken, _("“%(name)s” exists already here.")),
    (NoReason, _("Say why: the reason is kept with your name.")),
    (NothingToShow, _("The register has no such number of this person.")),
    (CannotMerge, _("These two entries can't be merged: they are the same one, or one of them is gone.")),
    (PlaceFull, _("There is no number left here: a committee has 99 compounds, a compound 9,999 buildings.")),
    (BadField, _("%(field)s: “%(value)s” %(why)s")),
):
    say(_refusal.code, _text)
