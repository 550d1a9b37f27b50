"""`wanjia init`, `demo`, `serve`: from an empty machine to a page in the browser."""

from pathlib import Path

import click
from django.core.management import call_command
from django.utils.translation import gettext as _

from wanjia.cli.desk import Command, SetupCommand, as_json, bar, say_line, show
from wanjia.cli.serving import Tls, run_worker, supervise
from wanjia.coverage import presets
from wanjia.demo import world
from wanjia.isolation import presets as regimes
from wanjia.kernel import clock
from wanjia.logistics import presets as limits
from wanjia.roster import areas
from wanjia.roster.models import Area

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("init", cls=SetupCommand, help=_("Prepare an installation: database, migrations, presets, area tree."))
@click.option(
    "--areas",
    "area_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("CSV of 12-digit codes of another city, instead of Shanghai."),
)
@as_json
def init(area_file: Path | None, as_json: bool) -> None:
    prepare()
    name, content = (area_file.name, area_file.read_bytes()) if area_file else areas.shanghai()
    loaded = areas.load(name, content)
    show({"areas": loaded, "obligations": presets.load()}, json_wanted=as_json)
    say_line(_("Ready. `wanjia account add` makes the first account, `wanjia serve` starts."))


def prepare() -> None:
    """Brings the tables up to date. Safe to repeat."""
    call_command("migrate", interactive=False, verbosity=0)
    presets.load()
    regimes.load()
    limits.load()


@click.command(
    "demo",
    cls=SetupCommand,
    help=_("Load the demo subdistrict 万安街道: 12 committees, 46,000 people, a round in progress."),
)
@click.option("--if-empty", is_flag=True, help=_("Do nothing when the demo is there already."))
@click.option("--people", default=46_000, show_default=True, help=_("How many people the demo has."))
@as_json
def demo(if_empty: bool, people: int, as_json: bool) -> None:
    prepare()
    if Area.objects.count() < 2:
        areas.load(*areas.shanghai())
    if world.exists():
        if not if_empty:
            say_line(_("The demo is there already; nothing was changed."))
        return
    with bar() as progress:
        made = world.build(people=people, now=clock.now(), progress=progress)
    show(made, json_wanted=as_json)


@click.command("serve", cls=Command, help=_("Serve the console and the API, and run the jobs."))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help=_("Web processes."))
@click.option("--tls-cert", type=_FILE, help=_("Certificate (PEM): phones need https. See docs/operate/phones.md."))
@click.option("--tls-key", type=_FILE, help=_("Its key (PEM)."))
def serve(host: str, port: int, workers: int, tls_cert: Path | None, tls_key: Path | None) -> None:
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError(_("A certificate needs its key, and a key its certificate."))
    prepare()
    supervise(host=host, port=port, workers=workers, tls=Tls(tls_cert, tls_key) if tls_cert and tls_key else None)


@click.command("work", cls=Command, hidden=True, help=_("Run the jobs; `serve` starts this by itself."))
def work() -> None:
    run_worker()
