"""`wanjia distribute`: spreads the tables over the nodes of a Citus cluster, each by its class."""

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.cli.desk import Command, as_json, bar, hand, say_line, show
from wanjia.hot import distributing
from wanjia.hot.distributing import Step
from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.platform import audit
from wanjia.platform.words import say


class NoCitus(Refusal):
    """The database can't spread tables: it lacks the extension."""

    code = "system.no_citus"


class ForeignKeys(Refusal):
    """Constraints of the database tie together what would stand on different machines."""

    code = "system.foreign_keys"


say(
    NoCitus.code,
    gettext_lazy(
        "This database has no Citus, so its tables stay on one machine. See docs/operate/citus.md; "
        "`wanjia distribute --dry-run` shows what would be done."
    ),
)
say(ForeignKeys.code, gettext_lazy("These foreign keys can't be kept across machines: %(names)s. Nothing was done."))


@click.command("distribute", cls=Command, help=_("Spread the tables over the machines of a Citus cluster. Repeatable."))
@click.option("--dry-run", is_flag=True, help=_("Only print the statements."))
@as_json
def distribute(dry_run: bool, as_json: bool) -> None:
    steps, ties = distributing.plan(), distributing.crossings()
    if not dry_run:
        _require_able(ties)
        _carry_out(steps)
    statements = [statement for step in steps for statement in step.statements]
    if not as_json:
        for statement in statements:
            click.echo(f"{statement};")
    figures = {"tables": len(steps), "statements": statements, "foreign_keys": ties, "dry_run": dry_run}
    show(figures | {"citus": distributing.has_citus()}, json_wanted=as_json)
    if not steps:
        say_line(_("Every table is where it belongs; nothing was changed."))


def _require_able(ties: list[str]) -> None:
    if not distributing.has_citus():
        raise NoCitus
    if ties:
        raise ForeignKeys(names="; ".join(ties))


def _carry_out(steps: list[Step]) -> None:
    """Table by table: what is interrupted goes on where it stopped when it is called again."""
    with bar() as progress:
        for number, step in enumerate(steps):
            progress(number, len(steps), step.table)
            distributing.carry_out(step)
    if steps:
        tables = [step.table for step in steps]
        audit.record(
            by=hand(), act="tables.distribute", area=0, subject="tables", now=clock.now(), detail={"tables": tables}
        )
