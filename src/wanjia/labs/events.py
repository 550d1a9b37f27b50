"""What other rooms' events mean for laboratories."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from wanjia.coverage.models import Tube
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of
from wanjia.labs import settling
from wanjia.labs.models import Recheck
from wanjia.roster.models import Person


def rechecks_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """Two entries were one person: the question goes with the one that stays, and is asked once."""
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    for row in Recheck.objects.filter(part=part_of(gone), subject_id=gone):
        here = {"part": part_of(kept), "subject_id": kept, "pool_id": row.pool_id}
        values = {
            name: getattr(row, name)
            for name in ("pool_part", "pool_round_id", "building_key", "round_id", "asked_at", "due_at", "told_at",
                         "told_by", "outcome", "decided_at")
        }  # fmt: skip
        Recheck.objects.get_or_create(**here, defaults=values)
        Recheck.objects.filter(part=row.part, subject_id=gone, pool_id=row.pool_id).delete()


def rechecks_follow_move(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.person_moved`: they are told, and asked, at the new door. In another committee the question stays in the
    round that asks it: its gap names who has moved, and a person decides.
    """
    person = int(str(payload["person"]))
    home = Person.objects.get(part=part_of(person), id=person).building_key
    if committee_of(home) == committee_of(int(str(payload["from"]))):
        mine = Recheck.objects.filter(part=part_of(person), subject_id=person, decided_at=None)
        mine.update(building_key=home)


def stranger_is_known(payload: Mapping[str, object], now: datetime) -> None:
    """Somebody of a tube is known at last: asked, missing or a case by what was found in it before."""
    tube = Tube.objects.get(part=int(str(payload["part"])), event_id=UUID(str(payload["tube"])))
    settling.catch_up(tube, int(str(payload["subject"])), now)
