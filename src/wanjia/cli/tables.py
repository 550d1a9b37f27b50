"""`wanjia areas`, `wanjia import …`, `wanjia export …`: tables in and out."""

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.cli.desk import Command, area_option, as_json, bar, hand, require_area, say_line, show
from wanjia.kernel import clock
from wanjia.kernel.area import codes_under
from wanjia.kernel.errors import BadInput
from wanjia.platform import files
from wanjia.platform.words import say
from wanjia.roster import areas as area_tree
from wanjia.roster.exporting import export_roster
from wanjia.roster.importing import running
from wanjia.roster.importing.outcome import Outcome
from wanjia.roster.models import Area

EXISTING = click.Path(dir_okay=False, path_type=Path)


class UnreadableFile(BadInput):
    """The file is not there, or may not be read."""

    code = "cli.unreadable_file"


say(UnreadableFile.code, gettext_lazy("%(file)s can't be read: %(why)s."))


def read(path: Path) -> bytes:
    """The file's bytes. Raises UnreadableFile with the system's own reason."""
    try:
        return path.read_bytes()
    except OSError as why:
        raise UnreadableFile(file=path, why=why.strerror) from why


@click.command("areas", cls=Command, help=_("List the areas below one, or the provinces."))
@area_option(required=False)
@as_json
def areas(area: int | None, as_json: bool) -> None:
    found = Area.objects.order_by("code")
    if area is not None:
        require_area(area)
        span = codes_under(area)
        level = Area.objects.get(code=area).level
        found = found.filter(code__range=span, level__in=(level, level + 1))
    else:
        found = found.filter(level__lte=3)
    rows = [{"code": str(row.code), "name": row.name, "level": row.level} for row in found]
    if as_json:
        show({"areas": rows}, json_wanted=True)
        return
    for row in rows:
        click.echo(f"{row['code']}  {row['name']}")


@click.group("import", help=_("Bring tables in."))
def import_() -> None:
    """Nothing is written before the whole file has been looked at."""


@import_.command("areas", cls=Command, help=_("Add a city's areas from a CSV of 12-digit codes (code,name)."))
@click.argument("file", type=EXISTING)
@as_json
def import_areas(file: Path, as_json: bool) -> None:
    show({"areas": area_tree.load(file.name, read(file))}, json_wanted=as_json)


@import_.command(
    "roster", cls=Command, help=_("Bring a roster into the register: Excel or CSV, as the committee has it.")
)
@click.argument("file", type=EXISTING)
@area_option()
@click.option("--dry-run", is_flag=True, help=_("Only say what would happen."))
@click.option(
    "--policy",
    type=click.Choice(["merge", "queue", "skip"]),
    default="queue",
    show_default=True,
    help=_("Rows that look like somebody known: take the file's word, let a person decide, or leave alone."),
)
@click.option("--report", "report_to", type=EXISTING, help=_("Where the report goes; beside you by default."))
@as_json
def import_roster(file: Path, area: int, dry_run: bool, policy: str, report_to: Path | None, as_json: bool) -> None:
    require_area(area)
    to = report_to or (None if dry_run else Path.cwd() / f"{file.stem}.report.xlsx")
    with bar() as progress:
        _batch, outcome = running.run(
            by=hand(), area=area, file_name=file.name, content=read(file), policy=policy, now=clock.now(),
            is_dry=dry_run, progress=progress, report_to=to,
        )  # fmt: skip
    _tell(outcome, as_json=as_json)


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        show(outcome.as_json(), json_wanted=True)
        return
    figures = outcome.as_json()
    for problem in outcome.problems[:20]:
        told = problem.as_json()
        say_line(f"{told['row']:>7}  {told['column']}  {told['value']}  {told['advice']}")
    show({name: value for name, value in figures.items() if name != "problems"}, json_wanted=False)


@click.group("export", help=_("Take tables out."))
def export() -> None:
    """Each export is an act in the log."""


@export.command("roster", cls=Command, help=_("Fill somebody else's column layout from the register."))
@area_option()
@click.option("--layout", type=EXISTING, help=_("A workbook with the columns wanted; our own layout by default."))
@click.option("--output", type=EXISTING, required=True, help=_("Where the filled workbook goes."))
@click.option("--reason", required=True, help=_("Why it is exported; kept in the log."))
@as_json
def export_(area: int, layout: Path | None, output: Path, reason: str, as_json: bool) -> None:
    require_area(area)
    exported = export_roster(
        by=hand(), area=area, layout=read(layout) if layout else None, reason=reason, now=clock.now()
    )  # fmt: skip
    files.write_clear(output, exported.content)
    show(exported.as_json() | {"file": str(output)}, json_wanted=as_json)
