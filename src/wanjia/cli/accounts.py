"""`wanjia account …`: the first account of an installation, and help when somebody is locked out."""

from datetime import timedelta

import click
from axes.utils import reset
from django.utils.translation import gettext as _

from wanjia.cli.desk import Command, area_option, as_json, hand, require_area, show
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.platform import accounts, tokens
from wanjia.platform.models import Account, Role


@click.group("account", help=_("Accounts, their roles and keys."))
def account() -> None:
    """For the machine's own user; everybody else uses the console."""


@account.command("add", cls=Command, help=_("Make an account with one role over one area. Asks for the password."))
@click.argument("login")
@click.option("--name", required=True, help=_("The person's name."))
@click.option("--role", required=True, type=click.Choice(Role.values), help=_("What they may do."))
@area_option()
@click.password_option(help=_("The password; asked for when left out."))
@as_json
def add(login: str, name: str, role: str, area: int, password: str, as_json: bool) -> None:
    require_area(area)
    made = accounts.create(
        by=hand(), login=login, name=name, password=password, role=role, area=area, ends_at=None, now=clock.now()
    )
    show({"login": made.login, "role": role, "area": str(area)}, json_wanted=as_json)


@account.command("unlock", cls=Command, help=_("Let somebody sign in again after too many wrong tries."))
@click.argument("login")
def unlock(login: str) -> None:
    click.echo(reset(username=login))


@account.command("token", cls=Command, help=_("Make a key for a program or a device. It is shown once."))
@click.argument("login")
@click.option("--label", required=True, help=_("What the key is for."))
@click.option("--days", type=click.IntRange(1, 366), help=_("How many days it lasts; twelve hours if not said."))
@as_json
def token(login: str, label: str, days: int | None, as_json: bool) -> None:
    found = Account.objects.filter(login__iexact=login, is_active=True).first()
    if found is None:
        raise NotFound
    lasts = timedelta(days=days) if days else tokens.SHIFT
    key = tokens.issue(found, label=label, now=clock.now(), lasts=lasts)
    show({"login": found.login, "token": key}, json_wanted=as_json)
