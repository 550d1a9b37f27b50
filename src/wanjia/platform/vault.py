"""Sealing of personal fields: AES-256-GCM at rest, a keyed hash to find by.

The field's name is bound into the seal, so that a sealed telephone can't be passed off as a document. Lists never
unseal; showing one whole is an audited act (services.reveal).
"""

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = b"\x01"
_NONCE = 12
HASH_BYTES = 16


@lru_cache
def _key(secret: str, use: str) -> bytes:
    """One key per use, drawn from the installation's secret (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"wanjia:{use}".encode()).derive(secret.encode())


@lru_cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_key(secret, "seal"))


def seal(text: str, *, field: str) -> bytes:
    return seal_bytes(text.encode(), field=field)


def unseal(sealed: bytes, *, field: str) -> str:
    """Raises cryptography's InvalidTag when the bytes were changed or belong to another field."""
    return unseal_bytes(sealed, field=field).decode()


def seal_bytes(plain: bytes, *, field: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + _cipher(settings.VAULT_SECRET).encrypt(nonce, plain, field.encode())


def unseal_bytes(sealed: bytes, *, field: str) -> bytes:
    raw = bytes(sealed)
    return _cipher(settings.VAULT_SECRET).decrypt(raw[1 : 1 + _NONCE], raw[1 + _NONCE :], field.encode())


def digest(text: str, *, field: str) -> bytes:
    """16 bytes; the same text in the same field always gives the same, without the key nobody can try numbers."""
    return hmac.digest(_key(settings.VAULT_SECRET, f"hash:{field}"), text.encode(), hashlib.sha256)[:HASH_BYTES]
