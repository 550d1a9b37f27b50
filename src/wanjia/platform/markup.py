"""How a template is read: its line breaks are for people, and the page gets no blank from them (ADR 0033)."""

import re

from django.template.base import Origin
from django.template.loaders import app_directories

_SPEECH = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"  # Django's own; it never goes over the end of a line
_VALUE = rf'"(?:{_SPEECH}|[^"])*+"|\'(?:{_SPEECH}|[^\'])*+\''
_BREAK = r"[ \t\r]*\n[ \t\r\n]*"  # a full-width blank is text

_SENTENCE = r"\{% blocktranslate\b(?s:.*?)\{% endblocktranslate %\}"  # as it stands in the catalog
_VERBATIM = r"\{% verbatim\b(?s:.*?)\{% endverbatim\b.*?%\}"
_TAG = rf"<(?:(?P<raw>pre|textarea|script|style)\b|/?[a-zA-Z])(?:{_SPEECH}|{_VALUE}|[^>\"'])*+>"
_BETWEEN = r"(?:(?<=>)|(?<=[%#]\}))" + _BREAK + r"(?=<|\{[%#])"

_PIECES = re.compile(
    rf"(?P<kept>{_SENTENCE}|{_VERBATIM}|{_SPEECH})"
    rf"|(?P<tag>{_TAG})(?P<inside>(?(raw)(?s:.*?)</(?P=raw)>))"
    rf"|(?P<between>{_BETWEEN})"
    rf"|{_BREAK}"
)
_ATTRIBUTES = re.compile(rf"(?P<kept>{_SPEECH}|{_VALUE})|{_BREAK}")


def closed_up(text: str) -> str:
    """The template without the line breaks that only a reader of it needs.

    Between two tags (of HTML or of Django) a break goes, with its indentation. Beside a text or a value it stays one
    break, a blank as in every page; between the attributes of a tag it becomes one. What stands inside a value of an
    attribute, a <pre>, <textarea>, <script> or <style>, a sentence of the catalog or a {% verbatim %} stays as it is.
    """
    return _PIECES.sub(_piece, text)


def _piece(found: re.Match[str]) -> str:
    if found["kept"] is not None:
        return found["kept"]
    if found["tag"] is not None:
        return _ATTRIBUTES.sub(lambda within: within["kept"] or " ", found["tag"]) + found["inside"]
    return "" if found["between"] is not None else "\n"


class Loader(app_directories.Loader):
    """Django's loader of each part's templates; what ends in .html is closed up.

    Django's page of a template's error shows the lines as they are after that, so long ones.
    """

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        return closed_up(text) if origin.name.endswith(".html") else text
