"""The file itself: a plain tar, so that it can be opened without wanjia, whose last member says what the others are."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from wanjia.platform.backups import DATABASE, MANIFEST, AlteredArchive
from wanjia.platform.vault import digest

_BLOCK, _CHUNK = 512, 2**20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `seal` is keyed with the installation's secret: nobody else can write a fitting one."""

    version: str
    made_at: str
    pg_dump: int  # the major version that can read the dump
    migrations: list[list[str]]
    rows: dict[str, int]  # by table, counted in the very snapshot that was dumped
    members: dict[str, str] = field(default_factory=dict)  # name → sha256
    secret: str = ""  # tells one secret from another and nothing else about it
    seal: str = ""

    def sealed(self) -> str:
        return digest(json.dumps(asdict(self) | {"seal": ""}, sort_keys=True), field="backup").hex()


def fingerprint() -> str:
    """Of the secret in use here."""
    return digest("which", field="backup.secret").hex()


class Writer:
    """Adds members whose length is only known when they have been written, and keeps their sums."""

    def __init__(self, to: IO[bytes], *, mtime: int) -> None:
        self._to, self._mtime = to, mtime
        self.sums: dict[str, str] = {}

    def add(self, name: str, source: IO[bytes]) -> None:
        head_at = self._to.tell()
        self._to.write(bytes(_BLOCK))
        size, sum_ = _copy(source, self._to)
        self._to.write(bytes(-size % _BLOCK))
        end = self._to.tell()
        self._to.seek(head_at)
        self._to.write(self._head(name, size))
        self._to.seek(end)
        self.sums[name] = sum_

    def _head(self, name: str, size: int) -> bytes:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._mtime, 0o600
        return info.tobuf(tarfile.GNU_FORMAT)  # one block whatever the size, for names as short as ours

    def finish(self, manifest: Manifest) -> None:
        text = json.dumps(asdict(manifest) | {"seal": manifest.sealed()}, indent=1)
        self.add(MANIFEST, io.BytesIO(text.encode()))
        self._to.write(bytes(2 * _BLOCK))


def _copy(source: IO[bytes], to: IO[bytes] | None) -> tuple[int, str]:
    size, sum_ = 0, hashlib.sha256()
    while piece := source.read(_CHUNK):
        size += len(piece)
        sum_.update(piece)
        if to is not None:
            to.write(piece)
    return size, sum_.hexdigest()


def verify(path: Path) -> Manifest:
    """Reads the whole file. Raises AlteredArchive naming the first member that is not as it was written."""
    sums, text = {}, b""
    for name, source in members(path):
        with _names(path, name):
            if name == MANIFEST:
                text = source.read()
            else:
                sums[name] = _copy(source, None)[1]
    manifest = _manifest(text, path)
    for name in sorted(sums.keys() | manifest.members.keys()):
        if sums.get(name) != manifest.members.get(name):
            raise AlteredArchive(file=path, member=name)
    if DATABASE not in sums or (manifest.secret == fingerprint() and manifest.seal != manifest.sealed()):
        raise AlteredArchive(file=path, member=MANIFEST if DATABASE in sums else DATABASE)
    return manifest


def _manifest(text: bytes, path: Path) -> Manifest:
    try:
        return Manifest(**json.loads(text))
    except (ValueError, TypeError) as why:
        raise AlteredArchive(file=path, member=MANIFEST) from why


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every member in order, each to be read before the next. Raises AlteredArchive after which it makes no sense."""
    name = DATABASE
    with _names(path, name), tarfile.open(path, "r:") as tar:
        while info := _next(tar, path, name):
            name = info.name
            source = tar.extractfile(info)
            if source is None:
                raise AlteredArchive(file=path, member=name)
            yield name, source


def _next(tar: tarfile.TarFile, path: Path, before: str) -> tarfile.TarInfo | None:
    with _names(path, before):
        return tar.next()


@contextmanager
def _names(path: Path, member: str) -> Iterator[None]:
    """Where a file stops being a tar is where somebody has to look."""
    try:
        yield
    except (tarfile.TarError, EOFError) as why:
        raise AlteredArchive(file=path, member=member) from why
