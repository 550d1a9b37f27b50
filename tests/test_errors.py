"""Every code has an entry, an English and a Chinese text, and a class; codes are never reused."""

import re
import sys
from pathlib import Path

from django.utils.translation import override

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))


def test_the_list_of_errors_is_the_one_that_the_code_makes():
    import errors_doc

    made = errors_doc.HEAD + "\n".join(errors_doc.rows()) + "\n"
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == made, "run `make glossary`"


def test_every_refusal_has_words_in_both_languages_with_the_same_places():
    import errors_doc

    from wanjia.platform.words import texts

    codes = errors_doc.statuses()
    with override("en"):
        english = dict(texts())
    with override("zh-hans"):
        chinese = dict(texts())
    assert set(codes) <= set(english), "refusals without a text"
    for code, text in english.items():
        assert chinese[code] != text, f"{code} has no Chinese"
        assert set(re.findall(r"%\((\w+)\)s", text)) == set(re.findall(r"%\((\w+)\)s", chinese[code])), code
