"""`wanjia bench …`: the figures of this machine beside their yardsticks, in a database that is dropped afterwards."""

from typing import Any

import click
from django.utils.translation import gettext as _

from wanjia.benches import child
from wanjia.cli.desk import SetupCommand, as_json, show
from wanjia.config.env import environment
from wanjia.platform import database


@click.group("bench", help=_("Measure this machine. Uses a database of its own and drops it afterwards."))
def bench() -> None:
    """Each command prints one object; progress goes to stderr."""


def _measure(name: str, as_json: bool, **options: object) -> None:
    env = environment()
    figures = child.run(database.url(env.database_url, env.home), name, **options)
    show(_flat(figures) if not as_json else figures, json_wanted=as_json)


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    """Lists of figures unfolded, for people: drilldowns.city  1.2 / 1.9 ms."""
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        if not isinstance(value, list):
            flat[name] = value
            continue
        for line in value:
            flat[f"{name}.{line['id']}"] = "  ".join(f"{k}={v}" for k, v in line.items() if k != "id")
    return flat


@bench.command("intake", cls=SetupCommand, help=_("Tubes over HTTP, an ordinary view, row by row, the bare insert."))
@click.option("--tubes", default=20_000, show_default=True, help=_("Tubes of ten people."))
@click.option("--clients", default=64, show_default=True, help=_("Devices at once."))
@click.option("--rate", type=float, help=_("An open loop at so many tubes a second instead."))
@as_json
def intake(tubes: int, clients: int, rate: float | None, as_json: bool) -> None:
    _measure("intake", as_json, tubes=tubes, clients=clients, rate=rate)


@bench.command("coverage", cls=SetupCommand, help=_("Open a city's round and drill into it while samples come in."))
@click.option("--people", default=25_000_000, show_default=True, help=_("Size of the city."))
@click.option("--households", is_flag=True, help=_("A delivery round: a parcel a household, three people to each."))
@as_json
def coverage(people: int, households: bool, as_json: bool) -> None:
    _measure("coverage", as_json, people=people, households=households)


@bench.command("import", cls=SetupCommand, help=_("Import a workbook with everyday defects, then the same again."))
@click.option("--rows", default=100_000, show_default=True, help=_("People in the workbook."))
@as_json
def import_(rows: int, as_json: bool) -> None:
    _measure("import", as_json, rows=rows)


@bench.command("results", cls=SetupCommand, help=_("Take in a city's results and read everybody's."))
@click.option("--people", default=25_000_000, show_default=True, help=_("Size of the city."))
@click.option("--abnormal", default=0.001, show_default=True, help=_("Share of abnormal pools."))
@as_json
def results(people: int, abnormal: float, as_json: bool) -> None:
    _measure("results", as_json, people=people, abnormal=abnormal)


@bench.command("opening", cls=SetupCommand, help=_("Open rounds of several kinds over a city."))
@click.option("--people", default=1_000_000, show_default=True, help=_("Size of the city."))
@as_json
def opening(people: int, as_json: bool) -> None:
    _measure("opening", as_json, people=people)
