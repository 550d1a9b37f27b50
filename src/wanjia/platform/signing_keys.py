"""The installation's signing keys: one signs, all that there were verify. Made at first use, sealed at rest.

A rotation changes the key for what is signed from now on; codes that are out stay good until their last day.
"""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.models import SigningKey
from wanjia.platform.vault import seal_bytes, unseal_bytes
from wanjia.platform.words import say

_FIELD = "signing_key"
_MOST = 255


def signer(now: datetime) -> tuple[int, Ed25519PrivateKey]:
    """Number and private key of the one in force. One query; the first call makes it."""
    key = SigningKey.objects.filter(retired_at=None).first() or _first(now)
    return key.number, Ed25519PrivateKey.from_private_bytes(unseal_bytes(bytes(key.private_sealed), field=_FIELD))


def public_keys() -> dict[int, bytes]:
    """Raw public keys by number, retired ones too: what `kernel.codes.read` and every device verify with. One query."""
    keys = SigningKey.objects.order_by("number").values_list("number", "public")
    return {number: bytes(public) for number, public in keys}


@transaction.atomic
def rotate(now: datetime) -> int:
    """Retires the key in force and makes the next. Returns its number. Raises NoNumberLeft after 255 keys."""
    SigningKey.objects.select_for_update().filter(retired_at=None).update(retired_at=now)
    return _make(now).number


class NoNumberLeft(Refusal):
    """A code has one byte for the number of its key."""

    code = "keys.no_number_left"


say(NoNumberLeft.code, _("All 255 numbers for signing keys are used."))


def _first(now: datetime) -> SigningKey:
    """Two processes may come at once: the constraint lets one make it, the other reads it."""
    try:
        with transaction.atomic():
            return _make(now)
    except IntegrityError:
        return SigningKey.objects.get(retired_at=None)


def _make(now: datetime) -> SigningKey:
    number = (SigningKey.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > _MOST:
        raise NoNumberLeft
    private = Ed25519PrivateKey.generate()
    sealed = seal_bytes(private.private_bytes_raw(), field=_FIELD)
    return SigningKey.objects.create(
        number=number, public=private.public_key().public_bytes_raw(), private_sealed=sealed, created_at=now
    )
