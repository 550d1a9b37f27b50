"""Which device shows a key, and what it may record. Kept in memory, forgotten the moment that its access changes."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import close_old_connections

from wanjia.coverage.intake import Sender
from wanjia.platform.access import Act, Actor, actor_of, home_of, may
from wanjia.platform.tokens import account_of, hash_of

_KEPT = timedelta(minutes=5)  # a change is told at once; this is for the case that nobody could tell
_MOST = 50_000
_ANYWHERE = 1  # the home of a device whose account has no area: it may record nothing, and is still told so


@dataclass(frozen=True, slots=True)
class Pass:
    """One device that was let in: who holds it, where it may record, until when that is known."""

    hash: bytes
    actor: Actor
    sender: Sender
    until: datetime
    places: dict[int, bool] = field(default_factory=dict)

    def allows(self, place: int) -> bool:
        known = self.places.get(place)
        if known is None:
            known = self.places[place] = may(self.actor, Act.RECORD, place)
        return known


_hash = lru_cache(_MOST)(hash_of)  # a device shows the same key all day


class Keyring:
    """Passes by the hash of their key, the least used forgotten first."""

    def __init__(self) -> None:
        self._passes: OrderedDict[bytes, Pass] = OrderedDict()
        self._generation = 0
        self._hands = ThreadPoolExecutor(max_workers=2, thread_name_prefix="keys")

    async def find(self, key: str, now: datetime) -> Pass | None:
        """None for a key that is unknown, revoked or past its time. Asks the database once in five minutes a device.

        Raises django.db.OperationalError when the database is away.
        """
        hash_ = _hash(key)
        known = self._passes.get(hash_)
        if known is not None and known.until > now:
            self._passes.move_to_end(hash_)
            return known
        generation = self._generation
        found = await asyncio.get_running_loop().run_in_executor(self._hands, _look_up, key, hash_, now)
        if found is not None and generation == self._generation:  # else: something changed while we looked
            self._keep(found)
        return found

    def _keep(self, found: Pass) -> None:
        self._passes[found.hash] = found
        while len(self._passes) > _MOST:
            self._passes.popitem(last=False)

    def forget(self, account_id: str) -> None:
        """The access of an account changed."""
        self._generation += 1
        for hash_ in [h for h, p in self._passes.items() if str(p.actor.account_id) == account_id]:
            del self._passes[hash_]

    def forget_all(self) -> None:
        """Changes may have gone unheard."""
        self._generation += 1
        self._passes.clear()

    def close(self) -> None:
        self._hands.shutdown(wait=False, cancel_futures=True)


def _look_up(key: str, hash_: bytes, now: datetime) -> Pass | None:
    close_old_connections()
    try:
        token = account_of(key, now)
        if token is None:
            return None
        actor = actor_of(token.account, now)
        home = token.area or home_of(actor) or _ANYWHERE
        ends = [scope.ends_at for scope in actor.scopes if scope.ends_at]
        return Pass(
            hash_, actor, Sender(home, token.label, actor.name, actor.account_id),
            min([now + _KEPT, token.expires_at, *ends]),
        )  # fmt: skip
    finally:
        close_old_connections()
