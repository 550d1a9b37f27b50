"""A page that was opened is a proof: whatever stands on it was put before this household (ADR 0026)."""

from datetime import datetime

from wanjia.me.opening import Resident
from wanjia.notices import intake, queries


def opened(resident: Resident, now: datetime) -> int:
    """Settles the rounds that tell the notices on the page. Returns how many.

    Nobody's behind a shared door: in a dormitory one who reads is not all who live there.
    """
    if resident.is_shared:
        return 0
    key = resident.subject.building_key
    told = queries.told(key, now)
    shown = [one.pk for one in (told.rule, *told.notices) if one]
    if not shown:
        return 0
    return intake.page_opened(household_id=resident.home.pk, building_key=key, shown=shown, now=now)
