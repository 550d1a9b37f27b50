"""Uploaded workbooks and made reports: sealed on disk, because a roster in the clear is a leak waiting.

A file's name is a random token; what it was called by people stands in the row that owns it.
"""

import contextlib
import secrets
from pathlib import Path

from django.conf import settings

from wanjia.kernel.errors import NotFound, Unavailable
from wanjia.platform.vault import seal_bytes, unseal_bytes


class DiskFull(Unavailable):
    """Nothing was kept: the disk that holds the installation's files takes no more."""

    code = "system.disk_full"


def _path(token: str) -> Path:
    if not token.isalnum():
        raise NotFound
    return Path(settings.FILES_DIR) / token[:2] / token


def keep(content: bytes) -> str:
    """Writes it sealed and whole, or raises DiskFull and leaves nothing behind. Returns its token."""
    token = secrets.token_hex(16)
    path = _path(token)
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.write_bytes(seal_bytes(content, field="file"))
        unfinished.replace(path)
    except OSError as why:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise DiskFull(where=str(settings.FILES_DIR), why=why.strerror) from why
    return token


def fetch(token: str) -> bytes:
    """Raises NotFound when it was never kept or has been dropped."""
    try:
        return unseal_bytes(_path(token).read_bytes(), field="file")
    except FileNotFoundError as why:
        raise NotFound from why


def drop(token: str) -> None:
    _path(token).unlink(missing_ok=True)


def write_clear(path: Path, content: bytes) -> None:
    """In the clear, where somebody at the command line wants it: whole or not at all. Raises DiskFull."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as why:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise DiskFull(where=str(path), why=why.strerror) from why
