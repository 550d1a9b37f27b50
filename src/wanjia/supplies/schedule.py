"""The forward schedule (domain I1): for each planned delivery, what it needs and whether its lot has so much."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from wanjia.supplies import homes, queries
from wanjia.supplies.models import Delivery

_FOR_EVERYBODY = (Delivery.Kind.PARCEL, Delivery.Kind.KIT, Delivery.Kind.DONATION)


@dataclass(frozen=True, slots=True)
class Outlook:
    """`needs` None: it is not for every household. `there` None: it is not known what it is taken from."""

    needs: int | None
    there: int | None

    @property
    def short(self) -> int:
        """How many are lacking, as it stands now."""
        return max(self.needs - self.there, 0) if self.needs is not None and self.there is not None else 0


def outlooks(planned: Sequence[Delivery]) -> dict[UUID, Outlook]:
    """One query for the lots, one for each place. An empty flat needs nothing."""
    there = queries.stocks([row.lot for row in planned if row.lot])
    lived_in = {place: homes.lived_in(place) for place in {row.place for row in planned if row.kind in _FOR_EVERYBODY}}
    return {
        row.pk: Outlook(
            lived_in[row.place] * row.each if row.kind in _FOR_EVERYBODY else None,
            there[row.lot.pk].on_hand if row.lot else None,
        )
        for row in planned
    }
