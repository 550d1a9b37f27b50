"""Signed codes: what stands in the QR of a card. Any device verifies one without a network.

    WJ1:P7GQX2M4K5ATB3N6WC0A3F01:<signature>
        │└ tag, 16 characters     │ └ key, 2 hexadecimal digits
        └ kind (P person, H household, S sheet, D device, R release, G green-channel pass,
        │  V vehicle or rider)
                                ^ check character, then the last valid day: 4 hexadecimal digits, days since 2020

All of it fits a QR's alphanumeric mode. The tag is 80 random bits: it means nothing to anybody without the register,
and says nothing of the person. The check character (ISO 7064 MOD 37,36) tells a slip of a reader from a forgery. The
signature is Ed25519 (RFC 8032) over everything before the last colon, in base32 without padding.
"""

import base64
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from stdnum.iso7064 import mod_11_10, mod_37_36

VALID_DAYS = 30
TAG_LENGTH = 16
_EPOCH = date(2020, 1, 1)
_SHAPE = re.compile(r"WJ1:([A-Z])([A-Z2-7]{16})([0-9A-Z])([0-9A-F]{4})([0-9A-F]{2}):([A-Z2-7]{103})")
_START = "WJ1:"


class Kind(StrEnum):
    """What a code stands for."""

    PERSON = "P"
    HOUSEHOLD = "H"
    SHEET = "S"
    DEVICE = "D"
    RELEASE = "R"
    GREEN = "G"
    TRANSPORT = "V"


class Flaw(StrEnum):
    """Why a code is not good, in the words that a tester hears. The order is the order in which it is looked for."""

    NOT_OURS = "not_ours"  # some other QR: a shop's, a health code
    INCOMPLETE = "incomplete"  # cut off, or a character misread
    FORGED = "forged"  # whole, but nobody of ours signed it
    EXPIRED = "expired"
    REVOKED = "revoked"  # lost and replaced; only a list can tell


class Flawed(ValueError):
    """Raised by `read`. `flaw` says which; `code` is there where the text could be taken apart."""

    def __init__(self, flaw: Flaw, code: "Code | None" = None) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.code = code


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says: a tag, the last day on which it is good, the number of the key that signed it."""

    kind: Kind
    tag: str
    until: date
    key: int


def new_tag() -> str:
    """80 random bits as 16 characters of base32."""
    return base64.b32encode(secrets.token_bytes(10)).decode()


def new_short() -> str:
    """Eight digits to type, the last a check digit (ISO 7064 MOD 11,10). Unique only within a committee: ask there."""
    number = str(secrets.randbelow(9_000_000) + 1_000_000)
    return number + str(mod_11_10.calc_check_digit(number))


def is_short(text: str) -> bool:
    """True for eight digits whose check digit is right: one wrong digit is noticed always, two swapped mostly."""
    return len(text) == 8 and text.isascii() and text.isdecimal() and bool(mod_11_10.is_valid(text))


def write(code: Code, key: Ed25519PrivateKey) -> str:
    """The text of a code. The same code and key always give the same text, so that it need not be kept."""
    body = _body(code)
    return f"{body}:{base64.b32encode(key.sign(body.encode())).decode().rstrip('=')}"


def _body(code: Code) -> str:
    check = mod_37_36.calc_check_digit(code.kind + code.tag)
    return f"{_START}{code.kind}{code.tag}{check}{(code.until - _EPOCH).days:04X}{code.key:02X}"


def read(text: str, keys: Mapping[int, bytes], today: date) -> Code:
    """The code in a text. `keys`: raw public keys by number. Raises Flawed; whether it was revoked, a list must say."""
    text = text.strip().upper()
    if not text.startswith(_START):
        raise Flawed(Flaw.NOT_OURS)
    parts = _SHAPE.fullmatch(text)
    if parts is None:
        raise Flawed(Flaw.INCOMPLETE)
    kind, tag, check, until, key, signature = parts.groups()
    if mod_37_36.calc_check_digit(kind + tag) != check:
        raise Flawed(Flaw.INCOMPLETE)
    code = Code(Kind(kind), tag, _EPOCH + timedelta(days=int(until, 16)), int(key, 16)) if kind in set(Kind) else None
    if code is None or not _is_signed(text, signature, keys.get(code.key)):
        raise Flawed(Flaw.FORGED, code)
    if code.until < today:
        raise Flawed(Flaw.EXPIRED, code)
    return code


def _is_signed(text: str, signature: str, public: bytes | None) -> bool:
    if public is None:
        return False
    try:
        raw = base64.b32decode(signature + "=")
        if base64.b32encode(raw).decode().rstrip("=") != signature:
            return False  # the last character holds three bits too many: of eight spellings one is ours
        Ed25519PublicKey.from_public_bytes(public).verify(raw, text[: -len(signature) - 1].encode())
    except (InvalidSignature, ValueError):
        return False
    return True
