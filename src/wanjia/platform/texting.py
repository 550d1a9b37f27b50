"""One SMS through whatever service the installation names, by apprise. It is sent for real, or it was not sent.

The number stands in the service's address, so the address is made for one message and forgotten. Nothing of it is
logged: apprise's own log is shut (`config.logs`), and a failure is told as a bare no.
"""

from urllib.parse import quote

from django.conf import settings

_PHONE, _E164 = "{phone}", "{e164}"


def is_on() -> bool:
    """True when a service is named, with a place for the number in it."""
    return any(place in settings.SMS_URL for place in (_PHONE, _E164))


def send(number: str, text: str) -> bool:
    """True when the service has taken it. That it was read, nobody knows."""
    from apprise import Apprise, AppriseAsset  # takes half a second: only the worker pays for it

    service = Apprise(asset=AppriseAsset(async_mode=False, secure_logging=True))
    if not is_on() or not service.add(_address(number)):
        return False
    return bool(service.notify(body=text, body_format="text"))


def _address(number: str) -> str:
    filled: str = settings.SMS_URL.replace(_PHONE, quote(number, safe=""))
    return filled.replace(_E164, quote(e164(number), safe=""))


def e164(number: str) -> str:
    """As foreign services want it: a mainland number without its country gets +86, a landline loses its zero."""
    return number if number.startswith("+") else f"+86{number.removeprefix('0')}"
