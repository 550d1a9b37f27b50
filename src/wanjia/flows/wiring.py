"""The whole list: which events other rooms hear, in the same transaction or later by the worker."""

from wanjia.cards import events as cards
from wanjia.flows import isolating, merging
from wanjia.platform import outbox


def wire() -> None:
    """Called once when Django is ready. Called twice it changes nothing."""
    outbox.at_once["roster.people_merged"] = [merging.targets_follow_merge, cards.cards_follow_merge]
    outbox.at_once["roster.presence_changed"] = [cards.cards_end_with_presence]
    outbox.at_once["isolation.order_began"] = [isolating.order_began]
    outbox.at_once["isolation.order_ended"] = [isolating.order_ended]
    outbox.later["isolation.changed"] = [isolating.follow]
