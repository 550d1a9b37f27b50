"""Keys for devices and programs: shown once, kept as a keyed hash, short-lived, revocable."""

import secrets
from datetime import datetime, timedelta

from wanjia.platform.access import actor_of, home_of
from wanjia.platform.models import Account, Token
from wanjia.platform.vault import digest

SHIFT = timedelta(hours=12)


def issue(account: Account, *, label: str, now: datetime, lasts: timedelta = SHIFT, area: int = 0) -> str:
    """A new key. This is the only time anybody sees it. `area`: where its records belong, else the widest held."""
    key = f"wj_{secrets.token_urlsafe(32)}"
    Token.objects.create(
        hash=hash_of(key), account=account, label=label, created_at=now, expires_at=now + lasts,
        area=area or home_of(actor_of(account, now)) or 0,
    )  # fmt: skip
    return key


def hash_of(key: str) -> bytes:
    """What is kept of a key, and found by."""
    return digest(key, field="token")


def account_of(key: str, now: datetime) -> Token | None:
    """The token that belongs to a key and is in force, with its account. One query."""
    return (
        Token.objects.select_related("account")
        .filter(hash=hash_of(key), expires_at__gt=now, revoked_at=None, account__is_active=True)
        .first()
    )


def revoke(account: Account, now: datetime) -> int:
    """Ends every key of the account. Returns how many were in force."""
    return Token.objects.filter(account=account, revoked_at=None, expires_at__gt=now).update(revoked_at=now)
