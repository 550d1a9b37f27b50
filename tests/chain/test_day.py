"""A generated day of 46,000 people with planted faults: each is found and named, and at the end everything balances."""

from datetime import timedelta

import pytest

from tests.chain import day as days
from tests.chain.day import EVENING
from tests.world import HAND, NOON, TOWN, an_account
from wanjia.cases.models import Case, Transfer
from wanjia.coverage.models import Tube
from wanjia.flows.chain import board, told
from wanjia.labs import clusters, queries, seeing, services
from wanjia.labs.models import Cluster, LooseResult, Recheck
from wanjia.logistics import losing
from wanjia.logistics.losing import LossSaid
from wanjia.logistics.models import Box
from wanjia.platform.access import actor_of


def named(seen, book):
    return {one.code for line in seen.off if line.name == book for one in line.named}


@pytest.fixture(scope="module")
def day(django_db_setup, django_db_blocker):
    """Made once; each test reads it as it was at one moment of the day."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        made = days.sampled(20220404)
        days.scan_twice(made)
        days.carried(made)
        days.reported(made)
        yield made
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.django_db
class TestTheDay:
    """In the order of the day; what a test does is undone after it, so the later ones begin where they need to."""

    def test_every_fault_is_found_and_named_by_the_evening(self, day):
        seen = board(TOWN, day.round, EVENING)
        assert day.faults.lost_box in named(seen, "boxes_out")
        assert day.faults.twice in named(seen, "tubes")
        assert set(day.faults.as_one) <= named(seen, "tested")
        assert any(line.name == "loose" for line in seen.off)
        assert {row.code for row in LooseResult.objects.all()} == {day.faults.unknown, day.faults.twice}
        assert day.faults.corrected in {pool.code for pool in queries.pools(TOWN, EVENING)}
        assert seen.slowest is not None

    def test_forty_pools_ask_their_people_and_open_no_case(self, day):
        asked = set(Recheck.objects.values_list("subject_id", flat=True))
        pools = Recheck.objects.values("pool_id").distinct().count()
        assert pools == 41  # forty, and the one that was corrected
        assert len(asked) == Recheck.objects.count()
        assert not Case.objects.exists()
        assert not Transfer.objects.exists()

    def test_the_numbers_of_the_day_are_all_there(self, day):
        seen = told(board(TOWN, day.round, EVENING))
        lines = {line["name"]: line for line in seen["identities"]}
        assert lines["sampled"]["left"] == 46_000
        assert lines["tubes"]["left"] == 5_001  # one record of a tube too many
        assert lines["boxes_out"]["left"] == 200
        assert lines["reported"]["parts"]["pools_abnormal"] == 41

    def test_whoever_saw_the_first_version_is_told(self, day):
        tube = Tube.objects.get(code=day.faults.corrected)
        person = tube.members[0]
        seeing.see(tube.part, tube.event_id, 1, "resident", str(person), NOON + timedelta(hours=3))
        [line] = seeing.results_for(tube.members[1], EVENING)
        assert "两份样本互换" in line.note
        assert [row.who for row in seeing.misled(tube.part, tube.event_id)] == [str(person)]

    def test_at_the_end_everything_balances_and_nobody_was_moved_on_a_pool(self, day):
        real = days.reswabbed(day)
        self._thirteen_are_held(day, real)
        self._settle(day)
        seen = board(TOWN, day.round, EVENING + timedelta(hours=4))
        assert [(line.name, line.difference, line.named) for line in seen.off] == []
        for transfer in Transfer.objects.select_related("case"):
            swab = Tube.objects.get(part=transfer.case.tube_part, event_id=transfer.case.tube_event)
            assert swab.members == [transfer.case.person_id]
        live = Case.objects.filter(withdrawn_at=None)
        waiting = live.exclude(id__in=Transfer.objects.exclude(cleared_at=None).values("case_id"))
        assert {case.person_id for case in waiting} == set(real)

    def _thirteen_are_held(self, day, real):
        cluster = Cluster.objects.get(scope="run", is_pool=False)
        assert cluster.positives == 13
        spoilt = {Tube.objects.get(code=code).members[0] for code in day.faults.false_swabs}
        held = set(Transfer.objects.filter(hold_reason="cluster").values_list("person_id", flat=True))
        assert spoilt <= held, "nobody of them is moved before somebody has looked"
        assert not spoilt & set(real)

    def _settle(self, day):
        """What people do about each fault."""
        self._swab_the_thirteen_again(day)
        one, other = (actor_of(an_account(login, "town", TOWN), EVENING) for login in ("xu", "he"))
        box = Box.objects.get(code=day.faults.lost_box)
        affected = (
            losing.declare(box, one, other, EVENING) if hasattr(losing, "declare") else self._lose(box, one, other)
        )
        assert len(affected.subjects) == sum(len(t.people) for t in day.tubes if t.box == box.code)
        self._settle_loose(day)
        rows = [(code, "negative", f"A{n}") for n, code in enumerate(day.faults.as_one)]
        days.report(day, day.labs[2], "R2-again", rows, tests=3, minutes=700)

    def _lose(self, box, one, other):
        losing.report_lost(by=one, box=box, said=LossSaid("courier", "途中遗失"), now=EVENING)
        box.refresh_from_db()
        return losing.confirm_lost(by=other, box=box, now=EVENING)

    def _swab_the_thirteen_again(self, day):
        cluster = Cluster.objects.get(scope="run", is_pool=False)
        persons = sorted(Tube.objects.get(code=code).members[0] for code in day.faults.false_swabs)
        rounds = {row.subject_id: row.round_id for row in Recheck.objects.filter(decided_at=None)}
        assert set(persons) <= set(rounds), "each of them is asked for another swab"
        at = NOON + timedelta(hours=11)
        swabs = [(f"N-{n:04}", person // 10**6, rounds[person]) for n, person in enumerate(persons)]
        facts = [
            days.Sent(days.TubeFact(days.new_event_id(), round_, code, part, at, (days.Member(person),)),
                      days.Sender(part, "07 号", "杨立冬"))
            for (code, part, round_), person in zip(swabs, persons, strict=True)
        ]  # fmt: skip
        days.coverage.record_facts(facts, now=at)
        days.box_of_swabs(day, swabs, spoilt=set(), name="N", at=at + timedelta(minutes=5))
        rows = [(code, "negative", f"C{n}") for n, (code, _part, _round) in enumerate(swabs)]
        days.report(day, day.labs[1], "E1", rows, tests=len(rows), minutes=720)
        assert Transfer.objects.exclude(cleared_at=None).count() == 13
        clusters.decide(by=HAND, cluster_id=cluster.id, finding="false", note="换实验室复测全阴", now=EVENING)
        for pools in Cluster.objects.filter(decided_at=None):
            clusters.decide(by=HAND, cluster_id=pools.id, finding="real", note="同一楼", now=EVENING)

    def _settle_loose(self, day):
        at = EVENING + timedelta(hours=1)
        for row in LooseResult.objects.filter(resolved_at=None):
            tubes = list(Tube.objects.filter(code=row.code).values_list("event_id", flat=True))
            services.settle_loose(by=HAND, loose_id=row.id, tubes=tubes, note="核对采样台记录", now=at)
