"""The demo's boxes: every state to look at, every planted fault named, the rest in balance."""

import pytest

from wanjia.coverage import presets
from wanjia.coverage.models import Round
from wanjia.demo import boxes, cast, world
from wanjia.hot.recount import recount, tubes
from wanjia.kernel import clock
from wanjia.logistics import queries
from wanjia.logistics.models import Box

pytestmark = pytest.mark.django_db


def test_the_demo_has_boxes_in_every_state_and_names_every_planted_fault(monkeypatch):
    monkeypatch.setattr(boxes, "IN_A_BOX", 5)  # a small town has as many boxes as the real one
    presets.load()
    now = clock.now()
    world.build(people=2000, now=now, progress=lambda done, total, step: None)
    round_ = Round.objects.get(obligation="nat")
    states = {view.state for view in queries.boxes_in(cast.TOWN, round_.pk, now)}
    assert states >= {"packing", "on_the_way", "at_lab", "lost"}
    board = queries.links(cast.TOWN, round_.pk, now)
    off = {line.name: [one.code for one in line.named] for column in board.columns for line in column.balances
           if line.is_off}  # fmt: skip
    assert off["boxes_out"] == off["tubes_out"] == ["X-0101"]  # four hours and 17 minutes
    assert off["hand_overs"] == ["X-0501"]
    assert off["taken_in"] == ["X-0201"]
    assert off["packed"] == ["T-99999"]
    assert set(off) <= {"boxes_out", "tubes_out", "hand_overs", "taken_in", "packed", "sampled"}
    assert board.slowest.link == "box_lab"
    assert recount(round_.pk) == []
    assert tubes(round_.pk) == []
    assert boxes.build(seed=1, now=now) == 0
    assert Box.objects.filter(reopened__len__gt=0).count() == 2
