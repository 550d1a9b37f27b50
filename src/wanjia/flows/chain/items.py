"""Things that wait at a link: a tube, a box, a laboratory's pile, an abnormal pool; each with its clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wanjia.flows.chain.looking import Look, names_of
from wanjia.logistics.linking import Card
from wanjia.logistics.rules.limits import Link, Standing, standing

MOST = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `key` names it for alarm notes and links: box:…, tube:PART:EVENT, lab:…."""

    key: str
    code: str
    word: str  # what is counted: tubes, people, …
    count: int
    people: int
    holder: str
    since: datetime | None
    standing: Standing | None
    done: int = 0  # of the people of a pool

    @property
    def is_over(self) -> bool:
        return bool(self.standing and self.standing.is_over)

    @property
    def level(self) -> int:
        return self.standing.level if self.standing else 0

    @property
    def minutes(self) -> int:
        """Over the limit; 0 while there is time."""
        return self.standing.minutes if self.standing and self.standing.is_over else 0

    @property
    def urgency(self) -> tuple[int, float]:
        """Higher for what has climbed further, then for what is due first."""
        return (self.level, -self.standing.due_at.timestamp()) if self.standing else (-1, 0.0)


def of_logistics_card(card: Card) -> Item:
    """A box by its tubes, a single tube by its people."""
    word, count = ("people", card.people) if card.box_id is None else ("tubes", card.tubes)
    return Item(card.item, card.code, word, count, card.people, card.holder or card.site, card.since, card.standing)


def of_tests(seen: Look) -> list[Item]:
    """A laboratory's tubes in test, by its own promise where that is shorter than the limit; the oldest first."""
    named = names_of([row.lab for row in seen.in_test])
    limit = seen.limits.get(Link.LAB_REPORT)
    found = [
        Item(f"lab:{row.lab}", named.get(row.lab, ""), "tubes", row.tubes, row.people, "", row.oldest_at,
             standing(row.oldest_at, limit, seen.now) if limit else None)
        for row in seen.in_test
    ]  # fmt: skip
    return sorted(found, key=lambda item: item.urgency, reverse=True)[:MOST]


def of_pools(seen: Look) -> list[Item]:
    """Abnormal pools with undecided people, the nearest deadline first."""
    return sorted(_pools(seen), key=lambda item: item.urgency, reverse=True)[:MOST]


def _pools(seen: Look) -> Iterator[Item]:
    limit = seen.limits.get(Link.RECHECK)
    for pool in seen.pools:
        if pool.decided == len(pool.people):
            continue
        since = min(row.asked_at for row in pool.people)
        yield Item(
            f"tube:{pool.part}:{pool.tube_id}", pool.code, "people", len(pool.people), len(pool.people), pool.lab,
            since, standing(since, limit, seen.now) if limit else None, pool.decided,
        )  # fmt: skip
