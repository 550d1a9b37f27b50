"""One word, one meaning, one translation: every name of a table or column is in the glossary, in both languages."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))


@pytest.mark.django_db
def test_the_glossary_is_the_one_that_the_models_make():
    import glossary

    assert (ROOT / "GLOSSARY.md").read_text(encoding="utf-8") == glossary.HEAD + "\n".join(glossary.rows()) + "\n", (
        "run `make glossary`"
    )


def test_no_english_word_has_two_translations_and_every_word_has_one():
    import glossary

    pairs = [line.split(" | ")[:2] for line in glossary.rows()]
    by_english: dict[str, set[str]] = {}
    for chinese, english in pairs:
        by_english.setdefault(english, set()).add(chinese.removeprefix("| "))
    assert {english: words for english, words in by_english.items() if len(words) > 1} == {}
    untranslated = {
        english for english, words in by_english.items() if words == {english} and english not in ("id", "ID", "pk")
    }
    assert untranslated <= {"password", "last login"} or untranslated == set()
