"""Making an archive: one snapshot of the database, the files of that moment, and what both hold."""

import io
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import psycopg

from wanjia.platform.backups import DATABASE, FILES, SECRET, Failed, contents, programs
from wanjia.platform.backups.archive import Manifest, Writer, fingerprint
from wanjia.platform.files import DiskFull


@dataclass(frozen=True, slots=True)
class Installation:
    """What is kept, and by which means. `secret` is only given when it shall lie in the archive too."""

    address: str
    is_named: bool  # the server is somebody else's
    files: Path
    environ: Mapping[str, str]
    version: str
    secret: str | None = None


def make(to: Path, what: Installation, *, now: datetime) -> Manifest:
    """Writes the archive whole or not at all; an older one of that name stands until then.

    Raises Failed, NoProgram or DiskFull. Nobody who works is kept waiting; only migrations are.
    """
    unfinished = to.with_name(f".{to.name}.part")
    try:
        with _private(unfinished) as file:
            manifest = _write(file, what, now)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(to)
    except OSError as why:
        raise DiskFull(where=str(to), why=why.strerror) from why
    except psycopg.Error as why:
        raise Failed(name="PostgreSQL", why=type(why).__name__) from why
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _private(path: Path) -> IO[bytes]:
    """Nobody else may read it, from its first byte on."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _write(file: IO[bytes], what: Installation, now: datetime) -> Manifest:
    writer = Writer(file, mtime=int(now.timestamp()))
    with psycopg.connect(what.address) as link:
        snapshot = contents.hold_still(link)
        with _files_of_now(what.files) as folder:
            tool = _dump(writer, what, snapshot, link.info.server_version // 10000)
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    _add_file(writer, path, FILES + path.relative_to(folder).as_posix())
        if what.secret is not None:
            writer.add(SECRET, io.BytesIO(what.secret.encode()))
        manifest = Manifest(
            what.version, now.isoformat(), tool.version, contents.migrations(link), contents.rows(link), writer.sums,
            fingerprint(),
        )  # fmt: skip
    writer.finish(manifest)
    return manifest


def _dump(writer: Writer, what: Installation, snapshot: str, server: int) -> programs.Program:
    tool = programs.find("pg_dump", at_least=server, is_named=what.is_named)
    wanted = ["--format=custom", f"--snapshot={snapshot}", "--no-password"]
    wanted += [f"--exclude-table-data={table}" for table in contents.LEFT_OUT]
    programs.run(
        tool, wanted, address=what.address, environ=what.environ, take=lambda dump: writer.add(DATABASE, dump)
    )  # fmt: skip
    return tool


def _add_file(writer: Writer, path: Path, name: str) -> None:
    with path.open("rb") as source:
        writer.add(name, source)


@contextmanager
def _files_of_now(folder: Path) -> Iterator[Path]:
    """A second name for each file of this moment: whoever drops one now does not take it from us."""
    kept = folder.parent / f".{folder.name}-{secrets.token_hex(4)}"
    kept.mkdir(mode=0o700)
    try:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".part":
                second = kept / path.relative_to(folder)
                second.parent.mkdir(exist_ok=True)
                with suppress(FileNotFoundError):
                    second.hardlink_to(path)
        yield kept
    finally:
        shutil.rmtree(kept, ignore_errors=True)
