"""Tables of cards, by subject."""

from wanjia.cards.models.cards import Card, TagIndex
from wanjia.cards.models.corrections import Correction
from wanjia.cards.models.knocks import Knock
from wanjia.cards.models.letterhead import Letterhead
from wanjia.platform.sharding import Placement, place

__all__ = ["Card", "Correction", "Knock", "Letterhead", "TagIndex"]

place(Placement.DISTRIBUTED, "cards.Card", "cards.Letterhead", "cards.Correction")
place(Placement.INDEX, "cards.TagIndex", "cards.Knock")
