"""Restoring into a database and recounting it there: what `wanjia restore` says in every one of its forms."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from wanjia.cli.desk import say_line, show
from wanjia.config.env import environment, for_child
from wanjia.platform import database, upgrades
from wanjia.platform.backups import Failed, restoring
from wanjia.platform.backups.archive import Manifest

DISAGREES = 3


def into(file: Path, manifest: Manifest, name: str) -> dict[str, object]:
    address = restoring.restore(
        file, manifest, own=own(), name=name, is_named=is_named(), environ=for_child()
    )  # fmt: skip
    problems = restoring.differences(address, manifest) or _check(address, manifest)
    rows = sum(manifest.rows.values())
    return {"restored": name, "rows": rows, "check": problems, "agrees": not problems}


def _check(address: str, manifest: Manifest) -> list[str]:
    """What `wanjia check` finds there, in a process of its own: ours belongs to our own database."""
    if upgrades.brought() - {(app, name) for app, name in manifest.migrations}:
        _run(address, "django", "migrate", "--no-input", "--verbosity=0", "--settings=wanjia.config.settings")
    told = _run(address, "wanjia.cli", "check", "--json")
    return list(json.loads(told)["problems"])


def _run(address: str, module: str, *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    told = subprocess.run(  # noqa: S603  our own interpreter and modules
        command, env=for_child(DATABASE_URL=address), capture_output=True, text=True, check=False
    )
    if told.returncode not in (0, DISAGREES):
        raise Failed(name=" ".join((module, *words[:1])), why=(told.stderr.strip().splitlines() or ["?"])[-1])
    return told.stdout


def finish(figures: dict[str, object], *, as_json: bool) -> None:
    show(figures, json_wanted=as_json)
    if figures["agrees"]:
        return
    for line in figures["check"] if not as_json and isinstance(figures["check"], list) else ():
        say_line(line)
    sys.exit(DISAGREES)


def own() -> str:
    """Where Django's own database is."""
    return database.address(settings.DATABASES["default"])


def name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def is_named() -> bool:
    return environment().database_url is not None
