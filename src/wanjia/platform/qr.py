"""A signed code as a picture, on paper and on a screen."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(text: str) -> SafeString:
    """Version 6, error level M, alphanumeric: 41 modules and four of quiet on each side. About 2 ms.

    The mask is fixed: trying all eight costs four times as much, and decoders do not care.
    """
    made = segno.make(text, version=6, error="m", mode="alphanumeric", mask=3, boost_error=False)
    return mark_safe(made.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None))  # noqa: S308  drawn by segno


def picture(text: str) -> bytes:
    """The same as a PNG, for somebody's own phone: 8 pixels a module, so that a screen shows it sharp."""
    made = segno.make(text, version=6, error="m", mode="alphanumeric", mask=3, boost_error=False)
    out = BytesIO()
    made.save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def qr_of(text: str) -> SafeString:
    """Any text, an address for one: as small as it gets."""
    made = segno.make(text, error="m", micro=False)
    return mark_safe(made.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None))  # noqa: S308  drawn by segno
