"""Looking for too many positives after each report, and deciding what was found (trap 14)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.hot import clusters as hot
from wanjia.hot.results import News
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.labs import settling
from wanjia.labs.models import Cluster, Lab
from wanjia.labs.refusals import AlreadyDecided, ReasonWanted, SecondPersonWanted
from wanjia.labs.rules import clustering
from wanjia.labs.rules.values import is_abnormal
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell


def look(*, lab: Lab, runs: Sequence[UUID], news: Sequence[News], now: datetime) -> list[Cluster]:
    """Counts again what the report touched: its runs, the laboratory, the desks whose tubes are abnormal."""
    desks = {(one.part, one.device) for one in news if is_abnormal(one.value) and one.device}
    if not any(is_abnormal(one.value) for one in news):
        return []
    day = clock.local_date(now)
    groups = [*hot.by_run(lab.part, runs), *hot.by_lab(lab.part, lab.id, day), *hot.by_desk(sorted(desks), now)]
    whole = hot.whole(day)
    return [made for group in groups if (made := _kept(group, whole[group.is_pool], lab, now))]


def _kept(group: hot.Group, whole: hot.Count, lab: Lab, now: datetime) -> Cluster | None:
    """Written down once a day, with the newest figures; told the first time."""
    mean = clustering.expected(
        others_positive=whole.positives - group.positives, others=whole.tubes - group.tubes, tubes=group.tubes,
        is_pool=group.is_pool,
    )  # fmt: skip
    if not clustering.is_cluster(positives=group.positives, mean=mean):
        return None
    found = hot.abnormal(group, now)
    figures = {"positives": group.positives, "tubes": group.tubes, "expected": round(mean, 3), "parts": found.parts}
    cluster, is_new = Cluster.objects.update_or_create(
        part=found.parts[0], scope=group.scope, key=group.key, is_pool=group.is_pool, day=clock.local_date(now),
        defaults=figures, create_defaults={"id": new_event_id(), "lab_id": lab.id, "found_at": now, **figures},
    )  # fmt: skip
    if is_new:
        settling.ask_again(found.tubes if not group.is_pool else [], now)
        tell("labs.cluster_found", part=cluster.part, now=now,
             payload={"cluster": str(cluster.id), "scope": group.scope, "subjects": found.subjects})  # fmt: skip
    return cluster


@transaction.atomic
def decide(*, by: Actor, cluster_id: UUID, finding: str, note: str, now: datetime) -> Cluster:
    """What it was, by somebody who is not the laboratory's. Raises ReasonWanted, AlreadyDecided, SecondPersonWanted."""
    cluster = Cluster.objects.select_for_update().filter(id=cluster_id).first()
    if cluster is None:
        raise NotFound
    lab = Lab.objects.get(id=cluster.lab_id)
    require(by, Act.TRACE, cluster.part)
    if may(by, Act.RESULT, lab.area) and not by.is_system:
        raise SecondPersonWanted
    if cluster.decided_at is not None:
        raise AlreadyDecided(by=cluster.decided_by)
    if finding not in Cluster.Finding.values or not note.strip():
        raise ReasonWanted
    Cluster.objects.filter(part=cluster.part, id=cluster.id).update(
        finding=finding, note=note.strip()[:200], decided_by=by.name[:60], decided_at=now
    )
    tell("labs.cluster_decided", part=cluster.part, now=now,
         payload={"cluster": str(cluster.id), "finding": finding, "subjects": subjects_of(cluster)})  # fmt: skip
    record(by=by, act="labs.decide_cluster", area=cluster.part, subject=f"cluster:{cluster.id}", reason=note.strip(),
           detail={"finding": finding}, now=now)  # fmt: skip
    return Cluster.objects.get(part=cluster.part, id=cluster.id)


def subjects_of(cluster: Cluster) -> list[str]:
    """The people of its single swabs, by id as text; of pools nobody. One query."""
    group = hot.Group(cluster.scope, cluster.key, cluster.is_pool, cluster.positives, cluster.tubes)
    return hot.abnormal(group, cluster.found_at).subjects
