"""Tables of testing, by subject."""

from wanjia.platform.sharding import Placement, place
from wanjia.testing.models.sites import Lane, Opening, Post, PostHolder, Site, SiteCheck, SitePlan, Variant
from wanjia.testing.models.slots import LabelRange, PostCount, Slot

__all__ = [
    "LabelRange",
    "Lane",
    "Opening",
    "Post",
    "PostCount",
    "PostHolder",
    "Site",
    "SiteCheck",
    "SitePlan",
    "Slot",
    "Variant",
]

place(
    Placement.DISTRIBUTED,
    "testing.Site",
    "testing.SitePlan",
    "testing.Lane",
    "testing.PostHolder",
    "testing.Opening",
    "testing.SiteCheck",
    "testing.Slot",
    "testing.PostCount",
)
place(Placement.REFERENCE, "testing.LabelRange")  # a few rows an area; unique over all of them
