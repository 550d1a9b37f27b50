"""`wanjia backup` and `wanjia restore`: an installation in one file, and back."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import click
from django.conf import settings
from django.utils.translation import gettext as _

from wanjia import __version__
from wanjia.cli import recounting
from wanjia.cli.desk import Command, SetupCommand, as_json, hand, say_line, show
from wanjia.cli.tables import EXISTING, UnreadableFile
from wanjia.config.env import environment, for_child
from wanjia.kernel import clock
from wanjia.platform import audit, upgrades
from wanjia.platform.backups import archive, databases, making, restoring
from wanjia.platform.backups.archive import Manifest


@click.command("backup", cls=Command, help=_("Keep the database and the files in one archive, while they are in use."))
@click.argument("file", type=EXISTING)
@click.option("--with-secret", is_flag=True, help=_("Put the secret into the archive too: it then opens everything."))
@as_json
def backup(file: Path, with_secret: bool, as_json: bool) -> None:
    now = clock.now()
    what = making.Installation(
        address=recounting.own(), is_named=recounting.is_named(), files=settings.FILES_DIR, environ=for_child(),
        version=__version__, secret=environment().secret if with_secret else None,
    )  # fmt: skip
    made = making.make(file, what, now=now)
    audit.record(by=hand(), act="backup.make", area=0, subject="backup", now=now, detail={"with_secret": with_secret})
    show(_figures(file, made) | {"with_secret": with_secret}, json_wanted=as_json)
    say_line(_where_the_secret_is(with_secret))


def _figures(file: Path, made: Manifest) -> dict[str, object]:
    files = sum(name.startswith("files/") for name in made.members)
    return {"file": str(file), "bytes": file.stat().st_size, "rows": sum(made.rows.values()), "files": files}


def _where_the_secret_is(is_inside: bool) -> str:
    if is_inside:
        return _("The secret is in the archive: whoever has the file can read everything. Lock it away.")
    return _(
        "The secret is not in the archive, and without it sealed documents, telephones and files can't be read. "
        "It is in %(where)s: keep a copy of it elsewhere."
    ) % {"where": _secret_place()}


def _secret_place() -> str:
    own = environment().home / "secret"
    return str(own) if own.exists() and own.read_text().strip() == environment().secret else "WANJIA_SECRET"


def _plain(context: click.Context, option: click.Parameter, name: str | None) -> str | None:
    """It names a folder too."""
    if name is not None and not re.fullmatch(r"[a-z_][a-z0-9_]{0,40}", name):
        raise click.BadParameter(_("Small letters, digits and _ only."))
    return name


@click.command("restore", cls=SetupCommand, help=_("Restore an archive and recount it. Overwrites nothing by itself."))
@click.argument("file", type=EXISTING)
@click.option(
    "--into", metavar="NAME", callback=_plain, help=_("A new database on the same server; our own by default.")
)
@click.option("--replace", is_flag=True, help=_("Put it in the place of our own database, which is kept beside it."))
@click.option("--yes", is_flag=True, help=_("Do not ask before replacing."))
@click.option("--verify", is_flag=True, help=_("Only try: restore beside our own, recount, take away again."))
@as_json
def restore(file: Path, into: str | None, replace: bool, yes: bool, verify: bool, as_json: bool) -> None:
    manifest = _read(file)
    if verify:
        recounting.finish(_verify(file, manifest), as_json=as_json)
    elif into and into != recounting.name():
        folder = settings.FILES_DIR.with_name(f"files-{into}")
        recounting.finish(_restore(file, manifest, into, folder), as_json=as_json)
    else:
        recounting.finish(_restore_own(file, manifest, is_replacing=replace, is_sure=yes), as_json=as_json)


def _read(file: Path) -> Manifest:
    """The whole archive is looked through before anything is touched."""
    try:
        manifest = archive.verify(file)
    except OSError as why:
        raise UnreadableFile(file=file, why=why.strerror) from why
    restoring.require_fits(file, manifest, known=upgrades.brought(), home=environment().home)
    return manifest


def _restore(file: Path, manifest: Manifest, name: str, folder: Path) -> dict[str, object]:
    figures = recounting.into(file, manifest, name)
    return figures | {"files": restoring.restore_files(file, folder)}


def _restore_own(file: Path, manifest: Manifest, *, is_replacing: bool, is_sure: bool) -> dict[str, object]:
    """Into our own database while it is empty, in its place when that was asked for twice."""
    now = clock.now()
    if is_replacing and not databases.is_empty(recounting.own(), recounting.name()):
        _confirm(is_sure)
        figures = _replace(file, manifest, now)
    else:
        figures = _restore(file, manifest, recounting.name(), settings.FILES_DIR)
    if figures["agrees"]:
        audit.record(
            by=hand(), act="backup.restore", area=0, subject="backup", now=now, detail={"of": manifest.made_at}
        )  # fmt: skip
    return figures


def _confirm(is_sure: bool) -> None:
    wanted = recounting.name()
    question = _("This replaces the database. Type its name, %(name)s") % {"name": wanted}
    if not is_sure and click.prompt(question, err=True) != wanted:
        raise click.Abort


def _verify(file: Path, manifest: Manifest) -> dict[str, object]:
    name = f"wanjia_verify_{token_hex(4)}"
    try:
        return recounting.into(file, manifest, name)
    finally:
        databases.drop(recounting.own(), name)


def _replace(file: Path, manifest: Manifest, now: datetime) -> dict[str, object]:
    """Restored and recounted beside our own first; ours stays as it is when that fails or does not agree."""
    own, folder, stamp = recounting.name(), settings.FILES_DIR, f"{now:%Y%m%d%H%M%S}"
    new, fresh = f"{own}_new_{stamp}", folder.with_name(f"files-new-{stamp}")
    databases.require_unused(recounting.own(), own)
    try:
        figures = _restore(file, manifest, new, fresh)
        if not figures["agrees"]:
            return figures
        kept = f"{own}_before_{stamp}"
        databases.replace(recounting.own(), old=own, new=new, kept=kept)
        restoring.swap_files(folder, fresh, kept=folder.with_name(f"files-before-{stamp}"))
        return figures | {"restored": own, "kept": kept}
    finally:
        databases.drop(recounting.own(), new)
        shutil.rmtree(fresh, ignore_errors=True)
