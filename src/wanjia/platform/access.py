"""Who may do what where: one table and one function that decides every access. Deny by default."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from django.db.models import Model, QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.area import Span
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.models import Account, Grant, Role

M = TypeVar("M", bound=Model)


class Act(StrEnum):
    """Everything that somebody can be allowed to do."""

    SEE_COUNTS = "see_counts"  # tallies, areas, rounds: no names
    SEE_PEOPLE = "see_people"  # names, doors, masked numbers
    CARRY = "carry"  # the list of one's area on a device: masked names, for a shift
    CALL = "call"  # dial somebody; the call is logged, a list still shows only the tail
    REVEAL = "reveal"  # one whole document or telephone, with a reason
    EDIT_REGISTER = "edit_register"
    IMPORT = "import"
    EXPORT = "export"
    RECORD = "record"  # proofs and attempts
    INVITE = "invite"  # let a phone in for a shift, have it wiped
    OPEN_ROUND = "open_round"
    DECIDE = "decide"  # excuse, release, amend, reopen, explain, strangers
    SIGN_BUILDING = "sign_building"
    SIGN_COMMITTEE = "sign_committee"
    SIGN_TOWN = "sign_town"
    CUSTODY = "custody"  # pack tubes into boxes, hand them over, take them in
    RESULT = "result"  # enter and correct what a laboratory found
    TRACE = "trace"  # cases, interviews, who was in contact
    TRANSFER = "transfer"  # the queue of people to move, beds, vehicles
    SERVE = "serve"  # take, pass on and answer what residents ask for; their care, their trips to a doctor
    SUPPLY = "supply"  # stock, deliveries, orders, donations
    GIVE_ACCESS = "give_access"
    READ_AUDIT = "read_audit"
    WATCH = "watch"  # the meters of the whole installation: counts, for a program


_FIELD = {Act.SEE_COUNTS, Act.SEE_PEOPLE, Act.RECORD, Act.CARRY, Act.CALL, Act.SERVE}
_DESK = _FIELD | {
    Act.REVEAL, Act.EDIT_REGISTER, Act.IMPORT, Act.DECIDE, Act.SIGN_BUILDING, Act.INVITE, Act.CUSTODY, Act.TRANSFER,
    Act.SUPPLY,
}  # fmt: skip
_HEAD = _DESK | {Act.EXPORT, Act.OPEN_ROUND, Act.SIGN_COMMITTEE, Act.GIVE_ACCESS, Act.READ_AUDIT, Act.WATCH, Act.TRACE}
_COMMAND = {Act.SEE_COUNTS, Act.OPEN_ROUND, Act.GIVE_ACCESS, Act.READ_AUDIT, Act.WATCH}

MAY: dict[Role, frozenset[Act]] = {
    Role.CITY: frozenset(_COMMAND),
    Role.DISTRICT: frozenset(_COMMAND),
    Role.TOWN: frozenset(_COMMAND | _HEAD | {Act.SIGN_TOWN}),
    Role.SECRETARY: frozenset(_HEAD),
    Role.WORKER: frozenset(_DESK),
    Role.GRID: frozenset(_FIELD | {Act.SIGN_BUILDING}),
    Role.CONTACT: frozenset(_FIELD | {Act.SIGN_BUILDING}),
    Role.TESTER: frozenset({Act.SEE_COUNTS, Act.RECORD, Act.CARRY, Act.CUSTODY}),
    Role.COURIER: frozenset({Act.SEE_COUNTS, Act.CUSTODY}),
    Role.LAB: frozenset({Act.SEE_COUNTS, Act.CUSTODY, Act.RESULT}),
    Role.TRACER: frozenset({Act.SEE_COUNTS, Act.SEE_PEOPLE, Act.CALL, Act.REVEAL, Act.TRACE}),
    Role.TRANSPORT: frozenset({Act.SEE_COUNTS, Act.SEE_PEOPLE, Act.CALL, Act.TRANSFER}),
    Role.CARER: frozenset(_FIELD),
    Role.STOREKEEPER: frozenset({Act.SEE_COUNTS, Act.SUPPLY}),
    Role.VIEWER: frozenset({Act.SEE_COUNTS}),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """One grant that is in force now."""

    role: Role
    area: int
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: an account with the grants in force at this moment, or the system itself."""

    account_id: int | None
    name: str
    scopes: tuple[Scope, ...]
    is_system: bool = False


def system(name: str = "wanjia") -> Actor:
    """The installation's own hand: the command line on the machine, jobs, the demo."""
    return Actor(account_id=None, name=name, scopes=(), is_system=True)


def actor_of(account: Account, now: datetime) -> Actor:
    """The account with its grants in force. One query."""
    grants = Grant.objects.filter(account=account, starts_at__lte=now).exclude(ends_at__lte=now).order_by("id")
    scopes = tuple(Scope(Role(grant.role), grant.area, grant.ends_at) for grant in grants)
    return Actor(account.pk, account.name, scopes if account.is_active else ())


def may(actor: Actor, act: Act, area: int) -> bool:
    """The one decision: a grant in force whose role covers the act and whose area holds the place."""
    return actor.is_system or any(act in MAY[scope.role] and codes.contains(scope.area, area) for scope in actor.scopes)


def require(actor: Actor, act: Act, area: int) -> None:
    """Raises NotAllowed where the place may be seen, NotFound where not even that."""
    if may(actor, act, area):
        return
    if may(actor, Act.SEE_COUNTS, area):
        raise NotAllowed(act=act.value, area=area)
    raise NotFound


def one_for(actor: Actor, act: Act, rows: "QuerySet[M]", area: Callable[[M], int]) -> M:
    """The one row that was asked for, for whoever may do it where the row lies. One query.

    `area`: the code or building key of a row. Raises NotFound for no row and for one that may not even be seen,
    NotAllowed.
    """
    found = rows.first()
    if found is None:
        raise NotFound
    require(actor, act, area(found))
    return found


def reach(actor: Actor, act: Act) -> list[Span]:
    """The ranges of building keys in which the actor may do it, for filtering lists."""
    if actor.is_system:
        return [Span(0, 10**18 - 1)]
    return [codes.buildings_under(scope.area) for scope in actor.scopes if act in MAY[scope.role]]


def home_of(actor: Actor) -> int | None:
    """The area to open first: the widest that the actor holds."""
    return min(
        (scope.area for scope in actor.scopes),
        key=lambda code: len(str(code)) * 10 + codes.level_of(code),
        default=None,
    )


def visible(actor: Actor, areas: Iterable[int]) -> list[int]:
    """Those of the areas whose counts the actor may see."""
    return [area for area in areas if may(actor, Act.SEE_COUNTS, area)]
