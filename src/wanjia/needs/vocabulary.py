"""The words by which chat is read, from the file beside the code. Read from the disk once."""

import tomllib
from functools import cache
from importlib.resources import files

from wanjia.needs.rules.words import Vocabulary, compiled


@cache
def vocabulary() -> Vocabulary:
    text = files("wanjia.needs").joinpath("data/words.toml").read_text(encoding="utf-8")
    return compiled(tomllib.loads(text))
