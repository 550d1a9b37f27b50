"""What each field of an import is called where somebody maps a column by hand, in the order of the list."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanjia.roster.models import NeedKind

FIELD_WORDS: dict[str, "str | Promise"] = {
    "name": _("full name"), "document": _("document number"), "document_kind": _("kind of document"), "sex": _("sex"),
    "born_on": _("born on"), "phone": _("telephone"), "compound": _("compound"), "lane": _("lane"),
    "building": _("building"), "stair": _("stair"), "floor": _("floor"), "room": _("room"),
    "address": _("address, where they live"), "actual_address": _("address, where they really live"),
    "registered_address": _("registered address"), "committee": _("committee"), "head_name": _("name of the head"),
    "relation": _("relation to the head"), "is_head": _("head of household"),
    "lives_apart": _("lives apart from the registered address"),
    "presence": _("presence"), "away": _("away"), "moved": _("moved away"), "died": _("died"),
    "household_kind": _("kind of flat"), "tags": _("tags, several"), "note": _("note"),
}  # fmt: skip
FIELD_WORDS |= {f"need:{kind}": label for kind, label in NeedKind.choices}

NOT_READ = ("", "ignore", "grid")  # columns that nothing is read from


def choices() -> list[tuple[str, str]]:
    """For a select: first what is not imported, then every field."""
    return [("", str(_("do not import"))), *((field, str(word)) for field, word in FIELD_WORDS.items())]
