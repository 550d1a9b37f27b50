"""A round over the town and what the pages of it are asked."""

from django.urls import reverse

from tests.world import SPRING, SUMMER, a_building, a_round
from wanjia.coverage import queries

HTMX = {"HX-Request": "true"}


def a_world():
    """A round over the town: one building of 12 in each of two committees."""
    key, ids = a_building()
    other, more = a_building(SUMMER, 1)
    return {"round": a_round(), "key": key, "ids": ids, "other": other, "more": more}


def address(name, world, *args, area=SPRING):
    return f"{reverse(f'coverage:{name}', args=[world['round'].pk, *args])}?area={area}"


def settle(client, world, subjects, headers=None, area=SPRING, **more):
    return client.post(address("settle", world, area=area), {"subject": subjects, **more}, headers=headers or {})


def tally(world, area=SPRING):
    counted = queries.tally(world["round"], area)
    return counted.done, counted.excused, counted.released, counted.open
