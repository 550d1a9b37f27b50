"""The words of chat as compiled patterns. The file is read by `needs.vocabulary`; here they are only values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LIFE, RED, YELLOW, GREEN = "life", "red", "yellow", "green"
URGENCIES = (LIFE, RED, YELLOW, GREEN)
NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class KindWords:
    """By which words one kind is known, and how urgent they make it."""

    code: str
    base: str
    any: re.Pattern[str]
    unless: re.Pattern[str]
    shades: tuple[tuple[str, re.Pattern[str]], ...]  # the first that is found says how urgent it is
    is_exclusive: bool
    only_alone: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the parser knows of words."""

    line: Mapping[str, re.Pattern[str]]
    change: Mapping[str, re.Pattern[str]]
    kinds: tuple[KindWords, ...]
    item: re.Pattern[str]
    filler: re.Pattern[str]


def compiled(told: Mapping[str, Any]) -> Vocabulary:
    """Raises KeyError and re.error for a file that can't be used."""
    items = told["items"]
    item = re.compile(
        rf"(?P<what>[^\d\s,，、;；。:：+]{{1,16}}?)\s*[x×*]?\s*(?P<count>{items['count']})\s*(?P<unit>{items['unit']})"
    )
    return Vocabulary(
        {name: re.compile(text) for name, text in told["line"].items()},
        {name: re.compile(text) for name, text in told["change"].items()},
        tuple(map(_kind, told["kind"])), item, re.compile(items["filler"]),
    )  # fmt: skip


def _kind(row: Mapping[str, Any]) -> KindWords:
    order = (GREEN, RED, YELLOW)  # "not urgent" said in so many words wins
    shades = tuple((shade, re.compile(row[shade])) for shade in order if shade in row)
    return KindWords(
        row["code"], row["base"], re.compile(row["any"]), re.compile(row["unless"]) if "unless" in row else NEVER,
        shades, bool(row.get("is_exclusive")), bool(row.get("only_alone")),
    )  # fmt: skip
