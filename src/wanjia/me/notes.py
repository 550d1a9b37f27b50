"""The page's own proof that it was opened: signed, for fifteen minutes, in its forms. No cookie, nothing to store."""

from datetime import datetime, timedelta

from django.core import signing

LASTS = timedelta(minutes=15)
_SALT = "wanjia.me"


def note_for(tag: str, now: datetime) -> str:
    """Holds the tag alone: it is on the card anyway."""
    return signing.dumps([tag, int(now.timestamp())], salt=_SALT)


def tag_in(note: str, now: datetime) -> str | None:
    """The tag, None for a note that is forged or older than a quarter of an hour."""
    try:
        tag, at = signing.loads(note, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_fresh = 0 <= now.timestamp() - at <= LASTS.total_seconds() + 1
    return str(tag) if is_fresh else None
