"""Rosters of care homes for whoever orders medicine for many of their residents in one act."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from wanjia.care import houses as care
from wanjia.care import sealing
from wanjia.care.models import Institution, Lodger
from wanjia.kernel import area as codes
from wanjia.kernel.masking import mask_name
from wanjia.medical.institutions import House, Resident, Source
from wanjia.platform.access import Act, Actor


def house(by: Actor, house_id: UUID) -> tuple[House, Sequence[Resident]]:
    """Two queries. Raises NotFound, NotAllowed."""
    held = care.house_for(by, Act.SERVE, house_id)
    living = Lodger.objects.filter(part=held.part, institution=held, until_on=None).order_by("bed", "id")
    return House(held.pk, held.part, held.name), [_resident(row, held.name) for row in living]


def houses(area: int) -> Sequence[House]:
    """One query."""
    rows = Institution.objects.filter(part__range=codes.codes_under(area)).order_by("part", "name")
    return [House(row.pk, row.part, row.name) for row in rows]


def known(ids: Collection[UUID]) -> Mapping[UUID, Resident]:
    """One query."""
    rows = Lodger.objects.filter(pk__in=list(ids)).select_related("institution")
    return {row.pk: _resident(row, row.institution.name) for row in rows}


def _resident(row: Lodger, house_: str) -> Resident:
    name = sealing.said(row.name_sealed, sealing.NAME)
    return Resident(row.pk, house_, row.bed, mask_name(name), sealing.said(row.needs_sealed, sealing.NEEDS))


ROSTERS = Source(house, houses, known)
