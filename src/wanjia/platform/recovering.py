"""When somebody can't get in: a new temporary password, a rest ended, a lost authenticator, a key taken back.

Only for an account whose every role could be given by whoever acts: else a secretary could walk into a mayor's shoes.
"""

import secrets
from datetime import datetime

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform import tokens, totp
from wanjia.platform.access import Act, Actor, may
from wanjia.platform.accounts import MoreThanYouHold, holds
from wanjia.platform.audit import record
from wanjia.platform.models import Account, Grant, Role, Token

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read wrong over a telephone


def temporary_password() -> str:
    """Sixteen letters in groups of four, to be read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(4)) for _group in range(4))


def grants_in_force(account: Account, now: datetime) -> "QuerySet[Grant]":
    return Grant.objects.filter(account=account, starts_at__lte=now).exclude(ends_at__lte=now).order_by("area", "id")


def account_for(by: Actor, account_id: int) -> Account:
    """An account that holds, or held, a role where the actor gives roles. Raises NotFound."""
    account = Account.objects.filter(pk=account_id, is_device=False).first()
    areas = Grant.objects.filter(account_id=account_id).values_list("area", flat=True)
    if account is None or not any(may(by, Act.GIVE_ACCESS, area) for area in areas):
        raise NotFound
    return account


def is_beneath(by: Actor, account: Account, now: datetime) -> bool:
    """True when the actor could give every role that the account holds now, and it is not their own."""
    if account.pk == by.account_id:
        return False
    return all(
        may(by, Act.GIVE_ACCESS, grant.area) and holds(by, Role(grant.role), grant.area)
        for grant in grants_in_force(account, now)
    )


def _require_beneath(by: Actor, account: Account, now: datetime) -> int:
    """The area whose log keeps it. Raises MoreThanYouHold."""
    if not is_beneath(by, account, now):
        raise MoreThanYouHold
    areas = [*Grant.objects.filter(account=account).order_by("-starts_at").values_list("area", flat=True)]
    area = next(area for area in areas if may(by, Act.GIVE_ACCESS, area))
    return codes.committee_of(area) if codes.level_of(area) > codes.Level.COMMITTEE else area


@transaction.atomic
def renew_password(*, by: Actor, account: Account, now: datetime) -> str:
    """A temporary password, seen once, that must be changed at the next sign-in. Ends every key."""
    area = _require_beneath(by, account, now)
    password = temporary_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    tokens.revoke(account, now)
    reset(username=account.login)
    record(by=by, act="account.renew", area=area, subject=f"account:{account.pk}", now=now)
    return password


@transaction.atomic
def unlock(*, by: Actor, account: Account, now: datetime) -> None:
    """Ends the rest after five wrong tries."""
    area = _require_beneath(by, account, now)
    reset(username=account.login)
    record(by=by, act="account.unlock", area=area, subject=f"account:{account.pk}", now=now)


@transaction.atomic
def drop_second_step(*, by: Actor, account: Account, now: datetime) -> None:
    """The telephone with the authenticator is lost. The next sign-in needs only the password."""
    totp.turn_off(account, by=by, area=_require_beneath(by, account, now), now=now)


@transaction.atomic
def revoke_key(*, by: Actor, account: Account, key: bytes, now: datetime) -> None:
    """Takes one key back. Raises NotFound when it is not in force."""
    area = _require_beneath(by, account, now)
    if not Token.objects.filter(account=account, hash=key, revoked_at=None).update(revoked_at=now):
        raise NotFound
    record(by=by, act="account.revoke_key", area=area, subject=f"account:{account.pk}", now=now)


def locked(logins: list[str]) -> set[str]:
    """Those of the sign-in names that rest after wrong tries. One query."""
    tried = AccessAttempt.objects.filter(username__in=logins, failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return set(tried.values_list("username", flat=True))
