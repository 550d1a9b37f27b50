"""Loading the demo world through the doors that a committee uses: import, accounts, rounds, proofs from phones."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from wanjia.cards import services
from wanjia.cards.models import Card
from wanjia.demo import boxes, care, cases, findings, needs, notices, regimes, sites, supplies, workbook
from wanjia.demo.cast import CAST, PASSWORD, TOWN, committee
from wanjia.demo.houses import COMMITTEES
from wanjia.demo.people import population
from wanjia.demo.rounds import play
from wanjia.demo.streets import furnish
from wanjia.kernel.area import level_of
from wanjia.kernel.clock import local_date
from wanjia.platform import accounts
from wanjia.platform.access import system
from wanjia.platform.audit import record
from wanjia.platform.models import Account, AuditEntry, Role
from wanjia.roster.importing import services as importing
from wanjia.roster.importing.outcome import Outcome
from wanjia.roster.models import Area

SEED = 20220329  # gives 春和, where the demo's secretary is, walk-ups and towers both
ROSTER = "万安街道名册0330.xlsx"
Progress = Callable[[int, int, str], None]
HAND = system("demo")
LOADED = "demo.load"


def exists() -> bool:
    """True when the demo is there to its end. One that was broken off is not, and the next call completes it."""
    return AuditEntry.objects.filter(area=TOWN, act=LOADED).exists()


def build(*, people: int, now: datetime, progress: Progress) -> dict[str, object]:
    """Areas, roster, accounts and rounds, about a minute for 46,000 people. Returns the figures of the import.

    What a broken-off build left is completed: each step finds what is there.
    """
    areas()
    progress(0, 0, "roster")
    outcome = _import(people, now, progress)
    progress(0, 0, "accounts")
    _accounts(now)
    furnish(SEED, now)
    figures = play(seed=SEED, now=now, progress=progress)
    sites.build(seed=SEED, now=now)
    boxes.build(seed=SEED, now=now)
    findings.build(seed=SEED, now=now)
    cards(now)
    notices.build(now)
    regimes.build(now)
    cases.build(seed=SEED, now=now)
    care.build(now)
    supplies.build(now=now)
    needs.build(now)
    record(by=HAND, act=LOADED, area=TOWN, now=now)
    return {"rows": outcome.rows, "created": outcome.created, "queued": outcome.queued, **figures}


def cards(now: datetime) -> None:
    """Cards for everybody of the first committee, ready to be printed."""
    services.issue(by=HAND, area=committee(1), kind=Card.Kind.PERSON, now=now)


def areas() -> None:
    names = {990000000000: "演示省", 999900000000: "演示市", 999999000000: "演示区", TOWN: "万安街道"}
    names |= {committee(number): f"{name}居委会" for number, name in enumerate(COMMITTEES, start=1)}
    Area.objects.bulk_create(
        [Area(code=code, name=name, level=level_of(code), kind="演示") for code, name in names.items()],
        ignore_conflicts=True,
    )


def _import(people: int, now: datetime, progress: Progress) -> Outcome:
    rows = workbook.rows(population(SEED, people, local_date(now)), SEED)
    progress(0, len(rows), "workbook")
    content = workbook.as_xlsx(rows, SEED)
    batch = importing.start(by=HAND, area=TOWN, file_name=ROSTER, content=content, now=now)
    return importing.commit(batch, by=HAND, now=now, progress=progress)


@transaction.atomic
def _accounts(now: datetime) -> None:
    for part in CAST:
        if not Account.objects.filter(login=part.login).exists():
            accounts.create(
                by=HAND, login=part.login, name=part.name, password=PASSWORD, role=part.role, area=part.area,
                ends_at=now + timedelta(days=365), now=now,
            )  # fmt: skip


def logins() -> list[str]:
    """A line an account for the terminal, empty where the demo was never loaded."""
    if not exists():
        return []
    return [f"  {part.login:<8}  {PASSWORD}  {part.name}, {Role(part.role).label}" for part in CAST]
