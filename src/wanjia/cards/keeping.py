"""Ending what has outlived its purpose: old cards, closed requests, wrong tries."""

from datetime import datetime, timedelta

from django.db import transaction

from wanjia.cards.models import Card, Correction, Knock, TagIndex
from wanjia.cards.rules import FORGOTTEN
from wanjia.kernel.clock import local_date

CARDS, CORRECTIONS = timedelta(days=90), timedelta(days=30)  # after the last day; after the decision
_AT_ONCE = 5000


@transaction.atomic
def forget(now: datetime, *, is_rehearsal: bool = False) -> dict[str, int]:
    """Deletes cards 90 days after their last day with their tags, requests 30 days after they were closed, and tries
    a week old. Returns how many rows of each, by the model's label; a rehearsal only counts. Every purge calls it.
    """
    old = Card.objects.filter(until__lt=local_date(now) - CARDS)
    closed = Correction.objects.filter(decided_at__lt=now - CORRECTIONS)
    counted = {"cards.Card": old.count(), "cards.Correction": closed.count()}
    if is_rehearsal:
        return counted
    tags = list(old.values_list("tag", flat=True))
    for at in range(0, len(tags), _AT_ONCE):
        TagIndex.objects.filter(tag__in=tags[at : at + _AT_ONCE]).delete()
    old.delete()
    closed.delete()
    Knock.objects.filter(since__lt=now - FORGOTTEN).delete()
    return counted
