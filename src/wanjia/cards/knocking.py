"""The pause after wrong answers, one table for all processes. Counted before looking, so that a hundred at once are
still five.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from wanjia.cards.models import Knock
from wanjia.cards.rules import FORGOTTEN, REST, TRIES, TRIES_FROM_ONE_ADDRESS, is_resting, rest
from wanjia.platform.vault import digest

_FIELD = "knock"


@dataclass(frozen=True, slots=True)
class _Limit:
    """So many wrong tries within the window; one more starts a rest, which grows where it climbs."""

    name: str
    tries: int
    window: timedelta
    climbs: bool

    def key(self, what: str) -> bytes:
        return digest(f"{self.name}:{what}", field=_FIELD)


_CODE = _Limit("code", TRIES, FORGOTTEN, climbs=True)
_ADDRESS = _Limit("from", TRIES_FROM_ONE_ADDRESS, REST, climbs=False)


def may_try(*, code: str, address: str, now: datetime) -> bool:
    """Counts one try from the address and one at the code. False while either rests: then nothing is looked at."""
    return _count(_ADDRESS, address, now) and _count(_CODE, code, now)


def forgive(*, code: str, address: str) -> None:
    """The answer was right: the code starts afresh, the address gets its try back."""
    Knock.objects.filter(hash=_CODE.key(code)).delete()
    _give_back(_ADDRESS.key(address))


@transaction.atomic
def _count(limit: _Limit, what: str, now: datetime) -> bool:
    key = limit.key(what)
    Knock.objects.bulk_create([Knock(hash=key, since=now)], ignore_conflicts=True)
    knock = Knock.objects.select_for_update().get(hash=key)
    if is_resting(knock.rests_until, now):
        return False
    if now - knock.since > limit.window:
        knock.tries, knock.rests, knock.since = 0, 0, now
    is_allowed = knock.tries < limit.tries
    if is_allowed:
        knock.tries, knock.rests_until = knock.tries + 1, None
    else:
        knock.rests_until = now + rest(knock.rests if limit.climbs else 0)
        knock.tries, knock.rests = 0, min(knock.rests + 1, 100)
    knock.save()
    return is_allowed


@transaction.atomic
def _give_back(key: bytes) -> None:
    knock = Knock.objects.select_for_update().filter(hash=key).first()
    if knock is not None and knock.tries:
        knock.tries -= 1
        knock.save(update_fields=["tries"])
