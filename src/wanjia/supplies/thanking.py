"""The letter of thanks (致谢函): what came, where it went, what is left. In both languages, from the account alone."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.platform import wording
from wanjia.supplies.gifts import DonationRow

LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))  # Django's code, and the page's


def letters(row: DonationRow, names: Mapping[int, str], now: datetime) -> list[tuple[str, str, str]]:
    """Language, title and text, Chinese first. It names the giver even where the public account does not."""
    found = []
    for code, lang in LANGUAGES:
        with translation.override(code):
            found.append((lang, _("Letter of thanks"), _letter(row, names, now)))
    return found


def _letter(row: DonationRow, names: Mapping[int, str], now: datetime) -> str:
    given, sums = row.donation, row.account
    lines = [
        _("%(giver)s:") % {"giver": given.called or _("To whoever gave this")},
        _("On %(day)s %(n)s %(unit)s of %(good)s came from you.") % {
            "day": _day(given.came_at or given.offered_at), "n": wording.number(sums.came or 0),
            "unit": given.good.unit, "good": given.good.name,
        },
        *_uses(row, names),
        _("Every one of them stands on the public account."),
        _("Thank you."),
        f"{names[given.place]}\n{_day(now)}",
    ]  # fmt: skip
    return "\n\n".join(filter(None, lines))


def _day(moment: datetime) -> str:
    """With the year: a letter is kept."""
    on = clock.local(moment)
    return f"{on.day} {on:%b} {on.year}" if wording.is_english() else f"{on.year}年{on.month}月{on.day}日"


def _uses(row: DonationRow, names: Mapping[int, str]) -> list[str]:
    """Handed over and where, on its way, lost with the reason, left."""
    unit, sums = row.donation.good.unit, row.account
    said = [
        _("%(n)s %(unit)s were handed over to %(whom)s, %(where)s.") % {
            "n": wording.number(use.arrived), "unit": unit, "whom": use.need.why, "where": names[use.need.place],
        } for use in row.uses if use.arrived
    ]  # fmt: skip
    said += [
        _("%(n)s %(unit)s did not arrive: %(why)s.") % {
            "n": wording.number(use.missing), "unit": unit, "why": use.note,
        } for use in row.uses if use.missing
    ]  # fmt: skip
    if sums.under_way:
        said.append(_("%(n)s %(unit)s are on their way.") % {"n": wording.number(sums.under_way), "unit": unit})
    if sums.left > 0:
        said.append(_("%(n)s %(unit)s lie in the store for the next who need them.") % {
            "n": wording.number(sums.left), "unit": unit,
        })  # fmt: skip
    return [" ".join(said) if wording.is_english() else "".join(said)] if said else []
