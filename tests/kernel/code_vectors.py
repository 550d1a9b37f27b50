"""What the phones' twin of kernel/codes.py must agree with: made here, kept in frontend/field/engine/codes.json."""

import hashlib
import hmac
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from stdnum.iso7064 import mod_11_10, mod_37_36

from wanjia.devices.rules import hash_of
from wanjia.kernel.codes import Code, Flawed, Kind, read, write
from wanjia.kernel.identity import complete, modern

FILE = Path(__file__).parents[2] / "frontend" / "field" / "engine" / "codes.json"
TODAY = date(2022, 3, 31)
KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (7, 8))
KEYS = {1: KEY.public_key().public_bytes_raw(), 200: OTHER.public_key().public_bytes_raw()}
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_SALT = bytes(range(16))


def a_code(chance: Random, until: date = TODAY + timedelta(days=30), key: int = 1) -> Code:
    """Any kind, any tag."""
    return Code(chance.choice(list(Kind)), "".join(chance.choices(_BASE32, k=16)), until, key)


def verdict(text: str) -> dict[str, Any]:
    """What Python says of a text, as JSON."""
    flaw, code = None, None
    try:
        code = read(text, KEYS, TODAY)
    except Flawed as why:
        flaw, code = why.flaw.value, why.code
    told = code and {"kind": code.kind.value, "tag": code.tag, "until": code.until.isoformat(), "key": code.key}
    return {"text": text, "flaw": flaw, "code": told}


def texts(chance: Random) -> list[str]:
    """Good ones, and every way in which one goes bad."""
    good = [write(a_code(chance), KEY) for _ in range(12)]
    text = good[0]
    spoilt = [text[:at] + "X7"[text[at] == "X"] + text[at + 1 :] for at in range(len(text))]
    last_day, day_after = (write(a_code(chance, TODAY - timedelta(days=days)), KEY) for days in (0, 1))
    unknown = [write(a_code(chance, key=9), KEY), write(a_code(chance, key=200), KEY)]
    return [
        *good, *spoilt, last_day, day_after, *unknown, write(a_code(chance, key=200), OTHER),
        *(text[:length] for length in range(0, len(text), 11)), text + "A", f"  {text.lower()}\n",
        "WJ1:", "WJ2:" + text[4:], "https://example.org/", "SH-70388", "11010119900307123X",
    ]  # fmt: skip


def vectors() -> dict[str, Any]:
    """The whole file. The same every time."""
    chance = Random(2022)
    tags = [chance.choice("PHSDR") + "".join(chance.choices(_BASE32, k=16)) for _ in range(40)]
    shorts = [str(chance.randrange(1_000_000, 10_000_000)) for _ in range(40)]
    first17 = [
        f"99990119{chance.randrange(40, 99)}0{chance.randrange(1, 9)}1{chance.randrange(1000, 9999)}" for _ in range(20)
    ]
    old = [number[:6] + number[8:] for number in first17] + ["110101010307996", "110101010307999"]
    numbers = [complete(number) for number in first17] + ["EA1234567", "H12345678", "AB12"]
    ids = [[str(UUID(int=chance.getrandbits(128))) for _ in range(length)] for length in (1, 2, 64)]
    return {
        "today": TODAY.isoformat(), "keys": {str(number): raw.hex() for number, raw in KEYS.items()},
        "codes": [verdict(text) for text in texts(chance)],
        "mod_37_36": [[tag, mod_37_36.calc_check_digit(tag)] for tag in tags],
        "mod_11_10": [[short, mod_11_10.calc_check_digit(short)] for short in shorts],
        "residents": [[number, complete(number)[-1]] for number in first17],
        "modern": [[number, modern(number)] for number in old],
        "salt": _SALT.hex(),
        "documents": [[number, hmac.digest(_SALT, number.encode(), hashlib.sha256)[:4].hex()] for number in numbers],
        "spans": [[block, hash_of(map(UUID, block))] for block in ids],
    }  # fmt: skip


def text_of(told: dict[str, Any]) -> str:
    """The file as it is kept."""
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text_of(vectors()), encoding="utf-8")
