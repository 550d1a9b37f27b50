"""Makes docs/errors.md: every code that wanjia refuses with, its HTTP status and its words in both languages.

WANJIA_HOME=… .venv/bin/python scripts/errors_doc.py     (`make glossary`)
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Errors · 错误代码

Every refusal has a code that is never renamed or reused. Pages show it, the API answers it as `code` (RFC 9457), the
command line prints it in brackets. `%(…)s` is filled with what the refusal is about.

| code | status | English | 中文 |
|---|---|---|---|
"""


def _load_everything() -> None:
    import wanjia

    for module in pkgutil.walk_packages(wanjia.__path__, "wanjia."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _refusals(of: type) -> Iterator[type]:
    for child in of.__subclasses__():
        yield child
        yield from _refusals(child)


def statuses() -> dict[str, int]:
    """HTTP status by code, of every refusal class there is."""
    from wanjia.kernel.errors import Refusal

    _load_everything()
    return {kind.code: kind.status for kind in (Refusal, *_refusals(Refusal))}


def rows() -> list[str]:
    from django.utils.translation import override

    from wanjia.platform.words import texts

    status = statuses()
    with override("en"):
        english = dict(texts())
    with override("zh-hans"):
        chinese = dict(texts())
    return [f"| `{code}` | {status.get(code, '')} | {english[code]} | {chinese[code]} |" for code in sorted(english)]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")
    import django

    django.setup()
    (ROOT / "docs" / "errors.md").write_text(HEAD + "\n".join(rows()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
