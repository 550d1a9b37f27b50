"""Translations with Babel alone, so that no gettext programs are needed.

    messages.py collect       new strings of the code and the templates go into the catalog, unused ones go
    messages.py check         fails where Chinese is missing, placeholders differ, a % would spoil it, or it pleads
    messages.py compile PO    makes the .mo beside it

Source strings are English; the one catalog is Simplified Chinese.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "wanjia"
CATALOG = SOURCES / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

LONE = re.compile(r"(?<!%)(?:%%)*%(?![%(])")  # a % that begins no placeholder and is not doubled
MANNERS = re.compile("您|温馨|亲爱|[！]|(?<![邀申])请(?!求)")

PLURAL, CONTEXT, CONTEXT_PLURAL = (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), CONTEXT_PLURAL),
}


def code(path: Path) -> bytes:
    """The file as Python that Babel can read. A template becomes its gettext calls and nothing else."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # what is left of the markup keeps its indentation, which would be Python's
    return "\n".join(line.strip() for line in templatize(text).splitlines()).encode()


def sources() -> Iterator[Path]:
    for path in sorted(SOURCES.rglob("*")):
        inside = path.relative_to(SOURCES).parts
        is_code = path.suffix == ".py" and not {"tests", "migrations"} & set(inside)
        if is_code or (path.suffix in {".html", ".txt"} and "templates" in inside):
            yield path


def strings() -> Catalog:
    """Every string that the product shows, in the order of its files."""
    found = Catalog()
    for path in sources():
        place = (path.relative_to(ROOT).as_posix(), 0)
        for _, message, comments, context in extract(
            "python", io.BytesIO(code(path)), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def new_catalog() -> Catalog:
    fresh = Catalog(
        locale="zh_Hans",
        header_comment="# Simplified Chinese of wanjia.",
        project="wanjia",
        version="",
        last_translator="wanjia",
        language_team="wanjia",
        msgid_bugs_address="wanjia",
        charset="utf-8",
        fuzzy=False,
    )
    fresh.revision_date = fresh.creation_date
    return fresh


def catalog(path: Path = CATALOG) -> Catalog:
    if not path.exists():
        return new_catalog()
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def collect() -> None:
    translated = catalog()
    made = translated.creation_date, translated.revision_date
    translated.update(strings(), no_fuzzy_matching=True)
    # the history knows when; a date here would only make every branch disagree
    translated.creation_date, translated.revision_date = made
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    with CATALOG.open("wb") as file:
        write_po(file, translated, width=110, ignore_obsolete=True, include_lineno=False)


def faults() -> Iterator[str]:
    translated = catalog()
    for message in strings():
        if not message.id:
            continue
        known = translated.get(message.id, message.context)
        words = () if known is None else known.string if isinstance(known.string, tuple) else (known.string,)
        if known is None or known.fuzzy or not words or not all(words):
            yield f"no Chinese: {message.id!r} ({message.locations[0][0]})"
        if any(MANNERS.search(word) for word in words):
            yield f"pleads or shouts: {message.id!r} ({message.locations[0][0]})"
        if not LONE.search(str(message.id)) and any(LONE.search(word) for word in words):
            # where the English is filled in, Django would fall back to it without a word
            yield f"a % that is not doubled: {message.id!r} ({message.locations[0][0]})"
    for message, errors in translated.check():
        yield from (f"{message.id!r}: {error}" for error in errors)


def check() -> None:
    found = list(faults())
    if found:
        raise SystemExit("\n".join([*found, f"{len(found)} string(s); `make messages` collects the new ones"]))


def compile_catalog(path: Path) -> None:
    translated = catalog(path)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, translated)


def main(arguments: list[str]) -> None:
    match arguments:
        case ["collect"]:
            collect()
        case ["check"]:
            check()
        case ["compile", path]:
            compile_catalog(Path(path))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
