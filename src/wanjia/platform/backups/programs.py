"""PostgreSQL's own programs: which one fits the server, and how it is told where to go without a word on its command
line that others on the machine could read."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from psycopg.pq import Conninfo

from wanjia.platform import embedded
from wanjia.platform.backups import Failed, NoProgram


@dataclass(frozen=True, slots=True)
class Program:
    """`version` is PostgreSQL's major one."""

    path: Path
    version: int


def find(name: str, *, at_least: int, is_named: bool) -> Program:
    """For a named server the one on PATH where it is new enough, else the one that came along. Raises NoProgram."""
    places = [shutil.which(name)] if is_named else []
    for place in (*places, str(embedded.programs() / name)):
        version = _version(place) if place else 0
        if place and version >= at_least:
            return Program(Path(place), version)
    raise NoProgram(name=name, needed=at_least)


def _version(path: str) -> int:
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", told)
    return int(found[1]) if found else 0


def run(
    program: Program,
    arguments: list[str],
    *,
    address: str,
    environ: Mapping[str, str],
    feed: Callable[[IO[bytes]], None] | None = None,
    take: Callable[[IO[bytes]], None] | None = None,
) -> None:
    """Runs it to its end: `feed` writes what it reads, or `take` reads what it writes. Raises Failed."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  a program found above, with arguments of ours
            [str(program.path), *arguments], env=dict(environ) | variables(address), stderr=said,
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL, stdout=subprocess.PIPE if take else None,
        )  # fmt: skip
        _exchange(process, feed, take)
        if process.wait() != 0:
            said.seek(0)
            raise Failed(name=program.path.name, why=_reason(said.read().decode(errors="replace")))


def _exchange(
    process: subprocess.Popen[bytes],
    feed: Callable[[IO[bytes]], None] | None,
    take: Callable[[IO[bytes]], None] | None,
) -> None:
    """Ends the program when our side of the exchange fails: it must not wait for us for ever."""
    try:
        if feed and process.stdin:
            with process.stdin as to:
                feed(to)
        if take and process.stdout:
            with process.stdout as given:
                take(given)
    except BrokenPipeError:
        return  # it has ended; its exit code says why
    except BaseException:
        process.kill()
        process.wait()
        raise


def variables(address: str) -> dict[str, str]:
    """libpq's own environment variables for an address, the password among them."""
    options = Conninfo.parse(address.encode())
    return {option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val}


def _reason(said: str) -> str:
    """The first complaint, without the lines that quote rows."""
    lines = [line for line in said.splitlines() if "error:" in line] or said.splitlines() or ["?"]
    return lines[0]
