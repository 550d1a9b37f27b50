"""An explanation as plain values, for whatever reads JSON. Codes stay codes; ids travel as text."""

from datetime import date

from wanjia.isolation.explaining import Explained, Regime
from wanjia.isolation.models import RegimeRule
from wanjia.isolation.rules.due import Due
from wanjia.isolation.rules.history import Change, Condition
from wanjia.isolation.rules.standing import PhaseSpan


def told(found: Explained) -> dict[str, object]:
    """What `wanjia regime explain --json` prints."""
    return {
        "on": found.on.isoformat(), "lift_on": _day(found.lift_on), "is_sure": found.is_sure,
        "held_by": len(found.held), "regimes": [_regime(regime) for regime in found.regimes],
    }  # fmt: skip


def _regime(regime: Regime) -> dict[str, object]:
    standing, span = regime.standing, regime.standing.span
    return {
        "holds": regime.holds, "governs": regime.is_governing, **_cause(regime), "unit": standing.unit,
        "stair": regime.spot.stair, "state": standing.state, "rule": rule(regime.row), "stage": standing.stage,
        "phase": _phase(span, standing.number, len(standing.spans), standing.day) if span else None,
        "lift_on": _day(standing.lift_on), "is_sure": standing.is_sure,
        "would_lift": [_condition(one) for one in standing.conditions],
        "remaining": [_due(due) for due in regime.dues], "not_said": list(regime.silent),
        "changes": [_change(one) for one in standing.changes],
    }  # fmt: skip


def _cause(regime: Regime) -> dict[str, object]:
    order, zone = regime.order, regime.zone
    if order is not None:
        return {
            "kind": "order", "id": str(order.id), "order_state": regime.order_state, "reason": order.reason,
            "since": order.since_on.isoformat(), "said_by": order.source, "confirmed": order.confirmed_at is not None,
        }  # fmt: skip
    if zone is None:
        return {}
    return {
        "kind": "zone", "id": str(zone.id), "place": str(zone.place), "reason": zone.reason,
        "since": zone.since_on.isoformat(), "said_by": zone.source,
    }  # fmt: skip


def rule(row: RegimeRule) -> dict[str, object]:
    """One version with where it comes from."""
    return {
        "line": row.line, "version": row.version, "kind": row.kind, "title": row.title, "title_en": row.title_en,
        "plan": row.plan, "plan_en": row.plan_en, "effective_on": _day(row.effective_on), "date_known": row.precision,
        "confidence": row.confidence or None, "source": row.source, "origin": row.origin,
        "area": None if row.area is None else str(row.area),
    }  # fmt: skip


def _phase(span: PhaseSpan, number: int, count: int, day: int) -> dict[str, object]:
    return {
        "number": number, "of": count, "stage": span.phase.stage, "place": span.phase.place, "day": day,
        "of_days": span.phase.days, "first": span.first.isoformat(), "last": _day(span.last),
        "leave": None if span.phase.leave is None else list(span.phase.leave),
    }  # fmt: skip


def _condition(one: Condition) -> dict[str, object]:
    return {"what": one.name, "number": one.number, "from": _day(one.due_on), "met_on": _day(one.met_on)}


def _due(due: Due) -> dict[str, object]:
    return {"on": due.on.isoformat(), "what": due.what, "times": due.times, "day": due.day, "source": due.source}


def _change(one: Change) -> dict[str, object]:
    return {
        "on": one.on.isoformat(), "what": one.what, "before": _day(one.before), "after": _day(one.after),
        "rule": one.rule.name, "source": one.rule.source, "event_source": one.event.source if one.event else None,
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
