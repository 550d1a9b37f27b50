"""Rules: those that come with the program, and new versions that a desk writes. None is ever edited in place."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wanjia.isolation.models import Order, RegimeRule, ZoneDecision
from wanjia.isolation.refusals import BadTerms, ReasonWanted, RuleClosed, SecondPersonWanted, SourceWanted, WordsWanted
from wanjia.isolation.rules import confirming, terms
from wanjia.isolation.rules.terms import Malformed, Rule
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell

_COLUMNS = (
    "line", "version", "kind", "title", "title_en", "plan", "plan_en", "effective_on", "precision", "confidence",
    "source", "note", "note_en", "applies_to_running",
)  # fmt: skip
_COMPILED = datetime(2022, 3, 1, tzinfo=UTC)  # rows of the file were made by no person at no moment


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """The file, row by row. Read from the disk once."""
    text = files("wanjia.isolation").joinpath("data/rules.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["rule"])


def load() -> int:
    """Writes the versions of the file that are missing; those that are there stay as they are. Returns how many."""
    for row in shipped():
        columns = {name: row[name] for name in _COLUMNS if name in row}
        rest = {name: value for name, value in row.items() if name not in _COLUMNS}
        RegimeRule.objects.get_or_create(
            line=columns.pop("line"), version=columns.pop("version"),
            defaults=columns | {"terms": rest, "origin": "file", "made_by": "wanjia", "made_at": _COMPILED},
        )  # fmt: skip
    return RegimeRule.objects.count()


def rule_of(row: RegimeRule) -> Rule:
    """What a row says, as the rules read it. Raises BadTerms."""
    try:
        return terms.read(
            row.terms, line=row.line, version=row.version, kind=row.kind, effective_on=row.effective_on,
            applies_to_running=row.applies_to_running, source=row.source,
        )  # fmt: skip
    except (Malformed, KeyError, TypeError, ValueError) as why:
        raise BadTerms(file="", row=str(row), field="terms", why=str(why)) from why


@transaction.atomic
def write_version(
    *, by: Actor, based_on: RegimeRule, area: int, said: Mapping[str, Any], now: datetime
) -> RegimeRule:  # fmt: skip
    """The next version of a line, for an area, made from another; it waits for its second person.

    Raises SourceWanted, WordsWanted, BadTerms.

    `said`: terms, source, title, plan, note, effective_on, applies_to_running. What runs under the older version
    goes on under it unless the new one says otherwise.
    """
    require(by, Act.OPEN_ROUND, area)
    source, title = str(said.get("source", "")).strip(), str(said.get("title", "")).strip()
    if not source:
        raise SourceWanted
    if not title:
        raise WordsWanted(what=_("Title"))
    RegimeRule.objects.select_for_update().get(pk=based_on.pk)
    last = RegimeRule.objects.filter(line=based_on.line).aggregate(last=Max("version"))["last"]
    effective_on: date | None = said.get("effective_on")
    row = RegimeRule(
        line=based_on.line, version=last + 1, kind=based_on.kind, area=codes.desk_of(area), title=title[:60],
        title_en=str(said.get("title_en", ""))[:90], plan=str(said.get("plan", ""))[:60], effective_on=effective_on,
        precision="day" if effective_on else "unknown", source=source[:200], note=str(said.get("note", ""))[:300],
        terms=dict(said["terms"]), applies_to_running=bool(said.get("applies_to_running")), based_on=based_on,
        origin=RegimeRule.Origin.DESK, made_by=by.name[:60], made_by_id=by.account_id, made_at=now,
    )  # fmt: skip
    rule_of(row)
    row.save(force_insert=True)
    record(
        by=by, act="isolation.write_rule", area=codes.desk_of(area), subject=f"rule:{row}", now=now,
        detail={"based_on": str(based_on), "running": row.applies_to_running},
    )  # fmt: skip
    return row


@transaction.atomic
def confirm_version(*, by: Actor, rule_id: int, now: datetime) -> None:
    """The second person says yes: from now on it can be chosen. Raises SecondPersonWanted, RuleClosed, NotFound."""
    row = _waiting(by, rule_id)
    RegimeRule.objects.filter(pk=row.pk).update(
        confirmed_by=by.name[:60], confirmed_by_id=by.account_id, confirmed_at=now
    )
    if row.applies_to_running:
        for committee in _under_line(row):
            tell("isolation.changed", part=committee, payload={"committee": str(committee)}, now=now)
    _note(by, "isolation.confirm_rule", row, now)


@transaction.atomic
def decline_version(*, by: Actor, rule_id: int, why: str, now: datetime) -> None:
    """The second person says no, with the reason: it stays on the page and is never used."""
    row = _waiting(by, rule_id)
    if not why.strip():
        raise ReasonWanted
    RegimeRule.objects.filter(pk=row.pk).update(declined_at=now, declined_reason=why.strip()[:120])
    _note(by, "isolation.decline_rule", row, now, why.strip()[:120])


def _waiting(by: Actor, rule_id: int) -> RegimeRule:
    row = RegimeRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None or row.area is None:
        raise NotFound
    require(by, Act.OPEN_ROUND, row.area)
    if not row.waits:
        raise RuleClosed(rule=str(row))
    if not confirming.is_second(row.made_by_id, by.account_id):
        raise SecondPersonWanted(by=row.made_by)
    return row


def _under_line(row: RegimeRule) -> list[int]:
    """Committees of the version's area in which an order or a zone runs under its line."""
    area = row.area or 0
    zones = ZoneDecision.objects.filter(rule__line=row.line, ended_at=None, part__range=codes.codes_under(area))
    orders = Order.objects.filter(rule__line=row.line, ended_at=None, building_key__range=codes.buildings_under(area))
    found = {codes.committee_of(key) for key in orders.values_list("building_key", flat=True)}
    return sorted(found | set(zones.values_list("part", flat=True)))


def _note(by: Actor, act: str, row: RegimeRule, now: datetime, reason: str = "") -> None:
    record(by=by, act=act, area=row.area or 0, subject=f"rule:{row}", reason=reason, now=now)


def ensure() -> None:
    """The same where there is none yet: `wanjia init` of an older installation did not know of rules."""
    if not RegimeRule.objects.exists():
        load()


def usable(kind: str, place: int, on: date) -> list[RegimeRule]:
    """Versions that can be chosen for a place from a day on, the newest of each line first. One query."""
    ensure()
    rows = RegimeRule.objects.filter(kind=kind).order_by("line", "-version")
    found = [row for row in rows if row.area is None or codes.contains(row.area, place)]
    found = [row for row in found if row.is_usable and (row.effective_on is None or row.effective_on <= on)]
    return [row for row in found if (rule := rule_of(row)).phases and (kind == "zone" or rule.days is not None)]
