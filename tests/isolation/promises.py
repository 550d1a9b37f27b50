"""What issue 5 promises of every rule, as statements about one case, one new positive and one day.

`made` is the module that tells the story: the real one, or one with a planted fault.
"""

from dataclasses import replace
from datetime import date

from wanjia.isolation.rules import history
from wanjia.isolation.rules.spots import is_touched, narrower

FOREVER = date.max  # a lift date that nobody can name lies after every other


def lift(asked, on, made=history):
    return made.lift_date(asked, made.tell(asked, on), on)[0] or FOREVER


def never_earlier(asked, new, on, made=history):
    """A new positive never brings the lift date nearer."""
    return lift(replace(asked, events=(*asked.events, new)), on, made) >= lift(asked, on, made)


def untouched_stays(asked, new, on, made=history):
    """A positive in a unit that the rule does not touch moves nothing. True where it does touch it."""
    rules = [asked.rule, *(one.rule for one in asked.versions)]
    if any(is_touched(narrower(asked.drawn, rule.unit), asked.spot, new.spot) for rule in rules):
        return True
    more = replace(asked, events=(*asked.events, new))
    before, after = made.tell(asked, on), made.tell(more, on)
    same_end = made.lift_date(more, after, on) == made.lift_date(asked, before, on)
    return same_end and after.stretch == before.stretch


def each_change_has_its_reason(asked, new, on, made=history):
    """An unbroken chain from the first date to the last; each link that moves names what moved it and the source."""
    story = made.tell(replace(asked, events=(*asked.events, new)), on)
    at = story.changes[0].after
    if story.changes[0].what != "begins":
        return False
    for change in story.changes[1:]:
        if change.before != at or not change.rule.source:
            return False
        if change.after != at and not _is_explained(change, asked):
            return False
        at = change.after
    return at == story.clock


def _is_explained(change, asked):
    if change.what == "new_rule":
        return change.rule.version > asked.rule.version
    event = change.event
    return change.what == "positive" and event is not None and bool(event.source) and event.on == change.on


PROMISES = (never_earlier, untouched_stays, each_change_has_its_reason)
