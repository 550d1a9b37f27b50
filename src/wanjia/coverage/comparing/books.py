"""Stored sets against the facts: `wanjia check` compares them, `wanjia round rebuild` draws them anew."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import transaction
from pyroaring import BitMap

from wanjia.coverage.comparing.loading import chunks, refreshed
from wanjia.coverage.models import CommitteeTotal, SubjectSet
from wanjia.hot import sets_books as hot
from wanjia.hot.sets import Four, Key


class WrongSet(NamedTuple):
    """A fresh set that does not say what the facts say: how many are in one of both only."""

    key: Key
    name: str
    differing: int  # -1: what is stored can't be read, or stands for a version that never was

    def __str__(self) -> str:
        where = f"round {self.key.round_id}, committee {self.key.committee}, part {self.key.part}"
        what = "can't be read" if self.differing < 0 else f"{self.differing} differ from the facts"
        return f"{where}: stored set of {self.name} {what}"


def wrong_sets() -> Iterator[WrongSet]:
    """Every stored set that is fresh and wrong. Reads all facts of the rounds that were ever compared."""
    for key in hot.astray():
        yield WrongSet(key, "every kind", -1)
    keys = SubjectSet.objects.order_by("pk").values_list("round_id", "committee", "part")
    for chunk in chunks(map(Key._make, keys.iterator())):
        for key, stored, facts in hot.both(chunk):
            yield from _wrong(key, stored, facts)


def _wrong(key: Key, stored: Iterable[bytes], facts: Four) -> Iterator[WrongSet]:
    for name, pack, wanted in zip(Four._fields, stored, facts, strict=True):
        try:
            differing = len(BitMap.deserialize(pack) ^ wanted)
        except ValueError:
            differing = -1
        if differing:
            yield WrongSet(key, name, differing)


def rebuild(round_id: int) -> int:
    """Draws every set of the round anew, whatever is stored. Returns how many.

    Each committee's version is moved on first, so that no copy of the old sets, wherever it lies, counts as fresh.
    """
    hot.forget_astray(round_id)
    keys = CommitteeTotal.objects.filter(round_id=round_id).order_by("pk").values_list("round_id", "committee", "part")
    drawn = 0
    for chunk in chunks(map(Key._make, list(keys))):
        with transaction.atomic():
            hot.outdate(chunk)
        drawn += sum(1 for _known in refreshed(chunk))
    return drawn
