"""Restoring an archive: a database of its own, the files, and whether all of it has arrived."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from wanjia.platform import database
from wanjia.platform.backups import (
    DATABASE,
    FILES,
    AlteredArchive,
    NotEmpty,
    OtherSecret,
    TooNew,
    archive,
    contents,
    databases,
    programs,
)
from wanjia.platform.backups.archive import Manifest
from wanjia.platform.files import write_clear


def require_fits(path: Path, manifest: Manifest, *, known: frozenset[tuple[str, str]], home: Path) -> None:
    """Raises OtherSecret or TooNew where the archive could be restored but not used."""
    if manifest.secret != archive.fingerprint():
        raise OtherSecret(file=path, where=home / "secret")
    if not {(app, name) for app, name in manifest.migrations} <= known:
        raise TooNew(file=path, version=manifest.version)


def restore(path: Path, manifest: Manifest, *, own: str, name: str, is_named: bool, environ: Mapping[str, str]) -> str:
    """Into the database `name` beside our own, made when it is not there. Returns its address.

    Raises NotEmpty when it holds tables, Failed when PostgreSQL gave up: a database made here is dropped again.
    """
    address = database.renamed(own, name)
    if not databases.is_empty(own, name):
        raise NotEmpty(name=name)
    made = databases.make(own, name)
    try:
        _load(path, manifest, address=address, name=name, is_named=is_named, environ=environ)
    except BaseException:
        if made:
            databases.drop(own, name)
        raise
    return address


def _load(
    path: Path, manifest: Manifest, *, address: str, name: str, is_named: bool, environ: Mapping[str, str]
) -> None:
    """All or nothing."""
    tool = programs.find("pg_restore", at_least=manifest.pg_dump, is_named=is_named)
    wanted = [
        f"--dbname={make_conninfo(dbname=name)}",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--exit-on-error",
    ]
    wanted += ["--single-transaction", "--no-password"]

    def feed(to: IO[bytes]) -> None:
        for member, source in archive.members(path):
            if member == DATABASE:
                shutil.copyfileobj(source, to, 2**20)

    programs.run(tool, wanted, address=address, environ=environ, feed=feed)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("ANALYZE")


def differences(address: str, manifest: Manifest) -> list[str]:
    """A line for each table that does not hold what the snapshot held."""
    with psycopg.connect(address) as link:
        found = contents.rows(link)
    return [
        f"table {name}: {manifest.rows.get(name, 0)} kept, {found.get(name, 0)} restored"
        for name in sorted(found.keys() | manifest.rows.keys())
        if manifest.rows.get(name) != found.get(name)
    ]


def restore_files(path: Path, folder: Path) -> int:
    """Sealed as they are. Returns how many."""
    count = 0
    for name, source in archive.members(path):
        if name.startswith(FILES):
            to = folder / name.removeprefix(FILES)
            if not to.resolve().is_relative_to(folder.resolve()):
                raise AlteredArchive(file=path, member=name)
            to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_clear(to, source.read())
            count += 1
    return count


def swap_files(folder: Path, fresh: Path, *, kept: Path) -> None:
    """The fresh ones take the place of the folder, which stays beside them as `kept`."""
    if folder.exists():
        folder.rename(kept)
    if fresh.exists():
        fresh.rename(folder)
