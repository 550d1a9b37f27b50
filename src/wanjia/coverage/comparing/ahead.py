"""Sets drawn before anybody asks: some 16 s a round of 25 million people, which nobody should wait for in a page."""

from datetime import datetime, timedelta

from wanjia.coverage.comparing.loading import refreshed
from wanjia.coverage.models import Round
from wanjia.hot.sets_books import stale

RECENT = timedelta(days=14)


def draw(now: datetime) -> int:
    """Draws what is out of date of rounds that are open or ended within a fortnight. Returns how many sets.

    A committee in which something comes in the next moment is out of date again: its set is drawn with the question.
    """
    rounds = Round.objects.filter(due_at__gt=now - RECENT).exclude(state=Round.State.CANCELLED)
    return sum(1 for pk in rounds.values_list("pk", flat=True) for _known in refreshed(stale(pk)))
