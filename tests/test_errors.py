"""Every code has an entry, an English and a Chinese text, and a class; codes are never reused."""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

from wanjia.kernel.errors import Refusal
from wanjia.platform.words import texts

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))


def test_the_list_of_errors_is_the_one_that_the_code_makes():
    import errors_doc

    made = errors_doc.HEAD + "\n".join(errors_doc.rows()) + "\n"
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == made, "run `make glossary`"


def test_every_refusal_has_words_in_both_languages_with_the_same_places():
    import errors_doc

    codes = errors_doc.statuses()
    with override("en"):
        english = dict(texts())
    with override("zh-hans"):
        chinese = dict(texts())
    assert set(codes) <= set(english), "refusals without a text"
    for code, text in english.items():
        assert chinese[code] != text, f"{code} has no Chinese"
        assert set(re.findall(r"%\((\w+)\)s", text)) == set(re.findall(r"%\((\w+)\)s", chinese[code])), code


SOURCES = ROOT / "src"


def raised(tree: ast.AST) -> Iterator[tuple[str, set[str], int]]:
    """Name, facts and line of each `raise Name` and `raise Name(fact=…)`; with `**facts` anything may be given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            call = node.exc if isinstance(node.exc, ast.Call) else None
            name, given = (call.func, [one.arg for one in call.keywords]) if call else (node.exc, [])
            if isinstance(name, ast.Name) and None not in given:
                yield name.id, {one for one in given if one}, node.lineno


def holes(path: Path, said: dict[str, str]) -> Iterator[str]:
    """Where the file raises a refusal and leaves out a fact that its text names."""
    text = path.read_text(encoding="utf-8")
    if "raise " not in text:
        return
    module = importlib.import_module(".".join(path.relative_to(SOURCES).with_suffix("").parts))
    for name, given, line in raised(ast.parse(text)):
        kind = getattr(module, name, None)
        if not (isinstance(kind, type) and issubclass(kind, Refusal)):
            continue
        if lacking := set(re.findall(r"%\((\w+)\)s", said.get(kind.code, ""))) - given:
            yield f"{path.relative_to(SOURCES)}:{line} {name} lacks {sorted(lacking)}"


def test_whoever_refuses_fills_every_place_of_the_text():
    with override("en"):
        said = dict(texts())
    found = [hole for path in sorted(SOURCES.rglob("wanjia/**/*.py")) for hole in holes(path, said)]
    assert found == []
