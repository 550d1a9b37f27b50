"""Tells the room of the phones which sites there are: two rooms beside each other may not know each other."""

from collections.abc import Sequence

from wanjia.devices.standing import Site, known
from wanjia.testing import queries
from wanjia.testing.models import Post


def tell() -> None:
    """Called once when Django is ready. Called twice it changes nothing."""
    known.sites, known.names, known.posts = _sites, queries.site_names, {post.value: post.label for post in Post}


def _sites(area: int) -> Sequence[Site]:
    """Those that stand, in the order of the list of sites. One query."""
    return [Site(site.pk, site.name, site.place) for site in queries.sites(area)]
