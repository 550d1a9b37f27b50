"""Tells the room of the phones which sites and carers there are: rooms beside each other may not know each other."""

from collections.abc import Sequence
from datetime import datetime

from wanjia.care import tending
from wanjia.devices.standing import Carer, Site, known
from wanjia.testing import queries
from wanjia.testing.models import Post


def tell() -> None:
    """Called once when Django is ready. Called twice it changes nothing."""
    known.carers = _carers
    known.sites, known.names, known.posts = _sites, queries.site_names, {post.value: post.label for post in Post}


def _sites(area: int) -> Sequence[Site]:
    """Those that stand, in the order of the list of sites. One query."""
    return [Site(site.pk, site.name, site.place) for site in queries.sites(area)]


def _carers(area: int, now: datetime) -> Sequence[Carer]:
    """Whoever may look after people of the committee, by name."""
    return [Carer(one.pk, one.name, tending.ground_of(one, area, now)) for one in tending.carers(area, now)]
