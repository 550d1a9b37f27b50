"""The optional second step at sign-in: a six-digit code of a phone's authenticator (RFC 6238), each used once."""

import hmac
from datetime import datetime

import pyotp
import segno
from django.db import transaction

from wanjia.platform.access import Actor
from wanjia.platform.audit import record
from wanjia.platform.models import Account
from wanjia.platform.vault import seal, unseal

_FIELD = "totp"
_STEP = 30  # seconds
_DRIFT = 1  # steps that a phone's clock may be off, either way


def new_secret() -> str:
    return pyotp.random_base32()


def picture(account: Account, secret: str) -> str:
    """The QR code that an authenticator scans, as a data address for an image."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="wanjia")
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#000", light="#fff"))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step that the code belongs to, None when it is wrong or too old."""
    at = int(now.timestamp()) // _STEP
    for step in range(at - _DRIFT, at + _DRIFT + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), code.replace(" ", "")):
            return step
    return None


def accepts(account: Account, code: str, now: datetime) -> bool:
    """True once for each right code: a second use, even a moment later, is refused."""
    if account.totp_sealed is None:
        return False
    step = step_of(unseal(bytes(account.totp_sealed), field=_FIELD), code, now)
    if step is None:
        return False
    return bool(Account.objects.filter(pk=account.pk, totp_last_step__lt=step).update(totp_last_step=step))


@transaction.atomic
def turn_on(account: Account, secret: str, step: int, *, by: Actor, area: int, now: datetime) -> None:
    """Keeps the secret sealed; the code that proved it is used up."""
    account.totp_sealed, account.totp_last_step = seal(secret, field=_FIELD), step
    account.save(update_fields=["totp_sealed", "totp_last_step"])
    record(by=by, act="account.totp_on", area=area, subject=f"account:{account.pk}", now=now)


@transaction.atomic
def turn_off(account: Account, *, by: Actor, area: int, now: datetime) -> None:
    account.totp_sealed = None
    account.save(update_fields=["totp_sealed"])
    record(by=by, act="account.totp_off", area=area, subject=f"account:{account.pk}", now=now)
