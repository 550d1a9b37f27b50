"""What every command shares: a database that answers, one JSON object on stdout, a bar on stderr."""

import getpass
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from wanjia.config.env import environment
from wanjia.kernel import area as codes
from wanjia.kernel.errors import BadInput
from wanjia.platform import database
from wanjia.platform.access import Actor, system
from wanjia.platform.words import say

as_json = click.option("--json", "as_json", is_flag=True, help=_("One JSON object on stdout."))


class NoSuchArea(BadInput):
    """The code is no area that this installation knows."""

    code = "cli.no_such_area"


class NotInitialised(BadInput):
    """The database answers but has never been prepared."""

    code = "cli.not_initialised"


class WhichArea(BadInput):
    """No area was named, and the register has none of its own: it is empty, or lies in two provinces."""

    code = "cli.which_area"


say(NoSuchArea.code, gettext_lazy("--area %(value)s: no such area. `wanjia areas` lists the codes."))
say(WhichArea.code, gettext_lazy("The register is empty or spans provinces. Say --area CODE."))
say(NotInitialised.code, gettext_lazy("This installation is empty. Run `wanjia init` first."))


class Command(click.Command):
    """A command that needs the database: it is started when nothing answers."""

    wants_tables = True

    def invoke(self, ctx: click.Context) -> Any:
        database.ensure(environment().database_url, environment().home)
        if self.wants_tables:
            _require_tables()
        return super().invoke(ctx)


class SetupCommand(Command):
    """A command that makes the tables itself."""

    wants_tables = False


def _require_tables() -> None:
    from wanjia.hot.schema import has_table

    if not has_table("roster_area"):
        raise NotInitialised


def hand() -> Actor:
    """Whoever types: the machine's own user, who has the secret and the database anyway."""
    return system(f"cli:{getpass.getuser()}")


def area_option(*, required: bool = True) -> Callable[[Any], Any]:
    return click.option(
        "--area",
        required=required,
        callback=_known_area,
        metavar="CODE",
        help=_("Area (12 digits), compound (14) or building (18)."),
    )


def _known_area(ctx: click.Context, option: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    try:
        codes.level_of(int(value))
    except ValueError as why:
        raise NoSuchArea(value=value) from why
    return int(value)


def require_area(area: int) -> None:
    """Raises NoSuchArea when the installation's tree does not have the committee (or the area) of the code."""
    from wanjia.roster.models import Area

    code = codes.committee_of(area) if codes.level_of(area) > codes.Level.COMMITTEE else area
    if not Area.objects.filter(code=code).exists():
        raise NoSuchArea(value=area)


def area_or_whole(area: int | None) -> int:
    """The area asked for, else the smallest that holds the whole register. Raises NoSuchArea, WhichArea."""
    from wanjia.roster import areas

    found = area if area is not None else areas.whole()
    if found is None:
        raise WhichArea
    require_area(found)
    return found


def show(figures: Mapping[str, object], *, json_wanted: bool) -> None:
    """One JSON object on one line, or a line a figure for people."""
    if json_wanted:
        click.echo(json.dumps(figures, ensure_ascii=False, default=str))
        return
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        click.echo(f"{name:<{width}}  {value if not isinstance(value, list) else len(value)}")


def say_line(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def bar() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr: call it with done, total and the step's name. Silent where stderr is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total, step: progress.update(task, completed=done, total=total or None, description=step)
