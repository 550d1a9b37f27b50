"""`wanjia cases …`: the zero check of an area and day, and what the chain board shows of cases."""

from dataclasses import asdict
from datetime import datetime

import click
from django.utils.translation import gettext as _

from wanjia.cases import queries, zero
from wanjia.cases.zero import Zero
from wanjia.cli.desk import Command, area_option, as_json, require_area, say_line, show
from wanjia.kernel import clock

BROKEN = 3


@click.group("cases", help=_("Cases and transfers: the books of a day, the counts of the board."))
def cases() -> None:
    """Reads only: cases are opened and people moved in the console, under a name."""


@cases.command("zero", cls=Command, help=_("The zero check of a day. Exits with 3 when the identity breaks."))
@area_option()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=_("The day; today by default."))
@as_json
@click.pass_context
def zero_(ctx: click.Context, area: int, on: datetime | None, as_json: bool) -> None:
    require_area(area)
    now = clock.now()
    found = zero.check(area, on.date() if on else clock.local_date(now), now)
    if as_json:
        show(zero.told(found), json_wanted=True)
    else:
        _say(found)
    if not found.is_even:
        ctx.exit(BROKEN)


def _say(found: Zero) -> None:
    day, sign = found.day, "=" if found.is_even else "≠"
    left = _("waiting %(start)s + new %(new)s") % {"start": day.start, "new": day.new}
    right = _("transferred %(out)s + cleared %(cleared)s + withdrawn %(withdrawn)s + waiting %(waiting)s") % {
        "out": day.transferred, "cleared": day.cleared, "withdrawn": day.withdrawn, "waiting": day.waiting,
    }  # fmt: skip
    click.echo(f"{found.on}  {left} {sign} {right}")
    for label in found.broken:
        click.echo(f"  {label}  {_('in no queue')}")
    for line in found.left:
        why = line.reason.get_reason_display() if line.reason else _("no reason yet")
        click.echo(f"  {line.transfer.case.label}  {line.transfer.case.committee}  {why}")
    if found.closing is not None:
        say_line(_("Signed by %(who)s.") % {"who": found.closing.signed_by})


@cases.command("links", cls=Command, help=_("Counts for the chain board: informed, traced, moved."))
@area_option()
@as_json
def links_(area: int, as_json: bool) -> None:
    require_area(area)
    found = queries.links(area, clock.now())
    told = {
        f"{part}_{name}": value
        for part, some in asdict(found).items()
        for name, value in some.items()
    }  # fmt: skip
    show(told, json_wanted=as_json)
