"""Whether a phone has the bundle already: a weak tag over its content, not over the moment it was asked for."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.http import parse_etags


def etag_of(content: Mapping[str, Any]) -> str:
    """Weak, because packing changes the bytes."""
    return f'W/"{hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:32]}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """True when the phone says that it has it. Weak and strong tags are the same here (RFC 9110 §13.1.2)."""
    shown = parse_etags(request.headers.get("If-None-Match", ""))
    return etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in shown}
