"""What tests of cards start from: a building of people with telephones, and their cards."""

from tests.world import HAND, NOON, SPRING, a_building
from wanjia.cards import services
from wanjia.cards.models import Card
from wanjia.roster.models import Household, Person

__all__ = ["HAND", "NOON", "SPRING", "a_house", "card_of", "issued"]


def a_house(**size):
    """Key and ids: two floors, two doors, two people each, the first behind each door its head with a telephone."""
    key, ids = a_building(**({"floors": 2, "doors": 2, "people": 2} | size))
    for home in Household.objects.filter(building_key=key):
        head = Person.objects.filter(household=home).order_by("id").first()
        if head is not None:
            Person.objects.filter(pk=head.pk).update(is_head=True, phone_tails=["2218"])
    return key, ids


def issued(key, kind="person", now=NOON):
    return services.issue(by=HAND, area=key, kind=kind, now=now)


def card_of(subject) -> Card:
    return Card.objects.get(subject_id=subject, cancelled_at=None)
