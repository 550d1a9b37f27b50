"""Making accounts, giving and ending roles. Nobody gives more than they hold."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform import tokens
from wanjia.platform.access import MAY, Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.models import Account, Grant, Role
from wanjia.platform.words import say


class LoginTaken(Refusal):
    """Somebody has this sign-in name."""

    code = "account.login_taken"


class WeakPassword(BadInput):
    """The password breaks a rule; facts say which."""

    code = "account.weak_password"


class MoreThanYouHold(Refusal):
    """Nobody gives a role that may do more than their own, or over a wider area."""

    code = "account.more_than_you_hold"
    status = 403


class OwnGrant(Refusal):
    """Nobody ends their own role: another person does."""

    code = "account.own_grant"


say(LoginTaken.code, _("The sign-in name “%(login)s” is taken."))
say(WeakPassword.code, _("The password can't be used: %(why)s"))
say(MoreThanYouHold.code, _("You can only give roles up to your own, inside your own area."))
say(OwnGrant.code, _("Your own role is ended by somebody else."))

_RANK = {role: rank for rank, role in enumerate(Role)}  # the order in which they are declared: the city first


@transaction.atomic
def create(
    *, by: Actor, login: str, name: str, password: str, role: str, area: int, ends_at: datetime | None, now: datetime,
    must_change: bool = False,
) -> Account:  # fmt: skip
    """An account with its first role. Raises LoginTaken, WeakPassword, MoreThanYouHold."""
    if Account.objects.filter(login__iexact=login).exists():
        raise LoginTaken(login=login)
    account = Account(login=login, name=name, created_at=now, must_change_password=must_change)
    _set_password(account, password)
    account.save()
    give(by=by, account=account, role=role, area=area, ends_at=ends_at, reason="", now=now)
    return account


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as why:
        raise WeakPassword(why=" ".join(why.messages)) from why
    account.set_password(password)


@transaction.atomic
def change_password(*, account: Account, password: str, area: int, by: Actor, now: datetime) -> None:
    """Ends every key of the account as well. Raises WeakPassword."""
    _set_password(account, password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    tokens.revoke(account, now)
    record(by=by, act="account.password", area=area, subject=f"account:{account.pk}", now=now)


@transaction.atomic
def give(
    *, by: Actor, account: Account, role: str, area: int, ends_at: datetime | None, reason: str, now: datetime
) -> Grant:  # fmt: skip
    """A role over an area for a time. Raises MoreThanYouHold."""
    require(by, Act.GIVE_ACCESS, area)
    if not holds(by, Role(role), area):
        raise MoreThanYouHold
    grant = Grant.objects.create(
        account=account, role=role, area=area, starts_at=now, ends_at=ends_at, given_by_id=by.account_id, reason=reason
    )
    record(
        by=by, act="grant.give", area=codes.desk_of(area), subject=f"account:{account.pk}", reason=reason, now=now,
        detail={"role": role, "area": str(area), "ends_at": ends_at.isoformat() if ends_at else None},
    )  # fmt: skip
    return grant


def holds(by: Actor, role: Role, area: int) -> bool:
    """Roles are given downwards: a secretary gives secretary and below, so that a stand-in is made in a minute."""
    return by.is_system or any(
        codes.contains(scope.area, area) and Act.GIVE_ACCESS in MAY[scope.role] and _RANK[role] >= _RANK[scope.role]
        for scope in by.scopes
    )


@transaction.atomic
def end(*, by: Actor, grant_id: int, reason: str, now: datetime) -> None:
    """Ends a role now, and every key of the account. Raises NotFound, OwnGrant."""
    rows = Grant.objects.select_for_update(of=("self",)).select_related("account").filter(pk=grant_id)
    grant = one_for(by, Act.GIVE_ACCESS, rows, lambda it: it.area)
    if grant.account_id == by.account_id:
        raise OwnGrant
    grant.ends_at = max(now, grant.starts_at)
    grant.save(update_fields=["ends_at"])
    tokens.revoke(grant.account, now)
    record(
        by=by, act="grant.end", area=codes.desk_of(grant.area), subject=f"account:{grant.account_id}",
        reason=reason, now=now,
        detail={"role": grant.role, "area": str(grant.area)},
    )  # fmt: skip
