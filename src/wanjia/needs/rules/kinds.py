"""What a piece of text asks for, how urgent it is, and which things it names."""

from dataclasses import dataclass

from wanjia.needs.rules.words import KindWords, Vocabulary


@dataclass(frozen=True, slots=True)
class Found:
    """One kind that a text asks for."""

    kind: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing with its number and unit, as people wrote it."""

    what: str
    count: str
    unit: str

    def __str__(self) -> str:
        return f"{self.what}{self.count}{self.unit}"


def asked(text: str, words: Vocabulary) -> list[Found]:
    """Every kind that the text asks for. An exclusive one stands alone; "other" only where nothing else was found."""
    found: list[Found] = []
    for kind in words.kinds:
        if kind.only_alone and found:
            continue
        if kind.any.search(text) and not kind.unless.search(text):
            one = Found(kind.code, shade(text, kind))
            if kind.is_exclusive:
                return [one]
            found.append(one)
    return _without_echo(found, text, words)


def _without_echo(found: list[Found], text: str, words: Vocabulary) -> list[Found]:
    """A kind whose only words belong to another's: a patient on the way to a doctor needs no repair of the lift."""
    kinds = {one.kind for one in found}
    if "outing" in kinds and not words.item.search(text):
        kinds -= {"medicine", "other"}
    if "repair" in kinds and not words.item.search(text):
        kinds -= {"food", "infant", "waste"}
    if "pets" in kinds and not words.item.search(text):
        kinds -= {"food", "medicine", "outing", "waste"}
    if "waste" in kinds:
        kinds -= {"food"}
    return [one for one in found if one.kind in kinds]


def shade(text: str, kind: KindWords) -> str:
    """How urgent the words make it; the kind's own base where they say nothing."""
    return next((name for name, pattern in kind.shades if pattern.search(text)), kind.base)


def items(text: str, words: Vocabulary) -> list[Item]:
    """大米1袋, 鸡蛋2盒. Counts stay as they were written."""
    made = []
    for found in words.item.finditer(text):
        what = words.filler.sub("", found["what"]).strip("：:的 ")
        if what:
            made.append(Item(what, found["count"], found["unit"]))
    return made
