"""The one table of notices."""

from wanjia.notices.models.notices import Notice
from wanjia.platform.sharding import Placement, place

__all__ = ["Notice"]

place(Placement.REFERENCE, "notices.Notice")  # of areas of every level, a few rows an area, rarely written
