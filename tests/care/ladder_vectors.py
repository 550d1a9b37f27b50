"""Mornings as knocks and meetings, with where the ladder stands after each: what the phone has to compute the same.

python -m tests.care.ladder_vectors        writes frontend/field/engine/ladder.json
"""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wanjia.care.rules import ladder as rules
from wanjia.care.rules.ladder import Step

FILE = Path(__file__).parents[2] / "frontend" / "field" / "engine" / "ladder.json"
NINE = datetime(2022, 3, 21, 1, tzinfo=UTC)  # nine in Shanghai
LIMITS = {rung: rules.LIMITS[rung] for rung in (rules.RETRY, rules.SECOND, rules.DOOR)}
OUTCOMES = (*rules.MISSED, "refused", "reached", "later")


def mornings(count=60, seed=7):
    """Events at minutes after nine, and the standing as the server's rules have it; None: nothing climbs."""
    draw = random.Random(seed)
    return [_morning(draw) for _ in range(count)]


def _morning(draw):
    minutes = sorted(draw.sample(range(240), draw.randrange(1, 6)))
    events = [{"at": at, "outcome": draw.choice(OUTCOMES)} for at in minutes]
    if draw.random() < 0.4:
        events[-1] = {"at": minutes[-1], "said": draw.choice(["well", "needs_help", "to_hospital", ""])}
    return {"events": events, "climb": _climb(events)}


def _climb(events):
    """As `care.climbing` writes them down: a first miss, then retries; a meeting ends it or is its step."""
    steps: tuple[Step, ...] = ()
    for event in events:
        at = NINE + timedelta(minutes=event["at"])
        if event.get("said") in ("", "well"):
            steps = ()
        elif "said" in event:
            steps = _with(steps, Step(steps[-1].rung if steps else rules.FIRST, rules.MET, at, "x"))
        elif event["outcome"] in rules.MISSED:
            steps = _with(steps, Step(rules.RETRY if steps else rules.FIRST, rules.NO_ANSWER, at, "x"))
    if not steps:
        return None
    now = rules.standing(steps, steps[0].at)
    # the desk writes the outcome half an hour after the rung began, not after the meeting: the phone says no hour then
    due = (now.due_at - NINE) // timedelta(minutes=1) if now.next else None
    return {"rung": now.rung, "next": now.next, "due": due, "result": steps[-1].result}


def _with(steps, step):
    return rules.climb(steps, step, steps[0].at if steps else step.at)


def text():
    """A line a morning, so that a change reads."""
    lines = ",\n".join(map(json.dumps, mornings()))
    return f'{{"limits": {json.dumps(LIMITS)},\n"mornings": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(text())
