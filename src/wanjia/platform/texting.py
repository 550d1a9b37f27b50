"""One SMS through whatever service the installation names, by apprise. Sent, not sent, or nobody knows.

The number stands in the service's address, so the address is made for one message and forgotten. Nothing of it is
logged: apprise's own log is shut (`config.logs`). It is read in memory, because apprise tells a timeout and a refusal
with the same no: only what surely never went out may be tried again.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from urllib.parse import quote

from django.conf import settings

_PHONE, _E164 = "{phone}", "{e164}"
# the service answered no; 408, 502 and 504 are somebody in between who does not know either
_REFUSED = re.compile(r"^WARNING .*error=(?!408|502|504)[1-5]\d\d\b", re.MULTILINE)
# requests' words for a connection that never stood: nothing can have gone out
_NEVER_REACHED = re.compile(
    r"^DEBUG Socket Exception: .*(?:NewConnection|ConnectTimeout|NameResolution|SSL|Proxy)Error", re.MULTILINE
)


class Answer(StrEnum):
    """What became of one message."""

    SENT = "sent"  # the service has taken it; that it was read, nobody knows
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"  # a timeout, a broken connection: it may have gone out


def is_on() -> bool:
    """True when a service is named, with a place for the number in it."""
    return any(place in settings.SMS_URL for place in (_PHONE, _E164))


def send(number: str, text: str) -> Answer:
    """Tries once. Whoever gets UNKNOWN must not try again by itself."""
    from apprise import Apprise, AppriseAsset  # takes half a second: only the worker pays for it

    service = Apprise(asset=AppriseAsset(async_mode=False, secure_logging=True))
    if not is_on() or not service.add(_address(number)):
        return Answer.NOT_SENT
    with _listening() as said:
        if service.notify(body=text, body_format="text"):
            return Answer.SENT
        return _failed("\n".join(said))


class _Ear(logging.Filter):
    """Hears every line of apprise and lets none of them through: they hold numbers and the whole message."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def filter(self, record: logging.LogRecord) -> bool:
        self.said.append(f"{record.levelname} {record.getMessage()}")
        return False


@contextmanager
def _listening() -> Iterator[list[str]]:
    logger, ear = logging.getLogger("apprise"), _Ear()
    level = logger.level
    logger.addFilter(ear)
    logger.setLevel(logging.DEBUG)
    try:
        yield ear.said
    finally:
        logger.setLevel(level)
        logger.removeFilter(ear)


def _failed(said: str) -> Answer:
    """Not sent where that is certain."""
    is_certain = _REFUSED.search(said) or _NEVER_REACHED.search(said)
    return Answer.NOT_SENT if is_certain else Answer.UNKNOWN


def _address(number: str) -> str:
    filled: str = settings.SMS_URL.replace(_PHONE, quote(number, safe=""))
    return filled.replace(_E164, quote(e164(number), safe=""))


def e164(number: str) -> str:
    """As foreign services want it: a mainland number without its country gets +86, a landline loses its zero."""
    return number if number.startswith("+") else f"+86{number.removeprefix('0')}"
