"""`wanjia check` recounts every projection from its facts; `wanjia purge` ends what has outlived its purpose."""

import sys
from collections.abc import Iterator

import click
from django.utils.translation import gettext as _

from wanjia.cli.desk import Command, as_json, bar, hand, show
from wanjia.coverage.comparing.books import wrong_sets
from wanjia.coverage.models import Round
from wanjia.flows import purging
from wanjia.hot.recount import orphans, recount, totals, tubes
from wanjia.kernel import clock
from wanjia.needs import queries as needs
from wanjia.platform import audit

DISAGREES = 3


@click.command(
    "check", cls=Command, help=_("Recount everything from its facts and report what disagrees. Changes nothing.")
)
@click.argument("what", type=click.Choice(["all", "audit", "rounds", "needs"]), default="all")
@as_json
def check(what: str, as_json: bool) -> None:
    problems = _rounds() if what in ("all", "rounds") else []
    problems += audit.broken() if what in ("all", "audit") else []
    problems += needs.broken() if what in ("all", "needs") else []
    show({"checked": what, "problems": problems, "agrees": not problems}, json_wanted=as_json)
    if problems and not as_json:
        for line in problems:
            click.echo(line, err=True)
    if problems:
        sys.exit(DISAGREES)


def _rounds() -> list[str]:
    problems = [
        f"round {wrong.round_id}, committee {wrong.committee}, part {wrong.part}: total {wrong.stored}, "
        f"its sheets {wrong.counted}"
        for wrong in totals()
    ]
    problems += [str(wrong) for wrong in wrong_sets()]
    rounds = list(Round.objects.order_by("pk"))
    with bar() as progress:
        for number, round_ in enumerate(rounds):
            progress(number, len(rounds), round_.name)
            problems += _wrong_in(round_)
        progress(len(rounds), len(rounds), "")
    return problems


def _wrong_in(round_: Round) -> Iterator[str]:
    for wrong in recount(round_.pk):
        yield f"round {round_.pk}, building {wrong.building_key}: {wrong.stored} stored, {wrong.counted} counted"
    for tube in tubes(round_.pk):
        yield f"round {round_.pk}, tube {tube.event_id}: {tube.members} people, {tube.facts} facts"
    for name, count in orphans(round_.pk).items():
        yield f"round {round_.pk}: {count} {name}"


@click.command("purge", cls=Command, help=_("Delete personal fields whose clock has run out; counts stay."))
@click.option("--dry-run", is_flag=True, help=_("Only list what would go."))
@click.option("--emergency-ended", type=click.DateTime(["%Y-%m-%d"]), help=_("The day on which the emergency ended."))
@as_json
def purge(dry_run: bool, emergency_ended: object, as_json: bool) -> None:
    ended = emergency_ended.date() if emergency_ended else None  # type: ignore[attr-defined]
    report = purging.purge(by=hand(), now=clock.now(), emergency_ended_on=ended, is_rehearsal=dry_run)
    if as_json:
        show(report.as_json(), json_wanted=True)
        return
    for line in report.lines:
        click.echo(f"{line.rows:>9}  {line.model}  {', '.join(line.fields)}  ({line.starts} + {line.days} d)")
    show({"rows": report.rows, "dry_run": dry_run, "proof": report.proof}, json_wanted=False)
