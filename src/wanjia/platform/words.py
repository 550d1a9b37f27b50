"""What a refusal says to people: one text for page, API and command line, in both languages."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal

_TEXTS: dict[str, object] = {
    "refused": _("This can't be done now."),
    "access.not_allowed": _("Your role does not cover this here. Ask whoever gave you the role."),
    "access.not_found": _("Not found, or outside your areas."),
    "input.bad": _("%(file)s %(row)s %(field)s: %(why)s"),
    "system.unavailable": _("Not available now: %(why)s"),
    "system.no_database": _("No database at %(where)s: %(why)s"),
    "system.disk_full": _("Nothing was kept: %(where)s can't be written (%(why)s). Make room, then try again."),
}


def say(code: str, text: object) -> None:
    """Registers the text of a code. Raises ValueError when the code has one: codes are never reused."""
    if code in _TEXTS:
        raise ValueError(f"{code} has a text already")
    _TEXTS[code] = text


def words(why: Refusal) -> str:
    """The refusal in the language of the moment; its facts fill the named places."""
    text = str(_TEXTS.get(why.code, _TEXTS["refused"]))
    return text % _Facts(why.facts)


def texts() -> Iterator[tuple[str, str]]:
    """Every code with its text in the language of the moment, in order."""
    return ((code, str(text)) for code, text in sorted(_TEXTS.items()))


class _Facts(dict[str, object]):
    """A fact that a raiser left out reads as nothing rather than as a crash."""

    def __missing__(self, key: str) -> str:
        return ""
