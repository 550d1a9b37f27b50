"""Whose card it is: by the eight digits that somebody typed."""

from collections.abc import Iterable

from wanjia.cards.models import Card


def subjects_by_short(part: int, shorts: Iterable[str]) -> dict[str, int]:
    """The subjects of the cards of a committee that are not cancelled, by short number. One query."""
    wanted = list(shorts)
    if not wanted:
        return {}
    held = Card.objects.filter(part=part, short__in=wanted, cancelled_at=None)
    return dict(held.values_list("short", "subject_id"))
