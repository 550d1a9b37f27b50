"""`wanjia regime …`: the rules of isolation with their sources, and why somebody or a building is under one."""

from datetime import datetime

import click
from django.utils.translation import gettext as _

from wanjia.cli.desk import Command, as_json, say_line, show
from wanjia.isolation import presets, telling, wording
from wanjia.isolation.explaining import Explained, explain, explain_building
from wanjia.isolation.models import RegimeRule
from wanjia.isolation.rules.terms import Phase
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.roster.models import Building
from wanjia.roster.subjects import find


@click.group("regime", help=_("Rules of isolation and zones; why somebody or a building is under one."))
def regime() -> None:
    """Reads only: orders and zones are made in the console, by two people."""


@regime.command("list", cls=Command, help=_("Every version of every rule, with its source."))
@as_json
def list_(as_json: bool) -> None:
    presets.load()
    rows = list(RegimeRule.objects.order_by("kind", "line", "version"))
    if as_json:
        show({"rules": [telling.rule(row) for row in rows]}, json_wanted=True)
        return
    for row in rows:
        phases = " + ".join(map(wording.phase_words, presets.rule_of(row).phases)) or _("nobody has to stay in")
        click.echo(
            f"{row!s:<18} {wording.since_of(row):<18} {row.confidence or '-'}  {wording.title_of(row)}: {phases}"
        )


@regime.command("explain", cls=Command, help=_("Which rule holds a person, household or building on a day, and why."))
@click.argument("subject", type=int, metavar="PERSON|BUILDING")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=_("The day; today by default."))
@as_json
def explain_(subject: int, on: datetime | None, as_json: bool) -> None:
    now = clock.now()
    day = on.date() if on else clock.local_date(now)
    presets.load()
    if Building.objects.filter(key=subject).exists():
        found = explain_building(subject, day)
    elif (known := find(subject)) is not None:
        found = explain(known, day, now)
    else:
        raise NotFound
    if as_json:
        show({"subject": str(subject), **telling.told(found)}, json_wanted=True)
    else:
        _say(found)


def _say(found: Explained) -> None:
    for held in found.regimes:
        standing, span = held.standing, held.standing.span
        where = _("stair %(n)s") % {"n": held.spot.stair} if held.zone and held.spot.stair else ""
        state = held.order_state if held.order and held.order_state != "in_force" else standing.state
        aside = "" if held.is_governing else _("a smaller zone counts")
        words = (wording.title_of(held.row), where, f"[{held.row}]", str(wording.STATES[state]), aside)
        click.echo(" ".join(word for word in words if word))
        if span is not None:
            of = _day_of(span.phase, standing.day)
            click.echo(f"  {wording.phase_words(span.phase)}, {of}")
        until = _("lifts on %(day)s") if standing.is_sure else _("lifts on %(day)s at the earliest")
        click.echo(f"  {until % {'day': wording.day_words(standing.lift_on)}}")
        for line in (*map(wording.condition_words, standing.conditions), *map(wording.change_words, standing.changes)):
            click.echo(f"  - {line}")
        for due in held.dues:
            click.echo(f"  {due.on}  {wording.due_words(due)}")
        click.echo(f"  {held.row.source}")
    if not found.regimes:
        say_line(_("No rule holds it on that day."))


def _day_of(phase: Phase, day: int) -> str:
    if phase.days is None:
        return _("day %(n)s") % {"n": day}
    return _("day %(n)s of %(of)s") % {"n": day, "of": phase.days}
