"""The list of commands. Each stands in a module of its own subject."""

import click
from django.utils.translation import gettext as _

from wanjia import __version__
from wanjia.cli import (
    accounts,
    bench,
    cases,
    chain,
    checking,
    distributing,
    keeping,
    needs,
    regime,
    rounds,
    setting_up,
    tables,
)  # fmt: skip


@click.group(help=_("wanjia 万家: everyone is owed, the gap is named, nobody is left out."))
@click.version_option(__version__, prog_name="wanjia")
def wanjia() -> None:
    """Groups the commands; each starts the database when it needs it."""


for _command in (
    setting_up.init, setting_up.demo, setting_up.serve, setting_up.work, tables.areas, tables.import_, tables.export,
    rounds.round_, chain.chain, regime.regime, cases.cases, accounts.account, checking.check, checking.purge,
    needs.needs, keeping.backup, keeping.restore, distributing.distribute, bench.bench,
):  # fmt: skip
    wanjia.add_command(_command)
